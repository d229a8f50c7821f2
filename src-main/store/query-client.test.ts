import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { createCaptureFile } from "./capture-file.ts";
import { captureFilePath, lockProject, openProject } from "./project.ts";
import { type ProjectClient, startQueryProcess } from "./query-client.ts";
import { bundle, bundleFolder } from "./testing/bundle.ts";
import { captureRow, makeProject, removeFolder, temporaryFolder } from "./testing/project.ts";

const built = bundleFolder(`store-${process.pid}`);
const entry = join(built, "query-process.js");
let folder: string;
let path: string;
let client: ProjectClient | null = null;

beforeAll(() =>
  bundle(built, {
    "query-process": "src-main/store/query-process.ts",
    "endless-load": "src-main/store/testing/endless-load.ts",
  }),
);
afterAll(() => rmSync(built, { recursive: true, force: true }));
beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder, "p");
});
afterEach(async () => {
  vi.useRealTimers();
  await client?.close();
  client = null;
  removeFolder(folder);
});

async function start(restAfterMs?: number): Promise<ProjectClient> {
  await makeProject(path, [
    { capture: [captureRow(1)], fact: [{ capture_id: 1, scope: "host", name: "x", number: 2 }] },
  ]);
  client = await startQueryProcess(path, { entry, threads: 1, ...(restAfterMs ? { restAfterMs } : {}) });
  return client;
}

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const gone = (pid: number) => expect.poll(() => isRunning(pid), { interval: 10, timeout: 20_000 }).toBe(false);

test("columns come as typed arrays in batches, everything else as text, unknown by bitmap or null", async () => {
  const q = await start();
  const rows = 150_000;
  let seen = 0;
  const sql = `SELECT i, (i % 100)::SMALLINT AS s, i::UINTEGER AS u, CASE WHEN i % 3 > 0 THEN i / 4 END AS d,
    i::FLOAT AS f, i % 2 = 0 AS b, CASE WHEN i % 5 > 0 THEN 'x' || i END AS t, make_timestamp_ns(i) AS ts,
    (i * 1.5)::DECIMAL(18, 1) AS dec, 18446744073709551615::UBIGINT AS big FROM range(${rows}) r(i) ORDER BY i`;
  for await (const batch of q.select(sql)) {
    const column = Object.fromEntries(batch.columns.map((c) => [c.name, c]));
    for (let row = 0; row < batch.rows; row += 997) {
      const i = seen + row;
      const known = (name: string) => {
        const bits = column[name]?.valid ?? null;
        return bits === null || (((bits[row >> 3] as number) >> (row & 7)) & 1) === 1;
      };
      expect(column.i?.data[row]).toBe(BigInt(i));
      expect(column.s?.data[row]).toBe(i % 100);
      expect(column.u?.data[row]).toBe(i);
      expect(known("d")).toBe(i % 3 > 0);
      if (known("d")) expect(column.d?.data[row]).toBe(i / 4);
      expect(column.f?.data[row]).toBe(i);
      expect(column.b?.data[row]).toBe(i % 2 === 0 ? 1 : 0);
      expect(column.t?.data[row]).toBe(i % 5 > 0 ? `x${i}` : null);
      expect(column.ts?.data[row]).toBe(BigInt(i));
      expect(column.dec?.data[row]).toBe(i * 1.5);
      expect(column.big?.data[row]).toBe(-1n);
    }
    seen += batch.rows;
  }
  expect(seen).toBe(rows);
});

test("an empty result is one batch without rows, so that its columns are known", async () => {
  const q = await start();
  const batches = [];
  for await (const batch of q.select("SELECT name, number FROM fact WHERE false")) batches.push(batch);
  expect(batches.map(({ rows, columns }) => [rows, columns.map(({ name }) => name)])).toEqual([
    [0, ["name", "number"]],
  ]);
});

test("errors keep their codes on the way", async () => {
  const q = await start();
  await expect(q.json("DROP VIEW fact")).rejects.toMatchObject({ report: { code: "query.not_allowed", exit: 2 } });
  await expect(startQueryProcess(join(folder, "none"), { entry })).rejects.toMatchObject({
    report: { code: "project.not_found", exit: 3 },
  });
});

test("a consumer that stops early stops the query, and the next one runs", async () => {
  const q = await start();
  for await (const batch of q.select("FROM range(1000000000)")) {
    expect(batch.rows).toBeGreaterThan(0);
    break;
  }
  expect((await q.json("SELECT number FROM fact")).rows).toEqual([[2]]);
});

test("an aborted query ends with its error", async () => {
  const q = await start();
  const asked = new AbortController();
  const sum = q.json("SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b", {
    signal: asked.signal,
  });
  asked.abort();
  await expect(sum).rejects.toMatchObject({ report: { code: "job.cancelled" } });
  const reading = new AbortController();
  const read = async () => {
    for await (const _ of q.select("FROM range(1000000000000)", [], reading.signal)) reading.abort();
  };
  await expect(read()).rejects.toMatchObject({ report: { code: "job.cancelled" } });
});

