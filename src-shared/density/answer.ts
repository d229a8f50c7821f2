// The answer to a scenario: how many guests fit, how sure that is, what it costs and where every number comes from.
import { PAGE_BYTES } from "../base/units.ts";
import type { CapturedHost } from "../profile/host.ts";
import type { DensityReply } from "../protocol/replies.ts";
import { assumptionsOf } from "./assumptions.ts";
import { checksOf } from "./checks.ts";
import { digestOfNumbers } from "./digest-numbers.ts";
import { functionsOf } from "./functions.ts";
import { coverageOf } from "./grade.ts";
import { createPlan, type Plan, type SeriesTables } from "./plan.ts";
import { provenanceOf } from "./provenance.ts";
import { rulesOfThumb } from "./rules-of-thumb.ts";
import type { Scenario } from "./scenario-schema.ts";
import { bindingAt, curveOf, curvePoints, overrunOf, quantilesOf } from "./search.ts";
import { largestN } from "./search-rules.ts";
import { slowdownOf } from "./slowdown.ts";
import { checkWork, type OutcomeOf, type RunReplications, runHere, type TaskOf, usedBytes } from "./task.ts";
import { mechanismsOf, waterfallOf } from "./waterfall.ts";

export interface AnswerOptions {
  readonly engineVersion: string;
  /** Who does the replications: by default the calling thread. */
  readonly runReplications?: RunReplications;
  /** Tables of `series` guests, already read. */
  readonly series?: SeriesTables;
  /** How many guests fit before dedup has merged anything (`guestsThatFit` without it); null where there is no dedup. */
  readonly atOnce?: DensityReply["n"] | null;
}

/** N* alone, without what an answer tells beside it. Throws as `answerDensity`. */
export async function guestsThatFit(
  scenario: Scenario,
  host: CapturedHost | null,
  { runReplications, series }: Omit<AnswerOptions, "engineVersion" | "atOnce">,
): Promise<DensityReply["n"]> {
  const plan = createPlan(scenario, host, series);
  checkWork(plan, null);
  const run = runReplications ?? runHere(plan);
  const searches = await run<"search">(outers(plan).map((outer) => ({ kind: "search", outer })));
  return quantilesOf(searches.map(({ failsAt }) => largestN(failsAt, plan.confidence)));
}

/**
 * The largest number of guests of a scenario, from captured guests where it names profiles (then `host` is needed).
 * The same scenario, host and engine give the same reply to the byte, whoever runs the tasks.
 * Throws as `createPlan`, and `scenario.too_large`.
 */
export async function answerDensity(
  scenario: Scenario,
  host: CapturedHost | null,
  { engineVersion, runReplications, series, atOnce = null }: AnswerOptions,
): Promise<DensityReply> {
  const plan = createPlan(scenario, host, series);
  checkWork(plan, null);
  const run = runReplications ?? runHere(plan);
  const searches = await run<"search">(outers(plan).map((outer) => ({ kind: "search", outer })));
  const largest = searches.map(({ failsAt }) => largestN(failsAt, plan.confidence));
  const n = quantilesOf(largest);
  const details = await run<"detail">(
    outers(plan).map(
      (outer): TaskOf<"detail"> => ({
        kind: "detail",
        outer,
        n: n.p50,
        failsAt: searches[outer]!.failsAt,
      }),
    ),
  );
  const typical = details[largest.indexOf(n.p50)]!;
  const shown = Math.max(1, n.p50);
  const points = curvePoints(plan, n);
  const played =
    plan.feedback || plan.numa
      ? await run<"points">(searches.map(({ failsAt }, outer) => ({ kind: "points", outer, guests: points, failsAt })))
      : null;
  const parts = {
    ...withFunctions(functionsOf(scenario, plan, details, typical)),
    ...(typical.packed ? { numa: typical.packed } : {}),
  };
  const reply = {
    schema: "plimsoll.density/1",
    scenario,
    engine: engineVersion,
    seed: plan.seed,
    n,
    at_once: atOnce,
    confidence: plan.confidence,
    replications: { outer: plan.outer, inner: plan.inner },
    binding: bindingAt(searches, n.p50 + 1),
    coverage: coverageOf(scenario, host, plan),
    mechanisms: mechanismsOf(scenario, host, details, typical),
    waterfall: waterfallOf(typical),
    slowdown: {
      p50: Math.max(slowdownOf(plan, 0.5)(shown), typical.played?.slowdown.p50 ?? 1),
      p99: Math.max(slowdownOf(plan, 0.99)(shown), typical.played?.slowdown.p99 ?? 1),
    },
    ...parts,
    overrun: overrunOf(plan, details),
    curve: curveOf(plan, searches, points, played),
    marginal_bytes_per_guest: marginalBytes(details),
    checks: scenario.guests.some((guest) => guest.kind === "profile") ? checksOf(host) : [],
    rules_of_thumb: rulesOfThumb(
      plan,
      scenario.guests.map((guest) => guest.weight),
    ),
    assumptions: assumptionsOf(scenario, host, plan),
    provenance: provenanceOf(scenario, host, Object.keys(parts)),
  } satisfies Omit<DensityReply, "digest">;
  return { ...reply, digest: digestOf(reply) };
}

/** Left out without functions, so that other answers stay as they are. */
const withFunctions = (functions: ReturnType<typeof functionsOf>) => (functions === null ? {} : { functions });

export const outers = (plan: Plan): number[] => Array.from({ length: plan.outer }, (_, outer) => outer);

/** Memory of one more guest now, mean over the replications in whole pages. */
function marginalBytes(details: readonly OutcomeOf<"detail">[]): number {
  const bytes = details.reduce((sum, { now, oneMore }) => sum + usedBytes(oneMore) - usedBytes(now), 0);
  return Math.round(bytes / details.length / PAGE_BYTES) * PAGE_BYTES;
}

/** Of all numbers; the scenario's text and where they come from are left out. */
function digestOf(reply: Omit<DensityReply, "digest">): string {
  const { scenario: _scenario, provenance: _provenance, ...numbers } = reply;
  return digestOfNumbers(numbers);
}
