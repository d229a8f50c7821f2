// From tiles of the timeline to what lanes had in a span: which tiles are needed, and their buckets put together.
import type { LanesReply, TileReply, TilesReply } from "../protocol/column-replies.ts";
import type { Taken } from "./lanes.ts";

export const TILE_BUCKETS = 512;

/** ms since project start. */
export interface SpanMs {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Buckets that begin within a span: `count` of them, `bucketMs` long, the first at `fromMs`. */
export interface Buckets {
  readonly level: number;
  readonly bucketMs: number;
  /** Number of the first bucket, counted from the first tile. */
  readonly first: number;
  readonly count: number;
  readonly fromMs: number;
}

type Line = Pick<LanesReply, "level_start_ms" | "length_ms">;

/** The whole recording; a moment where all of it is one. */
export const wholeSpan = ({ length_ms: length }: Line): SpanMs => ({ fromMs: 0, toMs: Math.max(length, 1e-6) });

/** The finest buckets of which at most `most` (up to one tile's) begin within the span. */
export function bucketsOf(line: Line, span: SpanMs, most = TILE_BUCKETS): Buckets {
  const levels = line.level_start_ms.length;
  for (let level = 0; level < levels; level++) {
    const bucketMs = 2 ** level / 1e6;
    if ((span.toMs - span.fromMs) / bucketMs > most - 1) continue;
    const start = line.level_start_ms[level] as number;
    if (Number.isNaN(start)) continue;
    // A bucket that holds the first moment belongs to the span; it begins before it.
    const first = Math.max(0, Math.floor((span.fromMs - start) / bucketMs));
    const last = Math.max(first, Math.ceil((span.toMs - start) / bucketMs) - 1);
    const end = span.toMs >= line.length_ms ? Math.max(last, Math.floor((line.length_ms - start) / bucketMs)) : last;
    return { level, bucketMs, first, count: Math.min(most, end - first + 1), fromMs: start + first * bucketMs };
  }
  return { level: levels - 1, bucketMs: 2 ** (levels - 1) / 1e6, first: 0, count: 1, fromMs: 0 };
}

/** Indices of the tiles that hold the buckets. */
export function tilesOf({ first, count }: Buckets): readonly number[] {
  const [from, to] = [Math.floor(first / TILE_BUCKETS), Math.floor((first + count - 1) / TILE_BUCKETS)];
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

/** Values of buckets, one after another; `min` and `max` are NaN where a bucket is empty. */
export interface Counted {
  readonly count: Float64Array;
  readonly sum: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** The last reading ahead of the first bucket. */
  readonly before: number | null;
}

/** One lane of several tiles that came together. */
export function tileOf({ count, min, max, sum, before }: TilesReply, at: number): TileReply {
  const own = (values: Float32Array<ArrayBuffer>) => values.subarray(at * TILE_BUCKETS, (at + 1) * TILE_BUCKETS);
  const last = before[at] ?? Number.NaN;
  return { count: own(count), min: own(min), max: own(max), sum: own(sum), before: Number.isNaN(last) ? null : last };
}

/** The tiles of one or several lanes as the buckets asked for; lanes of one name are added up. */
export function gathered(
  buckets: Buckets,
  all: readonly (readonly TileReply[])[],
  kind: "count" | "gauge" | "rate" = "count",
): Counted {
  // Two recorders of one counter saw the same growth.
  const lanes =
    kind === "rate" && all.length > 1 ? all.map((tiles, nth) => beyond(buckets, tiles, all.slice(0, nth))) : all;
  const { count: length, first } = buckets;
  const out = {
    count: new Float64Array(length),
    sum: new Float64Array(length),
    min: new Float64Array(length).fill(Number.NaN),
    max: new Float64Array(length).fill(Number.NaN),
  };
  const [firstTile = 0] = tilesOf(buckets);
  for (const tiles of lanes)
    for (let at = 0; at < length; at++) {
      const bucket = first + at;
      const tile = tiles[Math.floor(bucket / TILE_BUCKETS) - firstTile];
      const slot = bucket % TILE_BUCKETS;
      const n = tile?.count[slot] ?? 0;
      if (!tile || n === 0) continue;
      out.count[at] = (out.count[at] as number) + n;
      out.sum[at] = (out.sum[at] as number) + (tile.sum[slot] as number);
      out.min[at] = least(out.min[at] as number, tile.min[slot] as number);
      out.max[at] = most(out.max[at] as number, tile.max[slot] as number);
    }
  return { ...out, before: beforeOf(buckets, lanes) };
}

/** The tiles without what lies between the first and the last reading of lanes ahead of it. */
function beyond(
  { first, count: length }: Buckets,
  tiles: readonly TileReply[],
  ahead: readonly (readonly TileReply[])[],
): readonly TileReply[] {
  const firstTile = Math.floor(first / TILE_BUCKETS);
  const readings = (one: readonly TileReply[], bucket: number): number =>
    one[Math.floor(bucket / TILE_BUCKETS) - firstTile]?.count[bucket % TILE_BUCKETS] ?? 0;
  const taken = new Set<number>();
  for (const one of ahead) {
    const places = Array.from({ length }, (_, at) => first + at).filter((bucket) => readings(one, bucket) > 0);
    for (let bucket = places[0] ?? 0; bucket <= (places.at(-1) ?? -1); bucket++) taken.add(bucket);
  }
  return tiles.map((tile, nth) => ({
    ...tile,
    count: tile.count.map((n, slot) => (taken.has((firstTile + nth) * TILE_BUCKETS + slot) ? 0 : n)),
  }));
}

const least = (a: number, b: number): number => (Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.min(a, b));
const most = (a: number, b: number): number => (Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.max(a, b));

/** The reading that still held when the first bucket began: the last one of any lane before it in its tile, else a tile's own. */
function beforeOf({ first }: Buckets, lanes: readonly (readonly TileReply[])[]): number | null {
  const tiles = lanes.flatMap(([tile]) => (tile ? [tile] : []));
  for (let slot = (first % TILE_BUCKETS) - 1; slot >= 0; slot--)
    for (const { count, sum } of tiles) {
      const n = count[slot] as number;
      if (n > 0) return (sum[slot] as number) / n;
    }
  return tiles.find(({ before }) => before !== null)?.before ?? null;
}

/** One value a bucket, NaN where nothing is known, with the least and greatest where they differ. */
export interface Course {
  readonly mean: Float64Array;
  readonly min: Float64Array | null;
  readonly max: Float64Array | null;
}

/** Readings farther apart than this many usual distances leave a gap. */
const GAP = 5;

/** What is taken of the buckets of lanes of a kind: where nothing happened events have 0, levels hold until the next reading. */
export function courseOf(counted: Counted, taken: Taken, buckets: Buckets, kind: "count" | "gauge" | "rate"): Course {
  const seconds = buckets.bucketMs / 1000;
  const { count, sum } = counted;
  const alone = (mean: Float64Array): Course => ({ mean, min: null, max: null });
  if (kind === "rate") return alone(spreadRate(counted, seconds));
  if (taken === "events_per_s") return alone(count.map((n) => n / seconds));
  if (taken === "value_per_s") return alone(sum.map((value) => value / seconds));
  const mean = sum.map((value, at) => ((count[at] as number) > 0 ? value / (count[at] as number) : Number.NaN));
  return kind === "gauge" ? held(mean, counted) : { mean, min: counted.min, max: counted.max };
}

/** Takes away what lies outside of the spans in which anything was recorded: nothing seen there is not 0. */
export function within(course: Course, buckets: Buckets, covered: readonly SpanMs[]): Course {
  const isIn = (at: number): boolean => {
    const [from, to] = [buckets.fromMs + at * buckets.bucketMs, buckets.fromMs + (at + 1) * buckets.bucketMs];
    return covered.some((span) => span.fromMs < to && from <= span.toMs);
  };
  const cut = (values: Float64Array): Float64Array => values.map((value, at) => (isIn(at) ? value : Number.NaN));
  return { mean: cut(course.mean), min: course.min && cut(course.min), max: course.max && cut(course.max) };
}

/** What a counter grew by is spread over the time since the reading before, so that it is a rate and no row of needles. */
function spreadRate({ count, sum, min }: Counted, seconds: number): Float64Array {
  const rate = new Float64Array(count.length).fill(Number.NaN);
  const places = placesOf(count);
  const usual = usualDistance(places);
  let last = -1;
  for (const at of places) {
    // The reading before the first one is not seen: it is taken to be as far away as usual.
    const steps = last < 0 ? Math.max(1, usual) : at - last;
    // The first reading, and one after a reset, tells no growth.
    const own = Number.isNaN(min[at] as number) ? Number.NaN : (sum[at] as number) / (steps * seconds);
    if (steps <= GAP * Math.max(1, usual)) rate.fill(own, Math.max(0, at - steps + 1), at + 1);
    else rate[at] = own;
    last = at;
  }
  return rate;
}

/** A level holds until the next reading, unless that comes much later than usual: then there is a gap. */
function held(mean: Float64Array, { count, min, max, before }: Counted): Course {
  const places = placesOf(count);
  const reach = GAP * Math.max(1, usualDistance(places));
  const out = { mean: mean.slice(), min: min.slice(), max: max.slice() };
  const hold = (from: number, until: number, value: number): void => {
    for (const values of [out.mean, out.min, out.max]) values.fill(value, from, until);
  };
  if (places.length === 0) {
    // One reading stands for the whole span where none lies in it.
    if (before !== null) hold(0, mean.length, before);
    return out;
  }
  const first = places[0] as number;
  if (before !== null && first <= reach) hold(0, first, before);
  places.forEach((at, i) => {
    const next = places[i + 1] ?? mean.length;
    if (next - at - 1 <= reach) hold(at + 1, next, mean[at] as number);
  });
  return out;
}

const placesOf = (count: Float64Array): number[] => {
  const places: number[] = [];
  for (let at = 0; at < count.length; at++) if ((count[at] as number) > 0) places.push(at);
  return places;
};

function usualDistance(places: readonly number[]): number {
  const distances = places.slice(1).map((at, i) => at - (places[i] as number));
  return distances.sort((a, b) => a - b)[distances.length >> 1] ?? 1;
}

/** Totals of a span; `mean` is of events for counts, of readings for levels. */
export interface Totals {
  readonly events: number;
  readonly sum: number;
  readonly min: number | null;
  readonly max: number | null;
}

export function totalsOf({ count, sum, min, max }: Counted): Totals {
  let [events, total, low, high] = [0, 0, Number.NaN, Number.NaN];
  for (let at = 0; at < count.length; at++) {
    events += count[at] as number;
    total += sum[at] as number;
    low = least(low, min[at] as number);
    high = most(high, max[at] as number);
  }
  return { events, sum: total, min: Number.isNaN(low) ? null : low, max: Number.isNaN(high) ? null : high };
}
