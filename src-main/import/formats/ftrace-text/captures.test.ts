// Texts against the counts of ORACLE.json, against recordings of the same events, and their spellings against each other.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decompress } from "fzstd";
import { describe, expect, test } from "vitest";
import { type ImportRun, type Row, runImporter } from "../../testing/run-importer.ts";
import { captureFile, withoutCaptures } from "../../text/captures-for-tests.ts";
import { traceDat } from "../trace-dat/index.ts";
import { ftraceText } from "./index.ts";

const fixtures = "test/fixtures/trace-text";
const captures = process.env.PLIMSOLL_CAPTURES ?? "../shared/captures";
const fixture = (name: string): Uint8Array => decompress(readFileSync(join(fixtures, `${name}.txt.zst`)));
const oracleOf = (path: string) => (withoutCaptures ? {} : JSON.parse(readFileSync(join(captures, path), "utf8")));

/** Tables whose rows a text fills as the recording does; other events keep what their texts tell. */
const TABLES = ["fault", "vm_exit", "mmu", "sched", "region", "loss"];
/** Times and what is made of them: texts may be rounded to microseconds. */
const OF_TIMES = ["t", "until_t", "stall_ns", "span_ns", "ns"];

/** Rows of a table as texts without their places, names and threads in the place of ids. */
function keysOf(run: ImportRun, table: string, exact: boolean): string[] {
  const tasks = new Map<unknown, Row[]>();
  for (const task of run.tables.task ?? []) tasks.set(task.id, [...(tasks.get(task.id) ?? []), task]);
  const tidOf = ({ task_id: id, t }: Row) =>
    tasks
      .get(id)
      ?.find((s) => t == null || ((s.from_t as bigint) <= (t as bigint) && (t as bigint) < (s.until_t as bigint)))?.tid;
  return (run.tables[table] ?? [])
    .map((row) => {
      const values = Object.entries(row)
        .filter(([name]) => !["seq", "task_id"].includes(name) && (exact || !OF_TIMES.includes(name)))
        .map(([name, value]) => (/^(event|reason)_id$/.test(name) ? run.names[value as number] : String(value)));
      return [...values, tidOf(row)].join("|");
    })
    .sort();
}

function expectEqualRows(got: ImportRun, wanted: ImportRun, exact: boolean): void {
  for (const table of TABLES) expect(keysOf(got, table, exact), table).toEqual(keysOf(wanted, table, exact));
  expect(got.events).toEqual(wanted.events);
  expect(got.cpus).toEqual(wanted.cpus);
}

/** Numbers of lines by grep -c. */
describe("kernel text, the plugins' text and raw output of one recording give the same rows", () => {
  test.each([
    ["npt", { kvm_exit: 155, kvm_page_fault: 108 }],
    ["lost", { kvm_exit: 652, kvm_page_fault: 58 }],
  ])("%s", async (name, events) => {
    const kernel = await runImporter(ftraceText, fixture(`${name}.kernel`));
    expect(kernel.events).toMatchObject(events);
    expect(kernel.records.rejected).toBe(0);
    for (const spelling of ["plugin", "raw"])
      expectEqualRows(await runImporter(ftraceText, fixture(`${name}.${spelling}`)), kernel, true);
  });

  test("what was lost stands between the events of its CPU", async () => {
    const { tables, records } = await runImporter(ftraceText, fixture("lost.plugin"));
    expect(records.lost).toBe(122);
    expect(tables.loss).toMatchObject([{ cpu: 0, n: 122n, t: 20440159520n, until_t: 20451513630n }]);
  });

  test("chunks of any size give the same rows", async () => {
    const text = fixture("npt.plugin").subarray(0, 60_000);
    const wanted = await runImporter(ftraceText, text);
    for (const chunk of [1, 7, 4093]) expect(await runImporter(ftraceText, text, { chunk })).toEqual(wanted);
  });
});

interface Counts {
  readonly lines_not_comment?: number;
  readonly entries_in_buffer?: number;
  readonly entries_written?: number;
  readonly by_event?: Readonly<Record<string, number>>;
  readonly by_comm?: Readonly<Record<string, number>>;
  readonly by_cpu?: Readonly<Record<string, number>>;
  readonly first_ts?: string;
  readonly last_ts?: string;
}

const oracle: Readonly<Record<string, Counts>> = oracleOf("ORACLE.json");
const texts = Object.keys(oracle).filter(
  (name) => /(host-text|damon)\/trace.*\.txt$/.test(name) && oracle[name]?.by_event,
);
const numbered = (counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(counts).map(([cpu, n]) => [String(Number(cpu)), n]));

