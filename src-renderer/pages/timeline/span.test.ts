// What the page asks about spans, answered by the back end's own handlers on a project whose numbers can be counted by hand.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handleQuery } from "../../../src-main/backend/handlers/query.ts";
import { handleResultClose, handleResultOpen, handleResultPage } from "../../../src-main/backend/handlers/results.ts";
import { handleLanes } from "../../../src-main/backend/handlers/timeline.ts";
import { type Reading, readingContext } from "../../../src-main/backend/testing/reading.ts";
import { createJob } from "../../../src-main/jobs/job.ts";
import { ALWAYS, captureRow, guest, type Rows } from "../../../src-main/store/testing/project.ts";
import type { Client } from "../../../src-shared/protocol/client.ts";
import { requests } from "../../../src-shared/protocol/requests.ts";
import { askRows } from "./ask-rows.ts";
import { eventOf, eventsSql } from "./events.ts";
import { indexLanes, type LaneIndex, SERIES_SQL, traceRows, tracesSql } from "./lane-index.ts";
import { laneSql } from "./lane-sql.ts";
import { buildModel, type Loss } from "./model.ts";
import { nextInLane } from "./next-event.ts";
import { lostIn, readSpan } from "./span-facts.ts";
import { figuresOf, sumsOf } from "./span-sums.ts";
import type { TimelineModel } from "./spec.ts";
import type { TimelineData } from "./use-timeline.ts";

const START = 1_795_254_135_000_000_007n;
const at = (ms: number): bigint => START + BigInt(Math.round(ms * 1e6));
const MIB = 2 ** 20;
const GAUGES = ["meminfo.MemTotal", "meminfo.MemFree", "meminfo.AnonPages", "meminfo.Cached", "smaps_rollup.Rss"];

/** Second k of ten: MemTotal 100, MemFree 60 - k, AnonPages 20 + k, Cached 15, Rss of alpha 10 + k; pgfault rises by 100 k. */
const readings = Array.from({ length: 10 }, (_, k) =>
  [100, 60 - k, 20 + k, 15, 10 + k, 50 * k * (k + 1)].map((value, series) => ({
    ...{ capture_id: 1, seq: 6 * k + series, t: at(1000 * k), series_id: series, value },
  })),
).flat();
const rows: Rows = {
  capture: [captureRow(1, { first_t: at(0), last_t: at(10_000) })],
  name: [
    { id: 0, text: "kvm" },
    { id: 1, text: "oom:mark_victim" },
  ],
  task: [{ id: 0, capture_id: 1, ...ALWAYS, pid: 101, tid: 1, comm: "x" }],
  // A fault of alpha each 100 ms, every second one a write, each stalling 2 µs; one of nobody at 5 s.
  fault: [
    ...Array.from({ length: 100 }, (_, i) => ({
      ...{ capture_id: 1, seq: i, t: at(100 * i), event_id: 0, task_id: 0, kind: "ept", stall_ns: 2000 },
      access: i % 2 === 0 ? "read" : "write",
    })),
    { capture_id: 1, seq: 100, t: at(5000), event_id: 0, task_id: null, kind: "host", stall_ns: null },
  ],
  series: [
    ...GAUGES.map((name, id) => ({
      ...{ id, capture_id: 1, name, unit: "bytes", kind: "gauge" },
      ...(id === 4 ? { scope: "guest", subject: "alpha" } : { scope: "host" }),
    })),
    { id: 5, capture_id: 1, name: "vmstat.pgfault", unit: "count", kind: "counter", scope: "host" },
  ],
  counter: readings,
  guest_event: [
    { capture_id: 1, seq: 0, t: at(2500), guest_name: "alpha", kind: "balloon", wanted_bytes: 8 * MIB },
    { capture_id: 1, seq: 1, t: at(7500), guest_name: "alpha", kind: "pause" },
  ],
  event: [{ capture_id: 1, seq: 0, t: at(9000), event_id: 1 }],
};
const tables = { fault: 101, counter: 60, guest_event: 2, event: 1 };

