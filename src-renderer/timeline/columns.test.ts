import { describe, expect, it } from "vitest";
import type { LaneTile } from "./cache.ts";
import { countColumns, gaugeColumns, type LaneView, makeColumns, merge, rateColumns } from "./columns.ts";
import { factsOf, type LaneFacts } from "./facts.ts";
import type { Piece } from "./pieces.ts";

/** A tile with readings `bucket: value`; several values in one bucket as a list. */
function tileOf(
  readings: Readonly<Record<number, number | readonly number[]>>,
  before: number | null = null,
): LaneTile {
  const tile = {
    count: new Float32Array(512),
    min: new Float32Array(512).fill(Number.NaN),
    max: new Float32Array(512).fill(Number.NaN),
    sum: new Float32Array(512),
    before,
  };
  for (const [bucket, value] of Object.entries(readings)) {
    const values = typeof value === "number" ? [value] : value;
    tile.count[Number(bucket)] = values.length;
    tile.min[Number(bucket)] = Math.min(...values);
    tile.max[Number(bucket)] = Math.max(...values);
    tile.sum[Number(bucket)] = values.reduce((sum, one) => sum + one, 0);
  }
  return tile;
}
/** Buckets of 1 ms from 0 on. */
const piece = (tile: LaneTile, until = 10): Piece => ({ tile, level: 20, startMs: 0, bucketMs: 1, first: 0, until });
const steady: LaneFacts = { n: 10, everyMs: 1, least: 0, greatest: 10, gaps: [] };
const rare: LaneFacts = { ...steady, n: 2, everyMs: Number.POSITIVE_INFINITY };
const laneView = (tile: LaneTile, facts = rare, spans: readonly number[] | null = null): LaneView => ({
  pieces: [piece(tile)],
  facts,
  spans,
});
const VIEW = { fromMs: 0, toMs: 10 };
type Fill = typeof gaugeColumns;
function drawn(fill: Fill, view: LaneView, width = 10, seen = VIEW) {
  const columns = makeColumns(width);
  fill(view, seen, columns);
  return columns;
}
const values = (fill: Fill, view: LaneView, width = 10, seen = VIEW) => [...drawn(fill, view, width, seen).value];
const NO = Number.NaN;

describe("a gauge in columns of pixels", () => {
  it("holds its value until the next reading, and the one before the tile until the first", () => {
    expect(values(gaugeColumns, laneView(tileOf({ 2: 5, 6: 7 }, 3)))).toEqual([3, 3, 5, 5, 5, 5, 7, 7, 7, 7]);
  });

  it("says nothing before the first reading that there ever was", () => {
    expect(values(gaugeColumns, laneView(tileOf({ 3: 5 })))).toEqual([NO, NO, NO, 5, 5, 5, 5, 5, 5, 5]);
  });

  it("is not drawn on where its captures did not record", () => {
    const view = laneView(tileOf({ 2: 5, 6: 7 }), rare, [2, 4, 6, 8]);
    expect(values(gaugeColumns, view)).toEqual([NO, NO, 5, 5, NO, NO, 7, 7, NO, NO]);
  });

  it("is not held over a pause: only for the usual distance of two readings", () => {
    // A reading each ms, then none for 7 ms: longer than six usual distances.
    const readings = Object.fromEntries([...Array(8).keys(), 15, 16, 17].map((at) => [at, 1]));
    const tile = tileOf(readings);
    const pieces = [piece(tile, 20)];
    const facts = factsOf(pieces);
    expect(facts.n).toBe(11);
    expect(facts.everyMs).toBeCloseTo(18 / 11);
    const columns = makeColumns(20);
    gaugeColumns(
      { pieces, facts: { ...facts, everyMs: 1, gaps: [9, 15] }, spans: null },
      { fromMs: 0, toMs: 20 },
      columns,
    );
    expect([...columns.value].map(Number.isNaN).lastIndexOf(true)).toBe(14);
    expect(columns.value[8]).toBe(1);
  });

  it("keeps least and greatest of readings that share a column, and their mean", () => {
    const columns = drawn(gaugeColumns, laneView(tileOf({ 4: [2, 4], 5: 9 })), 5);
    expect([columns.value[2], columns.low[2], columns.high[2]]).toEqual([9, 2, 9]);
    expect(drawn(gaugeColumns, laneView(tileOf({ 4: [2, 4] })), 10).value[4]).toBe(3);
  });

  it("of a coarser tile takes the reading ahead of the part that stands in", () => {
    const part = { ...piece(tileOf({ 1: 5 })), first: 4, until: 10 };
    expect(values(gaugeColumns, { pieces: [part], facts: rare, spans: null }).slice(4)).toEqual([5, 5, 5, 5, 5, 5]);
  });

  it("draws nothing where tiles have not come yet", () => {
    const apart = [
      { ...piece(tileOf({ 0: 1 })), until: 3 },
      { ...piece(tileOf({ 8: 2 }, 1)), first: 7, until: 10 },
    ];
    expect(values(gaugeColumns, { pieces: apart, facts: rare, spans: null })).toEqual([
      1,
      1,
      1,
      NO,
      NO,
      NO,
      NO,
      1,
      2,
      2,
    ]);
  });
});

