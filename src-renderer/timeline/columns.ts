// Buckets of time as columns of pixels: gauges hold their value, rates reach back to the reading before, counts keep their
// greatest bucket. What was not recorded is NaN.
import type { LaneFacts } from "./facts.ts";
import type { Piece } from "./pieces.ts";
import type { View } from "./view.ts";

/** One value a column; NaN: nothing was recorded there. */
export interface Columns {
  readonly value: Float32Array;
  /** Least and greatest within the column. */
  readonly low: Float32Array;
  readonly high: Float32Array;
}

export const makeColumns = (width: number): Columns => ({
  value: new Float32Array(width),
  low: new Float32Array(width),
  high: new Float32Array(width),
});

export interface LaneView {
  readonly pieces: readonly Piece[];
  readonly facts: LaneFacts;
  /** Spans in which the lane's captures recorded, as pairs of ms; null: not known, so everywhere. */
  readonly spans: readonly number[] | null;
}

const clear = ({ value, low, high }: Columns): void => {
  value.fill(Number.NaN);
  low.fill(Number.NaN);
  high.fill(Number.NaN);
};

/** The column of a time; not held within the view. */
const columnOf = (ms: number, view: View, width: number): number =>
  ((ms - view.fromMs) / (view.toMs - view.fromMs)) * width;

function put(
  { value, low, high }: Columns,
  from: number,
  until: number,
  one: number,
  least: number,
  most: number,
): void {
  for (let x = Math.max(0, from); x < until && x < value.length; x++) {
    value[x] = one;
    if (!((low[x] as number) <= least)) low[x] = least;
    if (!((high[x] as number) >= most)) high[x] = most;
  }
}

/** The last reading at or before each column. */
export function gaugeColumns({ pieces, facts, spans }: LaneView, view: View, out: Columns): void {
  clear(out);
  const width = out.value.length;
  let held = Number.NaN;
  let next = 0;
  for (const { tile, startMs, bucketMs, first, until } of pieces) {
    const ahead = readingAhead(tile, first);
    if (ahead !== null) held = ahead;
    // What lies between pieces is on its way: nothing is held across it.
    next = Math.max(next, Math.floor(columnOf(startMs + first * bucketMs, view, width)));
    for (let at = first; at < until; at++) {
      const count = tile.count[at] as number;
      if (count === 0) continue;
      const x = Math.floor(columnOf(startMs + at * bucketMs, view, width));
      const end = Math.ceil(columnOf(startMs + (at + 1) * bucketMs, view, width) - 1e-6);
      if (x > next) put(out, next, x, held, held, held);
      held = (tile.sum[at] as number) / count;
      put(out, x, Math.max(x + 1, end), held, tile.min[at] as number, tile.max[at] as number);
      next = Math.max(next, x + 1);
    }
    const end = Math.min(width, Math.ceil(columnOf(startMs + until * bucketMs, view, width)));
    if (end > next) put(out, next, end, held, held, held);
    next = Math.max(next, end);
  }
  blank(out, view, facts.gaps);
  if (spans) blank(out, view, outside(spans));
}

/** The last reading ahead of a bucket, as far as its tile tells it. */
function readingAhead({ count, sum, before }: Piece["tile"], bucket: number): number | null {
  for (let at = bucket - 1; at >= 0; at--) if (count[at] !== 0) return (sum[at] as number) / (count[at] as number);
  return before;
}

/** Change per second between two readings, over the whole time from the one to the other. */
export function rateColumns({ pieces, facts, spans }: LaneView, view: View, out: Columns): void {
  clear(out);
  const width = out.value.length;
  let seen = Number.NaN;
  let known = Number.NaN;
  for (const { tile, startMs, bucketMs, first, until } of pieces) {
    const begin = startMs + first * bucketMs;
    if (begin - known > bucketMs / 2) seen = Number.NaN;
    known = startMs + until * bucketMs;
    for (let at = first; at < until; at++) {
      if (tile.count[at] === 0) continue;
      const end = startMs + (at + 1) * bucketMs;
      // For the first reading that is known the usual distance must do.
      const usual = Number.isFinite(facts.everyMs) ? Math.max(bucketMs, facts.everyMs) : bucketMs;
      const from = Number.isNaN(seen) ? end - usual : seen;
      const rate = ((tile.sum[at] as number) / (end - from)) * 1000;
      const x = Math.floor(columnOf(from, view, width) + 1e-6);
      put(out, x, Math.max(x + 1, Math.ceil(columnOf(end, view, width) - 1e-6)), rate, rate, rate);
      seen = end;
    }
  }
  blank(out, view, facts.gaps);
  if (spans) blank(out, view, outside(spans));
}

/** Events per second, of the busiest bucket in each column; 0 where something recorded and nothing happened. */
export function countColumns({ pieces, spans }: LaneView, view: View, out: Columns): void {
  clear(out);
  const width = out.value.length;
  for (const { tile, startMs, bucketMs, first, until } of pieces) {
    const perSecond = 1000 / bucketMs;
    for (let at = first; at < until; at++) {
      const rate = (tile.count[at] as number) * perSecond;
      const x = Math.max(0, Math.floor(columnOf(startMs + at * bucketMs, view, width) + 1e-6));
      const end = Math.ceil(columnOf(startMs + (at + 1) * bucketMs, view, width) - 1e-6);
      if (end <= 0) continue;
      for (let column = x; column < Math.max(x + 1, end) && column < width; column++)
        if (!((out.value[column] as number) >= rate)) out.value[column] = rate;
    }
  }
  out.low.set(out.value);
  out.high.set(out.value);
  if (spans) blank(out, view, outside(spans));
}

/** Takes away what lies in `spans`, pairs of ms; a column that is only touched stays. */
export function blank(out: Columns, view: View, spans: readonly number[]): void {
  const width = out.value.length;
  for (let at = 0; at + 1 < spans.length; at += 2) {
    const from = Math.max(0, Math.ceil(columnOf(spans[at] as number, view, width)));
    const until = Math.min(width, Math.floor(columnOf(spans[at + 1] as number, view, width)));
    if (from >= until) continue;
    out.value.fill(Number.NaN, from, until);
    out.low.fill(Number.NaN, from, until);
    out.high.fill(Number.NaN, from, until);
  }
}

/** What lies outside of sorted spans that do not overlap. */
export function outside(spans: readonly number[]): readonly number[] {
  return [Number.NEGATIVE_INFINITY, ...spans, Number.POSITIVE_INFINITY];
}

/** Adds the columns of another capture's lane of the same thing: what `into` knows stays, counts are added. */
export function merge(into: Columns, other: Columns, adds: boolean): void {
  for (let x = 0; x < into.value.length; x++) {
    const value = other.value[x] as number;
    if (Number.isNaN(value)) continue;
    const own = into.value[x] as number;
    if (!Number.isNaN(own) && !adds) continue;
    into.value[x] = Number.isNaN(own) ? value : own + value;
    into.low[x] = Number.isNaN(own) ? (other.low[x] as number) : (into.low[x] as number) + (other.low[x] as number);
    into.high[x] = Number.isNaN(own) ? (other.high[x] as number) : (into.high[x] as number) + (other.high[x] as number);
  }
}
