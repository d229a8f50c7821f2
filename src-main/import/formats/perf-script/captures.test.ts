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

/** Sum of the losses that a text tells of, those counted by event in the place of those in time; null for none. */
function lostIn(bytes: Uint8Array): number | null {
  const text = new TextDecoder().decode(bytes);
  const sum = (kind: string): number | null => {
    const found = [...text.matchAll(new RegExp(`: PERF_RECORD_${kind} lost (\\d+)`, "g"))];
    return found.length ? found.reduce((n, [, records]) => n + Number(records), 0) : null;
  };
  return sum("LOST_SAMPLES") ?? sum("LOST");
}

async function compare(binary: string, text: string, compared: Compared): Promise<void> {
  const fromText = await runImporter(perfScript, load(text), {});
  const fromBinary = await runImporter(perfData, load(binary), { readAt: true });
  expect(fromText.status).toBe("whole");
  expect(fromText.records.lost, "as the text tells, if it does").toBe(lostIn(load(text)));
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

/** A part of a recording of KVM, with the losses that perf was asked to print. */
const partOfKvm = () => runImporter(perfScript, load("test/fixtures/trace-text/lost.perf.txt.zst"), {});

test("the losses of a recording of KVM are told, and exits across them have no stall", async () => {
  const { tables, records } = await partOfKvm();
  // By grep and awk over the text.
  expect([tables.loss?.length, records.lost]).toEqual([16, 1175]);
  const unknown = tables.vm_exit?.filter((row) => row.stall_ns === null) ?? [];
  expect(unknown.length).toBeGreaterThan(0);
  for (const { t } of unknown)
    expect(tables.loss?.some((loss) => (t as bigint) <= (loss.until_t as bigint))).toBe(true);
});

const folder = join(captures, "perf");
describe.skipIf(!existsSync(folder))("all recordings (skipped where the captures are not there)", () => {
  if (!existsSync(folder)) return;
  const pairs = pairsIn(folder).map(([b, t]): [string, string] => [join("perf", b), join("perf", t)]);
  test.each([...pairs, ...more.filter(([b]) => existsSync(join(captures, b)))])(
    "%s has the rows of %s",
    (binary, text) => compare(join(captures, binary), join(captures, text), comparedIn(text)),
  );

  test("a part of a recording of KVM has the exits, faults, mappings and losses of the recording", async () => {
    const part = await partOfKvm();
    const whole = await runImporter(perfData, load(join(captures, "kvm-nested/r6-lost-6.1/perf-tinybuf.data.zst")), {});
    const { first, last } = part.span ?? { first: 0n, last: 0n };
    const valuesOf = (run: ImportRun, table: string): string[] =>
      (run.tables[table] ?? [])
        .filter(({ t }) => (t as bigint) >= first && (t as bigint) <= last)
        .map(({ seq: _seq, task_id: _task, mmio: _mmio, ...row }) => {
          const { event_id: event, reason_id: reason, ...values } = row;
          const texts = [event, reason].map((id) => (id === undefined ? "" : run.names[id as number]));
          return [...Object.values(values), ...texts].join("|");
        })
        .sort();
    for (const table of ["vm_exit", "fault", "mmu", "loss"])
      expect(valuesOf(part, table), table).toEqual(valuesOf(whole, table));
  });
});
