import { afterAll, beforeAll, expect, test } from "vitest";
import { createJob } from "../../jobs/job.ts";
import { ALWAYS, captureRow, guest, type Rows } from "../../store/testing/project.ts";
import { type Reading, readingContext } from "../testing/reading.ts";
import { handleLanes, handleTile, handleTile2, handleTiles } from "./timeline.ts";

const START = 1_795_254_135_000_000_007n;
const MS = 1_000_000n;
const LENGTH_MS = 999 * 3;
const job = createJob("test");
const SHIFT_NS = 400n * MS;
const LOSSES = 5000;

/** A fault of alpha every 3 ms for 3 s, page after page of its RAM of 1 MiB, and one of nobody with each. */
const faults = Array.from({ length: 1000 }, (_, i) =>
  [0, null].map((task, k) => ({
    ...{ capture_id: 1, seq: 2 * i + k, t: START + BigInt(i) * 3n * MS, event_id: 0, task_id: task, stall_ns: i },
    ...(task === null ? { kind: "host" } : { kind: "npt", addr: (i % 256) * 4096 }),
  })),
).flat();

const rows: Rows = {
  capture: [
    captureRow(1, { first_t: START, last_t: START + BigInt(LENGTH_MS) * MS }),
    captureRow(2, { first_t: START - SHIFT_NS, last_t: START }),
  ],
  name: [{ id: 0, text: "kvm" }],
  task: [{ id: 0, capture_id: 1, ...ALWAYS, pid: 101, tid: 1, comm: "x" }],
  fault: faults,
  series: [{ id: 0, capture_id: 1, name: "Rss", unit: "bytes", kind: "gauge", scope: "guest", subject: "beta" }],
  counter: [{ capture_id: 1, seq: 0, t: START, series_id: 0, value: 5 }],
  loss: [
    { capture_id: 1, seq: 0, t: START + 100n * MS, until_t: START + 150n * MS, cpu: 3, n: 40 },
    { capture_id: 1, seq: 1, t: START + 50n * MS, until_t: null, cpu: null, n: null },
    // Of a capture whose clock was corrected by 400 ms after its import.
    { capture_id: 2, seq: 0, t: START - 300n * MS, until_t: START - 200n * MS, cpu: 0, n: 7 },
    { capture_id: 2, seq: 1, t: null, until_t: null, cpu: 0, n: 9 },
  ],
};

const MIB = 2 ** 20;
const guests = [
  guest(1, "alpha", {
    tasks: [{ capture: null, pid: 101, domid: null }],
    ram: [{ gpa: "0", bytes: String(MIB), hva: null }],
  }),
  guest(2, "beta"),
];
const shifts = [{ capture: 2, ns: String(SHIFT_NS), wall: true }];

let reading: Reading;
beforeAll(async () => {
  reading = await readingContext("timeline", [rows], { guests, shifts });
});
afterAll(() => reading.close());

const lanesOf = ({ project, context }: Reading) => handleLanes({ project }, job, context);

test("lanes have their guests and words, and tiles begin in ms since project start", async () => {
  const { lanes, heat_lanes, level_start_ms, length_ms } = await lanesOf(reading);
  expect(lanes.map(({ title, guest, key, unit, counts, scope }) => [title, guest, key, unit, counts, scope])).toEqual([
    ["Page faults outside guests", null, "", "ns", "page faults", "host"],
    ["Page faults of alpha", "alpha", "", "ns", "page faults", "guest"],
    ["Rss of beta", "beta", "Rss", "bytes", null, "guest"],
    ["Resident memory of alpha, as its profile tells it", "alpha", "", "bytes", null, "guest"],
  ]);
  expect(heat_lanes).toEqual([
    {
      ...{ id: 1, family: "fault", guest: "alpha", title: "Page faults by address of alpha", counts: "page faults" },
      ...{ shift: 12, ram: [{ from: 0, to: MIB }] },
    },
  ]);
  expect(length_ms).toBe(LENGTH_MS);
  expect(level_start_ms.length).toBe(63);
  for (const [level, ms] of level_start_ms.entries()) {
    expect(ms).toBeLessThanOrEqual(0);
    // Project start lies in tile 0.
    expect(ms + (512 * 2 ** level) / 1e6).toBeGreaterThan(0);
  }
});

test("lost spans are told in order, one of an unknown length as a moment, one without a time not at all", async () => {
  const { losses } = await lanesOf(reading);
  expect(losses).toEqual([
    { capture: 1, from_ms: 50, to_ms: 50, cpu: null, n: null },
    { capture: 1, from_ms: 100, to_ms: 150, cpu: 3, n: 40 },
    { capture: 2, from_ms: 100, to_ms: 200, cpu: 0, n: 7 },
  ]);
});

test("of very many lost spans the neighbours are told as one, and no lost record less", async () => {
  const many = Array.from({ length: LOSSES }, (_, at) => ({
    ...{ capture_id: 1, seq: at, t: START + BigInt(at * 500_000), until_t: START + BigInt(at * 500_000 + 1000) },
    ...{ cpu: at % 2, n: at },
  }));
  const crowded = await readingContext("timeline-losses", [{ ...rows, loss: many }], { guests, shifts });
  const { losses } = await lanesOf(crowded);
  await crowded.close();
  expect(losses.length).toBeLessThanOrEqual(2000);
  expect(losses.length).toBeGreaterThan(250);
  expect(losses.reduce((sum, { n }) => sum + (n ?? 0), 0)).toBe((LOSSES * (LOSSES - 1)) / 2);
  expect([losses[0]?.from_ms, losses.at(-1)?.to_ms]).toEqual([0, (LOSSES - 1) * 0.5 + 0.001]);
  for (const [at, { from_ms }] of losses.entries()) expect(from_ms).toBeGreaterThan(losses[at - 1]?.to_ms ?? -1);
});

