// Who plays a run: the script, built-in policies on the same mechanisms, and published systems on the same demand.
import { engineInput } from "../../src-shared/density/engine-input.ts";
import type { EngineScenario } from "../../src-shared/model/engine/scenario.ts";
import { systemOf, writtenOut } from "../../src-shared/model/systems/registry.ts";
import type { Decider } from "../../src-shared/policy/outcome.ts";
import { builtInDecider, builtInPolicies } from "../../src-shared/policy/registry.ts";
import type { PolicyTask } from "./run.ts";
import { openPolicy } from "./sandbox.ts";

export interface Player {
  readonly id: string;
  readonly title: string;
  readonly kind: "script" | "policy" | "system";
  /** Host and guests are the same for all; a system has mechanisms of its own. */
  readonly scenario: EngineScenario;
  /** A fresh one for each replication, so that none knows the runs before; null: nobody decides. */
  readonly open: ((replication: number) => Promise<Decider>) | null;
}

/** The player that a run is about, then those beside it. */
export function playersOf({ input, code, builtIn, name, beside }: PolicyTask): readonly [Player, ...Player[]] {
  const scenario = engineInput(input.scenario, input.host, input.series, true);
  const ofPolicy = (id: string): Player => {
    const policy = builtInPolicies.find((known) => known.id === id)!;
    return { id, title: policy.title, kind: "policy", scenario, open: async () => builtInDecider(policy) };
  };
  const script = (text: string): Player => ({
    ...{ id: "script", title: name, kind: "script", scenario },
    open: (replication) => openPolicy(text, scenario.seed * 1024 + replication),
  });
  return [
    code === null ? ofPolicy(builtIn!) : script(code),
    ...beside.map((id) => (systemOf(id) ? ofSystem(id, scenario) : ofPolicy(id))),
  ];
}

/** A published system in the place of the scenario's mechanisms, with the parameters it was published with. */
function ofSystem(id: string, scenario: EngineScenario): Player {
  const mechanisms = writtenOut([{ system: id }]) as unknown as EngineScenario["mechanisms"];
  return { id, title: systemOf(id)!.title, kind: "system", scenario: { ...scenario, mechanisms }, open: null };
}
