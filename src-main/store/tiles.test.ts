// Tiles against the rows they were made from, counted one by one in plain JavaScript.
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Lane } from "./lane-list.ts";
import { TILE_BUCKETS } from "./read-tiles.ts";
import { openReader, type Reader } from "./reader.ts";
import { ALWAYS, captureRow, guest, makeProject, type Rows, removeFolder, temporaryFolder } from "./testing/project.ts";
import { openTimeline, type Timeline } from "./tiles.ts";

const T0 = 1_795_254_135_000_000_000n;
const SECOND = 1_000_000_000n;
const GIB = 2n ** 30n;
const HVA = 0x7f00_0000_0000n;
/** 3 GiB from 0 and 1 GiB behind the hole, at two places of the process: RAM ends at 5 GiB, so a row is 2^25 bytes. */
const alpha = guest(1, "alpha", {
  tasks: [{ capture: null, pid: 101, domid: null }],
  ram: [
    { gpa: "0", bytes: String(3n * GIB), hva: String(HVA) },
    { gpa: String(4n * GIB), bytes: String(GIB), hva: String(HVA + 8n * GIB) },
  ],
});
const SHIFT = 25n;

const some = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number, seed: number): T[] =>
  fc.sample(arbitrary, { numRuns, seed });
/** ns after the start, in bursts over 200 s. */
const moment = fc
  .tuple(fc.integer({ min: 0, max: 19 }), fc.integer({ min: 0, max: 3_000_000_000 }))
  .map(([burst, ns]) => T0 + BigInt(burst) * 10n * SECOND + BigInt(ns));

interface Point {
  readonly t: bigint;
  readonly v: number | null;
}

const faults = some(
  fc.record({
    t: moment,
    own: fc.boolean(),
    page: fc.integer({ min: 0, max: 1_400_000 }),
    mmio: fc.constantFrom(true, false, null),
    stall: fc.option(fc.integer({ min: 0, max: 9000 }), { nil: null }),
  }),
  2500,
  1,
);
const states = ["running", "runnable", "blocked"] as const;
const spans = some(
  fc.record({ t: moment, state: fc.constantFrom(...states), ns: fc.integer({ min: 1, max: 2 ** 30 }) }),
  1500,
  2,
);
const regions = some(
  fc.record({
    scan: fc.integer({ min: 0, max: 40 }),
    from: fc.integer({ min: -100, max: 2_500_000 }),
    pages: fc.integer({ min: 1, max: 30_000 }),
    hits: fc.integer({ min: 0, max: 2 }),
    late: fc.integer({ min: 0, max: 50_000 }),
  }),
  600,
  3,
);
/** Readings of a series that drops now and then, in the order of their times. */
const readings = (from: number, until: number, seed: number): Point[] =>
  some(fc.record({ at: fc.integer({ min: from, max: until }), v: fc.integer({ min: 0, max: 100_000 }) }), 150, seed)
    .map(({ at, v }) => ({ t: T0 + BigInt(at) * 1_000_000n, v }))
    .sort((a, b) => Number(a.t - b.t));

/** Series 0 and 1 are one gauge and 2 and 3 one counter, recorded in two captures one after the other. */
const series = [
  { name: "meminfo.MemFree", kind: "gauge", capture: 2, points: readings(0, 60_000, 4) },
  { name: "meminfo.MemFree", kind: "gauge", capture: 3, points: readings(90_000, 200_000, 5) },
  { name: "vmstat.pgfault", kind: "counter", capture: 2, points: readings(0, 60_000, 6) },
  { name: "vmstat.pgfault", kind: "counter", capture: 3, points: readings(90_000, 200_000, 7) },
  // Two recorders at the same time.
  { name: "psi.some.avg10", kind: "gauge", capture: 2, points: readings(0, 60_000, 8) },
  { name: "psi.some.avg10", kind: "gauge", capture: 3, points: readings(30_000, 100_000, 9) },
] as const;