/** ns of `SECONDS.MICROSECONDS`; null for counts, which are no times. */
function nsOf(text: string | undefined): bigint | null {
  const [seconds, us] = (text ?? "").split(".");
  return us === undefined ? null : BigInt(seconds as string) * 1_000_000_000n + BigInt(us) * 1000n;
}

describe.skipIf(withoutCaptures)("a text of the kernel has the counts of its oracle", () => {
  test.each(texts)("%s", async (name) => {
    const counts = oracle[name] as Counts;
    const run = await runImporter(ftraceText, captureFile(name));
    expect(run.events).toEqual(counts.by_event);
    if (counts.by_comm) expect(run.comms).toEqual(counts.by_comm);
    if (counts.by_cpu) expect(run.cpus).toEqual(numbered(counts.by_cpu));
    expect([run.records.accepted, run.records.rejected]).toEqual([counts.lines_not_comment, 0]);
    const { entries_written: written, entries_in_buffer: kept } = counts;
    expect(run.records.lost).toBe(written === undefined || kept === undefined ? null : written - kept);
    if (nsOf(counts.first_ts) !== null)
      expect(run.span).toEqual({ first: nsOf(counts.first_ts), last: nsOf(counts.last_ts) });
  });

  test("kvm-nested/r1-npt-6.1/ftrace-raw.txt", async () => {
    const name = "r1-npt-6.1";
    const counts = oracleOf("kvm-nested/ORACLE.json")[name]["ftrace-raw.txt"];
    const run = await runImporter(ftraceText, captureFile(`kvm-nested/${name}/ftrace-raw.txt`));
    expect(run.events).toEqual(counts.events);
    expect(run.comms).toEqual(counts.by_comm);
    expect(run.cpus).toEqual(counts.by_cpu);
    expect(run.records.lost).toBe(counts.header_entries_written - counts.header_entries_in_buffer);
    expect([run.tables.vm_exit?.length, run.tables.fault?.length]).toEqual([11057, 6602]);
    // CPU 0 wrote so much more that its data begin 20 s later.
    expect(run.tables.loss).toMatchObject([
      { cpu: null, n: 111148n, t: 1037431669000n },
      { cpu: 0, n: null, t: 1037431669000n, until_t: 1057975514000n },
    ]);
  });
});

const folder = join(captures, "ftrace/trace-cmd");
const reports = existsSync(folder) ? readdirSync(folder).filter((file) => /\.report.*\.txt(\.zst)?$/.test(file)) : [];
/** Of one CPU of two only, or with comms cut to 8 characters. */
const partial = /report-cpu0|report-latency/;

describe.skipIf(withoutCaptures)("a report of trace-cmd has the rows of its recording", () => {
  test.each(reports.filter((file) => !partial.test(file)))("ftrace/trace-cmd/%s", async (file) => {
    const binary = await runImporter(traceDat, captureFile(`ftrace/trace-cmd/${file.replace(/\.report.*$/, ".dat")}`));
    const text = await runImporter(ftraceText, captureFile(`ftrace/trace-cmd/${file.replace(/\.zst$/, "")}`));
    const hasTimes = text.span !== null;
    expectEqualRows(text, binary, hasTimes && /-ts/.test(file) && !/clock-uptime/.test(file));
    expect(text.comms).toEqual(binary.comms);
    expect(text.records.lost).toBe(binary.records.lost);
  });

  test.each([
    ["ftrace/damon/damon.report.txt", "ftrace/damon/damon.dat"],
    ["ftrace/ksm/ksm.report.txt", "ftrace/ksm/ksm.dat"],
  ])("%s", async (text, binary) => {
    const [got, wanted] = [
      await runImporter(ftraceText, captureFile(text)),
      await runImporter(traceDat, captureFile(binary)),
    ];
    expectEqualRows(got, wanted, false);
  });

  test("a part of a recording of KVM, in three spellings", async () => {
    const whole = await runImporter(traceDat, captureFile("kvm-nested/r6-lost-6.1/trace-tinybuf.dat"));
    for (const spelling of ["plugin", "kernel", "raw"]) {
      const part = await runImporter(ftraceText, fixture(`lost.${spelling}`));
      const { first, last } = part.span as NonNullable<ImportRun["span"]>;
      const inPart = ({ t }: Row): boolean => (t as bigint) >= first && (t as bigint) <= last;
      const tables = Object.fromEntries(
        Object.entries(whole.tables).map(([n, rows]) => [n, n === "task" ? rows : rows.filter(inPart)]),
      );
      for (const table of TABLES)
        expect(keysOf(part, table, true), table).toEqual(keysOf({ ...whole, tables }, table, true));
    }
  });
});
