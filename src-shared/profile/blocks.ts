// Series for the circular block bootstrap: on the scenario's epochs, with a block length that keeps their memory.

/** Blocks are this many times as long as the series remembers (model section 5). */
const BLOCKS_PER_MEMORY = 5;
/** With fewer blocks than this the whole series is one block. */
const FEWEST_BLOCKS = 4;
/** Autocorrelation below which a series has forgotten: 1/e. */
const FORGOTTEN = 0.36787944117144233;

/**
 * The series on epochs of another length: the largest value of the source epochs that overlap each one, so that
 * demand is never averaged away. Unknown values (NaN) keep the last known one, those before it the first.
 */
export function onEpochs(series: Float64Array, sourceSeconds: number, epochSeconds: number): Float64Array {
  const known = filled(series);
  if (sourceSeconds === epochSeconds) return known;
  const epochs = Math.max(1, Math.round((known.length * sourceSeconds) / epochSeconds));
  const out = new Float64Array(epochs);
  for (let e = 0; e < epochs; e++) {
    const first = Math.min(known.length - 1, Math.floor((e * epochSeconds) / sourceSeconds + 1e-9));
    const end = Math.min(known.length, Math.max(first + 1, Math.ceil(((e + 1) * epochSeconds) / sourceSeconds - 1e-9)));
    for (let i = first; i < end; i++) out[e] = Math.max(out[e]!, known[i]!);
  }
  return out;
}

function filled(series: Float64Array): Float64Array {
  const out = new Float64Array(series.length);
  let last = series.find((value) => !Number.isNaN(value)) ?? 0;
  for (let i = 0; i < series.length; i++) {
    if (!Number.isNaN(series[i]!)) last = series[i]!;
    out[i] = last;
  }
  return out;
}

/** Autocorrelation at a lag, of a series taken as a circle; 1 for a constant series. */
export function autocorrelation(series: Float64Array, lag: number): number {
  const n = series.length;
  let mean = 0;
  for (const value of series) mean += value / n;
  let variance = 0;
  let covariance = 0;
  for (let i = 0; i < n; i++) {
    const here = series[i]! - mean;
    variance += here * here;
    covariance += here * (series[(i + lag) % n]! - mean);
  }
  return variance > 0 ? covariance / variance : 1;
}

/**
 * Block length in epochs: five times the lag at which the series has forgotten itself (found to a quarter), the whole
 * series if it is too short to tell.
 */
export function blockLength(series: Float64Array): number {
  const n = series.length;
  const longest = Math.floor(n / (BLOCKS_PER_MEMORY * FEWEST_BLOCKS));
  for (let lag = 1; lag <= longest; lag = Math.ceil(lag * 1.25))
    if (autocorrelation(series, lag) <= FORGOTTEN) return BLOCKS_PER_MEMORY * lag;
  return n;
}

/**
 * Epochs of growth at the start that do not belong to the settled course: the cut after which the mean of the rest is
 * known best (marginal standard error rule; White 1997), at most half of the series. 0 where cutting would make the
 * mean smaller, so that it never makes demand look smaller than it was.
 */
export function warmUpEpochs(series: Float64Array): number {
  const n = series.length;
  let [sum, squares] = [0, 0];
  let best = { cut: 0, error: Number.POSITIVE_INFINITY, mean: 0 };
  // Deviations from the last value keep the sums of squares exact for a settled series.
  const anchor = series[n - 1] ?? 0;
  for (let cut = n - 1; cut >= 0; cut--) {
    const value = series[cut]! - anchor;
    sum += value;
    squares += value * value;
    if (cut > n / 2) continue;
    const left = n - cut;
    const error = Math.max(0, squares - (sum * sum) / left) / (left * left);
    if (error <= best.error) best = { cut, error, mean: sum / left };
  }
  return best.mean > sum / n ? best.cut : 0;
}
