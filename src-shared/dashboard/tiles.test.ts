import { describe, expect, test } from "vitest";
import type { TileReply } from "../protocol/column-replies.ts";
import { groupsOf, type Lane, laneName, legendTitles, matches } from "./lanes.ts";
import { bucketsOf, courseOf, gathered, TILE_BUCKETS, tilesOf, totalsOf, wholeSpan, within } from "./tiles.ts";

/** A line of 10 s that begins 100 ns after the first tile of every level. */
const line = { level_start_ms: new Float64Array(63).fill(-1e-4), length_ms: 10_000 };

/** A tile from what stands in some of its slots: count, least, greatest, sum. */
function tile(
  slots: Readonly<Record<number, readonly [number, number, number, number]>>,
  before: number | null = null,
): TileReply {
  const made = {
    count: new Float32Array(TILE_BUCKETS),
    min: new Float32Array(TILE_BUCKETS).fill(Number.NaN),
    max: new Float32Array(TILE_BUCKETS).fill(Number.NaN),
    sum: new Float32Array(TILE_BUCKETS),
    before,
  };
  for (const [slot, [count, min, max, sum]] of Object.entries(slots)) {
    made.count[Number(slot)] = count;
    made.min[Number(slot)] = min;
    made.max[Number(slot)] = max;
    made.sum[Number(slot)] = sum;
  }
  return made;
}
const buckets = (count: number) => ({ level: 30, bucketMs: 1000, first: 0, count, fromMs: 0 });

describe("buckets of a span", () => {
  test("are the finest of which no more than a tile's begin in it, and cover all of it", () => {
    for (const [fromMs, toMs] of [
      [0, 10_000],
      [1234, 1235],
      [9_999, 10_000],
      [0, 1e-5],
    ] as const) {
      const found = bucketsOf(line, { fromMs, toMs });
      expect(found.count).toBeLessThanOrEqual(TILE_BUCKETS);
      expect(found.fromMs).toBeLessThanOrEqual(fromMs);
      expect(found.fromMs + found.count * found.bucketMs).toBeGreaterThanOrEqual(toMs);
      expect((toMs - fromMs) / (found.bucketMs / 2)).toBeGreaterThan(TILE_BUCKETS - 1 - (found.level === 0 ? 1e9 : 0));
      expect(tilesOf(found).length).toBeLessThanOrEqual(2);
    }
  });

  test("of the whole recording hold its last moment", () => {
    const found = bucketsOf(line, wholeSpan(line));
    expect(found.fromMs + found.count * found.bucketMs).toBeGreaterThan(10_000);
  });
});

describe("what lanes had in a span", () => {
  test("is put together over the edge of two tiles, and lanes of one name are added up", () => {
    const across = { ...buckets(4), first: 510 };
    const first = [tile({ 510: [1, 5, 5, 5], 511: [2, 1, 3, 4] }), tile({ 1: [4, 2, 9, 20] })];
    const second = [tile({ 511: [1, 7, 7, 7] }), tile({})];
    const found = gathered(across, [first, second]);
    expect([...found.count]).toEqual([1, 3, 0, 4]);
    expect([...found.sum]).toEqual([5, 11, 0, 20]);
    expect([...found.min]).toEqual([5, 1, Number.NaN, 2]);
    expect([...found.max]).toEqual([5, 7, Number.NaN, 9]);
    expect(totalsOf(found)).toEqual({ events: 8, sum: 36, min: 1, max: 9 });
  });

  test("of events is 0 where nothing happened while it was recorded, and unknown where nobody looked", () => {
    const counted = gathered(buckets(4), [[tile({ 1: [3, 10, 30, 60] })]]);
    const course = courseOf(counted, "events_per_s", buckets(4), "count");
    expect([...course.mean]).toEqual([0, 3, 0, 0]);
    expect([...within(course, buckets(4), [{ fromMs: 500, toMs: 2500 }]).mean]).toEqual([0, 3, 0, Number.NaN]);
    expect([...courseOf(counted, "value_per_event", buckets(4), "count").mean]).toEqual([
      Number.NaN,
      20,
      Number.NaN,
      Number.NaN,
    ]);
  });

  test("of a level holds until the next reading, from the one before the span on", () => {
    const counted = gathered(buckets(5), [[tile({ 2: [2, 6, 10, 16] }, 4)]]);
    const { mean, min, max } = courseOf(counted, "level", buckets(5), "gauge");
    expect([...mean]).toEqual([4, 4, 8, 8, 8]);
    expect([min?.[2], max?.[2], min?.[3], max?.[3]]).toEqual([6, 10, 8, 8]);
    expect([...courseOf(gathered(buckets(3), [[tile({}, 7)]]), "level", buckets(3), "gauge").mean]).toEqual([7, 7, 7]);
  });

  test("of a level holds the last reading ahead of the span, whichever capture made it", () => {
    const place = { ...buckets(2), first: 6 };
    const [early, late] = [tile({ 1: [1, 10, 10, 10] }, 9), tile({ 4: [1, 20, 20, 20] }, 8)];
    expect(gathered(place, [[early], [late]]).before).toBe(20);
    expect(gathered(place, [[tile({}, 9)], [late]]).before).toBe(20);
    expect(gathered({ ...place, first: 0 }, [[early], [late]]).before).toBe(9);
  });

  test("of a level has a gap where readings stay away much longer than usual", () => {
    const slots = Object.fromEntries([0, 1, 2, 3, 20, 21].map((at) => [at, [1, at, at, at] as const]));
    const { mean } = courseOf(gathered(buckets(22), [[tile(slots)]]), "level", buckets(22), "gauge");
    expect(mean.findIndex(Number.isNaN)).toBe(4);
    expect(mean[20]).toBe(20);
  });

  test("of a counter is its growth spread over the time since the reading before", () => {
    const counted = gathered(buckets(7), [
      [tile({ 0: [1, 4, 4, 4], 2: [1, 10, 10, 10], 4: [1, 6, 6, 6], 6: [1, 0, 0, 0] })],
    ]);
    expect([...courseOf(counted, "value_per_s", buckets(7), "rate").mean]).toEqual([2, 5, 5, 3, 3, 0, 0]);
  });
  test("of a counter that two recorders read grows once; the second one counts where the first was silent", () => {
    const one = [tile({ 1: [1, 4, 4, 4], 2: [1, 4, 4, 4] })];
    const other = [tile({ 1: [1, 4, 4, 4], 2: [1, 4, 4, 4], 3: [1, 6, 6, 6] })];
    expect([...gathered(buckets(5), [one, other], "rate").sum]).toEqual([0, 4, 4, 6, 0]);
  });
});

