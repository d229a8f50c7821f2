// Back-test of a forecast on the capture itself: rolling origins, skill against two simple forecasts, coverage of the interval.
import { nearestRank } from "../base/percentile.ts";
import { createStream, type Stream } from "../base/rng.ts";
import { blockLength, warmUpEpochs } from "./blocks.ts";

export interface Backtest {
  /** 1 − MAE / MAE of the better of both references, at least −1. */
  readonly skill: number;
  /** Share of held-back spans whose largest demand lies between the 5th and the 95th percentile forecast. */
  readonly coverage: number;
  readonly origins: number;
}

/** Share of the series that is never forecast, and how many spans the rest is cut into. */
const TRAINING = 0.6;
const FEWEST_ORIGINS = 5;
const MOST_ORIGINS = 20;
/** Courses drawn for one forecast, and the purpose of their random stream. */
const DRAWS = 400;
const PURPOSE = 37;

/**
 * Forecasts of the largest host demand in the span after each origin, against what came. The forecast is the one that density
 * makes: the course so far without its warm-up, redrawn in circular blocks; its median, and 5th to 95th percentile. References
 * (model section 5): the last span's value carried forward, and the least-squares line through all spans before. Null when the
 * series is shorter than `longEnough` epochs, one period of the load, or than five spans of one epoch.
 */
export function backtest(demand: Float64Array, longEnough: number): Backtest | null {
  const n = demand.length;
  const origins = Math.min(MOST_ORIGINS, Math.floor((1 - TRAINING) * n + 1e-9));
  if (n < longEnough || origins < FEWEST_ORIGINS) return null;
  const span = Math.floor(((1 - TRAINING) * n + 1e-9) / origins);
  const actual: number[] = [];
  const model: number[] = [];
  const last: number[] = [];
  const line: number[] = [];
  let inside = 0;
  for (let k = 0; k < origins; k++) {
    const origin = n - (origins - k) * span;
    const before = demand.subarray(0, origin);
    const peaks = spanPeaks(before, span);
    const drawn = forecast(before, span, createStream(1, { mechanism: PURPOSE, epoch: k }));
    const came = largest(demand, origin, span);
    if (came >= nearestRank(drawn, 0.05) && came <= nearestRank(drawn, 0.95)) inside++;
    actual.push(came);
    model.push(nearestRank(drawn, 0.5));
    last.push(peaks[peaks.length - 1]!);
    line.push(nextOnLine(peaks));
  }
  return { skill: skillOf(actual, model, [last, line]), coverage: inside / origins, origins };
}

/** Skill of a forecast against the best of the references: 0 where all are perfect, never below −1. */
export function skillOf(
  actual: readonly number[],
  model: readonly number[],
  references: readonly (readonly number[])[],
): number {
  const error = (forecasts: readonly number[]): number =>
    actual.reduce((sum, value, i) => sum + Math.abs(value - forecasts[i]!), 0) / actual.length;
  const own = error(model);
  const best = Math.min(...references.map(error));
  if (best === 0) return own === 0 ? 0 : -1;
  return Math.max(-1, 1 - own / best);
}

function largest(series: Float64Array, from: number, length: number): number {
  let most = 0;
  for (let i = from; i < from + length; i++) most = Math.max(most, series[i]!);
  return most;
}

/** Largest values of the whole spans that end where the series ends, in order of time. */
function spanPeaks(series: Float64Array, span: number): number[] {
  const count = Math.floor(series.length / span);
  return Array.from({ length: count }, (_, i) => largest(series, series.length - (count - i) * span, span));
}

/** The value after the last one on the least-squares line through all of them. */
function nextOnLine(values: readonly number[]): number {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const middle = (n - 1) / 2;
  let [across, along] = [0, 0];
  for (const [i, value] of values.entries()) {
    across += (i - middle) * (value - mean);
    along += (i - middle) * (i - middle);
  }
  return mean + (along > 0 ? (across / along) * (n - middle) : 0);
}

/** Largest values of redrawn spans, ascending. */
function forecast(before: Float64Array, span: number, stream: Stream): Float64Array {
  const settled = before.subarray(warmUpEpochs(before));
  const block = blockLength(settled);
  const peaks = new Float64Array(DRAWS);
  for (let draw = 0; draw < DRAWS; draw++)
    for (let at = 0; at < span; at += block) {
      const start = Math.floor(stream.next() * settled.length);
      for (let i = 0; i < Math.min(block, span - at); i++)
        peaks[draw] = Math.max(peaks[draw]!, settled[(start + i) % settled.length]!);
    }
  return peaks.sort();
}
