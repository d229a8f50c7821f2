// The text that perf printed of a recording against the rows of the recording itself.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decompress } from "fzstd";
import { describe, expect, test } from "vitest";
import { type ImportRun, type Row, runImporter } from "../../testing/run-importer.ts";
import { perfData } from "../perf-data/index.ts";
import { perfScript } from "./index.ts";

const fixtures = "test/fixtures/perf";
const captures = process.env.PLIMSOLL_CAPTURES ?? "../shared/captures";

const load = (path: string): Uint8Array =>
  path.endsWith(".zst") ? decompress(readFileSync(path)) : readFileSync(path);

/** Columns to compare: `addr` only where the text was printed with it, `ip` only where it holds addresses. */
type Compared = readonly ("addr" | "ip")[];

/** Rows as text, sorted, with times cut to what the text shows. */
function keysOf(run: ImportRun, table: string, stepNs: number, compared: Compared): string[] {
  const spans = new Map<unknown, Row[]>();
  for (const task of run.tables.task ?? []) spans.set(task.id, [...(spans.get(task.id) ?? []), task]);
  const taskAt = (id: unknown, t: bigint | null): Row | undefined =>
    spans.get(id)?.find((s) => t === null || ((s.from_t as bigint) <= t && t < (s.until_t as bigint)));
  const keys = (run.tables[table] ?? []).map((row) => {
    const t = row.t as bigint | null;
    const task = taskAt(row.task_id, t);
    const comm = String(task?.comm).trim().split("\n").at(-1);
    const values = compared.map((column) => row[column] ?? null);
    return [
      t === null ? t : t / BigInt(stepNs),
      row.cpu,
      task?.tid,
      comm,
      run.names[row.event_id as number],
      ...values,
    ].join("|");
  });
  return keys.sort();
}

async function compare(binary: string, text: string, compared: Compared): Promise<void> {
  const fromText = await runImporter(perfScript, load(text), {});
  const fromBinary = await runImporter(perfData, load(binary), { readAt: true });
  expect(fromText.status).toBe("whole");
  expect(fromText.records.lost, "the text cannot tell").toBeNull();
  const step = fromText.clock?.stepNs ?? 1;
  for (const table of ["fault", "event"]) {
    expect(keysOf(fromText, table, step, compared)).toEqual(keysOf(fromBinary, table, step, compared));
  }
  expect(fromText.events).toEqual(fromBinary.events);
  expect(fromText.cpus).toEqual(fromBinary.cpus);
}

/** What the texts show of page faults, as their commands asked for. */
const withAddresses = /script-fields|lossy/;
const withoutIp = /callchain|phys-data\.script-fields|tracepoint|multi-event|reclaim|kvm-nested/;
const comparedIn = (text: string): Compared => [
  ...(withAddresses.test(text) ? (["addr"] as const) : []),
  ...(withoutIp.test(text) ? [] : (["ip"] as const)),
];

/** Texts beside a recording; not those of a group that was read together, of which perf prints a line for each member. */
function pairsIn(folder: string): [string, string][] {
  const files = readdirSync(folder);
  return files
    .filter((file) => /\.script.*\.txt/.test(file) && !/script-D/.test(file) && !/group-leader/.test(file))
    .map((text): [string, string] => [text.replace(/\.script.*$/, ".perf.data"), text])
    .filter(([binary]) => files.includes(binary));
}

describe("small recordings", () => {
  test.each(pairsIn(fixtures))("%s has the rows of %s", (binary, text) =>
    compare(join(fixtures, binary), join(fixtures, text), comparedIn(text)),
  );
});

const more: [string, string][] = [
  ["kvm-nested/r7-bigendian-s390x/perf-be.data.zst", "kvm-nested/r7-bigendian-s390x/perf-script.txt.zst"],
  ["kvm-nested/r8-32bit-armhf/perf-32.data.zst", "kvm-nested/r8-32bit-armhf/perf-script.txt.zst"],
  ["three-vms-lossy/page-faults-lossy.perf.data.zst", "three-vms-lossy/page-faults-lossy.script.txt.zst"],
  ["ftrace/damon/damon.perf.data", "ftrace/damon/damon.script.txt"],
];

const folder = join(captures, "perf");
describe.skipIf(!existsSync(folder))("all recordings (skipped where the captures are not there)", () => {
  if (!existsSync(folder)) return;
  const pairs = pairsIn(folder).map(([b, t]): [string, string] => [join("perf", b), join("perf", t)]);
  test.each([...pairs, ...more.filter(([b]) => existsSync(join(captures, b)))])(
    "%s has the rows of %s",
    (binary, text) => compare(join(captures, binary), join(captures, text), comparedIn(text)),
  );
});
