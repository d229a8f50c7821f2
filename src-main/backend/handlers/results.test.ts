import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createJob } from "../../jobs/job.ts";
import type { ProjectClient } from "../../store/query-client.ts";
import { ALWAYS, captureRow, guest } from "../../store/testing/project.ts";
import type { Context } from "../context.ts";
import { type Reading, readingContext } from "../testing/reading.ts";
import {
  handleCheckSql,
  handleFunctions,
  handlePlan,
  handleResultChart,
  handleResultClose,
  handleResultExport,
  handleResultOpen,
  handleResultPage,
} from "./results.ts";

const START = 1_795_254_135_000_000_007n;
let reading: Reading;
let folder: string;
let project: string;
let client: ProjectClient;
let context: Context;
const job = createJob("test");

/** A fault of alpha every 3 ms for 3 s, and one of nobody with each. */
const faults = Array.from({ length: 1000 }, (_, i) =>
  [0, null].map((task, k) => ({
    capture_id: 1,
    seq: 2 * i + k,
    t: START + BigInt(i) * 3_000_000n,
    event_id: 0,
    kind: "npt",
    task_id: task,
    stall_ns: i,
  })),
).flat();

beforeAll(async () => {
  const last = START + 999n * 3_000_000n;
  reading = await readingContext(
    "results",
    [
      {
        capture: [captureRow(1, { first_t: START, last_t: last })],
        name: [{ id: 0, text: "kvm" }],
        task: [{ id: 0, capture_id: 1, ...ALWAYS, pid: 101, tid: 1, comm: "x" }],
        fault: faults,
        series: [{ id: 0, capture_id: 1, name: "Rss", unit: "bytes", kind: "gauge", scope: "guest", subject: "beta" }],
        counter: [{ capture_id: 1, seq: 0, t: START, series_id: 0, value: 5 }],
      },
    ],
    { guests: [guest(1, "alpha", { tasks: [{ capture: null, pid: 101, domid: null }] }), guest(2, "beta")] },
  );
  ({ folder, project, client, context } = reading);
});
afterAll(() => reading.close());

const open = (sql: string, selection: Parameters<typeof handleResultOpen>[0]["selection"] = null, limit = 10_000_000) =>
  handleResultOpen({ project, sql, selection, limit }, job, context);

