// Tiles that are kept: the least recently used go when they take too much room.
import { keyOf, type TileName } from "./tiles.ts";

/** 512 buckets of a lane; empty ones have count 0 and no least or greatest. */
export interface LaneTile {
  readonly count: Float32Array;
  readonly min: Float32Array;
  readonly max: Float32Array;
  readonly sum: Float32Array;
  /** The last reading ahead of it. */
  readonly before: number | null;
}

/** Counts of 128 buckets of time, 256 rows of addresses each. */
export interface HeatTile {
  readonly count: Uint32Array;
}

export interface TileCache {
  lane(lane: number, level: number, index: number): LaneTile | undefined;
  heat(lane: number, level: number, index: number): HeatTile | undefined;
  has(name: TileName): boolean;
  put(name: TileName, tile: LaneTile | HeatTile): void;
  /** Tiles looked at from now on outlive those that were looked at before. */
  nextFrame(): void;
  clear(): void;
  readonly bytes: number;
}

interface Kept {
  readonly tile: LaneTile | HeatTile;
  readonly bytes: number;
  frame: number;
}

export const columnsOf = (tile: LaneTile | HeatTile): readonly (Float32Array | Uint32Array)[] =>
  "sum" in tile ? [tile.count, tile.min, tile.max, tile.sum] : [tile.count];

const sizeOf = (tile: LaneTile | HeatTile): number =>
  columnsOf(tile).reduce((bytes, { byteLength }) => bytes + byteLength, 0);

/** The tile with memory of its own, so that it can go without the others of its reply. */
const alone = (tile: LaneTile | HeatTile): LaneTile | HeatTile =>
  "sum" in tile
    ? {
        count: tile.count.slice(),
        min: tile.min.slice(),
        max: tile.max.slice(),
        sum: tile.sum.slice(),
        before: tile.before,
      }
    : tile;

/** `mostBytes` may be passed by what one frame needs at once. */
export function createCache(mostBytes = 64 * 2 ** 20): TileCache {
  const kept = new Map<string, Kept>();
  let bytes = 0;
  let frame = 0;
  const look = (name: TileName): LaneTile | HeatTile | undefined => {
    const one = kept.get(keyOf(name));
    if (one) one.frame = frame;
    return one?.tile;
  };
  /** The oldest first; only when there is too much, so that looking at a tile costs nothing. */
  const shrink = (): void => {
    const old = [...kept].filter(([, one]) => one.frame < frame).sort(([, a], [, b]) => a.frame - b.frame);
    for (const [key, one] of old) {
      if (bytes <= mostBytes * 0.75) return;
      kept.delete(key);
      bytes -= one.bytes;
    }
  };
  return {
    lane: (lane, level, index) => look({ form: "lane", lane, level, index }) as LaneTile | undefined,
    heat: (lane, level, index) => look({ form: "heat", lane, level, index }) as HeatTile | undefined,
    has: (name) => kept.has(keyOf(name)),
    put(name, tile) {
      const key = keyOf(name);
      bytes -= kept.get(key)?.bytes ?? 0;
      const one = { tile: alone(tile), bytes: sizeOf(tile), frame };
      kept.set(key, one);
      bytes += one.bytes;
      if (bytes > mostBytes) shrink();
    },
    nextFrame() {
      frame++;
    },
    clear() {
      kept.clear();
      bytes = 0;
    },
    get bytes() {
      return bytes;
    },
  };
}
