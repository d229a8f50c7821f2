// A miss-ratio curve from scans of address ranges, as DAMON makes them: ages of what no scan saw accessed (model section 1.2).

import { type ColdHistograms, coldAges, coldCurve } from "./reuse/cold-age.ts";
import { type CurvePoint, clipped } from "./reuse/curve.ts";

/** Most units of memory that have an age of their own, and most windows of scans. */
const MOST_UNITS = 2 ** 18;
const MOST_WINDOWS = 1024;
/** Blocks of time behind the band, and windows without which there is none. */
const BLOCKS = 8;
const FEWEST_WINDOWS = 2 * BLOCKS;
/** Half the width of 90 % of Student's distribution with 7 degrees of freedom, in standard errors. */
const T90 = 1.8946;

export interface RegionMisses {
  /** A range of pages was seen accessed in a scan; scans are numbered from 0 and come in order. */
  accessed(scan: number, firstPage: number, pages: number): void;
  /** Null with too few scans, or when none saw an access. */
  finish(): RegionCurve | null;
}

export interface RegionCurve {
  readonly points: CurvePoint[];
  readonly windows: number;
  /** Scans that make one window, and pages that have one age. */
  readonly scansPerWindow: number;
  readonly pagesPerUnit: number;
}

/** Memory: one byte for each unit of `ramPages`, whatever the number of scans. */
export function regionMisses(ramPages: number, scans: number): RegionMisses {
  const pagesPerUnit = 2 ** Math.max(0, Math.ceil(Math.log2(ramPages / MOST_UNITS)));
  const units = Math.ceil(ramPages / pagesPerUnit);
  const scansPerWindow = Math.max(1, Math.ceil(scans / MOST_WINDOWS));
  const windows = Math.floor(scans / scansPerWindow);
  const ages = coldAges();
  const seen = new Uint8Array(units);
  const cuts: Float64Array[] = [];
  let window = 0;
  const end = (): void => {
    ages.scan(seen);
    seen.fill(0);
    window++;
    if (window === Math.floor(((cuts.length + 1) * windows) / BLOCKS)) cuts.push(ages.finish().promotions);
  };
  return {
    accessed(scan, firstPage, pages) {
      const own = Math.floor(scan / scansPerWindow);
      // Scans at the end that make no whole window are left out.
      if (own >= windows) return;
      while (window < own) end();
      const last = Math.min(units - 1, Math.floor((firstPage + pages - 1) / pagesPerUnit));
      seen.fill(1, Math.max(0, Math.floor(firstPage / pagesPerUnit)), last + 1);
    },
    finish() {
      if (windows < FEWEST_WINDOWS) return null;
      while (window < windows) end();
      const points = banded(ages.finish(), cuts);
      if (points.length === 0) return null;
      const scaled = points.map(({ pages, miss_ratio }) => ({
        pages: Math.min(ramPages, pages * pagesPerUnit),
        miss_ratio,
      }));
      return { points: scaled, windows, scansPerWindow, pagesPerUnit };
    },
  };
}

/** The curve with a band of 90 %: the wider of how far its ratios move between groups of pages and between blocks of time; bounds never rise. */
function banded(ages: ColdHistograms, cuts: readonly Float64Array[]): CurvePoint[] {
  // Without memory everything misses, whatever was idle at the end.
  const curve = coldCurve(ages).points.filter(({ pages }) => pages > 0);
  if (curve.length === 0) return [];
  const ratios = cuts.flatMap((sums, b) => {
    const before = cuts[b - 1];
    const visits = sums[0]! - (before?.[0] ?? 0);
    return visits > 0 ? [sums.map((sum, a) => (sum - (before?.[a] ?? 0)) / visits)] : [];
  });
  const width = new Map<number, number>();
  for (let a = 1; a < ages.cold.length; a++)
    width.set(ages.pages - ages.cold[a]!, halfWidth(ratios.map((of) => of[a]!)));
  let high = 1;
  const points = curve.map(({ pages, miss_ratio: { low, best, high: spread } }): CurvePoint => {
    const half = width.get(pages) ?? 0;
    high = Math.min(high, Math.max(best, spread, clipped(best + half)));
    return { pages, miss_ratio: { low: Math.min(low, clipped(best - half)), best, high } };
  });
  for (let i = points.length - 2; i >= 0; i--) {
    const [own, next] = [points[i]!.miss_ratio, points[i + 1]!.miss_ratio];
    points[i] = {
      pages: points[i]!.pages,
      miss_ratio: { ...own, low: Math.min(own.best, Math.max(own.low, next.low)) },
    };
  }
  return [{ pages: 0, miss_ratio: { low: 1, best: 1, high: 1 } }, ...points];
}

function halfWidth(values: readonly number[]): number {
  if (values.length < 2) return 1;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return T90 * Math.sqrt(squares / (values.length - 1) / values.length);
}
