// What each mechanism buys: the scenario without any, then with one after the other.
import type { MechanismEntry, Scenario } from "../../../src-shared/density/scenario-schema.ts";
import { comparedIn, entryOf, isOn, type MechanismForm, type MechanismId, withMechanism } from "./mechanisms.ts";
import { scenarioKey } from "./scenario-text.ts";

export interface LadderStep {
  readonly id: string;
  /** What it adds; null on the first step. */
  readonly mechanism: MechanismId | null;
  /** On a rung: what it adds. */
  readonly rung: string;
  /** In a table: all that is on. */
  readonly title: string;
  readonly scenario: Scenario;
}

/** The steps in the order of the registry; a standing mechanism that is off stands in it with its defaults. */
export function ladderOf(scenario: Scenario, mechanisms: readonly MechanismForm[]): LadderStep[] {
  const first: LadderStep = {
    id: "static",
    mechanism: null,
    rung: "Static",
    title: "Static, no mechanism",
    scenario: { ...scenario, mechanisms: [] },
  };
  const steps = [first];
  const added: string[] = [];
  for (const { id, short } of comparedIn(scenario, mechanisms)) {
    added.push(short);
    const own = isOn(scenario, id) ? entryOf(scenario, id) : undefined;
    steps.push({
      id: `with.${id}`,
      mechanism: id,
      rung: `+ ${short}`,
      title: `+ ${added.join(", ")}`,
      scenario: withMechanism(steps.at(-1)!.scenario, id, true, own),
    });
  }
  return steps;
}

/** The step that answers the same as the scenario itself, whatever the order of its mechanisms; null when none does. */
export function stepOf(scenario: Scenario, steps: readonly LadderStep[]): LadderStep | null {
  const key = sortedKey(scenario);
  return steps.find((step) => sortedKey(step.scenario) === key) ?? null;
}

/** Mechanisms act in a fixed order, and one that does not run is none. */
function sortedKey(scenario: Scenario): string {
  const idOf = (entry: MechanismEntry): string => ("id" in entry ? entry.id : entry.system);
  const mechanisms = scenario.mechanisms
    .filter((entry) => !("run" in entry && entry.run === 0))
    .sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  return scenarioKey({ ...scenario, mechanisms });
}
