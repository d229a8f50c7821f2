// The search where mechanisms react to each other: from what fits by memory alone down to what the engine confirms.
import type { RunMiss } from "../model/engine/judge.ts";
import type { Ending } from "./endings.ts";
import { endings } from "./endings.ts";
import { playRun } from "./feedback.ts";
import { packNodes } from "./numa.ts";
import type { Replication } from "./replication.ts";
import { enoughPass, largestN } from "./search-rules.ts";

/** What of a run's misses ends a search. */
const ENDING: Readonly<Record<RunMiss, Ending>> = {
  memory: "memory",
  swap: "swap",
  pool: "pool",
  slowdown: "slowdown",
  stall: "stall",
  "swap-in": "swap-in",
  "cold-starts": "cold-starts",
  invocations: "invocations",
};

/** What n guests of an inner run miss: by playing them, or by placing them on the host's nodes. */
export function missAt(replication: Replication, inner: number, n: number): Ending | null {
  const { plan } = replication;
  if (plan.numa) return packNodes(replication, inner, n).fits ? null : "numa";
  const { miss } = playRun(replication, inner, n, plan.limits);
  return miss && ENDING[miss];
}

/**
 * Bisects below the largest number that fits by memory; a number is decided as soon as enough inner runs have passed or failed.
 * `failsAt` and `ends` then hold what the engine found. Neighbours are looked at too: more guests may need less.
 */
export function refine(replication: Replication, failsAt: Int32Array, ends: Uint8Array): void {
  const { plan } = replication;
  const passes = (n: number): boolean =>
    enoughPass(plan.confidence, plan.inner, (inner) => {
      if (failsAt[inner]! <= n) return false;
      const ending = missAt(replication, inner, n);
      if (ending === null) return true;
      failsAt[inner] = n;
      ends[inner] = endings.indexOf(ending);
      return false;
    });
  let fits = 0;
  let fails = largestN(failsAt, plan.confidence) + 1;
  // Nothing bounds functions from above: twice as many until they fail.
  if (plan.feedback?.functions) {
    for (let n = 1; n < fails; n *= 2)
      if (passes(n)) fits = n;
      else fails = n;
  } else if (fails > 1 && passes(fails - 1)) fits = fails - 1;
  else fails = Math.max(1, fails - 1);
  for (;;) {
    while (fails - fits > 1) {
      const middle = (fits + fails) >> 1;
      if (passes(middle)) fits = middle;
      else fails = middle;
    }
    const below = [fits - 1, fits >> 1].find((n) => n > 0 && n < fits && !passes(n));
    if (below === undefined) return;
    [fits, fails] = [0, below];
  }
}