test("when the process dies its queries fail with a clear error and the next starts a new one", async () => {
  const q = await start();
  const running = q.json("SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b");
  process.kill(q.pid() as number, "SIGKILL");
  await expect(running).rejects.toMatchObject({ report: { code: "query.process_lost", exit: 5 } });
  expect((await q.json("SELECT number FROM fact")).rows).toEqual([[2]]);
});

test("closing ends the process, and so does the death of its parent", async () => {
  const q = await start();
  const pid = q.pid() as number;
  await q.close();
  await gone(pid);
  const script = `
    const { fork } = require("node:child_process");
    const options = { serialization: "advanced", execArgv: [], stdio: ["ignore", "ignore", "ignore", "ipc"] };
    const child = fork(process.argv[1], [process.argv[2]], options);
    child.on("message", () => console.log(child.pid));`;
  const argument = JSON.stringify({ project: path, options: {} });
  const parent = spawn(process.execPath, ["-e", script, entry, argument], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(parent.stdout, "data")) as [Buffer];
  const orphan = Number(line.toString());
  expect(isRunning(orphan)).toBe(true);
  parent.kill("SIGKILL");
  await gone(orphan);
});

const A_WHILE_MS = 50;
const severalWhiles = () => void vi.advanceTimersByTime(10 * A_WHILE_MS);

test("a process that nobody asks for a while ends, and the next question starts one that knows the present project", async () => {
  const q = await start(A_WHILE_MS);
  const first = q.pid() as number;
  await gone(first);
  expect(q.pid()).toBe(null);
  const project = lockProject(path);
  project.update((m) => ({ ...m, hidden: [{ capture: 1, state: "excluded", of: null }] }));
  project.close();
  expect((await q.json("SELECT count(*) FROM fact")).rows).toEqual([[0]]);
  const second = q.pid() as number;
  expect(second).not.toBe(first);
  // The one that has ended takes nothing from the one that runs.
  expect((await q.json("SELECT 1")).rows).toEqual([[1]]);
  await gone(second);
});

test("it does not end while a query runs, a batch is looked at or a result is kept", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const q = await start(A_WHILE_MS);
  const pid = q.pid() as number;
  const abort = new AbortController();
  const asked = q.json("SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b", {
    signal: abort.signal,
  });
  severalWhiles();
  abort.abort();
  await expect(asked).rejects.toMatchObject({ report: { code: "job.cancelled" } });
  for await (const _ of q.select("FROM range(10000)")) severalWhiles();
  const selection = { from: null, to: null, guests: [] };
  const open = () => q.openResult({ sql: "SELECT 42 AS x", selection, limit: 10, first: 10 });
  const [one, two] = [await open(), await open()];
  await q.closeResult(one.result);
  severalWhiles();
  expect((await q.page({ result: two.result, from: 0, count: 1, order: null })).rows).toBe(1);
  expect(q.pid()).toBe(pid);
  await q.closeResult(two.result);
  severalWhiles();
  vi.useRealTimers();
  await gone(pid);
});

test("it is told to rest: the process ends unless it keeps a result, and the next question starts it again", async () => {
  const q = await start();
  const pid = q.pid() as number;
  const { result } = await q.openResult({
    sql: "SELECT 1",
    selection: { from: null, to: null, guests: [] },
    limit: 1,
    first: 1,
  });
  await q.rest();
  expect(q.pid()).toBe(pid);
  await q.closeResult(result);
  await q.rest();
  expect(isRunning(pid)).toBe(false);
  await q.closeResult(result);
  expect(q.pid()).toBe(null);
  expect((await q.json("SELECT 7")).rows).toEqual([[7]]);
});

test("a closed client stays closed when its process rests", async () => {
  const q = await start(A_WHILE_MS);
  const pid = q.pid() as number;
  await gone(pid);
  await q.close();
  await expect(q.json("SELECT 1")).rejects.toMatchObject({ report: { code: "query.closed" } });
  expect(q.pid()).toBe(null);
});

test("new files are seen after a refresh", async () => {
  const q = await start();
  const project = lockProject(path);
  const writer = await createCaptureFile(captureFilePath(path, "2.duckdb"));
  writer.insert("capture", [captureRow(2)]);
  await writer.commit();
  const evidence = { seen: [], ram: [], faulting: [], pins: [] };
  project.update((m) => ({ ...m, jobs: [...m.jobs, { id: 2, file: "2.duckdb", captures: [2], evidence }] }));
  project.close();
  expect((await q.json("SELECT count(*) FROM capture")).rows).toEqual([[1]]);
  await q.refresh();
  expect((await q.json("SELECT count(*) FROM capture")).rows).toEqual([[2]]);
});

async function killedWhileLoading(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(built, "endless-load.js"), path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
  return child;
}

test("kill -9 during a load leaves a project that opens, without a trace of the load after the next import", async () => {
  await makeProject(path, [{ capture: [captureRow(1)] }]);
  await killedWhileLoading();
  expect(readdirSync(join(path, "captures")).length).toBeGreaterThan(1);
  expect(openProject(path).manifest.jobs.length).toBe(1);
  client = await startQueryProcess(path, { entry });
  expect((await client.json("SELECT count(*) FROM fault")).rows).toEqual([[0]]);
  lockProject(path).close();
  expect(readdirSync(join(path, "captures"))).toEqual(["1.duckdb"]);
});
