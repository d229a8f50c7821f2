import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bucketMs,
  HEAT_BUCKETS,
  levelWithin,
  TILE_BUCKETS,
  type TileBase,
  tileMs,
  tileStart,
  tilesIn,
  topHeatLevel,
  topLevel,
} from "./tiles.ts";

/** Starts as the back end makes them: the tile of each level that holds project start, on edges that are counted from t = 0. */
function baseOf(startNs: bigint, lengthMs: number): TileBase {
  const starts = Float64Array.from({ length: 63 }, (_, level) => {
    const size = 512n << BigInt(level);
    return Number((startNs / size) * size - startNs) / 1e6;
  });
  return { starts, lengthMs };
}
const base = baseOf(1_795_254_135_123_456_789n, 140_000);

describe("which tiles a view needs", () => {
  it("takes the longest buckets that are not longer than a pixel", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (ms) => {
        const level = levelWithin(ms);
        if (level > 0) expect(bucketMs(level)).toBeLessThanOrEqual(ms * (1 + 1e-6));
        if (level < 62) expect(bucketMs(level + 1)).toBeGreaterThan(ms * (1 - 1e-6));
      }),
    );
    expect(levelWithin(1.048576)).toBe(20);
  });

  it("covers the view and nothing that the project has not", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 40 }),
        fc.double({ min: 0, max: 140_000, noNaN: true }),
        fc.double({ min: 0.001, max: 140_000, noNaN: true }),
        fc.constantFrom("lane" as const, "heat" as const),
        (level, from, length, form) => {
          const view = { fromMs: from, toMs: Math.min(140_000, from + length) };
          const { first, last } = tilesIn(base, form, level, view);
          expect(tileStart(base, { form, level, index: first })).toBeLessThanOrEqual(view.fromMs + 1e-6);
          expect(tileStart(base, { form, level, index: last + 1 })).toBeGreaterThan(view.toMs - 1e-6);
          expect(first).toBeGreaterThanOrEqual(0);
          expect(tileStart(base, { form, level, index: last })).toBeLessThanOrEqual(base.lengthMs);
        },
      ),
    );
  });

  it("needs two tiles at most for the whole project on the top level, wherever its start lies", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 61n }),
        fc.double({ min: 0.01, max: 1e9, noNaN: true }),
        (start, lengthMs) => {
          const own = baseOf(start, lengthMs);
          const { first, last } = tilesIn(own, "lane", topLevel(own), { fromMs: 0, toMs: lengthMs });
          expect(last - first).toBeLessThanOrEqual(1);
          const heat = tilesIn(own, "heat", topHeatLevel(own), { fromMs: 0, toMs: lengthMs });
          expect(heat.last - heat.first).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it("knows that four heat tiles are as long as a tile of a lane", () => {
    expect(tileMs("heat", 20) * 4).toBe(tileMs("lane", 20));
    expect(TILE_BUCKETS).toBe(4 * HEAT_BUCKETS);
  });
});
