import { describe, expect, it } from "vitest";
import { createCache, type LaneTile } from "./cache.ts";
import { piecesOf } from "./pieces.ts";
import { bucketMs, type TileBase, topLevel } from "./tiles.ts";

const tile = (): LaneTile => ({
  count: new Float32Array(512),
  min: new Float32Array(512),
  max: new Float32Array(512),
  sum: new Float32Array(512),
  before: null,
});
/** A project whose tiles of all levels begin where it begins. */
const base: TileBase = { starts: new Float64Array(63), lengthMs: 512 * bucketMs(24) };
const view = { fromMs: 0, toMs: base.lengthMs - 1e-6 };

describe("the finest known buckets for each part of a view", () => {
  it("are those of the coarsest tile while no finer one is there, as one piece", () => {
    const cache = createCache();
    cache.put({ form: "lane", lane: 1, level: 24, index: 0 }, tile());
    expect(topLevel(base)).toBe(24);
    expect(piecesOf(cache, base, 1, 21, view)).toMatchObject([{ level: 24, first: 0, until: 512 }]);
  });

  it("are the finer ones where they have come and the coarser ones beside them, without a gap", () => {
    const cache = createCache();
    cache.put({ form: "lane", lane: 1, level: 24, index: 0 }, tile());
    cache.put({ form: "lane", lane: 1, level: 22, index: 1 }, tile());
    cache.put({ form: "lane", lane: 1, level: 22, index: 2 }, tile());
    const pieces = piecesOf(cache, base, 1, 22, view);
    expect(pieces.map(({ level, first, until }) => [level, first, until])).toEqual([
      [24, 0, 128],
      [22, 0, 512],
      [22, 0, 512],
      [24, 384, 512],
    ]);
    for (const [at, piece] of pieces.entries()) {
      const before = pieces[at - 1];
      if (before)
        expect(piece.startMs + piece.first * piece.bucketMs).toBeCloseTo(
          before.startMs + before.until * before.bucketMs,
          6,
        );
    }
  });

  it("are none of another lane, and none where nothing has come", () => {
    const cache = createCache();
    cache.put({ form: "lane", lane: 2, level: 24, index: 0 }, tile());
    expect(piecesOf(cache, base, 1, 22, view)).toEqual([]);
  });
});

describe("the tiles that are kept", () => {
  it("lose those that were not looked at for longest when there are too many, and never those of this frame", () => {
    const bytes = 4 * 4 * 512;
    const cache = createCache(4 * bytes);
    const put = (index: number): void => cache.put({ form: "lane", lane: 0, level: 1, index }, tile());
    for (const index of [0, 1, 2, 3]) put(index);
    cache.nextFrame();
    cache.lane(0, 1, 0);
    cache.nextFrame();
    put(4);
    expect(cache.lane(0, 1, 0)).toBeDefined();
    expect(cache.has({ form: "lane", lane: 0, level: 1, index: 4 })).toBe(true);
    expect([1, 2, 3].filter((index) => cache.has({ form: "lane", lane: 0, level: 1, index }))).toHaveLength(1);
    for (const index of [5, 6, 7, 8, 9]) put(index);
    for (const index of [4, 5, 6, 7, 8, 9]) expect(cache.has({ form: "lane", lane: 0, level: 1, index })).toBe(true);
    cache.clear();
    expect(cache.bytes).toBe(0);
  });
});
