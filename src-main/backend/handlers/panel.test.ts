import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { laneSql } from "../../../src-shared/dashboard/lane-sql.ts";
import { groupsOf, takenOf } from "../../../src-shared/dashboard/lanes.ts";
import { loadPanel, type SourcedPanel } from "../../../src-shared/dashboard/load.ts";
import type { PanelData } from "../../../src-shared/dashboard/panel-data.ts";
import type { Measure } from "../../../src-shared/dashboard/schema.ts";
import type { PanelSources, Scope } from "../../../src-shared/dashboard/sources.ts";
import { bucketsOf, wholeSpan } from "../../../src-shared/dashboard/tiles.ts";
import { createJob } from "../../jobs/job.ts";
import { type ProjectClient, startQueryProcess } from "../../store/query-client.ts";
import { bundle, bundleFolder } from "../../store/testing/bundle.ts";
import { ALWAYS, captureRow, guest, makeProject, removeFolder, temporaryFolder } from "../../store/testing/project.ts";
import type { Context } from "../context.ts";
import { handlePanel } from "./panel.ts";
import { handleLanes, handleTile2, handleTiles } from "./timeline.ts";

const built = bundleFolder(`panel-${process.pid}`);
const START = 1_795_254_135_000_000_007n;
const STEP = 3_000_000n;
let folder: string;
let project: string;
let client: ProjectClient;
let context: Context;
const job = createJob("test");

/** A fault of alpha every 3 ms for 3 s, every third of beta too. */
const faults = Array.from({ length: 1000 }, (_, i) =>
  [0, ...(i % 3 === 0 ? [1] : [])].map((task, k) => ({
    ...{ capture_id: 1, seq: 2 * i + k, t: START + BigInt(i) * STEP, event_id: 0, kind: "npt" },
    ...{ task_id: task, stall_ns: i },
  })),
).flat();
/** A level that rises by 5 and a counter that grows by 7, every 100 ms; the counter starts again once. */
const readings = Array.from({ length: 30 }, (_, i) => {
  const at = { capture_id: 1, t: START + BigInt(i) * 100_000_000n };
  return [
    { ...at, seq: 2 * i, series_id: 0, value: 100 + 5 * i },
    { ...at, seq: 2 * i + 1, series_id: 1, value: i < 20 ? 7 * i : 7 * (i - 20) },
  ];
}).flat();

beforeAll(async () => {
  await bundle(built, { "query-process": "src-main/store/query-process.ts" });
  folder = temporaryFolder();
  project = join(folder, "it.plimsoll");
  const task = (id: number, pid: number) => ({ id, capture_id: 1, ...ALWAYS, pid, tid: pid, comm: "x" });
  const named = (id: number, name: string, kind: string) => ({
    id,
    capture_id: 1,
    name,
    kind,
    unit: "bytes",
    scope: "host",
  });
  await makeProject(
    project,
    [
      {
        capture: [captureRow(1, { first_t: START, last_t: START + 999n * STEP })],
        name: [{ id: 0, text: "kvm" }],
        task: [task(0, 101), task(1, 102)],
        fault: faults,
        series: [named(0, "meminfo.MemFree", "gauge"), named(1, "vmstat.pswpin", "counter")],
        counter: readings,
      },
    ],
    {
      guests: [
        guest(1, "alpha", { tasks: [{ capture: null, pid: 101, domid: null }] }),
        guest(2, "beta", { tasks: [{ capture: null, pid: 102, domid: null }] }),
      ],
    },
  );
  client = await startQueryProcess(project, { entry: join(built, "query-process.js"), threads: 2 });
  context = {
    readers: { of: async () => client },
    cached: (_project: string, _key: string, make: (reader: ProjectClient) => Promise<unknown>) => make(client),
  } as unknown as Context;
});
afterAll(async () => {
  await client.close();
  rmSync(built, { recursive: true, force: true });
  removeFolder(folder);
});