describe("a counter in columns of pixels", () => {
  it("shows the change per second over the whole time since the reading before", () => {
    // 30 between 3 ms and 5 ms is 15 a ms.
    const found = values(rateColumns, laneView(tileOf({ 2: 2, 4: 30 }), rare));
    expect(found.slice(3, 5)).toEqual([15_000, 15_000]);
    expect(found.slice(5)).toEqual([NO, NO, NO, NO, NO]);
  });

  it("lets the usual distance do for the first reading that is known", () => {
    expect(values(rateColumns, laneView(tileOf({ 4: 8 }), { ...steady, everyMs: 4 }))).toEqual([
      ...[NO, 2000, 2000, 2000, 2000, NO, NO, NO, NO, NO],
    ]);
  });
});

describe("events in columns of pixels", () => {
  it("keep the busiest bucket of a column, and are 0 where nothing happened", () => {
    const found = values(countColumns, laneView(tileOf({ 2: [1, 1, 1], 3: 1 })), 5);
    expect(found).toEqual([0, 3000, 0, 0, 0]);
  });

  it("beside the view do not count for its first column", () => {
    expect(values(countColumns, laneView(tileOf({ 2: [1, 1, 1], 6: 1 })), 5, { fromMs: 5, toMs: 10 })).toEqual([
      ...[0, 1000, 0, 0, 0],
    ]);
  });

  it("are not 0 but unknown where nothing recorded", () => {
    expect(values(countColumns, laneView(tileOf({ 2: 1 }), rare, [2, 5]))).toEqual([
      ...[NO, NO, 1000, 0, 0, NO, NO, NO, NO, NO],
    ]);
  });

  it("of several captures are added, readings are not", () => {
    const [a, b] = [
      drawn(countColumns, laneView(tileOf({ 2: 1 }))),
      drawn(countColumns, laneView(tileOf({ 2: [1, 1] }))),
    ];
    merge(a, b, true);
    expect(a.value[2]).toBe(3000);
    const [c, d] = [drawn(gaugeColumns, laneView(tileOf({ 4: 1 }))), drawn(gaugeColumns, laneView(tileOf({ 2: 7 })))];
    merge(c, d, false);
    expect([...c.value]).toEqual([NO, NO, 7, 7, 1, 1, 1, 1, 1, 1]);
  });
});

describe("what the coarsest tiles tell of a lane", () => {
  it("counts readings, finds the range and how often it was read", () => {
    const facts = factsOf([piece(tileOf({ 0: 4, 1: 2, 2: 9, 3: 4, 4: 4, 5: 4, 6: 4, 7: 4, 8: 4, 9: 4 }))]);
    expect(facts).toEqual({ n: 10, everyMs: 1, least: 2, greatest: 9, gaps: [] });
  });

  it("does not call few readings regular", () => {
    expect(factsOf([piece(tileOf({ 0: 1, 9: 1 }))])).toMatchObject({
      n: 2,
      everyMs: Number.POSITIVE_INFINITY,
      gaps: [],
    });
  });

  it("finds pauses longer than six usual distances, after one distance in which the value holds", () => {
    const at = [...Array(40).keys(), ...Array.from({ length: 40 }, (_, more) => 400 + more)];
    const { everyMs, gaps } = factsOf([piece(tileOf(Object.fromEntries(at.map((one) => [one, 1]))), 512)]);
    expect(everyMs).toBeCloseTo(440 / 80);
    expect(gaps).toEqual([40 + everyMs, 400]);
  });
});
