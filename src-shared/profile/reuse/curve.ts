// A miss-ratio curve: the share of references that miss in an LRU memory of a given size, as a band, and where it changes.
import type { Band } from "../working-set.ts";
import { type Accuracy, meanHalfWidth, T90 } from "./accuracy.ts";
import type { createTally } from "./tally.ts";
import type { Deviations } from "./time-blocks.ts";

/** What was looked at where not every page was. */
export interface Sampling {
  /** Share of the pages that the hash lets through, at the end. */
  readonly rate: number;
  /** Pages in the sample at the end, and references that were sampled. */
  readonly pages: number;
  readonly references: number;
  readonly correction: Correction;
  /** Mean absolute difference between the curves of both halves of the sample. */
  readonly halves_mae: number;
  /** Too few pages to be more than a hint. */
  readonly indicative: boolean;
}

/** How a sample is brought to scale: by the pages it really holds, by the references it should hold, or not at all. */
export type Correction = "pages" | "adj" | "none";

export interface MissRatioCurve {
  readonly references: number;
  /** Different pages of the trace; `distinctExact` says whether counted or estimated. */
  readonly distinct: number;
  readonly distinctExact: boolean;
  readonly sampling: Sampling | null;
  /** Blocks of time behind the band. */
  readonly blocks: number;
  readonly accuracy: Accuracy;
  /** Miss ratio with `pages` of memory: 90 % band. */
  at(pages: number): Band;
  /** Sizes where `best` changes, ascending, from 0. */
  changes(): Float64Array;
  /** References by stack distance, ascending, first uses last; null where not all references were looked at. */
  distances(): [distance: number | null, count: number][] | null;
}

export interface CurvePoint {
  readonly pages: number;
  readonly miss_ratio: Band;
}

/** Takes a trace page by page and gives its curve; `use` gets a page number as two 32-bit words. */
export interface CurveBuilder {
  use(low: number, high: number): void;
  finish(): MissRatioCurve;
}

/** Shares of references that miss at the sizes where they change: what best estimates are read from. */
export interface Steps {
  /** Ascending, without 0. */
  readonly sizes: Float64Array;
  /** From that size on. */
  readonly ratios: Float64Array;
  readonly atZero: number;
}

export const clipped = (share: number): number => Math.min(1, Math.max(0, share));

/** Steps of a tally of stack distances that are `scale` times as long in truth, out of `references` of the same weight. */
export function stepsOf(
  { values, weights, never }: ReturnType<ReturnType<typeof createTally>["entries"]>,
  scale: number,
  references: number,
): Steps {
  const sizes: number[] = [];
  const ratios: number[] = [];
  let misses = never;
  for (let i = 0; i < weights.length; i++) misses += weights[i]!;
  const atZero = references > 0 ? 1 : 0;
  for (let i = 0; i < values.length; i++) {
    misses -= weights[i]!;
    // A distance of 3 that 1/3 and rounding made 3.0000000000000004 is 3.
    const size = Math.ceil(values[i]! * scale - 1e-9);
    if (sizes.at(-1) === size) ratios.pop();
    else sizes.push(size);
    ratios.push(clipped(misses / references));
  }
  return { sizes: Float64Array.from(sizes), ratios: Float64Array.from(ratios), atZero };
}

/** The share that misses with `pages` of memory. */
export function ratioAt({ sizes, ratios, atZero }: Steps, pages: number): number {
  let low = 0;
  let high = sizes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sizes[middle]! <= pages) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? atZero : ratios[low - 1]!;
}

/** Sizes at which the halves of a sample are compared: a hundred, evenly from 1 % of the pages to all. */
export const comparedSizes = (distinct: number): number[] =>
  Array.from({ length: 100 }, (_, i) => Math.max(1, Math.round(((i + 1) * distinct) / 100)));

/** The accuracy of a curve whose bands are these at a hundred sizes. */
export const curveAccuracy = (
  method: string,
  of: Pick<Accuracy, "sample" | "of">,
  distinct: number,
  at: (pages: number) => Band,
): Accuracy => ({
  method,
  ...of,
  error: of.sample === 0 ? null : meanHalfWidth(comparedSizes(distinct).map(at)),
  error_is: "half width of the 90 % band, mean over a hundred sizes",
});

/**
 * Band of 90 % around a best estimate: how far it moves between blocks of time (`edge` is the coarse bucket of the size),
 * and, of a sample, its standard error from eight groups of pages.
 */
export function bandAt(best: number, edge: number, deviations: Deviations, error: number): Band {
  const sample = T90 * error;
  const below = edge > 0 ? edge - 1 : 0;
  const wider = (side: Float64Array): number => {
    const time = Math.max(side[edge]!, side[below]!);
    return Math.sqrt(time * time + sample * sample);
  };
  return { low: clipped(best - wider(deviations.down)), best, high: clipped(best + wider(deviations.up)) };
}

/** The curve at some sizes, or where it changes; bounds never rise with size, as no miss ratio does. */
export function pointsOf(curve: MissRatioCurve, sizes: ArrayLike<number> = curve.changes()): CurvePoint[] {
  const points = Array.from(sizes, (pages) => ({ pages, miss_ratio: { ...curve.at(pages) } }));
  const order = [...points].sort((a, b) => a.pages - b.pages);
  for (let i = 1; i < order.length; i++)
    order[i]!.miss_ratio.low = Math.min(order[i]!.miss_ratio.low, order[i - 1]!.miss_ratio.low);
  for (let i = order.length - 2; i >= 0; i--)
    order[i]!.miss_ratio.high = Math.max(order[i]!.miss_ratio.high, order[i + 1]!.miss_ratio.high);
  return points;
}