const sources: PanelSources = {
  lanes: () => handleLanes({ project }, job, context),
  tiles: (ask) => handleTiles({ project, ...ask }, job, context),
  heat: (ask) => handleTile2({ project, ...ask }, job, context),
  sql: ({ selection = null, parameters = {}, draw = null, number = false, rows = 200, sql }) =>
    handlePanel(
      { project, sql, selection: selection as never, parameters, draw: draw as never, number, rows, exact: true },
      job,
      context,
    ),
  answer: async () => null,
};
const scope = (more: Partial<Scope> = {}): Scope => ({
  ...{ span: null, guests: [], allGuests: ["alpha", "beta"], parameters: {}, covered: () => [] },
  ...more,
});
const panelOf = (more: object): SourcedPanel =>
  ({ id: "p", title: "P", x: 0, y: 0, w: 6, h: 2, kind: "chart", ...more }) as SourcedPanel;
const load = (more: object, where?: Partial<Scope>): Promise<PanelData> =>
  loadPanel(panelOf(more), scope(where), sources);
const seriesOf = (data: PanelData) => {
  if (data.shape !== "series") throw new Error(`it is ${data.shape}`);
  return data;
};

describe("a panel of lanes", () => {
  test("shows what the query behind it reads: the same buckets, the same numbers", async () => {
    const line = await sources.lanes();
    const first = START - BigInt(Math.round(-(line.level_start_ms[0] ?? 0) * 1e6));
    for (const [lanes, measure, column] of [
      [["fault/*"], "auto", "per_s"],
      [["fault/alpha"], "value_per_event", "mean"],
      [["fault/alpha"], "value_per_s", "per_s"],
      [["gauge/meminfo.MemFree"], "auto", "mean"],
      [["rate/vmstat.pswpin"], "auto", "per_s"],
    ] as const) {
      for (const span of [null, { fromMs: 400, toMs: 1700 }]) {
        const source = { lanes: [...lanes], measure: measure as Measure };
        const shown = seriesOf(await load({ source }, { span }));
        const buckets = bucketsOf(line, span ?? wholeSpan(line));
        const ns = (ms: number): bigint => first + BigInt(Math.round((ms - (line.level_start_ms[0] ?? 0)) * 1e6));
        const groups = groupsOf(source, line.lanes, []);
        const taken = takenOf(groups[0]!.lanes[0]!.kind, source.measure);
        const end = buckets.fromMs + buckets.count * buckets.bucketMs;
        const sql = laneSql(groups, taken, buckets.level)
          ?.replaceAll("$from", String(ns(buckets.fromMs)))
          .replaceAll("$to", String(ns(end) - 1n));
        const told = await client.json(sql ?? "");
        expect(told.rows.length, sql ?? "").toBeGreaterThan(5);
        const at = told.columns.findIndex(({ name }) => name === column);
        for (const row of told.rows) {
          const bucket = Number((BigInt(String(row[0])) - ns(buckets.fromMs)) >> BigInt(buckets.level));
          const one =
            shown.series[groups.findIndex(({ lanes: own }) => [own[0]?.guest, own[0]?.title].includes(String(row[1])))];
          // A counter's growth is spread over the time since its reading before, so that only sums compare.
          if (lanes[0].startsWith("rate/")) continue;
          expect(one?.mean[bucket]).toBeCloseTo(Number(row[at]), 4);
        }
      }
    }
  });

  test("spreads what a counter grew by, and takes no fall of it for growth", async () => {
    const { series, axis, unit } = seriesOf(await load({ source: { lanes: ["rate/vmstat.pswpin"] } }));
    const step = axis.kind === "time" ? (axis.stepMs ?? 0) / 1000 : 0;
    const grown = series[0]!.mean.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value * step), 0);
    // 28 differences of 7: of 30 readings there are 29, and at the start again none.
    expect(grown).toBeCloseTo(28 * 7, 6);
    expect(unit).toBe("bytes/s");
  });

  test("shows one number with what it was at the start of the span, to the last reading", async () => {
    const number = { kind: "number", source: { lanes: ["gauge/meminfo.MemFree"] } };
    expect(await load(number)).toMatchObject({ shape: "number", value: 245, start: 100, unit: "bytes", of: "last" });
    // Readings at 1000 and 2000 ms are those of i = 10 and i = 20.
    const span = { fromMs: 1001, toMs: 2001 };
    expect(await load(number, { span })).toMatchObject({ value: 200, start: 150 });
    expect(await load({ ...number, number: { show: "max" } }, { span })).toMatchObject({ value: 200, start: null });
    const all = { kind: "number", source: { lanes: ["fault/*"] }, number: { show: "sum" } };
    expect(await load(all)).toMatchObject({ value: faults.length, unit: null });
    expect(await load(all, { guests: ["beta"] })).toMatchObject({ value: 334 });
  });

  test("has the mean rate of the time that its buckets cover, which at the ends of a span reach beyond it", async () => {
    const number = { kind: "number", source: { lanes: ["fault/alpha"] }, number: { show: "mean" } };
    const one = await load(number, { span: { fromMs: 1000.5, toMs: 1030.5 } });
    // One fault every 3 ms, counted in a window that begins and ends anywhere: at most one more or less in 30 ms.
    const bounds = one.shape === "number" ? one.evidence.bounds : undefined;
    const { fromMs = 0, toMs = 0 } = bounds ?? {};
    const inside = Array.from({ length: 1000 }, (_, i) => 3 * i).filter((ms) => ms >= fromMs && ms < toMs).length;
    expect(one.shape === "number" && one.value).toBeCloseTo(inside / ((toMs - fromMs) / 1000), 2);
    // 1000 faults in 2997 ms; the query behind the number says the same.
    const all = await load(number);
    if (all.shape !== "number") throw new Error(`it is ${all.shape}`);
    expect(all.value).toBeCloseTo(1000 / 2.997, 6);
    const at = (ms: number): bigint => START + BigInt(Math.round(ms * 1e6));
    const sql = all.evidence.sql
      ?.replaceAll("$from", String(at(all.evidence.bounds?.fromMs ?? 0)))
      .replaceAll("$to", String(at(all.evidence.bounds?.toMs ?? 0) - 1n));
    expect((await client.json(sql ?? "")).rows).toEqual([[all.value]]);
  });

  test("of a span outside of the recording shows nothing, and not all of it", async () => {
    const lanes = { source: { lanes: ["fault/*"] } };
    for (const span of [
      { fromMs: 5000, toMs: 6000 },
      { fromMs: -20, toMs: -10 },
    ])
      expect(await load(lanes, { span })).toMatchObject({ shape: "nothing", what: "Nothing in this span" });
  });

  test("adds up each lane of the span as lying bars, in the colours of the guests", async () => {
    const chart = { form: "lying", totals: true };
    const { axis, series, unit } = seriesOf(
      await load({ source: { lanes: ["fault/*"], measure: "value_per_s" }, chart }),
    );
    expect(axis).toEqual({ kind: "words", words: ["alpha", "beta"], guests: [0, 1] });
    const sum = (every: number) =>
      faults
        .filter((_, i) => i >= 0)
        .filter((f) => f.task_id === every)
        .reduce((a, f) => a + f.stall_ns, 0);
    expect([...series[0]!.mean]).toEqual([sum(0), sum(1)]);
    expect(unit).toBe("ns");
  });

  test("says what is not there instead of drawing nothing", async () => {
    expect(await load({ source: { lanes: ["gauge/xentop.MEM of *"] } })).toMatchObject({
      shape: "nothing",
      way: "recipe",
    });
    const other = await load({ source: { lanes: ["fault/*"] } }, { guests: ["gamma"] });
    expect(other).toMatchObject({ shape: "nothing", why: "fault/* was not recorded of gamma" });
  });

  test("has a table behind it and a dashed line at a lane's last reading", async () => {
    const table = await load({ kind: "table", source: { lanes: ["fault/*"] } });
    expect(table).toMatchObject({ shape: "rows", total: 2 });
    expect(table.shape === "rows" && table.rows.map((row) => row.slice(0, 2))).toEqual([
      ["alpha", 1000],
      ["beta", 334],
    ]);
    const limited = await load({
      source: { lanes: ["gauge/meminfo.MemFree"] },
      chart: { form: "area", limit: "gauge/meminfo.MemFree", limit_title: "all" },
    });
    expect(limited).toMatchObject({ limit: { value: 245, title: "all" } });
  });
});