describe("names of lanes", () => {
  const lane = (
    id: number,
    family: string,
    key: string,
    title: string,
    guest: string | null,
    kind: Lane["kind"] = "count",
  ): Lane => ({
    ...{ id, family, key, title, guest, kind, unit: "ns" },
    ...{ counts: kind === "count" ? "events" : null, scope: "host", subject: null },
  });
  const lanes = [
    lane(1, "fault", "", "page faults", null),
    lane(2, "fault", "", "page faults of alpha", "alpha"),
    lane(3, "fault", "", "page faults of b/c", "b/c"),
    lane(4, "gauge", "meminfo.Active(anon)", "meminfo.Active(anon)", null, "gauge"),
    lane(5, "gauge", "meminfo.Active(anon)", "meminfo.Active(anon)", null, "gauge"),
    lane(6, "gauge", "smaps_rollup.Rss", "smaps_rollup.Rss of alpha", "alpha", "gauge"),
  ];

  test("tell states, kinds and events apart by their keys", () => {
    expect(laneName(lane(7, "sched", "running", "Time running of alpha", "alpha"))).toBe("sched/alpha/running");
    expect(laneName(lane(8, "mmu", "map", "Pages mapped", null))).toBe("mmu//map");
    expect(laneName(lane(9, "event", "kvm:kvm_pio", "kvm:kvm_pio", null))).toBe("event/kvm:kvm_pio");
  });

  test("are the same in every project: statistics by their title, others by their key", () => {
    expect(lanes.map(laneName)).toEqual([
      "fault/",
      "fault/alpha",
      "fault/b/c",
      "gauge/meminfo.Active(anon)",
      "gauge/meminfo.Active(anon)",
      "gauge/smaps_rollup.Rss of alpha",
    ]);
  });

  test("may have stars for one or more characters; everything else stands for itself", () => {
    expect(matches("fault/*", "fault/")).toBe(false);
    expect(matches("fault/*", "fault/b/c")).toBe(true);
    expect(matches("gauge/meminfo.Active(anon)", "gauge/meminfoXActive(anon)")).toBe(false);
  });

  test("give one line for each name, also where two captures hold the statistic, and only those of selected guests", () => {
    const groups = groupsOf({ lanes: ["gauge/meminfo.*", "fault/*"] }, lanes, []);
    expect(groups.map(({ name, lanes: own }) => [name, own.length])).toEqual([
      ["gauge/meminfo.Active(anon)", 2],
      ["fault/alpha", 1],
      ["fault/b/c", 1],
    ]);
    expect(groupsOf({ lanes: ["fault/*", "gauge/*"] }, lanes, ["alpha"]).map(({ guest }) => guest)).toEqual([
      "alpha",
      null,
      "alpha",
    ]);
  });

  test("are those of guests alone where that is asked", () => {
    const dom0 = { ...lane(10, "gauge", "xl_list.Mem", "xl_list.Mem of Domain-0", null, "gauge"), subject: "Domain-0" };
    const web = lane(11, "gauge", "xl_list.Mem", "xl_list.Mem of web in series.txt", "web", "gauge");
    const again = lane(12, "gauge", "xl_list.Mem", "xl_list.Mem of web in end.txt", "web", "gauge");
    const source = { lanes: ["gauge/xl_list.Mem of *"] };
    const titles = (guests_only: boolean): string[] =>
      groupsOf({ ...source, guests_only }, [dom0, web, again], []).map(
        ({ title, lanes: own }) => `${title} ${own.length}`,
      );
    expect(titles(false)).toEqual(["xl_list.Mem of Domain-0 1", "xl_list.Mem of web 2"]);
    expect(titles(true)).toEqual(["xl_list.Mem of web 2"]);
  });

  test("are short in a legend: guests alone where each line is another guest's", () => {
    expect(legendTitles(groupsOf({ lanes: ["fault/*"] }, lanes, []))).toEqual(["alpha", "b/c"]);
    expect(legendTitles(groupsOf({ lanes: ["gauge/*"] }, lanes, []))).toEqual(["Active(anon)", "Rss of alpha"]);
  });
});
