import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Manifest } from "./contract.ts";
import { digestTables } from "./digest.ts";
import { openReader } from "./reader.ts";
import { ALWAYS, captureRow, makeProject, type Rows, removeFolder, temporaryFolder } from "./testing/project.ts";

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => removeFolder(folder));

let made = 0;
async function digestsOf(files: readonly Rows[], judgements: Partial<Manifest> = {}, threads = 1) {
  const path = join(folder, `p${made++}`);
  await makeProject(path, files, judgements);
  const reader = await openReader(path, { threads });
  const connection = await reader.connect();
  const digests = await digestTables(connection, reader.sources());
  connection.closeSync();
  reader.close();
  return digests;
}

/** One recording with a row in every kind of table; ids begin at `base`, rows and names stand in another order. */
function recording(base: number, capture: number, change: (rows: Rows) => Rows = (rows) => rows): Rows {
  const ordered = <T>(rows: T[]) => (base % 2 ? rows.reverse() : rows);
  const text = (i: number) => base + (base % 2 ? 3 - i : i);
  const of = { capture_id: capture };
  return change({
    capture: [captureRow(capture, { name: `name ${base}`, sha256: String(base), bytes: base + 1, records: 9 })],
    capture_count: [{ ...of, what: "event", key: "page-faults", n: 2 }],
    name: ordered(["page-faults", "sched:wake", "bash", "/bin/sh"].map((t, i) => ({ id: text(i), text: t }))),
    task: ordered([0, 1].map((i) => ({ id: base + i, ...of, ...ALWAYS, pid: 10 + i, tid: 20 + i, comm: `c${i}` }))),
    fault: ordered(
      [0, 1, 2].map((i) => ({
        ...of,
        seq: i,
        t: 100 + i,
        task_id: i < 2 ? base + i : null,
        event_id: text(0),
        kind: "host",
        addr: 4096 * i,
      })),
    ),
    mapping: [{ ...of, seq: 9, t: 1, task_id: base, addr: 1, bytes: 2, path_id: text(3) }],
    event: ordered([{ ...of, seq: 5, t: 7, task_id: base + 1, event_id: text(1), v1: text(2), v2: 42 }]),
    event_field: [
      { ...of, event_id: text(1), v: 1, name: "comm", type: "char[16]" },
      { ...of, event_id: text(1), v: 2, name: "pid", type: "int" },
    ],
    series: ordered(
      [0, 1].map((i) => ({ id: base + i, ...of, name: `s${i}`, unit: "bytes", kind: "gauge", scope: "host" })),
    ),
    counter: ordered([0, 1].map((i) => ({ ...of, seq: i, t: 5, series_id: base + i, value: i + 0.5 }))),
    snapshot: [{ id: base, ...of, t: 3, guest_name: "alpha", space: "gpa", moment: base, page_bytes: 4096 }],
    page: ordered([0, 1].map((i) => ({ snapshot_id: base, addr: 4096 * i, hash: BigInt(i), zero: i === 0 }))),
  });
}

test("the same recording has the same digests whatever its name, its ids and the order of its rows", async () => {
  const one = await digestsOf([recording(0, 1)]);
  expect(Object.keys(one)).toEqual([
    ...["capture", "capture_count", "task", "mapping", "fault", "snapshot", "page", "series", "counter", "event"],
    "event_field",
  ]);
  for (const digest of Object.values(one)) expect(digest).toMatch(/^[0-9a-f]{16}$/);
  expect(await digestsOf([recording(7, 4)], {}, 2)).toEqual(one);
});

test("beside another import the digests of a recording are the same, and hidden captures do not count", async () => {
  const one = await digestsOf([recording(0, 1)]);
  const other: Rows = { capture: [captureRow(9)], fault: recording(2, 9).fault, name: recording(2, 9).name };
  const hidden: Manifest["hidden"] = [{ capture: 9, state: "duplicate", of: 1 }];
  expect(await digestsOf([other, recording(3, 1)], { hidden })).toEqual(one);
  expect((await digestsOf([other, recording(3, 1)])).fault).not.toBe(one.fault);
});

let unchanged: Readonly<Record<string, string>> | null = null;

test.each<[string, keyof Rows, (row: Record<string, unknown>) => Record<string, unknown>]>([
  ["address", "fault", (row) => ({ ...row, addr: 1 })],
  ["thread", "fault", (row) => ({ ...row, task_id: null })],
  ["time", "fault", (row) => ({ ...row, t: 55 })],
  ["unknown value", "fault", (row) => ({ ...row, addr: null })],
  ["field of an event", "event", (row) => ({ ...row, v2: 43 })],
  ["text of an event", "event", (row) => ({ ...row, v1: 3 })],
  ["value", "counter", (row) => ({ ...row, value: 7 })],
  ["content", "page", (row) => ({ ...row, hash: 5n })],
])("another %s gives another digest of %s", async (_, table, change) => {
  const changed = recording(0, 1, (rows) => {
    const [first, ...rest] = rows[table] ?? [];
    return { ...rows, [table]: [change({ ...first }), ...rest] };
  });
  unchanged ??= await digestsOf([recording(0, 1)]);
  const [before, after] = [unchanged, await digestsOf([changed])];
  const different = Object.keys(before).filter((name) => before[name] !== after[name]);
  expect(different).toEqual([table]);
});
