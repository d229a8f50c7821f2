// What has not been seen yet, from how often the seen was seen: Good-Turing and Chao1.

import { goodTuring } from "../coverage.ts";
import type { Band } from "../working-set.ts";
import { type Accuracy, Z90 } from "./accuracy.ts";

export interface Seen {
  /** Draws, different items, and items drawn once and twice. */
  readonly draws: number;
  readonly distinct: number;
  readonly once: number;
  readonly twice: number;
}

/** Counts the draws of a list of items. */
export function seenIn(items: Iterable<unknown>): Seen {
  const counts = new Map<unknown, number>();
  let draws = 0;
  for (const item of items) {
    counts.set(item, (counts.get(item) ?? 0) + 1);
    draws++;
  }
  let [once, twice] = [0, 0];
  for (const n of counts.values()) {
    if (n === 1) once++;
    else if (n === 2) twice++;
  }
  return { draws, distinct: counts.size, once, twice };
}

export interface Unseen {
  /** Share of future draws that will be items already seen, with 90 % bounds; null without draws. */
  readonly coverage: Band | null;
  /** A lower bound of the number of different items there are. */
  readonly atLeast: number;
  readonly accuracy: Accuracy;
}

/**
 * Good-Turing coverage 1 - f1/n with the standard error of Esty (1983), sqrt(f1(1 - f1/n) + 2 f2)/n; Chao1
 * (bias-corrected) D + f1(f1 - 1)/(2(f2 + 1)).
 */
export function unseen({ draws, distinct, once, twice }: Seen): Unseen {
  const best = goodTuring(once, draws);
  const atLeast = distinct + (once * (once - 1)) / (2 * (twice + 1));
  const error = best === null ? null : Math.sqrt(once * (1 - once / draws) + 2 * twice) / draws;
  const accuracy: Accuracy = {
    method: "Good-Turing coverage",
    sample: draws,
    of: "draws",
    error,
    error_is: "standard error of the coverage (Esty)",
  };
  if (best === null || error === null) return { coverage: null, atLeast, accuracy };
  const half = Z90 * error;
  return { coverage: { low: Math.max(0, best - half), best, high: Math.min(1, best + half) }, atLeast, accuracy };
}
