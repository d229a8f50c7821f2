// Values of a track's quantities for each column of pixels, put together from the tiles that are known.
import type { TileCache } from "./cache.ts";
import {
  blank,
  type Columns,
  countColumns,
  gaugeColumns,
  makeColumns,
  merge,
  outside,
  rateColumns,
} from "./columns.ts";
import { factsOf, type LaneFacts } from "./facts.ts";
import { type Piece, piecesOf } from "./pieces.ts";
import { levelWithin, type TileBase, tilesIn, topLevel } from "./tiles.ts";
import type { LaneInfo, Measure, MeasureKind, Part, Points, Term, Track } from "./track.ts";
import { msPerPx, pxOf, type View, whole } from "./view.ts";

/** What is seen, in pixels of the screen. */
export interface Frame {
  readonly view: View;
  /** Width in pixels of the screen. */
  readonly width: number;
  /** Pixels of the screen for one px. */
  readonly ratio: number;
}

export interface LaneData {
  readonly base: TileBase;
  readonly cache: TileCache;
  readonly lanes: ReadonlyMap<number, LaneInfo>;
  /** Null while the coarsest tiles are on their way. */
  facts(lane: number): LaneFacts | null;
  /** The pieces of a lane at the level that suits the view. */
  pieces(lane: number, kind: MeasureKind, frame: Frame): readonly Piece[];
  /** What the facts of a lane were made from has changed. */
  forget(lane: number): void;
}

/** Bars are at least this wide, so that they can be told apart. */
const BAR_PX = 2;
/** Buckets in a usual distance of two readings of a counter: finer ones tell nothing more of its rate. */
const RATE_BUCKETS = 256;

/** The level of a lane's tiles for a view. */
export function levelFor(
  base: TileBase,
  kind: MeasureKind,
  { view, width, ratio }: Frame,
  facts: LaneFacts | null,
): number {
  const pixel = msPerPx(view, width);
  const fine = levelWithin(kind === "count" ? 2 * BAR_PX * ratio * pixel : pixel);
  const sparse =
    kind === "rate" && facts && Number.isFinite(facts.everyMs) ? levelWithin(facts.everyMs / RATE_BUCKETS) : 0;
  return Math.min(topLevel(base), Math.max(fine, sparse));
}

export function createLaneData(base: TileBase, cache: TileCache, lanes: ReadonlyMap<number, LaneInfo>): LaneData {
  const known = new Map<number, LaneFacts>();
  const facts = (lane: number): LaneFacts | null => {
    const kept = known.get(lane);
    if (kept) return kept;
    const level = topLevel(base);
    const { first, last } = tilesIn(base, "lane", level, whole(base.lengthMs));
    for (let index = first; index <= last; index++) if (!cache.has({ form: "lane", lane, level, index })) return null;
    const made = factsOf(piecesOf(cache, base, lane, level, whole(base.lengthMs)));
    known.set(lane, made);
    return made;
  };
  return {
    base,
    cache,
    lanes,
    facts,
    pieces: (lane, kind, frame) => piecesOf(cache, base, lane, levelFor(base, kind, frame, facts(lane)), frame.view),
    forget(lane) {
      known.delete(lane);
    },
  };
}

const FILLS: Readonly<Record<MeasureKind, typeof gaugeColumns>> = {
  gauge: gaugeColumns,
  rate: rateColumns,
  count: (lane, view, out) => countColumns(lane, view, out),
};

/** Buffers that are used again for every track and frame. */
const spare: Columns[] = [];
const take = (width: number): Columns => {
  const kept = spare.pop();
  return kept?.value.length === width ? kept : makeColumns(width);
};

/** Fills `total` with the values of a quantity; false while nothing is known of one of its lanes. */
export function readColumns(data: LaneData, measure: Measure, frame: Frame, total: Columns): boolean {
  if (measure.points) {
    pointColumns(measure.points, frame.view, total);
    return true;
  }
  total.value.fill(Number.NaN);
  for (const [at, part] of measure.parts.entries()) {
    const one = partColumns(data, part, measure.kind, frame);
    if (!one) return false;
    if (at === 0) copy(total, one);
    else add(total, one, measure.needs);
    spare.push(one);
  }
  return true;
}

