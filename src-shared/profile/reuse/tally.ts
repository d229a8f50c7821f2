// How much weight fell on each distance or reuse time, and how much lies beyond a given one.
import { grownDoubles } from "../../base/grow.ts";
import { type Buckets, noBuckets } from "./buckets.ts";

/** Weights by whole number; 0 stands for "never" (a first use) and lies beyond everything. */
export interface Tally {
  add(value: number, weight: number): void;
  /** Sum of all weights. */
  readonly total: () => number;
  /** Values with a weight, ascending, and the weight; "never" is left out. */
  entries(): { readonly values: Float64Array; readonly weights: Float64Array; readonly never: number };
}

export function createTally(buckets: Buckets = noBuckets): Tally {
  let weights = new Float64Array(1024);
  let total = 0;
  return {
    add(value, weight) {
      const at = buckets.of(value);
      if (at >= weights.length) weights = grownDoubles(weights, Math.max(2 * weights.length, at + 1));
      weights[at] = weights[at]! + weight;
      total += weight;
    },
    total: () => total,
    entries() {
      let count = 0;
      for (let at = 1; at < weights.length; at++) if (weights[at]! > 0) count++;
      const values = new Float64Array(count);
      const found = new Float64Array(count);
      let to = 0;
      for (let at = 1; at < weights.length; at++) {
        if (weights[at]! === 0) continue;
        values[to] = buckets.last(at);
        found[to++] = weights[at]!;
      }
      return { values, weights: found, never: weights[0]! };
    },
  };
}
