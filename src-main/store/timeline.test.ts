import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockProject } from "./project.ts";
import { openReader, type Reader } from "./reader.ts";
import { ALWAYS, captureRow, guest, makeProject, type Rows, removeFolder, temporaryFolder } from "./testing/project.ts";
import { openTimeline, TILE_BUCKETS, type Tile, type Timeline } from "./tiles.ts";
import { createTimelines } from "./timelines.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder, "p");
});
afterEach(() => removeFolder(folder));

const T0 = 1_795_254_135_000_000_000n;
const alpha = guest(1, "alpha", { tasks: [{ capture: null, pid: 101, domid: null }] });

/** Two guests' faults over 100 s, a gauge that rises and a counter that is reset once. */
const faults = fc.sample(
  fc.record({
    at: fc.integer({ min: 0, max: 100_000 }),
    stall: fc.option(fc.integer({ min: 0, max: 9000 }), { nil: null }),
  }),
  { numRuns: 3000, seed: 11 },
);
const rows: Rows = {
  capture: [captureRow(1)],
  name: [{ id: 0, text: "kvm" }],
  task: [{ id: 0, capture_id: 1, ...ALWAYS, pid: 101, tid: 1, comm: "x" }],
  fault: faults.map(({ at, stall }, seq) => ({
    capture_id: 1,
    seq,
    t: T0 + BigInt(at) * 1_000_000n,
    event_id: 0,
    kind: "npt",
    task_id: at % 2 === 0 ? 0 : null,
    stall_ns: stall,
  })),
  series: [
    { id: 0, capture_id: 1, name: "Rss", unit: "bytes", kind: "gauge", scope: "host" },
    { id: 1, capture_id: 1, name: "pswpin", unit: "pages", kind: "counter", scope: "host" },
  ],
  counter: [5, 6, 7, 8].flatMap((s) => [
    { capture_id: 1, seq: s, t: T0 + BigInt(s) * 10n ** 9n, series_id: 0, value: s * 100 },
    { capture_id: 1, seq: s + 100, t: T0 + BigInt(s) * 10n ** 9n, series_id: 1, value: s === 7 ? 1 : s * s },
  ]),
};

async function timelineOf(reader: Reader, engine = "test"): Promise<Timeline> {
  return (await openTimeline(path, reader, { engine })) as Timeline;
}

async function open() {
  const reader = await openReader(path);
  return { reader, timeline: await timelineOf(reader) };
}

/** The tile of alpha's faults counted one by one from the list above. */
function counted(level: number, index: bigint): Pick<Tile, "count" | "min" | "max" | "sum"> {
  const tile = {
    count: new Float32Array(TILE_BUCKETS),
    min: new Float32Array(TILE_BUCKETS).fill(Number.NaN),
    max: new Float32Array(TILE_BUCKETS).fill(Number.NaN),
    sum: new Float32Array(TILE_BUCKETS),
  };
  for (const { at, stall } of faults) {
    const bucket = ((T0 + BigInt(at) * 1_000_000n) >> BigInt(level)) - index * BigInt(TILE_BUCKETS);
    if (at % 2 !== 0 || bucket < 0n || bucket >= BigInt(TILE_BUCKETS)) continue;
    const slot = Number(bucket);
    (tile.count[slot] as number)++;
    if (stall === null) continue;
    tile.min[slot] = Math.min(Number.isNaN(tile.min[slot]) ? stall : (tile.min[slot] as number), stall);
    tile.max[slot] = Math.max(Number.isNaN(tile.max[slot]) ? stall : (tile.max[slot] as number), stall);
    (tile.sum[slot] as number) += stall;
  }
  return tile;
}

test("tiles of every level are what counting the rows gives: stored, between two stored ones, and finer", async () => {
  await makeProject(path, [rows], { guests: [alpha] });
  const { reader, timeline } = await open();
  const lane = (await timeline.lanes()).find(({ family, key }) => family === "fault" && key === "alpha");
  expect(lane).toMatchObject({ unit: "ns", kind: "count", title: "page faults of alpha" });
  for (let level = 12; level <= 40; level++) {
    const index = (T0 + 50_000_000_000n) >> BigInt(level + 9);
    const { before, ...tile } = await timeline.tile({ lane: lane?.id as number, level, index });
    expect(tile, `level ${level}`).toEqual(counted(level, index));
    expect(before).toBeNull();
  }
  reader.close();
});

test("a gauge knows its last reading ahead, a counter its differences without the reset", async () => {
  await makeProject(path, [rows]);
  const { reader, timeline } = await open();
  const lanes = await timeline.lanes();
  const gauge = lanes.find(({ kind }) => kind === "gauge");
  const rate = lanes.find(({ kind }) => kind === "rate");
  expect([gauge?.title, gauge?.unit, rate?.title, rate?.unit]).toEqual(["Rss", "bytes", "pswpin", "pages"]);
  // 2^21 ns buckets: a tile is 1.07 s long and holds the reading of second 7 only.
  const level = 21;
  const index = (T0 + 7n * 10n ** 9n) >> BigInt(level + 9);
  const tile = await timeline.tile({ lane: gauge?.id as number, level, index });
  expect([...tile.max].filter((value) => !Number.isNaN(value))).toEqual([700]);
  expect(tile.before).toBe(600);
  const all = await timeline.tile({ lane: rate?.id as number, level: 60, index: 0n });
  // 25, 36, 1 (reset), 64: known differences are 11 and 63.
  expect([all.count[1], all.sum[1], all.min[1], all.max[1]]).toEqual([2, 74, 11, 63]);
  reader.close();
});