/** 1 for each column in which anything of a track was read or happened. */
export function readingsIn(data: LaneData, track: Track, frame: Frame): Uint8Array {
  const { view, width } = frame;
  const has = new Uint8Array(width);
  const mark = (ms: number): void => {
    const x = Math.floor(pxOf(ms, view, width));
    if (x >= 0 && x < width) has[x] = 1;
  };
  for (const { kind, parts, points } of track.measures) {
    for (const ms of points?.ms ?? []) mark(ms);
    for (const lane of parts.flatMap(({ terms }) => terms.flatMap(({ lanes }) => lanes)))
      for (const { tile, startMs, bucketMs, first, until } of data.pieces(lane, kind, frame))
        for (let at = first; at < until; at++) if (tile.count[at] !== 0) mark(startMs + at * bucketMs);
  }
  return has;
}

function partColumns(data: LaneData, { terms, constant = 0 }: Part, kind: MeasureKind, frame: Frame): Columns | null {
  let sum: Columns | null = null;
  for (const term of terms) {
    const one = termColumns(data, term, kind, frame);
    if (!one) return null;
    scale(one, term.factor, sum ? 0 : constant);
    if (sum) addAll(sum, one);
    else sum = one;
    if (sum !== one) spare.push(one);
  }
  return sum ?? take(frame.width);
}

function termColumns(data: LaneData, { lanes }: Term, kind: MeasureKind, frame: Frame): Columns | null {
  let all: Columns | null = null;
  for (const lane of lanes) {
    const facts = data.facts(lane);
    if (!facts) return null;
    const own = take(frame.width);
    const spans = data.lanes.get(lane)?.spans ?? null;
    FILLS[kind]({ pieces: data.pieces(lane, kind, frame), facts, spans }, frame.view, own);
    if (!all) all = own;
    else {
      merge(all, own, kind === "count");
      spare.push(own);
    }
  }
  return all;
}

function copy(into: Columns, from: Columns): void {
  into.value.set(from.value);
  into.low.set(from.low);
  into.high.set(from.high);
}

function scale({ value, low, high }: Columns, factor: number, constant: number): void {
  if (factor === 1 && constant === 0) return;
  for (let x = 0; x < value.length; x++) {
    value[x] = (value[x] as number) * factor + constant;
    const a = (low[x] as number) * factor + constant;
    const b = (high[x] as number) * factor + constant;
    low[x] = Math.min(a, b);
    high[x] = Math.max(a, b);
  }
}

/** A term more of one part: unknown where either is. */
function addAll(into: Columns, other: Columns): void {
  for (let x = 0; x < into.value.length; x++) {
    into.value[x] = (into.value[x] as number) + (other.value[x] as number);
    into.low[x] = into.value[x] as number;
    into.high[x] = into.value[x] as number;
  }
}

/** Another part: what is not known of it counts as nothing. */
function add(into: Columns, other: Columns, needs: Measure["needs"]): void {
  for (let x = 0; x < into.value.length; x++) {
    const more = other.value[x] as number;
    if (Number.isNaN(more)) continue;
    const own = into.value[x] as number;
    if (Number.isNaN(own) && needs === "first") continue;
    into.value[x] = Number.isNaN(own) ? more : own + more;
    into.low[x] = into.value[x] as number;
    into.high[x] = into.value[x] as number;
  }
}

/** Each value holds until the next one. */
function pointColumns({ ms, value }: Points, view: View, out: Columns): void {
  const width = out.value.length;
  let at = -1;
  for (let x = 0; x < width; x++) {
    const until = view.fromMs + ((x + 1) / width) * (view.toMs - view.fromMs);
    while (at + 1 < ms.length && (ms[at + 1] as number) < until) at++;
    const held = at < 0 ? Number.NaN : (value[at] as number);
    out.value[x] = held;
    out.low[x] = held;
    out.high[x] = held;
  }
  blank(out, view, outside([ms[0] ?? 0, Number.POSITIVE_INFINITY]));
}
