// How many runs prove a confidence: runs without a failure, and the lower bound of Clopper and Pearson.
import { exp, log } from "../base/math.ts";

const SIDE = 0.05;
const STEPS = 60;

/** Fewest runs, none of which fails, that prove a pass share of `gamma` at 95 %. */
export const runsWithoutFailure = (gamma: number): number => Math.ceil(log(SIDE) / log(gamma) - 1e-9);

/** One-sided 95 % lower bound of the pass share after `passes` of `runs`: where so many passes or more have a chance of 5 %. */
export function provedShare(passes: number, runs: number): number {
  if (passes <= 0) return 0;
  let [low, high] = [0, 1];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (atLeast(passes, runs, middle) < SIDE) low = middle;
    else high = middle;
  }
  return low;
}

/** Chance of at least `passes` of `runs` when each passes with chance p. */
function atLeast(passes: number, runs: number, p: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  // From the top down: the fewest failures first.
  let [term, sum] = [runs * log(p), 0];
  for (let failures = 0; failures <= runs - passes; failures++) {
    sum += exp(term);
    term += log((runs - failures) / (failures + 1)) + log(1 - p) - log(p);
  }
  return sum;
}