test("pyramids are made once, under a name that changes with what they depend on, and can be deleted", async () => {
  await makeProject(path, [rows], { guests: [alpha] });
  const derived = join(path, "derived");
  const first = await open();
  const files = readdirSync(derived);
  expect(files).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.duckdb$/)]);
  first.reader.close();
  const again = await open();
  expect(readdirSync(derived)).toEqual(files);
  again.reader.close();
  removeFolder(derived);
  const anew = await open();
  expect(readdirSync(derived)).toEqual(files);
  const other = await timelineOf(anew.reader, "other");
  expect(readdirSync(derived).length).toBe(2);
  expect((await other.lanes()).length).toBeGreaterThan(0);
  anew.reader.close();
  expect(readdirSync(derived).filter((name) => name.startsWith("."))).toEqual([]);
});

test("a cancelled build leaves nothing", async () => {
  await makeProject(path, [rows]);
  const reader = await openReader(path);
  const abort = AbortSignal.abort();
  await expect(openTimeline(path, reader, { engine: "x", signal: abort })).rejects.toMatchObject({
    report: { code: "job.cancelled" },
  });
  expect(readdirSync(join(path, "derived"))).toEqual([]);
  reader.close();
});

test("a project without anything in time has no lanes", async () => {
  await makeProject(path, []);
  const { reader, timeline } = await open();
  expect(await timeline.lanes()).toEqual([]);
  await expect(timeline.tile({ lane: 1, level: 20, index: 0n })).rejects.toMatchObject({
    report: { code: "timeline.no_lane" },
  });
  reader.close();
});

test("all who ask for the timeline at the same time share one build, and one who gives up stops nobody else", async () => {
  await makeProject(path, [rows], { guests: [alpha] });
  const reader = await openReader(path);
  const timelines = createTimelines(path, reader);
  const [one, two, three] = [new AbortController(), new AbortController(), new AbortController()];
  const asked = [one, two, three].map(({ signal }) => timelines.of("test", signal));
  one.abort();
  await expect(asked[0]).rejects.toMatchObject({ report: { code: "job.cancelled" } });
  const [second, third] = await Promise.all([asked[1], asked[2]]);
  expect(second).toBe(third);
  expect((await second?.lanes())?.length).toBeGreaterThan(0);
  expect(readdirSync(join(path, "derived"))).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.duckdb$/)]);
  reader.close();
});

test("two builds at the same time do not disturb each other", async () => {
  await makeProject(path, [rows], { guests: [alpha] });
  const reader = await openReader(path);
  const [one, two] = await Promise.all([timelineOf(reader), timelineOf(reader)]);
  expect(await one.lanes()).toEqual(await two.lanes());
  expect(readdirSync(join(path, "derived"))).toHaveLength(1);
  reader.close();
});

test("when all give up, the build stops and the next one who asks gets the timeline", async () => {
  await makeProject(path, [rows], { guests: [alpha] });
  const reader = await openReader(path);
  const timelines = createTimelines(path, reader);
  const abort = new AbortController();
  const asked = timelines.of("test", abort.signal);
  abort.abort();
  await expect(asked).rejects.toMatchObject({ report: { code: "job.cancelled" } });
  expect(readdirSync(join(path, "derived"))).toEqual([]);
  const timeline = await timelines.of("test", new AbortController().signal);
  expect((await timeline.lanes()).length).toBeGreaterThan(0);
  reader.close();
});

test("a change of the project during a build leaves no file of the state before, and the timeline is of the new one", async () => {
  await makeProject(path, [rows], { guests: [alpha] });
  const reader = await openReader(path);
  const timelines = createTimelines(path, reader);
  const signal = new AbortController().signal;
  const asked = timelines.of("test", signal);
  const project = lockProject(path);
  project.update((manifest) => ({ ...manifest, guests: [{ ...alpha, name: "omega" }] }));
  project.close();
  await reader.refresh();
  const guests = async (timeline: Timeline) =>
    (await timeline.lanes()).map(({ key }) => key).filter((key) => /a/.test(key));
  const shown = await guests(await asked);
  expect(shown.join()).toContain("omega");
  expect(shown.join()).not.toContain("alpha");
  expect(await timelines.of("test", signal)).toBe(await timelines.of("test", signal));
  expect(readdirSync(join(path, "derived"))).toHaveLength(1);
  const fresh = await openReader(path);
  expect(await guests(await timelineOf(fresh))).toEqual(shown);
  fresh.close();
  reader.close();
});
