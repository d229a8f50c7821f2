// Clock links: from pairs of clocks read together to one offset a clock, with the residual of the pairs.
import type { ClockInfo } from "./importer.ts";

/** to = from + offset; `residualNs` is the largest deviation of a pair from it. */
export interface ClockLink {
  readonly from: string;
  readonly to: string;
  readonly offsetNs: bigint;
  readonly residualNs: bigint;
  readonly pairs: number;
  readonly method: string;
  /** How fast the offset changes, null where that was not measured. */
  readonly driftPpm?: number | null;
}

/** Pairs kept for one link: more do not make the median better, and a week of stamps must not fill memory. */
const KEPT_PAIRS = 4096;

export interface ClockBook {
  /** Adds one pair. Every second pair is dropped each time the store is full, so the kept ones span the recording. */
  pair(from: string, to: string, fromNs: bigint, toNs: bigint, method: string): void;
  /** What to add to a clock's ns to get wall ns; clocks of one host are linked through the wall clock. */
  toWall(clock: ClockInfo): bigint | null;
  links(): ClockLink[];
  /** Tells the ticks a second of a clock: the first word stays, so that all its times are in one rate. */
  tellRate(clock: string, hz: number): void;
  rateOf(clock: string): number | null;
}

interface Offsets {
  from: string;
  to: string;
  method: string;
  stride: number;
  seen: number;
  readonly values: bigint[];
}

const byValue = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

function linkOf(offsets: Offsets): ClockLink {
  const sorted = [...offsets.values].sort(byValue);
  const median = sorted[sorted.length >> 1] as bigint;
  const low = median - (sorted[0] as bigint);
  const high = (sorted.at(-1) as bigint) - median;
  return {
    from: offsets.from,
    to: offsets.to,
    offsetNs: median,
    residualNs: low > high ? low : high,
    pairs: offsets.seen,
    method: offsets.method,
  };
}

/** Collects the clock pairs of one import. Offsets are medians, so a slow read of one pair does no harm. */
export function createClockBook(
  known: readonly ClockLink[] = [],
  givenRates: ReadonlyMap<string, number> = new Map(),
): ClockBook {
  const rates = new Map<string, number>();
  const book = new Map<string, Offsets>();
  const fixed = new Map(known.map((link) => [`${link.from}>${link.to}`, link]));
  const pair: ClockBook["pair"] = (from, to, fromNs, toNs, method) => {
    const key = `${from}>${to}`;
    const offsets = book.get(key) ?? { from, to, method, stride: 1, seen: 0, values: [] };
    book.set(key, offsets);
    if (offsets.seen++ % offsets.stride) return;
    offsets.values.push(toNs - fromNs);
    if (offsets.values.length < KEPT_PAIRS) return;
    offsets.stride *= 2;
    for (let i = 0; i < KEPT_PAIRS / 2; i++) offsets.values[i] = offsets.values[2 * i] as bigint;
    offsets.values.length = KEPT_PAIRS / 2;
  };
  return {
    pair,
    toWall(clock) {
      if (clock.name === "wall") return 0n;
      if (clock.wallPair) return clock.wallPair.wallNs - clock.wallPair.clockNs;
      const key = `${clock.name}>wall`;
      const own = book.get(key);
      return own ? linkOf(own).offsetNs : (fixed.get(key)?.offsetNs ?? null);
    },
    links: () => [...book.values()].map(linkOf),
    tellRate(clock, hz) {
      if (!rates.has(clock)) rates.set(clock, hz);
    },
    rateOf: (clock) => givenRates.get(clock) ?? rates.get(clock) ?? null,
  };
}
