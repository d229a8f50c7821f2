// What a scenario leaves to the captures besides its guests: settings of mechanisms that the host itself showed.
import type { CapturedHost } from "../profile/host.ts";
import type { Scenario } from "./scenario-schema.ts";

/** The scenario with what the captured host tells of mechanisms' settings that it leaves out. */
export function asCaptured(scenario: Scenario, host: CapturedHost | null): Scenario {
  const unusable = host?.unusableShare ?? null;
  if (unusable === null) return scenario;
  return {
    ...scenario,
    mechanisms: scenario.mechanisms.map((entry) =>
      "id" in entry && entry.id === "hugepages" && entry.unusable_share === undefined
        ? { ...entry, unusable_share: unusable }
        : entry,
    ),
  };
}
