import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createCaptureFile } from "./capture-file.ts";
import type { Manifest } from "./contract.ts";
import { Database } from "./database.ts";
import { jsonRows } from "./json-values.ts";
import { captureFilePath, lockProject } from "./project.ts";
import { openReader } from "./reader.ts";
import { ALWAYS, captureRow, guest, makeProject, type Rows, removeFolder, temporaryFolder } from "./testing/project.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder, "p");
});
afterEach(() => removeFolder(folder));

/** Runs queries on a project and returns their rows. */
async function ask(...queries: string[]) {
  const reader = await openReader(path);
  const connection = await reader.connect();
  try {
    const results = [];
    for (const sql of queries) results.push(jsonRows(await connection.runAndReadAll(sql)));
    return results;
  } finally {
    connection.closeSync();
    reader.close();
  }
}
const make = (files: readonly Rows[], judgements: Partial<Manifest> = {}) => makeProject(path, files, judgements);

const HVA = 0x7f0000000000n;
const alpha = guest(1, "alpha", {
  pid: 101,
  tasks: [{ capture: null, pid: 101, domid: null }],
  ram: [
    { gpa: "0", bytes: "8192", hva: String(HVA) },
    { gpa: String(4n << 30n), bytes: "4096", hva: `0x${(HVA + 0x100000n).toString(16)}` },
  ],
});
const xen = guest(2, "dom3", { tasks: [{ capture: 1, pid: null, domid: 3 }] });
const names = ["page-faults", "kvm:kvm_page_fault", "npf"].map((text, id) => ({ id, text }));
const fault = (seq: number, more = {}) => ({ capture_id: 1, seq, t: seq, event_id: 0, kind: "host", ...more });

