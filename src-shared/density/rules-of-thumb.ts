// What the rules of thumb of the trade would have said, beside our answer.
import { pagesOf } from "../base/units.ts";
import type { DensityReply } from "../protocol/replies.ts";
import type { Plan } from "./plan.ts";

/** The rules' own numbers; all assumed. */
export const thumbs = { overcommitRatio: 1.5, activeShare: 0.5, overheadBytes: 128 * 1024 * 1024 } as const;

/** Guests per host by three rules, from the mix's mean guest. */
export function rulesOfThumb(plan: Plan, weights: readonly number[]): DensityReply["rules_of_thumb"] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (pages: (type: Plan["types"][number]) => number): number =>
    plan.entries.reduce(
      (sum, entry, i) =>
        sum +
        entry.types.reduce(
          (inner, type) => inner + (pages(plan.types[type]!) * weights[i]!) / total / entry.types.length,
          0,
        ),
      0,
    );
  const ram = mean((type) => type.ramPages);
  const active = mean((type) => type.meanDemand);
  const guests = (capacity: number, perGuest: number): number =>
    perGuest > 0 ? Math.floor(capacity / perGuest + 1e-9) : 0;
  return [
    {
      id: "overcommit_ratio",
      title: `fixed overcommit ratio of ${thumbs.overcommitRatio}`,
      n: guests(thumbs.overcommitRatio * plan.capacity, ram),
    },
    {
      id: "active_half",
      title: "resident memory below half of the host's memory",
      n: guests(thumbs.activeShare * plan.capacity, active),
    },
    {
      id: "fixed_overhead",
      title: "configured RAM and a fixed overhead of 128 MiB for each guest",
      n: guests(plan.capacity, ram + pagesOf(thumbs.overheadBytes)),
    },
  ];
}
