// The smallest host for a number of guests where the engine has to play them: by bisection over the size of its fast memory.
import { bytesOf } from "../base/units.ts";
import { playRun } from "./feedback.ts";
import type { Replication } from "./replication.ts";
import { enoughPass } from "./search-rules.ts";

/** Pages of the smallest host; infinite where no host is large enough. */
export interface LeastMemory {
  readonly pages: number;
  /** Larger hosts that were found to fit fewer guests: the size was then looked for above them. */
  readonly nonMonotone: number;
}

/** Largest host that is tried: 256 TiB. */
const MOST_PAGES = 2 ** 36;
/** Searches that start anew above a larger host which fails. */
const MOST_RESTARTS = 8;

/** The smallest host that enough inner runs pass with n guests, found between `from` pages, which do not fit or are none, and the first double that fits. */
export function leastMemory(replication: Replication, n: number, from: number): LeastMemory {
  const { plan } = replication;
  const fits = (pages: number): boolean => {
    const sized = { ...replication, plan: { ...plan, ...plan.atSize(bytesOf(pages)) } };
    return enoughPass(plan.confidence, plan.inner, (inner) => playRun(sized, inner, n, plan.limits).miss === null);
  };
  let nonMonotone = 0;
  for (let below = from; ; nonMonotone++) {
    const pages = firstFitting(fits, below);
    // The next page and an eighth more must fit, too.
    const failing = [pages + 1, pages + Math.ceil(pages / 8)].find((more) => more <= MOST_PAGES && !fits(more));
    if (failing === undefined || nonMonotone === MOST_RESTARTS) return { pages, nonMonotone };
    below = failing;
  }
}

/** The border of what fits above `below`, by doubling and bisection; infinite where nothing does. */
function firstFitting(fits: (pages: number) => boolean, below: number): number {
  let [fails, step] = [below, Math.max(1, below)];
  while (!fits(fails + step)) {
    fails += step;
    step = fails;
    if (fails >= MOST_PAGES) return Number.POSITIVE_INFINITY;
  }
  let holds = fails + step;
  while (holds - fails > 1) {
    const middle = Math.floor((holds + fails) / 2);
    if (fits(middle)) holds = middle;
    else fails = middle;
  }
  return holds;
}
