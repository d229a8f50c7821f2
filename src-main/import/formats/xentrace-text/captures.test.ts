import { describe, expect, test } from "vitest";
import { type ImportRun, type Row, runImporter } from "../../testing/run-importer.ts";
import { captureFile, withoutCaptures } from "../../text/captures-for-tests.ts";
import { xentrace } from "../xentrace/index.ts";
import { xentraceText } from "./index.ts";

const RATES = { tsc: 2_596_136_000 };
const binary = (name: string) => runImporter(xentrace, captureFile(`xen/${name}`), { rates: RATES });
const text = (name: string) => runImporter(xentraceText, captureFile(`xen/${name}`), { rates: RATES, chunk: 10_007 });
const EXAMPLES = ["hvm-boot", "lossy", "mem-lifecycle", "pv-balloon", "pvh-npf"];

const rows = (run: ImportRun, table: string): readonly Row[] => run.tables[table] ?? [];
/** Rows as texts in order, names for ids. */
function shown(run: ImportRun, table: string, columns: readonly string[]): string[] {
  const comms = new Map(rows(run, "task").map((task) => [task.id, task.comm]));
  const value = (row: Row, column: string) => {
    if (column === "task") return comms.get(row.task_id ?? null) ?? null;
    if (column === "reason") return run.names[row.reason_id as number];
    if (column === "event") return run.names[row.event_id as number];
    return row[column] ?? null;
  };
  return rows(run, table)
    .map((row) => columns.map((column) => String(value(row, column))).join(" "))
    .sort();
}

const MEMORY = ["kind", "task", "cpu", "t", "addr", "bytes", "frame", "writable"];
const FAULT = ["kind", "task", "cpu", "t", "event", "addr", "access", "mmio", "code", "ip", "stall_ns"];
const EXIT = ["reason", "task", "cpu", "t", "isa", "ip", "stall_ns"];
const SCHED = ["state", "task", "cpu", "t", "ns"];

// Expected: the rows of the binary recording that the text was made of, by the original tools.
describe.skipIf(withoutCaptures)("text and binary of one recording (skipped: the captures are not there)", () => {
  test.each(EXAMPLES)("xentrace_format of %s gives the same rows", async (name) => {
    const [b, t] = [await binary(`examples/${name}-example.xt`), await text(`examples/${name}-example.format.txt`)];
    expect(t.complaints).toEqual([]);
    expect(t.events).toEqual(b.events);
    expect([t.cpus, t.comms, t.records.lost, t.span]).toEqual([b.cpus, b.comms, b.records.lost, b.span]);
    for (const [table, columns] of [
      ["mmu", MEMORY],
      ["fault", FAULT],
      ["vm_exit", EXIT],
    ] as const)
      expect([table, shown(t, table, columns)]).toEqual([table, shown(b, table, columns)]);
    // The text does not say when the first record was lost.
    if (b.records.lost === 0) expect(shown(t, "sched", SCHED)).toEqual(shown(b, "sched", SCHED));
  });

  test.each(EXAMPLES)("xenalyze --dump-all of %s gives the rows of what it prints", async (name) => {
    const [b, t] = [await binary(`examples/${name}-example.xt`), await text(`examples/${name}-example.dump-all.txt`)];
    expect(t.complaints).toEqual([]);
    expect(t.records.lost).toBe(b.records.lost);
    // Its times are cut to ns after another rounding; behind lost records it goes on guessing who runs; and it leaves out
    // records of vCPUs that it does not know.
    const unlike = ["t", "stall_ns", "event", ...(b.records.lost ? ["task"] : [])];
    for (const [table, columns] of [
      ["mmu", MEMORY],
      ["fault", FAULT],
      ["vm_exit", EXIT],
    ] as const) {
      const told = columns.filter((column) => !unlike.includes(column));
      const rest = shown(b, table, told);
      const most = rest.length * 0.02;
      const strange = shown(t, table, told).filter((row) => {
        const at = rest.indexOf(row);
        if (at >= 0) rest.splice(at, 1);
        return at < 0;
      });
      expect([table, strange]).toEqual([table, []]);
      expect([table, rest.length <= most]).toEqual([table, true]);
    }
  });
});
