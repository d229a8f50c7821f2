// What has not been seen yet, from how often the seen was seen: Good-Turing and Chao1.
import { goodTuring } from "../coverage.ts";

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
  readonly coverage: { readonly low: number; readonly best: number; readonly high: number } | null;
  /** A lower bound of the number of different items there are. */
  readonly atLeast: number;
}

const Z90 = 1.6449;

/**
 * Good-Turing coverage 1 - f1/n with the standard error of Esty (1983), sqrt(f1(1 - f1/n) + 2 f2)/n; Chao1
 * (bias-corrected) D + f1(f1 - 1)/(2(f2 + 1)).
 */
export function unseen({ draws, distinct, once, twice }: Seen): Unseen {
  const best = goodTuring(once, draws);
  const atLeast = distinct + (once * (once - 1)) / (2 * (twice + 1));
  if (best === null) return { coverage: null, atLeast };
  const half = (Z90 * Math.sqrt(once * (1 - once / draws) + 2 * twice)) / draws;
  return { coverage: { low: Math.max(0, best - half), best, high: Math.min(1, best + half) }, atLeast };
}