const captureOf = (id: number, more = {}) => captureRow(id, { first_t: T0, last_t: T0 + 200n * SECOND, ...more });
const regionTime = ({ scan, late }: { scan: number; late: number }): bigint =>
  T0 + BigInt(scan) * 4_700_000_000n + BigInt(late);
const rows: Rows = {
  capture: [captureOf(1), captureOf(2), captureOf(3), captureOf(4, { first_t: 5n, last_t: 9n, t_wall: false })],
  name: [{ id: 0, text: "kvm:kvm_page_fault" }],
  task: [{ id: 0, capture_id: 1, ...ALWAYS, pid: 101, tid: 1, comm: "x" }],
  fault: faults.map(({ t, own, page, mmio, stall }, seq) => ({
    ...{ capture_id: 1, seq, t, event_id: 0, kind: own ? "npt" : "host", task_id: own ? 0 : null, mmio },
    ...{ addr: BigInt(page) * 4096n, stall_ns: stall },
  })),
  sched: spans.map(({ t, state, ns }, seq) => ({ capture_id: 1, seq, t, task_id: 0, state, ns })),
  region: regions.map((one, seq) => ({
    ...{ capture_id: 1, seq, t: regionTime(one), scan: one.scan, task_id: 0, space: "hva", hits: one.hits },
    ...{ addr: HVA + BigInt(one.from) * 4096n, bytes: one.pages * 4096 },
  })),
  // A clock that nothing links to the others: not on the time line.
  guest_event: [{ capture_id: 4, seq: 0, t: 7n, guest_name: "alpha", kind: "balloon", bytes: 4096 }],
  series: series.map(({ name, kind, capture }, id) => ({
    ...{ id, capture_id: capture, name, kind, unit: "count", scope: "host" },
  })),
  counter: series.flatMap(({ capture, points }, id) =>
    points.map(({ t, v }, at) => ({ capture_id: capture, seq: 1000 * id + at, t, series_id: id, value: v })),
  ),
};

let folder: string;
let reader: Reader;
let timeline: Timeline;
beforeAll(async () => {
  folder = temporaryFolder();
  const path = join(folder, "p");
  await makeProject(path, [rows], { guests: [alpha] });
  reader = await openReader(path);
  timeline = (await openTimeline(path, reader, { engine: "test" })) as Timeline;
});
afterAll(() => {
  reader.close();
  removeFolder(folder);
});

/** Differences to the reading before, unless there is none or the counter dropped. */
const differences = (points: readonly Point[]): Point[] =>
  points.flatMap(({ t, v }, at) => {
    const before = points[at - 1]?.v;
    return v !== null && before != null && v >= before ? [{ t, v: v - before }] : [];
  });

const scans = (): Point[] => {
  const sums = new Map<number, Point>();
  for (const one of regions) {
    const { t = regionTime(one), v = 0 } = sums.get(one.scan) ?? {};
    const least = regionTime(one) < t ? regionTime(one) : t;
    sums.set(one.scan, { t: least, v: (v ?? 0) + (one.hits > 0 ? one.pages * 4096 : 0) });
  }
  return [...sums.values()].sort((a, b) => Number(a.t - b.t));
};

/** What each lane must show, by its title. */
const expected: Readonly<Record<string, readonly Point[]>> = {
  "Page faults of alpha": faults.filter(({ own }) => own).map(({ t, stall }) => ({ t, v: stall })),
  "Page faults outside guests": faults.filter(({ own }) => !own).map(({ t, stall }) => ({ t, v: stall })),
  "Time running of alpha": spans.filter(({ state }) => state === "running").map(({ t, ns }) => ({ t, v: ns })),
  "Time waiting for a CPU of alpha": spans
    .filter(({ state }) => state === "runnable")
    .map(({ t, ns: v }) => ({ t, v })),
  "Time blocked of alpha": spans.filter(({ state }) => state === "blocked").map(({ t, ns }) => ({ t, v: ns })),
  "Memory seen in use of alpha": scans(),
  "meminfo.MemFree": [...series[0].points, ...series[1].points],
  "psi.some.avg10 in capture-2": series[4].points,
  "psi.some.avg10 in capture-3": series[5].points,
  "vmstat.pgfault": [...differences(series[2].points), ...differences(series[3].points)],
};