const job = createJob("test");
let reading: Reading;
let client: Pick<Client, "request">;
let index: LaneIndex;
let model: TimelineModel;
const losses: readonly Loss[] = [
  { capture: 1, fromMs: 1000, toMs: 2000, n: 40 },
  { capture: 1, fromMs: 8000, toMs: 8000, n: null },
];
const signal = new AbortController().signal;

beforeAll(async () => {
  const guests = [guest(1, "alpha", { tasks: [{ capture: null, pid: 101, domid: null }], ram_bytes: 16 * MIB })];
  reading = await readingContext("timeline-page", [rows], { guests });
  const { project, context } = reading;
  const handlers = {
    query: handleQuery,
    resultOpen: handleResultOpen,
    resultPage: handleResultPage,
    resultClose: handleResultClose,
  };
  client = {
    request: ((name: keyof typeof handlers, payload: object) =>
      handlers[name](requests[name].parse(payload) as never, job, context)) as never,
  };
  const query = (sql: string) => client.request("query", { project, sql });
  const reply = await handleLanes({ project }, job, context);
  const traces = traceRows(await query(tracesSql(tables) as string));
  index = indexLanes({
    reply,
    series: await query(SERIES_SQL),
    traces,
    spans: [{ capture: 1, from_ms: 0, to_ms: 10_000 }],
  });
  model = buildModel({
    ...{ index, traces, heat: reply.heat_lanes, losses, targets: new Map(), events: true, still: new Set() },
    guests: [{ name: "alpha", ramBytes: 16 * MIB, host: null }],
  });
});
afterAll(() => reading?.close());

const lane = (name: string) => index.lanes.find((one) => one.name === name || `${one.family}/${one.guest}` === name)!;
const project = (): string => reading.project;

describe("the lanes of a project", () => {
  it("know their series and captures", () => {
    expect(lane("meminfo.MemFree")).toMatchObject({ captures: [1], guest: null });
    expect(lane("meminfo.MemFree").series).toHaveLength(1);
    expect(lane("fault/alpha").captures).toEqual([1]);
  });
});

describe("two spans side by side", () => {
  // From 2 to 5 s, both ends within: readings of seconds 2, 3, 4, 5; faults 20 to 50.
  const span = { fromMs: 2000, toMs: 5000 };
  it("count, add up and find the greatest of events, levels and counters as a hand does", async () => {
    const lanes = ["fault/alpha", "meminfo.MemFree", "vmstat.pgfault"].map(lane);
    const sums = await sumsOf(client, project(), lanes, span, signal);
    const [faults, free, pgfault] = lanes.map((one) => figuresOf(one, sums.get(one.id)!, span));
    expect(faults).toEqual({ count: 31, sum: 31 * 2000, mean: 2000, most: 2000 });
    expect(free).toEqual({ count: 4, sum: null, mean: (58 + 57 + 56 + 55) / 4, most: 58 });
    // Rises of 200, 300, 400 and 500 within 3 s.
    expect(pgfault).toEqual({ count: 4, sum: 1400, mean: 1400 / 3, most: 500 });
  });

  it("are 0 where nothing happened", async () => {
    const one = lane("fault/alpha");
    const empty = { fromMs: 9950, toMs: 9990 };
    const sums = await sumsOf(client, project(), [one], empty, signal);
    expect(figuresOf(one, sums.get(one.id)!, empty)).toEqual({ count: 0, sum: null, mean: null, most: null });
  });
});

describe("what the drawer says of a span", () => {
  it("counts events, compares memory at both ends, and knows the guests and the kinds of faults", async () => {
    const data = { model, losses } as unknown as TimelineData;
    const facts = await readSpan(
      client,
      { project: project(), data, tables, guests: [] },
      { fromMs: 2000, toMs: 5000 },
      signal,
    );
    // 31 of alpha, one of nobody, the balloon's event.
    expect(facts.events).toBe(33);
    expect(facts.lost).toBe(40);
    const state = (id: string) => facts.memory.find((one) => one.id === id);
    expect([state("free")?.first, state("free")?.last]).toEqual([58, 55]);
    expect([state("anon")?.first, state("anon")?.last]).toEqual([22, 25]);
    expect([state("overhead")?.first, state("overhead")?.last]).toEqual([5, 5]);
    expect(facts.guests).toEqual([{ name: "alpha", place: 0, resident: 15, inUse: null, faults: 31 }]);
    expect(facts.faults).toEqual([
      { kind: "ept read", n: 16, stallNs: 32_000 },
      { kind: "ept write", n: 15, stallNs: 30_000 },
      { kind: "host", n: 1, stallNs: null },
    ]);
  });

  it("adds up what was lost in spans that it touches, and does not know a sum of which a part is not known", () => {
    expect(lostIn({ losses }, { fromMs: 1500, toMs: 3000 })).toBe(40);
    expect(lostIn({ losses }, { fromMs: 3000, toMs: 4000 })).toBe(0);
    expect(lostIn({ losses }, { fromMs: 0, toMs: 9000 })).toBeNull();
  });
});

