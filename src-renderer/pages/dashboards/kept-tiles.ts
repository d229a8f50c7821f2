// Tiles that were read before: of several lanes only those are asked for that are not kept.
import type { TilesAsk } from "../../../src-shared/dashboard/sources.ts";
import { TILE_BUCKETS, tileOf } from "../../../src-shared/dashboard/tiles.ts";
import type { TileReply, TilesReply } from "../../../src-shared/protocol/column-replies.ts";
import type { Recent } from "./recent.ts";

export async function keptTiles(
  { lanes, level, index }: TilesAsk,
  revision: string,
  kept: Recent<TileReply>,
  ask: (lanes: readonly number[]) => Promise<TilesReply>,
): Promise<TilesReply> {
  const keyOf = (lane: number): string => `${revision} ${lane} ${level} ${index}`;
  const found = new Map(lanes.map((lane) => [lane, kept.get(keyOf(lane))]));
  const missing = lanes.filter((lane) => found.get(lane) === undefined);
  if (missing.length > 0) {
    const reply = await ask(missing);
    for (const [at, lane] of missing.entries()) {
      const tile = copyOf(tileOf(reply, at));
      found.set(lane, tile);
      kept.set(keyOf(lane), tile);
    }
  }
  return together(lanes.map((lane) => found.get(lane) as TileReply));
}

/** A tile of its own: one of many would keep all of them. */
const copyOf = ({ count, min, max, sum, before }: TileReply): TileReply => ({
  count: count.slice(),
  min: min.slice(),
  max: max.slice(),
  sum: sum.slice(),
  before,
});

function together(tiles: readonly TileReply[]): TilesReply {
  const all = (pick: (tile: TileReply) => Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> => {
    const out = new Float32Array(tiles.length * TILE_BUCKETS);
    for (const [at, tile] of tiles.entries()) out.set(pick(tile), at * TILE_BUCKETS);
    return out;
  };
  return {
    count: all(({ count }) => count),
    min: all(({ min }) => min),
    max: all(({ max }) => max),
    sum: all(({ sum }) => sum),
    before: Float64Array.from(tiles, ({ before }) => before ?? Number.NaN),
  };
}
