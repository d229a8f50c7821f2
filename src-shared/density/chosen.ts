// What a scenario chooses: its mechanisms by kind, systems written out, and the captured guests it draws on.

import { swapSpace } from "../model/mechanisms/overcommit/space.ts";
import { writtenOut } from "../model/systems/registry.ts";
import type { CapturedHost } from "../profile/host.ts";
import { mechanismKinds } from "./mechanism-schema.ts";
import type { Balloon, Dedup, MechanismEntry, MechanismId, Scenario } from "./scenario-schema.ts";

type Named<Id extends MechanismId> = Extract<MechanismEntry, { id: Id }>;

/** The mechanisms of a scenario with their defaults; every system is replaced by its parts. */
export const mechanismsIn = (scenario: Scenario): Named<MechanismId>[] =>
  writtenOut(scenario.mechanisms).map(
    (part) => mechanismKinds[part.id as MechanismId].parse(part) as Named<MechanismId>,
  );

/** The mechanism of a kind that a scenario or one of its systems names, null without one. */
export const mechanismIn = <Id extends MechanismId>(scenario: Scenario, id: Id): Named<Id> | null =>
  (mechanismsIn(scenario).find((mechanism) => mechanism.id === id) as Named<Id> | undefined) ?? null;

/** The dedup of a scenario, null without one or with one that does not run. */
export const dedupOf = (scenario: Scenario): Dedup | null => {
  const found = mechanismIn(scenario, "dedup");
  return found?.run === 1 ? found : null;
};

/** The balloon that brings guests to a target from the start, null without one. */
export const balloonOf = (scenario: Scenario): Balloon | null => {
  const found = mechanismIn(scenario, "balloon");
  return found && (found.mode ?? "target") === "target" && !movesAsItGoes(found) ? found : null;
};

const movesAsItGoes = ({ control, driver }: Balloon): boolean =>
  (control ?? "none") !== "none" || (driver ?? "none") !== "none";

const PLAYED: readonly MechanismId[] = ["tmem", "tiering", "overcommit", "hugepages", "reporting"];

/**
 * Whether the engine plays a mechanism for an answer; all others change what each guest asks for by itself. A balloon is
 * played where a control or a driver moves it, or a guest says what it misses with less memory.
 */
export const isPlayed = (entry: Named<MechanismId>, { guests, host }: Pick<Scenario, "guests" | "host">): boolean =>
  (PLAYED.includes(entry.id) && !isIdle(entry, host)) ||
  (entry.id === "hotplug" && guests.some(({ kind }) => kind === "function")) ||
  (entry.id === "balloon" && (movesAsItGoes(entry) || guests.some(({ curve }) => curve !== undefined)));

/** Whether the settings leave nothing to play: the answer must be that without the mechanism, to the byte. */
function isIdle(entry: Named<MechanismId>, host: Scenario["host"]): boolean {
  switch (entry.id) {
    case "tmem":
      return entry.pool_pages === 0;
    case "overcommit":
      return swapSpace(entry, host) === null;
    case "tiering":
      return !host.tiers?.some(({ name, bytes }) => name === "slow" && bytes > 0);
    default:
      return false;
  }
}

/** Captured guests that the scenario draws on, as indices into the host's guests. */
export function capturedUsed(scenario: Scenario, host: CapturedHost): number[] {
  const named = new Set(scenario.guests.flatMap((guest) => (guest.kind === "profile" ? [guest.profile] : [])));
  return host.guests.flatMap((captured, i) => (named.has("*") || named.has(captured.name) ? [i] : []));
}