function counted(points: readonly Point[], isGauge: boolean, level: number, index: bigint) {
  const tile = {
    count: new Float32Array(TILE_BUCKETS),
    min: new Float32Array(TILE_BUCKETS).fill(Number.NaN),
    max: new Float32Array(TILE_BUCKETS).fill(Number.NaN),
  };
  const sums = new Float64Array(TILE_BUCKETS);
  let before = Number.NaN;
  for (const { t, v } of points) {
    const slot = Number((t >> BigInt(level)) - index * BigInt(TILE_BUCKETS));
    if (slot < 0 && isGauge) before = v as number;
    if (slot < 0 || slot >= TILE_BUCKETS) continue;
    (tile.count[slot] as number)++;
    if (v === null) continue;
    tile.min[slot] = Number.isNaN(tile.min[slot]) ? v : Math.min(tile.min[slot] as number, v);
    tile.max[slot] = Number.isNaN(tile.max[slot]) ? v : Math.max(tile.max[slot] as number, v);
    (sums[slot] as number) += v;
  }
  return { ...tile, sum: Float32Array.from(sums), before };
}

const level = fc.integer({ min: 8, max: 44 });
const within = fc.bigInt({ min: T0 - 20n * SECOND, max: T0 + 220n * SECOND });

test("every lane has its title, and what is on another clock has none", () => {
  const { lanes } = timeline.lanes();
  expect(lanes.map(({ title }) => title).sort()).toEqual(Object.keys(expected).sort());
  // The host's first, then the guest's.
  const guests = lanes.map((lane) => lane.guest);
  expect(guests).toEqual([...guests].sort((a, b) => (a ?? "").localeCompare(b ?? "")));
  expect(lanes.find(({ title }) => title === "meminfo.MemFree")).toMatchObject({
    ...{ family: "gauge", key: "meminfo.MemFree", scope: "host", subject: null, counts: null, unit: "count" },
  });
  expect(lanes.find(({ title }) => title === "Time blocked of alpha")).toMatchObject({
    ...{ family: "sched", key: "blocked", scope: "guest", guest: "alpha", unit: "ns" },
  });
});

test("tiles of several lanes at once are what counting the rows gives, at any level and place", async () => {
  await fc.assert(
    fc.asyncProperty(fc.subarray(Object.keys(expected), { minLength: 1 }), level, within, async (titles, p, t) => {
      const lanes = titles.map((title) => timeline.lanes().lanes.find((lane) => lane.title === title) as Lane);
      const index = t >> BigInt(p + 9);
      const tiles = await timeline.tiles({ lanes: lanes.map(({ id }) => id), level: p, index });
      for (const [k, { title, kind }] of lanes.entries()) {
        const own = (values: Float32Array) => values.slice(k * TILE_BUCKETS, (k + 1) * TILE_BUCKETS);
        const shown = { count: own(tiles.count), min: own(tiles.min), max: own(tiles.max), sum: own(tiles.sum) };
        const want = counted(expected[title] ?? [], kind === "gauge", p, index);
        expect({ ...shown, before: tiles.before[k] }, `${title} at level ${p}`).toEqual(want);
      }
    }),
    { numRuns: 60, seed: 20 },
  );
});