describe("a panel of SQL", () => {
  const byGuest = `SELECT (t - ${START}) // 1000000000 AS second, guest, count(*) AS faults FROM fault
    WHERE t BETWEEN $from AND $to AND guest IN $guests GROUP BY ALL`;

  test("has a line for each value of the column that parts its rows, on one axis", async () => {
    const chart = { form: "line", x: "second", y: ["faults"], by: "guest" };
    const { axis, series } = seriesOf(await load({ source: { sql: byGuest }, chart }));
    expect(axis).toMatchObject({ kind: "number", name: "second" });
    expect(series.map(({ title, guest, mean }) => [title, guest, [...mean]])).toEqual([
      ["alpha", 0, [334, 333, 333]],
      ["beta", 1, [112, 111, 111]],
    ]);
  });

  test("follows the selection, and the parameters of its dashboard with their types", async () => {
    const sql =
      "SELECT guest, count(*) AS n FROM fault WHERE guest IN $guests AND kind = $kind GROUP BY 1 ORDER BY 1 LIMIT $top";
    const rows = async (parameters: Record<string, string | number>, guests: string[] = []) => {
      const data = await load({ kind: "table", source: { sql } }, { parameters, guests });
      return data.shape === "rows" ? data.rows : data;
    };
    expect(await rows({ kind: "npt", top: 1 })).toEqual([["alpha", 1000]]);
    expect(await rows({ kind: "npt", top: 5 }, ["beta"])).toEqual([["beta", 334]]);
    expect(await rows({ kind: "ept", top: 5 })).toMatchObject({ shape: "nothing", what: "No row" });
    await expect(rows({ kind: "npt" })).rejects.toMatchObject({ report: { code: "query.failed" } });
  });

  test("keeps the greatest groups and says how many are left out", async () => {
    const sql = "SELECT i % 3 AS x, 'g' || (i % 20) AS g, (i % 20)::INTEGER AS v FROM range(600) r(i)";
    const { series, ...data } = seriesOf(
      await load({ source: { sql }, chart: { form: "bars", x: "x", y: ["v"], by: "g" } }),
    );
    expect(series).toHaveLength(12);
    expect(series.map(({ title }) => title)).not.toContain("g7");
    expect(data.notes).toEqual(["8 smaller groups are left out"]);
  });

  test("is drawn in runs where it has more rows than the chart has room for", async () => {
    const sql = "SELECT i AS x, i % 10 AS v, CASE WHEN i < 50000 THEN 'a' ELSE 'b' END AS g FROM range(100000) r(i)";
    const plain = seriesOf(await load({ source: { sql }, chart: { form: "line", x: "x", y: ["v"] } }));
    expect([plain.series[0]?.mean.length, plain.series[0]?.min?.[7], plain.series[0]?.max?.[7]]).toEqual([512, 0, 9]);
    const parted = seriesOf(await load({ source: { sql }, chart: { form: "line", x: "x", y: ["v"], by: "g" } }));
    const [a, b] = parted.series;
    expect([a?.mean.length, Number.isNaN(a?.mean.at(-1)), Number.isNaN(b?.mean[0])]).toEqual([512, true, true]);
  });

  test("is a heat map with its second column upwards", async () => {
    const sql = "SELECT i // 4 AS x, i % 4 * 2 AS y, i AS n FROM range(12) r(i)";
    const data = await load({ source: { sql }, chart: { form: "heat", x: "x", y: ["y", "n"] } });
    expect(data).toMatchObject({ shape: "heat", columns: 3, rows: 4, y: { from: 0, to: 8, words: null } });
    expect(data.shape === "heat" && [...Array.from(data.values)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test("has the same means to the last bit each time", async () => {
    const sql = "SELECT i AS x, 'g' || (i % 3) AS g, 1 / (i + 1) + 1e6 * (hash(i) % 1000) AS v FROM range(400000) r(i)";
    for (const by of [undefined, "g"]) {
      const seen = new Set<string>();
      for (let run = 0; run < 4; run++) {
        const { series, axis } = seriesOf(
          await load({ source: { sql }, chart: { form: "line", x: "x", y: ["v"], by } }),
        );
        seen.add(JSON.stringify([series.map(({ mean }) => [...mean]), axis.kind === "number" && [...axis.at]]));
      }
      expect(seen.size).toBe(1);
    }
  });

  test("of very many words shows the first of them, and says how many rows that leaves out", async () => {
    const sql = "SELECT 'w' || i AS w, 'g' || (i % 2) AS g, i AS v FROM range(3000) r(i) ORDER BY i";
    const { axis, notes } = seriesOf(
      await load({ source: { sql }, chart: { form: "bars", x: "w", y: ["v"], by: "g" } }, { points: 100 }),
    );
    expect(axis.kind === "words" && [axis.words.length, axis.words[0], axis.words[99]]).toEqual([100, "w0", "w99"]);
    expect(notes).toEqual([expect.stringMatching(/^2.900 rows of further words are left out$/)]);
  });

  test("has whole numbers beyond 2^53 as text, and all other numbers of any type as numbers", async () => {
    const ip = 0xffffffff81752b6an;
    const sql = `SELECT ${ip}::UBIGINT AS ip, 4096::UBIGINT AS gpa, ${START} AS t, 0.10::DECIMAL(9, 2) AS share, 'x' AS word`;
    const table = await load({ kind: "table", source: { sql } });
    expect(table.shape === "rows" && table.rows).toEqual([[String(ip), 4096, String(START), 0.1, "x"]]);
  });

  test("gives one number, or the last of a course with its change", async () => {
    expect(await load({ kind: "number", source: { sql: "SELECT 42 AS wait_ms" } })).toMatchObject({
      value: 42,
      unit: "ms",
      start: null,
    });
    const sql = "SELECT i AS t, i * i AS n FROM range(5) r(i)";
    expect(await load({ kind: "number", source: { sql } })).toMatchObject({ value: 16, start: 0, of: "last" });
    expect(await load({ kind: "number", source: { sql: "SELECT 'x' AS a" } })).toMatchObject({
      shape: "nothing",
      way: "edit",
    });
  });

  test("gives one number of all rows, however many there are", async () => {
    // Hand-computed: the squares of 0 to 9999 end at 99,980,001 and add up to n(n-1)(2n-1)/6.
    const source = { sql: "SELECT i AS t, i * i AS n FROM range(10000) r(i) ORDER BY i" };
    const shown = async (show: string) => {
      const one = await load({ kind: "number", source, number: { show } });
      return one.shape === "number" ? [one.value, one.start, one.spark?.at(-1)] : one;
    };
    // The last of 256 runs of the course holds the rows from 9961 on.
    const mean = Array.from({ length: 39 }, (_, i) => (9961 + i) ** 2).reduce((a, b) => a + b) / 39;
    expect(await shown("last")).toEqual([99_980_001, 0, mean]);
    expect(await shown("max")).toEqual([99_980_001, null, mean]);
    expect(await shown("min")).toEqual([0, null, mean]);
    expect(await shown("sum")).toEqual([333_283_335_000, null, mean]);
    expect(await shown("mean")).toEqual([33_328_333.5, null, mean]);
  });

  test("leaves no result behind, and names a column that is not there", async () => {
    for (let i = 0; i < 25; i++) await load({ kind: "number", source: { sql: `SELECT ${i} AS n` } });
    await client.rest();
    expect(client.pid()).toBeNull();
    const missing = load({ source: { sql: "SELECT 1 AS a, 2 AS b" }, chart: { form: "line", x: "c", y: ["b"] } });
    await expect(missing).rejects.toMatchObject({ report: { code: "panel.no_column", expected: "one of a, b" } });
  });
});