test("a tile's counts and sums are those of SQL over the same milliseconds", async () => {
  const { project, context, client } = reading;
  const { lanes, level_start_ms } = await lanesOf(reading);
  const lane = lanes.find(({ family, guest }) => family === "fault" && guest === "alpha")?.id ?? -1;
  for (const [level, index] of [
    [20, 0],
    [20, 1],
    [16, 7],
    [22, 0],
    [24, 0],
  ] as const) {
    const tile = await handleTile({ project, lane, level, index }, job, context);
    const fromMs = (level_start_ms[level] ?? 0) + (index * 512 * 2 ** level) / 1e6;
    const from = START + BigInt(Math.round(fromMs * 1e6));
    const until = from + (512n << BigInt(level));
    const { rows: found } = await client.json(
      `SELECT count(*), coalesce(sum(stall_ns), 0), min(stall_ns), max(stall_ns) FROM fault
       WHERE guest = 'alpha' AND t >= ${from} AND t < ${until}`,
    );
    const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);
    const known = (values: Float32Array) => [...values].filter((value) => !Number.isNaN(value));
    expect([sum(tile.count), sum(tile.sum), Math.min(...known(tile.min)), Math.max(...known(tile.max))]).toEqual(
      found[0]?.map(Number),
    );
    expect(sum(tile.count)).toBeGreaterThan(0);
  }
});

test("tiles of several lanes are those of the lanes one by one, in the order asked for", async () => {
  const { project, context } = reading;
  const { lanes } = await lanesOf(reading);
  const ids = lanes.map(({ id }) => id).reverse();
  const place = { project, level: 22, index: 0 };
  const tiles = await handleTiles({ ...place, lanes: [...ids, ids[0] as number] }, job, context);
  for (const [k, lane] of [...ids, ids[0] as number].entries()) {
    const { before, ...tile } = await handleTile({ ...place, lane }, job, context);
    for (const name of ["count", "min", "max", "sum"] as const)
      expect(tiles[name].slice(512 * k, 512 * k + 512)).toEqual(tile[name]);
    expect(before).toBeNull();
    expect(tiles.before[k]).toBeNaN();
  }
});

test("the resident set of a guest grows by the pages that fault for the first time", async () => {
  const { project, context } = reading;
  const { lanes, level_start_ms } = await lanesOf(reading);
  const resident = lanes.find(({ family }) => family === "resident")?.id as number;
  const other = lanes[0]?.id as number;
  const level = 24;
  const seen = { faults: [0, 0], readings: [] as { pages: number; ms: number }[] };
  for (const index of [0, 1]) {
    const { count, max } = await handleTiles({ project, lanes: [other, resident, other], level, index }, job, context);
    for (let bucket = 0; bucket < 512; bucket++) {
      const ms = (level_start_ms[level] ?? 0) + ((512 * index + bucket) * 2 ** level) / 1e6;
      (seen.faults[0] as number) += count[bucket] ?? 0;
      (seen.faults[1] as number) += count[1024 + bucket] ?? 0;
      if (count[512 + bucket] !== 0) seen.readings.push({ pages: (max[512 + bucket] ?? 0) / 4096, ms });
    }
  }
  expect(seen.faults).toEqual([1000, 1000]);
  // Page i faults first at 3 i ms, all 256 within the first of 3 seconds; a reading is at the end of each.
  expect(seen.readings.map(({ pages }) => pages)).toEqual([256, 256, 256]);
  for (const [at, { ms }] of seen.readings.entries()) expect(Math.abs(ms - 1000 * (at + 1))).toBeLessThan(20);
  await expect(handleTile({ project, lane: 2 ** 30 + 5, level, index: 0 }, job, context)).rejects.toMatchObject({
    report: { code: "timeline.no_lane" },
  });
});

test("heat tiles begin where the tiles of lanes do, and hold every fault at its page", async () => {
  const { project, context } = reading;
  const { level_start_ms } = await lanesOf(reading);
  const level = 21;
  const seen = new Uint32Array(256);
  for (let index = 0; index < 16; index++) {
    const { count } = await handleTile2({ project, lane: 1, level, index }, job, context);
    for (const [at, n] of count.entries()) {
      if (n === 0) continue;
      (seen[at % 256] as number) += n;
      const bucketMs = (level_start_ms[level] ?? 0) + ((128 * index + Math.floor(at / 256)) * 2 ** level) / 1e6;
      // Fault i is at 3 i ms on page i % 256: each fault of the cell lies within its bucket.
      const faultsHere = Array.from({ length: 4 }, (_, round) => 3 * (256 * round + (at % 256)));
      const inside = faultsHere.filter((ms) => ms < 3000 && ms >= bucketMs && ms < bucketMs + 2 ** level / 1e6);
      expect(inside.length).toBe(n);
    }
  }
  expect([...seen]).toEqual(Array.from({ length: 256 }, (_, page) => Math.ceil((1000 - page) / 256)));
});

test("a lane that is not there is a mistake that is told", async () => {
  const { project, context } = reading;
  const place = { project, level: 20, index: 0 };
  const missing = { report: { code: "timeline.no_lane", exit: 2 } };
  await expect(handleTiles({ ...place, lanes: [1, 99] }, job, context)).rejects.toMatchObject(missing);
  await expect(handleTile2({ ...place, lane: 9 }, job, context)).rejects.toMatchObject(missing);
});
