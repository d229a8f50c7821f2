// What a scenario chooses: its mechanisms by kind, and the captured guests it draws on.
import type { CapturedHost } from "../profile/host.ts";
import type { Balloon, Dedup, Scenario } from "./scenario-schema.ts";

/** The dedup of a scenario, null without one or with one that does not run. */
export const dedupOf = (scenario: Scenario): Dedup | null => {
  const found = scenario.mechanisms.find((mechanism) => "id" in mechanism && mechanism.id === "dedup");
  return found && "id" in found && found.id === "dedup" && found.run === 1 ? found : null;
};

export const balloonOf = (scenario: Scenario): Balloon | null => {
  const found = scenario.mechanisms.find((mechanism) => "id" in mechanism && mechanism.id === "balloon");
  return found && "id" in found && found.id === "balloon" ? found : null;
};

/** Captured guests that the scenario draws on, as indices into the host's guests. */
export function capturedUsed(scenario: Scenario, host: CapturedHost): number[] {
  const named = new Set(scenario.guests.flatMap((guest) => (guest.kind === "profile" ? [guest.profile] : [])));
  return host.guests.flatMap((captured, i) => (named.has("*") || named.has(captured.name) ? [i] : []));
}
