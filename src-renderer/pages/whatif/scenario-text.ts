// A scenario as the file that a user saves: the one that the command line takes, without what is left at null.
import { parseScenario } from "../../../src-shared/density/scenario.ts";
import type { Scenario } from "../../../src-shared/density/scenario-schema.ts";

/** Keys in the order in which people read a scenario. */
const ORDER: readonly (keyof Scenario)[] = [
  "$schema",
  "host",
  "guests",
  "mechanisms",
  "alternatives",
  "objective",
  "horizon_s",
  "epoch_s",
  "seed",
  "replications",
];

/** JSON of a scenario; reading it gives the same scenario. Null stands for a default everywhere, so it is left out. */
export function scenarioJson(scenario: Scenario): Record<string, unknown> {
  return Object.fromEntries(
    ORDER.filter((key) => scenario[key] !== undefined).map((key) => [key, withoutNulls(scenario[key])]),
  );
}

/** Text of the scenario file. */
export const scenarioText = (scenario: Scenario): string => `${JSON.stringify(scenarioJson(scenario), null, 2)}\n`;

/** Equal for scenarios that give equal answers, whatever their files look like. */
export const scenarioKey = (scenario: Scenario): string =>
  JSON.stringify(scenarioJson({ ...scenario, $schema: undefined }));

/** Checks a scenario as every reader does. Throws `scenario.*`. */
export const checkScenario = (scenario: Scenario): Scenario => parseScenario(scenarioJson(scenario), null);

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null && inner !== undefined)
      .map(([key, inner]) => [key, withoutNulls(inner)]),
  );
}
