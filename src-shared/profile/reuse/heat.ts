// Heat classes: pages grouped by how often they are accessed, hottest first, as scenarios take them.
import { log } from "../../base/math.ts";
import type { Accuracy } from "./accuracy.ts";

export interface HeatClass {
  readonly pages: number;
  /** Share of all accesses that go to these pages. */
  readonly access_share: number;
  /** Standard deviation of that share, if accesses come independently: sqrt(p(1 - p)/n). */
  readonly deviation: number;
}

export interface Heat {
  readonly classes: readonly HeatClass[];
  readonly accuracy: Accuracy;
}

/**
 * Pages by doublings of their accesses, which are whole numbers. Shares are parts of one sum and add up to 1; pages without an access form the
 * last class. No accesses at all: no classes.
 */
export function heatClasses(accesses: ArrayLike<number>): Heat {
  const pages = new Map<number, number>();
  const sums = new Map<number, number>();
  let all = 0;
  for (let page = 0; page < accesses.length; page++) {
    const n = accesses[page]!;
    const doubling = n > 0 ? 31 - Math.clz32(Math.min(n, 0xffffffff)) : -1;
    pages.set(doubling, (pages.get(doubling) ?? 0) + 1);
    sums.set(doubling, (sums.get(doubling) ?? 0) + n);
    all += n;
  }
  const ordered = all > 0 ? [...pages].sort(([a], [b]) => b - a) : [];
  const classes = ordered.map(([doubling, count]) => {
    const share = sums.get(doubling)! / all;
    return { pages: count, access_share: share, deviation: Math.sqrt((share * (1 - share)) / all) };
  });
  return {
    classes,
    accuracy: {
      method: "accesses counted page by page, classes of doublings",
      sample: all,
      of: "accesses",
      error: classes.length > 0 ? Math.max(...classes.map(({ deviation }) => deviation)) : null,
      error_is: "largest standard deviation of a class's share",
    },
  };
}

export interface AccessRate {
  readonly perSecond: number;
  /** Standard deviation by the delta method, sqrt(p / ((1 - p) n)) / s; null where only a bound is known. */
  readonly deviation: number | null;
  readonly atLeast: boolean;
}

/**
 * Accesses per second of a DAMON region that was seen accessed in `seen` of `samples` checks, one every `sample_s`, if
 * accesses come independently: -ln(1 - seen/samples) / sample_s. Seen at every check: only a lower bound is known.
 */
export function damonRate(seen: number, samples: number, sample_s: number): AccessRate {
  const atLeast = seen >= samples;
  const missed = atLeast ? 0.5 : samples - seen;
  const share = seen / samples;
  return {
    perSecond: log(samples / missed) / sample_s,
    deviation: atLeast ? null : Math.sqrt(share / ((1 - share) * samples)) / sample_s,
    atLeast,
  };
}