describe("results for a window", () => {
  test("come through the process with their units, their first rows and how long it took", async () => {
    const reply = await open("SELECT t, stall_ns, stall_ns / 1e6 AS stall_ms, guest FROM fault ORDER BY seq");
    expect(reply.columns.map(({ name, unit }) => [name, unit])).toEqual([
      ["t", "ns"],
      ["stall_ns", "ns"],
      ["stall_ms", "ms"],
      ["guest", null],
    ]);
    expect([reply.rows, reply.truncated, reply.first.rows]).toEqual([2000, false, 200]);
    expect(reply.seconds).toBeGreaterThan(0);
    expect(reply.first.columns[0]?.data[2]).toBe(START + 3_000_000n);
    const { columns } = await handleResultPage(
      { project, result: reply.result, from: 1998, count: 10, order: null },
      job,
      context,
    );
    expect(columns[3]?.data).toEqual(["alpha", null]);
  });

  test("$from and $to are the selected milliseconds since project start, both included, $guests the guests", async () => {
    const sql =
      "SELECT count(*) AS n, min(t) AS a, max(t) AS b FROM fault WHERE t BETWEEN $from AND $to AND guest IN $guests";
    const selected = await open(sql, { from_ms: 3, to_ms: 9.0, guests: ["alpha"] });
    expect(selected.first.columns.map(({ data }) => data[0])).toEqual([3n, START + 3_000_000n, START + 9_000_000n]);
    expect((await open(sql, { from_ms: null, to_ms: 6, guests: [] })).first.columns[0]?.data[0]).toBe(3n);
    expect((await open(sql)).first.columns[0]?.data[0]).toBe(1000n);
    expect((await open(sql, { from_ms: null, to_ms: null, guests: ["beta"] })).first.columns[0]?.data[0]).toBe(0n);
  });

  test("a chart's times are ms since project start", async () => {
    const { result } = await open("SELECT t, time, stall_ns FROM fault WHERE guest = 'alpha'");
    for (const x of [0, 1]) {
      const chart = await handleResultChart({ project, result, x, y: [2], points: 2000 }, job, context);
      expect([...(chart.x ?? [])].slice(0, 3)).toEqual([0, 3, 6]);
    }
  });

  test("an export goes to the file that was named, or into the staging folder under a name for people", async () => {
    const { result } = await open("SELECT stall_ns FROM fault WHERE guest = 'alpha' ORDER BY 1 LIMIT 2");
    const out = join(folder, "out.csv");
    expect(await handleResultExport({ project, result, out, form: "csv" }, job, context)).toEqual({
      out: resolve(out),
      file: null,
      rows: 2,
    });
    expect(readFileSync(out, "utf8")).toBe("stall_ns (ns)\r\n0\r\n1\r\n");
    const staged = await handleResultExport({ project, result, out: null, form: "parquet" }, job, context);
    expect(staged).toMatchObject({ out: null, rows: 2, file: { name: "it-result.parquet" } });
    expect(existsSync(join(folder, "staging", staged.file?.id ?? "", "it-result.parquet"))).toBe(true);
  });

  test("a cancel reaches the process at once, and it goes on", async () => {
    const abort = new AbortController();
    const cancelled = createJob("test", { signal: abort.signal, listen: () => abort.abort(), everyMs: 0 });
    const sql = "SELECT a.range * b.range FROM range(10000000) a, range(10000000) b";
    const running = handleResultOpen({ project, sql, selection: null, limit: 10_000_000 }, cancelled, context);
    await expect(running).rejects.toMatchObject({ report: { code: "job.cancelled" } });
    expect((await open("SELECT 1")).rows).toBe(1);
  });

  test("rows so far are told while they are read", async () => {
    const heard: number[] = [];
    const told = createJob("test", { listen: ({ done }) => heard.push(done), everyMs: 0 });
    await handleResultOpen({ project, sql: "FROM range(20000000)", selection: null, limit: 10_000_000 }, told, context);
    expect(heard.length).toBeGreaterThan(0);
    expect(heard.every((rows, i) => rows > (heard[i - 1] ?? 0))).toBe(true);
  });

  test("a result that was closed, or whose process has died, is gone and says what to do", async () => {
    const one = await open("SELECT 1");
    const page = () => handleResultPage({ project, result: one.result, from: 0, count: 1, order: null }, job, context);
    expect((await page()).rows).toBe(1);
    const two = await open("SELECT 2");
    await handleResultClose({ project, result: two.result }, job, context);
    await expect(
      handleResultPage({ project, result: two.result, from: 0, count: 1, order: null }, job, context),
    ).rejects.toMatchObject({ report: { code: "result.gone" } });
    const pid = client.pid() as number;
    process.kill(pid, "SIGKILL");
    await expect(page()).rejects.toMatchObject({
      report: { code: expect.stringMatching(/query.process_lost|result.gone/) },
    });
    await expect(page()).rejects.toMatchObject({
      report: { code: "result.gone", next: expect.stringContaining("run the query again") },
    });
  });
});

describe("SQL", () => {
  test("is explained in the database's words, with the selection in its place", async () => {
    const sql = "SELECT guest, count(*) FROM fault WHERE t >= $from GROUP BY guest";
    for (const asked of [sql, `-- why\nEXPLAIN ${sql}`]) {
      const { text } = await handlePlan({ project, sql: asked, selection: null }, job, context);
      expect(text).toMatch(/GROUP_BY/);
    }
    await expect(handlePlan({ project, sql: "DROP VIEW fault", selection: null }, job, context)).rejects.toMatchObject({
      report: { exit: 2 },
    });
  });

  test("is checked without being run", async () => {
    expect(await handleCheckSql({ project, parameters: {}, sql: "SELECT t FROM fault" }, job, context)).toEqual({
      error: null,
    });
    const { error } = await handleCheckSql({ project, parameters: {}, sql: "SELECT stal FROM fault" }, job, context);
    expect(error).toMatchObject({ position: 7, length: 4, suggestion: "stall_ns" });
  });

  test("has functions with how they are called and what they do, and none that reach outside", async () => {
    const { functions } = await handleFunctions({ project }, job, context);
    const named = new Map(functions.map((one) => [one.name, one]));
    expect(named.get("starts_with")).toEqual({
      name: "starts_with",
      signature: "starts_with(string, search_string)",
      description: expect.stringContaining("begins with"),
    });
    expect(named.get("approx_quantile")?.signature).toBe("approx_quantile(x, pos)");
    expect(named.get("range")?.signature).toBe("range(start, stop, step)");
    for (const name of ["count", "sum", "lag", "row_number", "date_trunc", "list_sort"])
      expect(named.has(name)).toBe(true);
    for (const name of ["read_csv", "glob", "getenv", "pragma_version", "+"]) expect(named.has(name)).toBe(false);
    expect(new Set(functions.map(({ name }) => name)).size).toBe(functions.length);
  });
});
