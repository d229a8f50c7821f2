import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockProject } from "./project.ts";
import { TILE_BUCKETS, type Tile } from "./read-tiles.ts";
import { openReader, type Reader } from "./reader.ts";
import { ALWAYS, captureRow, guest, makeProject, type Rows, removeFolder, temporaryFolder } from "./testing/project.ts";
import { openTimeline, type Timeline } from "./tiles.ts";
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
  capture: [captureRow(1, { first_t: T0, last_t: T0 + 100_000_000_000n })],
  name: [{ id: 0, text: "kvm" }],
  task: [{ id: 0, capture_id: 1, ...ALWAYS, pid: 101, tid: 1, comm: "x" }],
  fault: faults.map(({ at, stall }, seq) => ({
    capture_id: 1,
    seq,
    t: T0 + BigInt(at) * 1_000_000n,
    event_id: 0,
    kind: "npt",
    addr: at * 4096,
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

/** The tile of one lane. */
async function tileOf(timeline: Timeline, lane: number | undefined, level: number, index: bigint): Promise<Tile> {
  const { before, ...tile } = await timeline.tiles({ lanes: [lane ?? -1], level, index });
  return { ...tile, before: Number.isNaN(before[0]) ? null : (before[0] as number) };
}

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
  const lane = timeline.lanes().lanes.find(({ family, guest }) => family === "fault" && guest === "alpha");
  expect(lane).toMatchObject({ unit: "ns", kind: "count", counts: "page faults", title: "Page faults of alpha" });
  for (let level = 12; level <= 40; level++) {
    const index = (T0 + 50_000_000_000n) >> BigInt(level + 9);
    const { before, ...tile } = await tileOf(timeline, lane?.id, level, index);
    expect(tile, `level ${level}`).toEqual(counted(level, index));
    expect(before).toBeNull();
  }
  reader.close();
});

test("a gauge knows its last reading ahead, a counter its differences without the reset", async () => {
  await makeProject(path, [rows]);
  const { reader, timeline } = await open();
  const { lanes } = timeline.lanes();
  const gauge = lanes.find(({ kind }) => kind === "gauge");
  const rate = lanes.find(({ kind }) => kind === "rate");
  expect([gauge?.title, gauge?.unit, rate?.title, rate?.unit]).toEqual(["Rss", "bytes", "pswpin", "pages"]);
  // 2^21 ns buckets: a tile is 1.07 s long and holds the reading of second 7 only.
  const level = 21;
  const index = (T0 + 7n * 10n ** 9n) >> BigInt(level + 9);
  const tile = await tileOf(timeline, gauge?.id, level, index);
  expect([...tile.max].filter((value) => !Number.isNaN(value))).toEqual([700]);
  expect(tile.before).toBe(600);
  const all = await tileOf(timeline, rate?.id, 60, 0n);
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
  expect(other.lanes().lanes.length).toBeGreaterThan(0);
  anew.reader.close();
  expect(readdirSync(derived).filter((name) => name.startsWith("."))).toEqual([]);
});

test("a build tells how many rows are summed of all, up to the last", async () => {
  await makeProject(path, [rows], { guests: [alpha] });
  const reader = await openReader(path);
  const heard: [number, number][] = [];
  await openTimeline(path, reader, { engine: "x", progress: (done, total) => heard.push([done, total]) });
  reader.close();
  // 3000 faults as lanes and once more by address, 8 readings as gauges and once more as differences.
  expect(heard[0]).toEqual([0, 6016]);
  expect(heard.at(-1)).toEqual([6016, 6016]);
  expect(heard).toEqual([...heard].sort(([a], [b]) => a - b));
});

test("the files of the last states stay, so that a change can be taken back at once, and older ones go", async () => {
  await makeProject(path, [rows], { guests: [alpha] });
  const reader = await openReader(path);
  const names: string[] = [];
  const make = async (engine: string): Promise<string[]> => {
    await timelineOf(reader, engine);
    const files = readdirSync(join(path, "derived"));
    names.push(...files.filter((name) => !names.includes(name)));
    return files;
  };
  for (const [at, engine] of ["1", "2", "3", "4"].entries()) {
    await make(engine);
    utimesSync(join(path, "derived", names[at] as string), at, at);
  }
  // The first is used again, so that the second is the one that was not used for longest.
  await make("1");
  expect(new Set(await make("5"))).toEqual(new Set([names[0], names[2], names[3], names[4]]));
  reader.close();
});

test("a change of where a guest's RAM lies makes other heat lanes, and taking it back the first ones again", async () => {
  const ram = (bytes: number) => [{ ...alpha, ram: [{ gpa: "0", bytes: String(bytes), hva: null }] }];
  await makeProject(path, [rows], { guests: ram(2 ** 28) });
  const reader = await openReader(path);
  const shifts: (number | undefined)[] = [];
  for (const bytes of [2 ** 28, 2 ** 30, 2 ** 28]) {
    const project = lockProject(path);
    project.update((manifest) => ({ ...manifest, guests: ram(bytes) }));
    project.close();
    await reader.refresh();
    const heat = (await timelineOf(reader)).lanes().heat.find(({ guest: of }) => of === "alpha");
    shifts.push(heat?.shift);
    expect(heat?.ram).toEqual([{ from: 0, to: bytes }]);
  }
  // 2^28 bytes in 256 rows are 2^20 a row.
  expect(shifts).toEqual([20, 22, 20]);
  expect(readdirSync(join(path, "derived"))).toHaveLength(2);
  reader.close();
});

test("the interrupt controllers of a guest whose RAM is not known say nothing of where it ends", async () => {
  const at = (seq: number, addr: number) => ({
    ...{ capture_id: 1, seq, t: T0 + BigInt(seq), event_id: 0, kind: "npt", addr },
  });
  // 100 MiB of RAM, and the local interrupt controller at 0xfee00000.
  const few = [at(0, 0), at(1, 100 * 2 ** 20), at(2, 0xfee00000)];
  await makeProject(path, [{ ...rows, fault: few }]);
  const { reader, timeline } = await open();
  const [heat] = timeline.lanes().heat;
  expect(heat).toMatchObject({ guest: null, ram: [], shift: 19 });
  const cells = await timeline.heat({ lane: heat?.id ?? 0, level: 40, index: T0 >> 47n });
  expect(cells.reduce((sum, n) => sum + n, 0)).toBe(2);
  reader.close();
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
  expect(timeline.lanes()).toEqual({ lanes: [], heat: [] });
  await expect(timeline.tiles({ lanes: [1], level: 20, index: 0n })).rejects.toMatchObject({
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
  expect(second?.lanes().lanes.length).toBeGreaterThan(0);
  expect(readdirSync(join(path, "derived"))).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.duckdb$/)]);
  reader.close();
});

test("two builds at the same time do not disturb each other", async () => {
  await makeProject(path, [rows], { guests: [alpha] });
  const reader = await openReader(path);
  const [one, two] = await Promise.all([timelineOf(reader), timelineOf(reader)]);
  expect(one.lanes()).toEqual(two.lanes());
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
  expect(timeline.lanes().lanes.length).toBeGreaterThan(0);
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
  const guests = (timeline: Timeline) => timeline.lanes().lanes.flatMap(({ guest }) => guest ?? []);
  const shown = guests(await asked);
  expect(shown).toEqual(["omega"]);
  expect(await timelines.of("test", signal)).toBe(await timelines.of("test", signal));
  expect(readdirSync(join(path, "derived"))).toHaveLength(1);
  const fresh = await openReader(path);
  expect(guests(await timelineOf(fresh))).toEqual(shown);
  fresh.close();
  reader.close();
});