describe("going from event to event", () => {
  const faults = () => model.lanes.find(({ title }) => title === "EPT faults")!;
  const go = (ms: number, way: 1 | -1, of = faults()) =>
    nextInLane(client, { project: project(), lane: of, ms, way, lengthMs: 10_000 }, signal);
  it("finds the next and the one before in the rows, not the one at the cursor", async () => {
    expect(await go(1000, 1)).toBeCloseTo(1100, 6);
    expect(await go(1000, -1)).toBeCloseTo(900, 6);
    expect(await go(1000.5, -1)).toBeCloseTo(1000, 6);
    expect(await go(9900, 1)).toBeNull();
    expect(await go(0, -1)).toBeNull();
  });

  it("of a level goes from reading to reading", async () => {
    const free = model.lanes.find(({ title }) => title === "meminfo.MemFree")!;
    expect(await go(3500, 1, free)).toBeCloseTo(4000, 6);
  });
});

describe("queries that a lane gives", () => {
  it("run, and give the rows of the span", async () => {
    const span = { fromMs: 2000, toMs: 5000 };
    for (const one of model.lanes) {
      const sql = laneSql(one);
      if (sql === null) continue;
      const { rows: found } = await askRows(client, { project: project(), sql, span, limit: 1000 }, signal);
      if (one.title === "EPT faults") expect(found).toHaveLength(31);
      if (one.title === "meminfo.MemFree") expect(found).toHaveLength(4);
    }
  });

  it("tell no change of a counter that fell", async () => {
    const counted = model.lanes.find(({ title }) => title.startsWith("vmstat.pgfault"));
    const counter = `(VALUES (0, 100), (1, 160), (2, 10), (3, 30)) v(k, value)`;
    const sql = `WITH counter AS (SELECT NULL AS time, 'vmstat.pgfault' AS name, NULL AS guest, value, 'counter' AS kind, 1 AS series,
        $from + k * 1000000000::BIGINT AS t, k AS seq FROM ${counter})
      ${laneSql(counted!)}`;
    const found = await askRows(
      client,
      { project: project(), sql, span: { fromMs: 0, toMs: 5000 }, limit: 10 },
      signal,
    );
    expect(found.rows.map((row) => row.at(-1))).toEqual([null, 60, null, 20]);
  });

  it("list what happened in the order of time, with out of memory", async () => {
    const found = await askRows(
      client,
      { project: project(), sql: eventsSql(tables) as string, span: { fromMs: 0, toMs: 10_000 }, limit: 100 },
      signal,
    );
    expect(found.rows.map(eventOf).map(({ ms, text }) => [Math.round(ms), text])).toEqual([
      [2500, "Balloon target alpha 8\u202fMiB"],
      [7500, "alpha paused"],
      [9000, "oom:mark_victim"],
    ]);
    const cut = await askRows(
      client,
      { project: project(), sql: eventsSql(tables) as string, span: { fromMs: 0, toMs: 10_000 }, limit: 2 },
      signal,
    );
    expect([cut.rows.length, cut.truncated]).toEqual([2, true]);
  });

  it("of many rows bring all pages", async () => {
    const sql = "SELECT range AS n FROM range(12000)";
    const { rows: found } = await askRows(
      client,
      { project: project(), sql, span: { fromMs: 0, toMs: 1 }, limit: 20_000 },
      signal,
    );
    expect(found).toHaveLength(12_000);
    expect(Number(found[11_999]?.[0])).toBe(11_999);
  });
});
