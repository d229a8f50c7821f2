// The built-in policies: ordinary policies, with the same view and the same means as a script.
import type { Policy } from "./api.ts";
import { policy as idleTax } from "./built-in/idle-tax.ts";
import { policy as ksmByPressure } from "./built-in/ksm-by-pressure.ts";
import { policy as mom } from "./built-in/mom.ts";
import { policy as nothing } from "./built-in/nothing.ts";
import { policy as tmemByFailures } from "./built-in/tmem-by-failures.ts";
import type { Decider } from "./outcome.ts";

export interface BuiltInPolicy {
  readonly id: string;
  readonly title: string;
  readonly policy: Policy<never>;
  /** What a scenario must have for it to do anything. */
  readonly needs: readonly ("balloon" | "dedup" | "tmem")[];
}

const builtIn = <State>(
  id: string,
  title: string,
  policy: Policy<State>,
  needs: BuiltInPolicy["needs"],
): BuiltInPolicy => ({ id, title, policy: policy as unknown as Policy<never>, needs });

export const builtInPolicies: readonly BuiltInPolicy[] = [
  builtIn("nothing", "No policy", nothing, []),
  builtIn("mom", "Ballooning by MOM's rules", mom, ["balloon"]),
  builtIn("idle-tax", "Ballooning by shares with idle tax", idleTax, ["balloon"]),
  builtIn("ksm-by-pressure", "KSM faster under pressure", ksmByPressure, ["dedup"]),
  builtIn("tmem-by-failures", "Transcendent memory by failed puts", tmemByFailures, ["tmem"]),
];

/** A built-in policy as one that can be asked; its state lives in JSON like that of a script. */
export function builtInDecider({ policy }: BuiltInPolicy): Decider {
  let state = "null";
  return {
    ask: (_, observation) => {
      const decision = policy(observation, JSON.parse(state) as never);
      state = JSON.stringify(decision.state);
      return { actions: decision.actions };
    },
    state: () => state,
    kept: () => state,
  };
}
