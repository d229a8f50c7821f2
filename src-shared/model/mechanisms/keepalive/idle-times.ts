// When a function is called again, by the histogram of its idle times (Shahrad et al., ATC 2020; model 3.8).
import { defaultOf } from "../../parameters.ts";

const BIN_US = defaultOf("hotplug.histogram_bin_s") * 1e6;
const BINS = Math.round((defaultOf("hotplug.histogram_range_s") * 1e6) / BIN_US);
const HEAD = defaultOf("hotplug.histogram_head_share");
const TAIL = defaultOf("hotplug.histogram_tail_share");
const HEAD_MARGIN = 1 - defaultOf("hotplug.histogram_margin_share");
const TAIL_MARGIN = 1 + defaultOf("hotplug.histogram_margin_share");
const LEAST_VARIATION = defaultOf("hotplug.histogram_variation");
const FORECAST_MARGIN = defaultOf("hotplug.forecast_margin_share");

/** Idle times of several functions: a row of bins each, and those beyond the last bin as a count and a sum. */
export interface IdleTimes {
  readonly bins: Float64Array;
  readonly beyond: Float64Array;
  readonly beyondUs: Float64Array;
}

export const openIdleTimes = (functions: number, saved?: IdleTimes): IdleTimes => ({
  bins: saved?.bins.slice() ?? new Float64Array(functions * BINS),
  beyond: saved?.beyond.slice() ?? new Float64Array(functions),
  beyondUs: saved?.beyondUs.slice() ?? new Float64Array(functions),
});

/** Microseconds after the end of a call: an instance is there from `warmUs` on until `endUs`. */
export interface WarmWindow {
  readonly warmUs: number;
  readonly endUs: number;
}

export function addIdleTime(times: IdleTimes, which: number, us: number): void {
  const bin = Math.floor(us / BIN_US);
  if (bin < BINS) times.bins[which * BINS + bin]! += 1;
  else {
    times.beyond[which]! += 1;
    times.beyondUs[which]! += us;
  }
}

/**
 * The window in which a call is expected; null where the idle times say too little: none seen, or their bins vary too little
 * (coefficient of variation below `histogram_variation`). Where most lie beyond the range the mean of those is the forecast.
 */
export function warmWindow(times: IdleTimes, which: number): WarmWindow | null {
  const bins = times.bins.subarray(which * BINS, (which + 1) * BINS);
  let inside = 0;
  for (const count of bins) inside += count;
  const beyond = times.beyond[which]!;
  if (beyond > inside) {
    const expected = times.beyondUs[which]! / beyond;
    return { warmUs: expected * (1 - FORECAST_MARGIN), endUs: expected * (1 + FORECAST_MARGIN) };
  }
  if (inside === 0 || variationOf(bins, inside / BINS) < LEAST_VARIATION) return null;
  return {
    warmUs: binAt(bins, HEAD * inside) * BIN_US * HEAD_MARGIN,
    endUs: (binAt(bins, TAIL * inside) + 1) * BIN_US * TAIL_MARGIN,
  };
}

/** Standard deviation over mean. */
function variationOf(bins: Float64Array, mean: number): number {
  let sum = 0;
  for (const count of bins) sum += (count - mean) ** 2;
  return Math.sqrt(sum / bins.length) / mean;
}

/** The bin in which the running count reaches `rank`. */
function binAt(bins: Float64Array, rank: number): number {
  let seen = 0;
  for (let bin = 0; bin < bins.length; bin++) {
    seen += bins[bin]!;
    if (seen > 0 && seen >= rank - 1e-9) return bin;
  }
  return bins.length - 1;
}
