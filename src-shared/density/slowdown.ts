// Slowdown over guests and epochs: time with page faults over time without them, from the rates that captures tell.
import type { Plan } from "./plan.ts";

interface Sample {
  readonly slowdown: number;
  readonly type: number;
  /** One over the number of epochs of the type. */
  readonly part: number;
}

/** Slowdown by nearest rank as a function of the number of guests, over all their epochs; 1 where nothing is known. */
export function slowdownOf(plan: Plan, share: number): (guests: number) => number {
  const samples = plan.types
    .flatMap((type, index): Sample[] =>
      type.stall
        ? [...type.stall].map((stall) => ({
            slowdown: 1 / (1 - stall),
            type: index,
            part: 1 / type.stall!.length,
          }))
        : [{ slowdown: 1, type: index, part: 1 }],
    )
    .sort((a, b) => a.slowdown - b.slowdown || a.type - b.type);
  return (guests) => {
    const weights = typeWeights(plan, guests);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let below = 0;
    for (const sample of samples) {
      below += weights[sample.type]! * sample.part;
      if (below >= share * total - 1e-9) return sample.slowdown;
    }
    return samples[samples.length - 1]!.slowdown;
  };
}

export const p99SlowdownOf = (plan: Plan): ((guests: number) => number) => slowdownOf(plan, 0.99);

/** Expected guests of each type among the first n. */
function typeWeights(plan: Plan, n: number): number[] {
  const counts = plan.entries.map(() => 0);
  plan.growth.extendTo(n);
  for (let i = 0; i < plan.growth.from[n]!; i++)
    counts[plan.growth.entry[i]!]! += plan.growth.ordinal[i]! >= 0 ? 1 : -1;
  const weights = plan.types.map(() => 0);
  for (const entry of plan.entries)
    for (const type of entry.types) weights[type]! += counts[entry.index]! / entry.types.length;
  return weights;
}
