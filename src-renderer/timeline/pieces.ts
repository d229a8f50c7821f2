// The finest known buckets of a lane for each part of a view: coarser tiles stand in until finer ones have come.
import type { LaneTile, TileCache } from "./cache.ts";
import { bucketMs, TILE_BUCKETS, type TileBase, tileMs, tileStart, tilesIn, topLevel } from "./tiles.ts";
import type { View } from "./view.ts";

/** Buckets `first` to before `until` of a tile. */
export interface Piece {
  readonly tile: LaneTile;
  readonly level: number;
  /** Where the tile's bucket 0 begins. */
  readonly startMs: number;
  readonly bucketMs: number;
  readonly first: number;
  readonly until: number;
}

/** In the order of time; parts of which nothing is known yet are left out. */
export function piecesOf(cache: TileCache, base: TileBase, lane: number, level: number, view: View): readonly Piece[] {
  const { first, last } = tilesIn(base, "lane", level, view);
  const pieces: Piece[] = [];
  for (let index = first; index <= last; index++) {
    const startMs = tileStart(base, { form: "lane", level, index });
    const piece = pieceFor(cache, base, lane, level, startMs);
    if (!piece) continue;
    const before = pieces.at(-1);
    if (before && before.tile === piece.tile && before.until === piece.first)
      pieces[pieces.length - 1] = { ...before, until: piece.until };
    else pieces.push(piece);
  }
  return pieces;
}

/** The tile of a level that begins at `startMs`, or the part of a coarser one that holds it. */
function pieceFor(cache: TileCache, base: TileBase, lane: number, level: number, startMs: number): Piece | null {
  const length = tileMs("lane", level);
  const top = Math.max(level, topLevel(base));
  for (let above = level; above <= top; above++) {
    const start0 = tileStart(base, { form: "lane", level: above, index: 0 });
    const index = Math.floor((startMs + length / 2 - start0) / tileMs("lane", above));
    const tile = index < 0 ? undefined : cache.lane(lane, above, index);
    if (!tile) continue;
    const own = tileStart(base, { form: "lane", level: above, index });
    const bucket = bucketMs(above);
    const first = Math.max(0, Math.floor((startMs - own) / bucket + 1e-6));
    const until = Math.min(TILE_BUCKETS, Math.max(first + 1, Math.ceil((startMs + length - own) / bucket - 1e-6)));
    return { tile, level: above, startMs: own, bucketMs: bucket, first, until };
  }
  return null;
}
