// Real recordings against what trace-cmd itself printed of them (ORACLE.json beside the files).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ImportRun, runImporter } from "../../testing/run-importer.ts";
import { captureFile, withoutCaptures } from "../../text/captures-for-tests.ts";
import { traceDat } from "./index.ts";

const folder = process.env.PLIMSOLL_CAPTURES ?? "../shared/captures";

interface Report {
  readonly by_event: Readonly<Record<string, number>>;
  readonly by_comm: Readonly<Record<string, number>>;
  readonly by_cpu: Readonly<Record<string, number>>;
  readonly first_ts_text: string;
  readonly last_ts_text: string;
}
interface Oracle {
  readonly trace_cmd_report?: Report;
  readonly kernel_overrun_by_cpu?: readonly number[];
}

const oracle: Readonly<Record<string, Oracle>> = withoutCaptures
  ? {}
  : JSON.parse(readFileSync(join(folder, "ORACLE.json"), "utf8"));
const names = Object.keys(oracle).filter((name) => oracle[name]?.trace_cmd_report);

const bare = (counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(counts).map(([cpu, n]) => [String(Number(cpu)), n]));

/** Seconds as the report prints them: rounded to the digits that it has. */
function printed(ns: bigint, digits: number): string {
  const unit = 10n ** BigInt(9 - digits);
  const rounded = ((ns + unit / 2n) / unit) * unit;
  return `${rounded / 1_000_000_000n}.${String(rounded % 1_000_000_000n)
    .padStart(9, "0")
    .slice(0, digits)}`;
}

function expectLike(run: ImportRun, report: Report, name: string): void {
  expect(run.events).toEqual(report.by_event);
  expect(run.comms).toEqual(report.by_comm);
  expect(run.cpus).toEqual(bare(report.by_cpu));
  expect([run.records.rejected, run.records.skipped, run.status]).toEqual([0, 0, "whole"]);
  // Counts and cycles have no unit, and of boot the report prints bare ns; uptime is printed as if it were ns.
  if (/clock-(counter|x86-tsc|uptime)/.test(name)) return;
  const { first, last } = run.span as NonNullable<ImportRun["span"]>;
  const digits = report.first_ts_text.split(".")[1]?.length;
  const text = (ns: bigint): string => (digits === undefined ? String(ns) : printed(ns, digits));
  expect([text(first), text(last)]).toEqual([report.first_ts_text, report.last_ts_text]);
}

describe.skipIf(withoutCaptures)("a recording is read as trace-cmd reports it", () => {
  test.each(names)("%s", async (name) => {
    const { trace_cmd_report: report, kernel_overrun_by_cpu: overruns } = oracle[name] as Required<Oracle>;
    const run = await runImporter(traceDat, captureFile(name));
    expectLike(run, report, name);
    const lost = (overruns ?? []).reduce((sum, n) => sum + n, 0);
    expect(run.records.lost).toBe(lost);
    expect((run.tables.loss ?? []).reduce((sum, row) => sum + Number(row.n), 0)).toBe(lost);
  });
});
