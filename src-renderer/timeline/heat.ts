// Addresses over time as pixels: the busiest cell of each pixel, on a logarithmic scale, high addresses on top.
import type { HeatTile, TileCache } from "./cache.ts";
import type { Inks } from "./draw.ts";
import type { Frame } from "./lane-data.ts";
import type { Surface } from "./surface.ts";
import {
  bucketMs,
  HEAT_BUCKETS,
  levelWithin,
  type TileBase,
  tileMs,
  tileStart,
  tilesIn,
  topHeatLevel,
} from "./tiles.ts";
import type { Heat } from "./track.ts";
import { msPerPx, pxOf } from "./view.ts";

/** Rows of a heat tile. */
export const HEAT_ROWS = 256;
/** Steps of colour above nothing. */
const STEPS = 8;
/** Fewer rows would say nothing of places. */
const LEAST_ROWS = 8;
/** A cell is about as wide as this, in px. */
const CELL_PX = 4;

export const heatLevelFor = (base: TileBase, { view, width, ratio }: Frame): number =>
  Math.min(topHeatLevel(base), levelWithin(CELL_PX * ratio * msPerPx(view, width)));

export interface HeatPiece {
  readonly tile: HeatTile;
  readonly startMs: number;
  readonly bucketMs: number;
  readonly first: number;
  readonly until: number;
}

/** The finest known tiles for the view, in the order of time. */
export function heatPieces(cache: TileCache, base: TileBase, lane: number, frame: Frame): readonly HeatPiece[] {
  const level = heatLevelFor(base, frame);
  const { first, last } = tilesIn(base, "heat", level, frame.view);
  const pieces: HeatPiece[] = [];
  for (let index = first; index <= last; index++) {
    const startMs = tileStart(base, { form: "heat", level, index });
    const found = pieceFor(cache, base, lane, level, startMs);
    if (found) pieces.push(found);
  }
  return pieces;
}

function pieceFor(cache: TileCache, base: TileBase, lane: number, level: number, startMs: number): HeatPiece | null {
  const length = tileMs("heat", level);
  for (let above = level; above <= topHeatLevel(base); above++) {
    const index = Math.floor(
      (startMs + length / 2 - tileStart(base, { form: "heat", level: above, index: 0 })) / tileMs("heat", above),
    );
    const tile = index < 0 ? undefined : cache.heat(lane, above, index);
    if (!tile) continue;
    const own = tileStart(base, { form: "heat", level: above, index });
    const bucket = bucketMs(above);
    const first = Math.max(0, Math.floor((startMs - own) / bucket + 1e-6));
    const until = Math.min(HEAT_BUCKETS, Math.max(first + 1, Math.ceil((startMs + length - own) / bucket - 1e-6)));
    return { tile, startMs: own, bucketMs: bucket, first, until };
  }
  return null;
}

/** Events per second in the busiest cell that is seen; 0 when there is none. */
export function heatMost(pieces: readonly HeatPiece[], { view, width }: Frame): number {
  let most = 0;
  for (const { tile, startMs, bucketMs: bucket, first, until } of pieces)
    for (let at = first; at < until; at++) {
      if (pxOf(startMs + (at + 1) * bucket, view, width) < 0 || pxOf(startMs + at * bucket, view, width) > width)
        continue;
      for (let row = 0; row < HEAT_ROWS; row++) {
        const rate = ((tile.count[at * HEAT_ROWS + row] as number) / bucket) * 1000;
        if (rate > most) most = rate;
      }
    }
  return most;
}

export interface HeatScale {
  /** Events per second of the first step above nothing, and of the last one. */
  readonly least: number;
  readonly most: number;
  readonly log: boolean;
}

/** Whole decades, so that colours stay as they are while the view moves; even steps where the range is under 20:1. */
export function heatScale(least: number, most: number): HeatScale {
  if (!(most > 0)) return { least: 0, most: 1, log: false };
  const low = 10 ** Math.floor(Math.log10(Math.max(least, most / 1e6)));
  const high = 10 ** Math.ceil(Math.log10(most) - 1e-9);
  return high / low < 20 ? { least: 0, most: high, log: false } : { least: low, most: high, log: true };
}

/** The step of colour of a rate: 0 for nothing at all, at least 1 for anything. */
export function heatStep(rate: number, { least, most, log }: HeatScale): number {
  if (!(rate > 0)) return 0;
  const share = log ? Math.log(rate / least) / Math.log(most / least) : rate / most;
  return Math.min(STEPS, Math.max(1, Math.ceil(share * STEPS)));
}

/** Rows that hold all events of some pieces: a power of two, so that it seldom changes. */
export function rowsReached(pieces: readonly HeatPiece[]): number {
  let most = 0;
  for (const { tile, first, until } of pieces)
    for (let at = first; at < until; at++)
      for (let row = HEAT_ROWS - 1; row > most; row--) if (tile.count[at * HEAT_ROWS + row] !== 0) most = row;
  let rows = LEAST_ROWS;
  while (rows <= most) rows *= 2;
  return rows;
}

/** Draws the cells over what is there; what has no memory stays as it is. */
export function drawHeat(
  s: Surface,
  { holes }: Heat,
  rows: number,
  pieces: readonly HeatPiece[],
  frame: Frame,
  scale: HeatScale,
  inks: Inks,
): void {
  const colours = Uint32Array.from({ length: STEPS + 1 }, (_, step) => packed(inks[`--q-${step}`] ?? 0));
  const isHole = new Uint8Array(rows);
  for (let at = 0; at + 1 < holes.length; at += 2) isHole.fill(1, holes[at], holes[at + 1]);
  for (const { tile, startMs, bucketMs: bucket, first, until } of pieces)
    for (let at = first; at < until; at++) {
      const from = Math.max(0, Math.round(pxOf(startMs + at * bucket, frame.view, s.width)));
      const end = Math.min(s.width, Math.round(pxOf(startMs + (at + 1) * bucket, frame.view, s.width)));
      if (end <= from) continue;
      for (let y = 0; y < s.height; y++) {
        // Rows that share a pixel show the busiest; a row that has several pixels fills them.
        const low = Math.floor(((s.height - 1 - y) / s.height) * rows);
        const high = Math.max(low + 1, Math.floor(((s.height - y) / s.height) * rows));
        let count = 0;
        for (let row = low; row < high; row++) count = Math.max(count, tile.count[at * HEAT_ROWS + row] as number);
        if (count === 0 && isHole[low]) continue;
        s.pixels.fill(
          colours[heatStep((count / bucket) * 1000, scale)] as number,
          y * s.width + from,
          y * s.width + end,
        );
      }
    }
}

const packed = (colour: number): number =>
  (0xff000000 | ((colour & 0xff) << 16) | (colour & 0xff00) | ((colour >> 16) & 0xff)) >>> 0;
