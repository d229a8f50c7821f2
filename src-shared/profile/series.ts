// Small operations on series by epochs: counts laid out, values carried forward, and the summary of a reply.
import { nearestRank } from "../base/percentile.ts";

export interface SeriesSummary {
  readonly first: number;
  readonly min: number;
  readonly median: number;
  readonly max: number;
  readonly last: number;
}

/** Whole-number summary of a series (median by nearest rank); null when it is empty. */
export function summary(values: ArrayLike<number>): SeriesSummary | null {
  if (values.length === 0) return null;
  const whole = Float64Array.from(values, Math.round);
  const sorted = whole.slice().sort();
  return {
    first: whole[0]!,
    min: sorted[0]!,
    median: nearestRank(sorted, 0.5),
    max: sorted[sorted.length - 1]!,
    last: whole[whole.length - 1]!,
  };
}

/** Counts (epoch, n) laid out by epochs; what lies outside is counted in the nearest epoch. */
export function byEpoch(epochs: number, at: ArrayLike<number>, n: ArrayLike<number>): Float64Array {
  const out = new Float64Array(epochs);
  if (epochs === 0) return out;
  for (let i = 0; i < at.length; i++) {
    const e = Math.min(epochs - 1, Math.max(0, at[i]!));
    out[e] = out[e]! + n[i]!;
  }
  return out;
}

/**
 * A gauge read at ascending epochs as one value an epoch: the last reading is carried forward, the first one backward.
 * Null without readings.
 */
export function carried(epochs: number, at: ArrayLike<number>, values: ArrayLike<number>): Float64Array | null {
  if (at.length === 0) return null;
  const out = new Float64Array(epochs);
  let i = 0;
  for (let e = 0; e < epochs; e++) {
    while (i + 1 < at.length && at[i + 1]! <= e) i++;
    out[e] = values[i]!;
  }
  return out;
}
