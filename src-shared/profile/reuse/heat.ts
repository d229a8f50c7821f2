// Heat classes: pages grouped by how often they are accessed, hottest first, as scenarios take them.
import { log } from "../../base/math.ts";

export interface HeatClass {
  readonly pages: number;
  /** Share of all accesses that go to these pages. */
  readonly access_share: number;
}

/**
 * Pages by doublings of their accesses, which are whole numbers. Shares are parts of one sum and add up to 1; pages without an access form the
 * last class. No accesses at all: no classes.
 */
export function heatClasses(accesses: ArrayLike<number>): HeatClass[] {
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
  if (!(all > 0)) return [];
  return [...pages]
    .sort(([a], [b]) => b - a)
    .map(([doubling, count]) => ({ pages: count, access_share: sums.get(doubling)! / all }));
}

/**
 * Accesses per second of a DAMON region that was seen accessed in `seen` of `samples` checks, one every `sample_s`, if
 * accesses come independently: -ln(1 - seen/samples) / sample_s. Seen at every check: only a lower bound is known.
 */
export function damonRate(seen: number, samples: number, sample_s: number): { perSecond: number; atLeast: boolean } {
  const saturated = seen >= samples;
  const missed = saturated ? 0.5 : samples - seen;
  return { perSecond: log(samples / missed) / sample_s, atLeast: saturated };
}