test("a tile that is no longer wanted is not read, and the ones beside it are", async () => {
  const [lane] = timeline.lanes().lanes.map(({ id }) => id);
  const request = { lanes: [lane as number], level: 9, index: T0 >> 18n };
  const abort = new AbortController();
  const asked = [7, 8, 9].map((index) => timeline.tiles({ ...request, index: BigInt(index) }, abort.signal));
  const other = timeline.tiles(request);
  abort.abort();
  for (const one of await Promise.allSettled(asked))
    expect(one).toMatchObject({ status: "rejected", reason: { report: { code: "job.cancelled" } } });
  expect((await other).count.length).toBe(TILE_BUCKETS);
});

test("the sum over all tiles of a level is the whole, at every level", async () => {
  const ids = timeline.lanes().lanes.map(({ id }) => id);
  for (const p of [25, 27, 30, 33, 36, 40]) {
    const totals = new Float64Array(ids.length);
    for (let index = T0 >> BigInt(p + 9); index <= (T0 + 210n * SECOND) >> BigInt(p + 9); index++) {
      const { count } = await timeline.tiles({ lanes: ids, level: p, index });
      for (const [at, n] of count.entries()) (totals[Math.floor(at / TILE_BUCKETS)] as number) += n;
    }
    const want = timeline.lanes().lanes.map(({ title }) => expected[title]?.length);
    expect([...totals], `level ${p}`).toEqual(want);
  }
});

/** Cells of faults in RAM: the hole and what lies above the end are only left out where they are no RAM at all. */
function heatOfFaults(p: number, index: bigint): Uint32Array {
  const cells = new Uint32Array(128 * 256);
  for (const { t, own, page, mmio } of faults) {
    const gpa = BigInt(page) * 4096n;
    const bucket = Number((t >> BigInt(p)) - index * 128n);
    if (!own || mmio === true || gpa >= 5n * GIB || bucket < 0 || bucket >= 128) continue;
    (cells[256 * bucket + Number(gpa >> SHIFT)] as number)++;
  }
  return cells;
}

/** Pages of 4 KiB of the regions that were seen in use, page by page through the two places of RAM. */
function heatOfRegions(p: number, index: bigint): Uint32Array {
  const cells = new Uint32Array(128 * 256);
  for (const one of regions) {
    const bucket = Number((regionTime(one) >> BigInt(p)) - index * 128n);
    if (one.hits === 0 || bucket < 0 || bucket >= 128) continue;
    for (let page = one.from; page < one.from + one.pages; page++) {
      const low = page >= 0 && page < 3 * 2 ** 18;
      const high = page >= 8 * 2 ** 18 && page < 9 * 2 ** 18;
      const gfn = low ? page : high ? page - 4 * 2 ** 18 : null;
      if (gfn !== null) (cells[256 * bucket + (gfn >> 13)] as number)++;
    }
  }
  return cells;
}

test("heat lanes say what they count, how high a row is and where RAM lies", () => {
  const ram = [
    { from: 0, to: 3 * 2 ** 30 },
    { from: 4 * 2 ** 30, to: 5 * 2 ** 30 },
  ];
  expect(timeline.lanes().heat).toEqual([
    {
      ...{ id: 1, family: "fault", guest: "alpha", shift: 25, ram, counts: "page faults" },
      title: "Page faults by address of alpha",
    },
    {
      ...{ id: 2, family: "region", guest: "alpha", shift: 25, ram, counts: "pages seen in use" },
      title: "Memory in use by address of alpha",
    },
  ]);
});

test("heat tiles are what counting addresses gives, at any level and place", async () => {
  const heat = { fault: heatOfFaults, region: heatOfRegions };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("fault", "region"),
      fc.integer({ min: 10, max: 44 }),
      within,
      async (family, p, t) => {
        const lane = timeline.lanes().heat.find((one) => one.family === family)?.id as number;
        const index = t >> BigInt(p + 7);
        expect(await timeline.heat({ lane, level: p, index })).toEqual(heat[family as "fault"](p, index));
      },
    ),
    { numRuns: 24, seed: 21 },
  );
});
