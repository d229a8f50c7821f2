// How far the data carry an answer: the captures' own grade, made worse by what the scenario asks of them.
import type { CapturedHost } from "../profile/host.ts";
import type { Coverage } from "../protocol/replies.ts";
import { capturedUsed } from "./chosen.ts";
import type { Plan } from "./plan.ts";
import type { Scenario } from "./scenario-schema.ts";

type Grade = Coverage["grade"];
const grades: readonly Grade[] = ["A", "B", "C", "D", "E"];

/** The worse of two grades. */
const worse = (a: Grade, b: Grade): Grade => (grades.indexOf(a) > grades.indexOf(b) ? a : b);

/** Grade of a value by the least values for A, B and C; D below all (model 1.5). */
const gradeBy = (value: number, [a, b, c]: readonly [number, number, number]): Grade =>
  value >= a ? "A" : value >= b ? "B" : value >= c ? "C" : "D";

const perHorizon = [3, 2, 1] as const;
const guestsOfAKind = [8, 4, 2] as const;
const contentsSeen = [0.95, 0.9, 0.75] as const;

/** The worst column counts; reasons and remedies in plain words. */
export function coverageOf(scenario: Scenario, host: CapturedHost | null, plan: Plan): Coverage {
  let grade: Grade = "A";
  const reasons: string[] = [];
  const raiseBy: string[] = [];
  const lower = (to: Grade, reason: string, remedy: string): void => {
    grade = worse(grade, to);
    reasons.push(reason);
    if (to !== "A") raiseBy.push(remedy);
  };
  const kinds = [...new Set(scenario.guests.map((guest) => guest.kind))];
  const madeUp = kinds.filter((kind) => kind !== "profile" && kind !== "series");
  if (madeUp.length > 0)
    lower(
      "E",
      `guests of kind ${madeUp.join(", ")} are made up, not captured`,
      "capture a host that runs such guests and use their profiles",
    );
  if (kinds.includes("series")) lowerBySeries(plan, scenario, lower);
  if (host && kinds.includes("profile")) {
    grade = worse(grade, host.coverage.grade);
    reasons.push(...host.coverage.reasons);
    raiseBy.push(...host.coverage.raise_by);
    lowerByCapture(scenario, host, plan, lower);
  }
  return { grade, reasons: [...new Set(reasons)], raise_by: [...new Set(raiseBy)] };
}

type Lower = (to: Grade, reason: string, remedy: string) => void;

function lowerBySeries(plan: Plan, scenario: Scenario, lower: Lower): void {
  const lengths = plan.types.flatMap((type) => (type.demand.kind === "series" ? [type.demand.pages.length] : []));
  const seconds = lengths.length > 0 ? Math.min(...lengths) * scenario.epoch_s : scenario.epoch_s;
  lowerByLength(seconds, scenario, "the series", lower);
  lower("D", "a table of numbers has no other capture to be tested against", "import the host's own captures as well");
}

function lowerByLength(seconds: number, scenario: Scenario, what: string, lower: Lower): void {
  lower(
    gradeBy(seconds / scenario.horizon_s, perHorizon),
    `${what} covers ${seconds} s, the horizon is ${scenario.horizon_s} s`,
    `record for ${perHorizon[0] * scenario.horizon_s} s or more, three times the horizon`,
  );
}

function lowerByCapture(scenario: Scenario, host: CapturedHost, plan: Plan, lower: Lower): void {
  const used = capturedUsed(scenario, host).map((index) => host.guests[index]!);
  if (used.length < host.guests.length)
    lower(
      gradeBy(used.length, guestsOfAKind),
      used.length === 1 ? "the scenario uses one captured guest" : `the scenario uses ${used.length} captured guests`,
      `capture ${guestsOfAKind[0]} or more guests of the kind`,
    );
  const epochs = used.flatMap((guest) => (guest.residentPages?.length ? [guest.residentPages.length] : []));
  if (epochs.length < used.length)
    lower(
      "D",
      "resident memory over time is not known for every guest",
      "record page faults from the start of the guests",
    );
  if (epochs.length > 0) lowerByLength(Math.min(...epochs) * host.epochSeconds, scenario, "the capture", lower);
  if (plan.warmUp?.toTheEnd)
    lower("D", "resident memory was still growing when the capture ended", "record until the guests have settled");
  if (plan.merging) lowerByContents(host, plan, lower);
  const pinned = used.filter((guest) => guest.pinned !== null);
  if (pinned.length > 0)
    lower(
      "A",
      `${pinned.map((guest) => guest.name).join(", ")}: all RAM counted, no mechanism applied (${pinned[0]!.pinned})`,
      "",
    );
}

function lowerByContents(host: CapturedHost, plan: Plan, lower: Lower): void {
  if (!host.patterns)
    lower("D", "page contents were not captured", "record page hashes of all guests while they are paused");
  else if (!plan.coverage)
    lower(
      "D",
      "sharing between guests cannot be known from one guest and is not counted",
      "capture the page contents of two or more guests at one moment",
    );
  else if (gradeBy(plan.coverage.best, contentsSeen) > host.coverage.grade)
    lower(
      gradeBy(plan.coverage.best, contentsSeen),
      `${(100 * plan.coverage.best).toFixed(1)} % of a guest's contents are also in another captured guest`,
      "capture the page contents of more guests",
    );
}
