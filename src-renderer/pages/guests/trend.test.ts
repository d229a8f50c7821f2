import { expect, test } from "vitest";
import type { LanesReply } from "../../../src-shared/protocol/column-replies.ts";
import { memoryLane, tilePlace, trendOf } from "./trend.ts";

type Lane = LanesReply["lanes"][number];
const lane = (id: number, key: string, guest: string | null, kind: Lane["kind"] = "gauge"): Lane => ({
  ...{ id, key, guest, kind, family: kind, title: `${key} of ${guest}`, unit: "bytes" },
  ...{ counts: null, scope: "guest", subject: null },
});
const NOTHING: LanesReply = {
  ...{ lanes: [], heat_lanes: [], losses: [] },
  ...{ level_start_ms: new Float64Array(), length_ms: 0 },
};

test("the memory of a guest is the best of the statistics that tell it, and of this guest alone", () => {
  const lanes = [
    lane(1, "status.VmRSS", "alpha"),
    lane(2, "domstats.balloon.rss", "bravo"),
    lane(3, "domstats.balloon.rss", "alpha"),
    lane(4, "domstats.balloon.rss", "charlie", "rate"),
  ];
  expect(memoryLane(lanes, "alpha")?.id).toBe(3);
  expect(memoryLane(lanes, "bravo")?.id).toBe(2);
  expect(memoryLane(lanes, "charlie")).toBeNull();
});

test("the finest tile that covers the whole project is asked for", () => {
  // 512 buckets of 2^20 ns are 536.9 ms, of 2^21 ns 1073.7 ms.
  const starts = Float64Array.from({ length: 30 }, () => -100);
  expect(tilePlace({ ...NOTHING, level_start_ms: starts, length_ms: 400 }).level).toBe(20);
  expect(tilePlace({ ...NOTHING, level_start_ms: starts, length_ms: 500 }).level).toBe(21);
});

/** A tile with a reading of `value` in each named bucket. */
function tile(values: Readonly<Record<number, number>>) {
  const buckets = (empty: number) => new Float32Array(512).fill(empty);
  const made = { count: buckets(0), min: buckets(Number.NaN), max: buckets(Number.NaN), sum: buckets(0) };
  for (const [bucket, value] of Object.entries(values)) {
    made.count[Number(bucket)] = 2;
    made.sum[Number(bucket)] = 2 * value;
    made.min[Number(bucket)] = value - 1;
    made.max[Number(bucket)] = value + 1;
  }
  return { ...made, before: null };
}

const place = { level: 20, fromMs: 0, bucketMs: 1 };

test("a reading holds until the next one, and its means, least and greatest are those of the tile", () => {
  const trend = trendOf(lane(1, "rss", "a"), tile({ 0: 10, 10: 20, 20: 30 }), place, 30, 6);
  expect([...trend!.values]).toEqual([10, 10, 20, 20, 30, 30]);
  expect([trend!.least, trend!.most]).toEqual([9, 31]);
});

test("nothing is drawn before the first reading, nor across a long silence", () => {
  const trend = trendOf(lane(1, "rss", "a"), tile({ 20: 1, 21: 1, 22: 1, 60: 2, 61: 2 }), place, 100, 10);
  expect([...trend!.values].map((value) => (Number.isNaN(value) ? "gap" : value))).toEqual([
    "gap",
    "gap",
    1,
    "gap",
    "gap",
    "gap",
    2,
    "gap",
    "gap",
    "gap",
  ]);
});

test("a guest without a reading has no trend", () => {
  expect(trendOf(lane(1, "rss", "a"), tile({}), place, 100, 10)).toBeNull();
});
