// One step of the search: the guests that come or leave when N becomes n.
import type { Plan } from "./plan.ts";

/** Calls `change` for each guest that comes or leaves when N becomes n. */
export function takeStep(plan: Plan, n: number, change: (entry: number, ordinal: number, sign: 1 | -1) => void): void {
  const { growth } = plan;
  growth.extendTo(n);
  for (let i = growth.from[n - 1]!; i < growth.from[n]!; i++) {
    const ordinal = growth.ordinal[i]!;
    if (ordinal >= 0) change(growth.entry[i]!, ordinal, 1);
    else change(growth.entry[i]!, ~ordinal, -1);
  }
}
