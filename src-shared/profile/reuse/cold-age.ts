// Ages of idle pages from repeated scans of accessed bits (Lagar-Cavilla et al., ASPLOS 2019): the source of curves for whole guests.
import { type Accuracy, bandOf, errorOfMean, GROUPS, meanHalfWidth } from "./accuracy.ts";
import type { CurvePoint } from "./curve.ts";
import { pageHash } from "./distinct.ts";

export interface ColdAges {
  /** One scan: whether each page was accessed since the last one. Pages are numbered from 0; there may be more each time. */
  scan(accessed: ArrayLike<number | boolean>): void;
  finish(): ColdHistograms;
}

/** Index a: ages in scans. A page that was accessed in the last scan has age 0. */
export interface ColdHistograms {
  readonly pages: number;
  readonly scans: number;
  /** Pages that were idle for at least a scans at the end. */
  readonly cold: Float64Array;
  /** Accesses seen so far to pages that had been idle for at least a scans: one a scan, however often it was touched. */
  readonly promotions: Float64Array;
  /** The same of each of eight groups of pages, by hash. */
  readonly groupPromotions: readonly Float64Array[];
}

/** Sizes and miss rates by age. */
export interface ColdCurve {
  readonly points: CurvePoint[];
  readonly accuracy: Accuracy;
}

const MOST_AGE = 255;

/** Keeps one byte a page; ages beyond 255 scans count as 255. */
export function coldAges(): ColdAges {
  let ages = new Uint8Array(0);
  let scans = 0;
  const promoted = Array.from({ length: GROUPS }, () => new Float64Array(MOST_AGE + 1));
  return {
    scan(accessed) {
      if (accessed.length > ages.length) {
        const grown = new Uint8Array(accessed.length);
        grown.set(ages);
        ages = grown;
      }
      for (let page = 0; page < ages.length; page++) {
        const age = ages[page]!;
        if (!accessed[page]) ages[page] = Math.min(MOST_AGE, age + 1);
        else {
          const group = promoted[pageHash(page, 0) & (GROUPS - 1)]!;
          group[age] = group[age]! + 1;
          ages[page] = 0;
        }
      }
      scans++;
    },
    finish() {
      const cold = new Float64Array(MOST_AGE + 1);
      for (const age of ages) cold[age] = cold[age]! + 1;
      const groupPromotions = promoted.map(fromThere);
      const promotions = cold.map((_, a) => groupPromotions.reduce((sum, group) => sum + group[a]!, 0));
      return { pages: ages.length, scans, cold: fromThere(cold), promotions, groupPromotions };
    },
  };
}

/** Sums from each index to the end. */
function fromThere(counts: Float64Array): Float64Array {
  const sums = Float64Array.from(counts);
  for (let a = sums.length - 2; a >= 0; a--) sums[a] = sums[a]! + sums[a + 1]!;
  return sums;
}

/**
 * Keeping what was used within a scans needs pages - cold(a) and misses promotions(a) times. Ascending by size; the share
 * is of all accesses seen, so it is a rate of page visits a scan, not of single accesses. The band of 90 % comes from the
 * spread between the groups of pages; with accesses in fewer than two of them it is all from 0 to 1.
 */
export function coldCurve({ pages, scans, cold, promotions, groupPromotions }: ColdHistograms): ColdCurve {
  const all = promotions[0]!;
  const points: CurvePoint[] = [];
  const groups = groupPromotions.filter((group) => group[0]! > 0);
  for (let a = 1; a < cold.length && all > 0 && scans > 0; a++) {
    const error = errorOfMean(groups.map((group) => group[a]! / group[0]!));
    const point = { pages: pages - cold[a]!, miss_ratio: bandOf(promotions[a]! / all, error) };
    if (points.at(-1)?.pages === point.pages) points[points.length - 1] = point;
    else points.push(point);
  }
  return {
    points,
    accuracy: {
      method: "ages of idle pages, scan by scan",
      sample: pages,
      of: "pages",
      error: meanHalfWidth(points.map(({ miss_ratio }) => miss_ratio)),
      error_is: "half width of the 90 % band, mean over the sizes",
    },
  };
}