test("an empty project has every view, with the types of the declaration", async () => {
  await make([]);
  const [faults, types, ksm] = await ask(
    "SELECT count(*) AS n FROM fault",
    "SELECT typeof(any_value(kind)) AS kind, typeof(any_value(gpa)) AS gpa, typeof(any_value(time)) AS time, typeof(any_value(guest)) AS guest FROM fault",
    "SELECT count(*) AS n FROM counter JOIN page USING (capture) WHERE name = 'ksm.pages_sharing'",
  );
  expect(faults).toEqual([{ n: 0 }]);
  expect(types?.[0]).toMatchObject({ gpa: "UBIGINT", time: "TIMESTAMP_NS", guest: "VARCHAR" });
  expect(types?.[0]?.kind).toMatch(/^ENUM\('host'/);
  expect(ksm).toEqual([{ n: 0 }]);
});

test("faults get their guest, thread, event and guest address; outside guest RAM there is none", async () => {
  const rows: Rows = {
    capture: [captureRow(1)],
    name: names,
    task: [
      { id: 0, capture_id: 1, ...ALWAYS, pid: 101, tid: 111, comm: "CPU 1/KVM" },
      { id: 1, capture_id: 1, ...ALWAYS, pid: 900, tid: 900, comm: "bash" },
      { id: 2, capture_id: 1, ...ALWAYS, domid: 3, vcpu: 5 },
    ],
    fault: [
      fault(1, { task_id: 0, addr: HVA }),
      fault(2, { task_id: 0, addr: HVA + 8191n }),
      fault(3, { task_id: 0, addr: HVA + 8192n }),
      fault(4, { task_id: 0, addr: HVA + 0x100000n + 5n }),
      fault(5, { task_id: 1, addr: HVA }),
      fault(6, { task_id: 2, kind: "xen_npf", addr: 77, event_id: 2 }),
      fault(7, { task_id: 0, kind: "shadow", addr: HVA, mmio: false }),
      fault(8, { task_id: null, addr: HVA }),
      fault(9, { task_id: 0, kind: "npt", addr: 2n ** 64n - 1n, event_id: 1, mmio: true, stall_ns: 10 }),
    ],
  };
  await make([rows], { guests: [alpha, xen] });
  const [found] = await ask(
    "SELECT seq, guest, vcpu, pid, tid, comm, event, gpa, mmio, stall_ns FROM fault ORDER BY seq",
  );
  const thread = { guest: "alpha", vcpu: 1, pid: 101, tid: 111, comm: "CPU 1/KVM" };
  const nobody = { guest: null, vcpu: null, pid: null, tid: null, comm: null };
  const plain = { event: "page-faults", mmio: null, stall_ns: null };
  expect(found).toEqual([
    { seq: 1, ...thread, ...plain, gpa: 0 },
    { seq: 2, ...thread, ...plain, gpa: 8191 },
    { seq: 3, ...thread, ...plain, gpa: null },
    { seq: 4, ...thread, ...plain, gpa: 2 ** 32 + 5 },
    { seq: 5, ...nobody, pid: 900, tid: 900, comm: "bash", ...plain, gpa: null },
    { seq: 6, ...nobody, guest: "dom3", vcpu: 5, ...plain, event: "npf", gpa: 77 },
    { seq: 7, ...thread, ...plain, mmio: false, gpa: null },
    { seq: 8, ...nobody, ...plain, gpa: null },
    { seq: 9, ...thread, event: "kvm:kvm_page_fault", mmio: true, stall_ns: 10, gpa: String(2n ** 64n - 1n) },
  ]);
});

test("a thread has the name that it had at the time of the event", async () => {
  await make([
    {
      capture: [captureRow(1)],
      name: names,
      task: [
        { id: 0, capture_id: 1, from_t: ALWAYS.from_t, until_t: 5, pid: 1, tid: 1, comm: "before" },
        { id: 0, capture_id: 1, from_t: 5, until_t: ALWAYS.until_t, pid: 1, tid: 1, comm: "after" },
      ],
      fault: [fault(4, { task_id: 0 }), fault(5, { task_id: 0 }), fault(6, { task_id: 9 })],
    },
  ]);
  const [found] = await ask("SELECT seq, comm FROM fault ORDER BY seq");
  expect(found).toEqual([
    { seq: 4, comm: "before" },
    { seq: 5, comm: "after" },
    { seq: 6, comm: null },
  ]);
});

test("ids without a row in the dictionary or among the tasks are unknown, their rows stay", async () => {
  await make([
    {
      capture: [captureRow(1)],
      name: [{ id: 3, text: "known" }],
      task: [{ id: 2, capture_id: 1, ...ALWAYS, pid: 5 }],
      fault: [fault(1, { event_id: 3, task_id: 2 }), fault(2, { event_id: 7, task_id: 8 }), fault(3, { event_id: 1 })],
    },
  ]);
  const [found] = await ask("SELECT seq, event, pid FROM fault ORDER BY seq");
  expect(found).toEqual([
    { seq: 1, event: "known", pid: 5 },
    { seq: 2, event: null, pid: null },
    { seq: 3, event: null, pid: null },
  ]);
});

test("hidden captures show in `capture` with their state and in no view of rows", async () => {
  await make(
    [
      {
        capture: [captureRow(1), captureRow(2), captureRow(3)],
        name: names,
        fault: [1, 2, 3].map((id) => fault(id, { capture_id: id })),
        problem: [{ capture_id: 2, code: "x", n: 1 }],
      },
    ],
    {
      hidden: [
        { capture: 2, state: "duplicate", of: 1 },
        { capture: 3, state: "excluded", of: null },
      ],
    },
  );
  const [faults, captures, problems] = await ask(
    "SELECT capture FROM fault",
    "SELECT id, state, duplicate_of FROM capture ORDER BY id",
    "SELECT capture, code FROM problem",
  );
  expect(faults).toEqual([{ capture: 1 }]);
  expect(captures).toEqual([
    { id: 1, state: "active", duplicate_of: null },
    { id: 2, state: "duplicate", duplicate_of: 1 },
    { id: 3, state: "excluded", duplicate_of: null },
  ]);
  expect(problems).toEqual([{ capture: 2, code: "x" }]);
});

test("clock shifts correct t, the capture's ends and its offset; times without a wall clock are unknown", async () => {
  const t = 1_795_254_135_000_000_001n;
  await make(
    [
      {
        capture: [
          captureRow(1, { t_wall: false, t_offset: 0, first_t: 10, last_t: 20 }),
          captureRow(2, { t_wall: false }),
          captureRow(3),
        ],
        name: names,
        fault: [
          fault(1, { capture_id: 1, t: 10 }),
          fault(2, { capture_id: 2, t: 10 }),
          fault(3, { capture_id: 3, t: 10 }),
          fault(4, { capture_id: 3, t: null }),
        ],
      },
    ],
    { shifts: [{ capture: 1, ns: String(t - 10n), wall: true }] },
  );
  const [faults, captures] = await ask(
    "SELECT seq, t, time::VARCHAR AS time FROM fault ORDER BY seq",
    "SELECT t_offset, first_t, t_wall FROM capture WHERE id = 1",
  );
  expect(faults).toEqual([
    { seq: 1, t: String(t), time: "2026-11-21 09:42:15.000000001" },
    { seq: 2, t: 10, time: null },
    { seq: 3, t: 10, time: "1970-01-01 00:00:00.00000001" },
    { seq: 4, t: null, time: null },
  ]);
  expect(captures).toEqual([{ t_offset: String(t - 10n), first_t: String(t), t_wall: true }]);
});

test("rows of several files stand side by side, and ids of their own stay apart", async () => {
  const file = (id: number): Rows => ({
    capture: [captureRow(id)],
    name: [{ id: 0, text: `event of ${id}` }],
    fault: [fault(1, { capture_id: id })],
    snapshot: [
      {
        id: 0,
        capture_id: id,
        space: "gpa",
        moment: 1,
        page_bytes: 4096,
        hash_algorithm: "xxh128",
        guest_name: "alpha",
      },
    ],
    page: [{ snapshot_id: 0, addr: 8192, hash: 2n ** 100n, zero: false }],
    series: [{ id: 0, capture_id: id, name: `s${id}`, unit: "bytes", kind: "gauge", scope: "host" }],
    counter: [{ capture_id: id, seq: 0, t: 1, series_id: 0, value: id / 2 }],
  });
  await make([file(1), file(2)]);
  const [events, pages, counters] = await ask(
    "SELECT capture, event FROM fault ORDER BY ALL",
    "SELECT capture, snapshot, moment, guest, gfn, hash FROM page ORDER BY capture",
    "SELECT capture, series, name, value FROM counter ORDER BY capture",
  );
  expect(events).toEqual([
    { capture: 1, event: "event of 1" },
    { capture: 2, event: "event of 2" },
  ]);
  const hash = "00000010000000000000000000000000";
  expect(pages).toEqual([
    { capture: 1, snapshot: 0, moment: 1, guest: "alpha", gfn: 2, hash },
    { capture: 2, snapshot: 1, moment: 3, guest: "alpha", gfn: 2, hash },
  ]);
  expect(counters).toEqual([
    { capture: 1, series: 0, name: "s1", value: 0.5 },
    { capture: 2, series: 1, name: "s2", value: 1 },
  ]);
});

test("statistics know their guest by name or by process, snapshots by process before name", async () => {
  await make(
    [
      {
        capture: [captureRow(1)],
        series: [
          { id: 0, name: "a", scope: "guest", subject: "bravo", pid: null },
          { id: 1, name: "b", scope: "process", subject: "qemu", pid: 101 },
          { id: 2, name: "c", scope: "vcpu", subject: "bravo/3", pid: null },
          { id: 3, name: "d", scope: "host", subject: null, pid: null },
        ].map((row) => ({ ...row, capture_id: 1, unit: "bytes", kind: "gauge" })),
        counter: [0, 1, 2, 3].map((id) => ({ capture_id: 1, seq: id, t: 1, series_id: id, value: 1 })),
        snapshot: [
          { id: 0, guest_name: "qemu-101", pid: 101 },
          { id: 1, guest_name: "charlie", pid: null },
        ].map((row) => ({ ...row, capture_id: 1, space: "hva", moment: 1, page_bytes: 4096 })),
        page: [
          { snapshot_id: 0, addr: HVA + 4096n },
          { snapshot_id: 0, addr: HVA - 4096n },
          { snapshot_id: 1, addr: HVA },
        ],
      },
    ],
    { guests: [alpha] },
  );
  const [counters, pages] = await ask(
    "SELECT name, guest FROM counter ORDER BY name",
    "SELECT guest, gfn FROM page ORDER BY snapshot, addr",
  );
  expect(counters).toEqual([
    { name: "a", guest: "bravo" },
    { name: "b", guest: "alpha" },
    { name: "c", guest: "bravo" },
    { name: "d", guest: null },
  ]);
  expect(pages).toEqual([
    { guest: "alpha", gfn: null },
    { guest: "alpha", gfn: 1 },
    { guest: "charlie", gfn: null },
  ]);
});

test("a process that is a guest in one capture only is none in the others, and hosts are told apart", async () => {
  await make(
    [
      {
        capture: [captureRow(1, { host: "one" }), captureRow(2, { host: "two" })],
        name: names,
        task: [1, 2].map((id) => ({ id, capture_id: id, ...ALWAYS, pid: 101, tid: 101 })),
        fault: [1, 2].map((id) => fault(id, { capture_id: id, task_id: id })),
      },
    ],
    {
      guests: [
        guest(1, "everywhere on one", { host: "one", tasks: [{ capture: null, pid: 101, domid: null }] }),
        guest(2, "only in 2", { tasks: [{ capture: 2, pid: 101, domid: null }] }),
      ],
    },
  );
  const [found] = await ask("SELECT capture, guest FROM fault ORDER BY capture");
  expect(found).toEqual([
    { capture: 1, guest: "everywhere on one" },
    { capture: 2, guest: "only in 2" },
  ]);
});

test("each tracepoint has a view with its fields by name, text as text", async () => {
  await make([
    {
      capture: [captureRow(1)],
      name: ["vmscan:shrink", "sched:wake", "other:wake", "bash"].map((text, id) => ({ id, text })),
      event: [
        { capture_id: 1, seq: 1, t: 5, event_id: 0, v1: 10, v2: 20, v3: 30, v4: 40 },
        { capture_id: 1, seq: 2, t: 6, event_id: 1, v1: 3, v2: 77 },
        { capture_id: 1, seq: 3, t: 7, event_id: 2, v1: 1 },
      ],
      event_field: [
        { event_id: 0, v: 1, name: "nid", type: "int" },
        { event_id: 0, v: 4, name: "cpu", type: "unsigned char" },
        { event_id: 1, v: 1, name: "comm", type: "char[16]" },
        { event_id: 1, v: 2, name: "pid", type: "pid_t" },
        { event_id: 2, v: 1, name: "x", type: "int" },
      ].map((row) => ({ ...row, capture_id: 1 })),
    },
  ]);
  const [shrink, wake, all] = await ask(
    "SELECT nid, cpu_4 FROM ev.shrink",
    'SELECT comm_1, pid_2 FROM ev."sched:wake"',
    "SELECT event, count(*) AS n FROM event GROUP BY event ORDER BY event",
  );
  expect(shrink).toEqual([{ nid: 10, cpu_4: 40 }]);
  expect(wake).toEqual([{ comm_1: "bash", pid_2: 77 }]);
  expect(all).toEqual(["other:wake", "sched:wake", "vmscan:shrink"].map((event) => ({ event, n: 1 })));
});

test("a file of an older version shows columns it lacks as unknown and its words in today's list", async () => {
  await make([
    { capture: [captureRow(1)] },
    { capture: [captureRow(2)], name: names, fault: [fault(1, { capture_id: 2, kind: "npt" })] },
  ]);
  const instance = await DuckDBInstance.create(captureFilePath(path, "1.duckdb"));
  const connection = await instance.connect();
  await connection.run("CREATE TABLE fault (capture_id INTEGER, seq BIGINT, t BIGINT, kind ENUM('host', 'ept'))");
  await connection.run("INSERT INTO fault VALUES (1, 4, 9, 'ept')");
  connection.closeSync();
  instance.closeSync();
  const [found, type] = await ask(
    "SELECT capture, seq, kind, addr, event FROM fault ORDER BY capture",
    "SELECT DISTINCT typeof(kind) LIKE 'ENUM(%xen_pv%)' AS known FROM fault",
  );
  expect(found).toEqual([
    { capture: 1, seq: 4, kind: "ept", addr: null, event: null },
    { capture: 2, seq: 1, kind: "npt", addr: null, event: "page-faults" },
  ]);
  expect(type).toEqual([{ known: true }]);
});

test("new files show after a refresh, without opening the project anew", async () => {
  await make([{ capture: [captureRow(1)] }]);
  const reader = await openReader(path);
  const connection = await reader.connect();
  const captures = async () => (await connection.runAndReadAll("SELECT count(*) FROM capture")).getRows()[0]?.[0];
  expect(await captures()).toBe(1n);
  const project = lockProject(path);
  const writer = await createCaptureFile(captureFilePath(path, "2.duckdb"));
  writer.insert("capture", [captureRow(2)]);
  await writer.commit();
  const evidence = { seen: [], ram: [], faulting: [], pins: [] };
  project.update((m) => ({ ...m, jobs: [...m.jobs, { id: 2, file: "2.duckdb", captures: [2], evidence }] }));
  project.close();
  await reader.refresh();
  expect(await captures()).toBe(2n);
  connection.closeSync();
  reader.close();
});

test("a capture file that is missing or no database is told with its name", async () => {
  await make([{ capture: [captureRow(1)] }]);
  const file = captureFilePath(path, "1.duckdb");
  rmSync(file);
  await expect(openReader(path)).rejects.toMatchObject({ report: { code: "project.damaged", where: { file } } });
  writeFileSync(file, "not a database");
  await expect(openReader(path)).rejects.toMatchObject({ report: { code: "project.damaged", where: { file } } });
  rmSync(file);
  await (await Database.create(file)).close();
  await expect(openReader(path)).rejects.toMatchObject({ report: { code: "project.damaged", where: { file } } });
});

test("two readers that spill at the same time read their own rows, and leave nothing behind", async () => {
  await make([{ capture: [captureRow(1)] }]);
  const rows = 4_000_000;
  const spill = async (seed: number) => {
    const reader = await openReader(path, { memoryLimit: "60MB", threads: 1 });
    const connection = await reader.connect();
    await connection.run(`CREATE TEMP TABLE kept AS SELECT i, hash(i + ${seed}) AS h FROM range(${rows}) r(i)`);
    const told = await connection.runAndReadAll(
      `SELECT count(*), bool_and(h = hash(i + ${seed})), (SELECT count(*) FROM duckdb_temporary_files()) > 0 FROM kept`,
    );
    connection.closeSync();
    reader.close();
    return told.getRows()[0];
  };
  expect(await Promise.all([spill(1), spill(1000)])).toEqual([
    [BigInt(rows), true, true],
    [BigInt(rows), true, true],
  ]);
  expect(readdirSync(join(path, "tmp"))).toEqual([]);
});
