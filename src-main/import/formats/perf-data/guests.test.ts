// Recordings of KVM hosts against the counts that perf's own text gave (captures/kvm-nested, ORACLE.json).
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decompress } from "fzstd";
import { describe, expect, test } from "vitest";
import { type ImportRun, type Row, runImporter } from "../../testing/run-importer.ts";
import { perfData } from "./index.ts";

const captures = join(process.env.PLIMSOLL_CAPTURES ?? "../shared/captures", "kvm-nested");

interface Phase {
  readonly page_faults: number;
  readonly distinct_pages: number;
  readonly kvm_exit: number;
}
interface Vcpu {
  readonly exit_reasons: Readonly<Record<string, number>>;
  readonly exits?: number;
  readonly page_faults?: number;
  readonly guest_faults?: number;
  readonly page_fault_error_codes?: Readonly<Record<string, number>>;
  readonly distinct_gfns_faulted_below_128MiB?: number;
  readonly distinct_gfns_faulted_in_ram_0x40000000_to_0x48000000?: number;
  readonly phases?: Readonly<Record<string, Phase>>;
}
type Oracle = Readonly<
  Record<string, Readonly<Record<string, { readonly vcpu_threads: Readonly<Record<string, Vcpu>> }>>>
>;

const load = (path: string): Uint8Array => decompress(readFileSync(path));

const count = <T>(items: readonly T[], key: (item: T) => string): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1;
  return counts;
};

/** The oracle's parser took one word: `PF` of `PF excp`; and what stands in parentheses: `UNKNOWN` of an interrupt on arm64. */
const asParsed = (reason: string): string => (reason === "IRQ" ? "UNKNOWN" : reason.replace(/ excp$/, ""));

const pagesOf = (rows: readonly Row[], from: bigint, until: bigint): number =>
  new Set(
    rows
      .map((row) => row.addr as bigint)
      .filter((a) => from <= a && a < until)
      .map((a) => a >> 12n),
  ).size;

function compareVcpu(run: ImportRun, tid: number, vcpu: Vcpu): void {
  const tasks = new Set(run.tables.task?.filter((task) => task.tid === tid).map((task) => task.id));
  const of = (table: string): Row[] => run.tables[table]?.filter((row) => tasks.has(row.task_id as number)) ?? [];
  const exits = of("vm_exit");
  const faults = of("fault");
  expect(count(exits, (row) => asParsed(run.names[row.reason_id as number] as string))).toEqual(vcpu.exit_reasons);
  expect(faults).toHaveLength(vcpu.page_faults ?? vcpu.guest_faults ?? 0);
  if (vcpu.page_fault_error_codes)
    expect(count(faults, (row) => (row.code as bigint).toString(16))).toEqual(vcpu.page_fault_error_codes);
  const ram = 0x800_0000n;
  if (vcpu.distinct_gfns_faulted_below_128MiB !== undefined)
    expect(pagesOf(faults, 0n, ram)).toBe(vcpu.distinct_gfns_faulted_below_128MiB);
  const arm = vcpu.distinct_gfns_faulted_in_ram_0x40000000_to_0x48000000;
  if (arm !== undefined) expect(pagesOf(faults, 0x4000_0000n, 0x4000_0000n + ram)).toBe(arm);
  // A fault and its exit last equally long, and no fault lies outside an exit.
  const lengths = new Set(exits.map((row) => row.stall_ns));
  expect(faults.filter((row) => !lengths.has(row.stall_ns as bigint | null))).toEqual([]);
  comparePhases(run, of("event"), exits, faults, vcpu);
}

/** A guest marks a phase by a write of 0x504cGGPP to port 0xf4; what follows is of that phase. */
function comparePhases(
  run: ImportRun,
  events: readonly Row[],
  exits: readonly Row[],
  faults: readonly Row[],
  vcpu: Vcpu,
) {
  const names = Object.keys(vcpu.phases ?? {});
  if (names.length < 2 || !events.length) return;
  const isMark = (row: Row): boolean =>
    /kvm_pio$/.test(run.names[row.event_id as number] as string) &&
    row.v2 === 0xf4n &&
    (row.v5 as bigint) >> 16n === 0x504cn;
  const byTime = (a: Row, b: Row): number =>
    Number((a.t as bigint) - (b.t as bigint)) || Number((a.seq as bigint) - (b.seq as bigint));
  const marks = events.filter(isMark).sort(byTime);
  const phaseOf = (row: Row): string => {
    const last = marks.filter((mark) => byTime(mark, row) <= 0).at(-1);
    return last ? String(Number((last.v5 as bigint) & 0xffn)) : "before-first-marker";
  };
  for (const [name, phase] of Object.entries(vcpu.phases ?? {})) {
    const inPhase = faults.filter((row) => phaseOf(row) === name);
    expect([inPhase.length, exits.filter((row) => phaseOf(row) === name).length], `phase ${name}`).toEqual([
      phase.page_faults,
      phase.kvm_exit,
    ]);
    expect(new Set(inPhase.map((row) => (row.addr as bigint) >> 12n)).size, `pages of phase ${name}`).toBe(
      phase.distinct_pages,
    );
  }
}

const oraclePath = join(captures, "ORACLE.json");
const withEvents = ["vm_exit", "fault", "task", "event"];

describe.skipIf(!existsSync(oraclePath))("recordings of KVM hosts (skipped where the captures are not there)", () => {
  const oracle: Oracle = existsSync(oraclePath) ? JSON.parse(readFileSync(oraclePath, "utf8")) : {};

  test.each([
    ["r1-npt-6.1", "perf-all.data", withEvents.slice(0, 3)],
    ["r2-few-6.1", "perf-three.data", withEvents],
    ["r2-few-6.1", "perf-kvmstat.data", withEvents],
    ["r3-shadow-6.1", "perf-few.data", withEvents],
    ["r5-arm64-6.1", "perf-all.data", withEvents.slice(0, 3)],
    ["r6-lost-6.1", "perf-tinybuf.data", withEvents],
  ])(
    "%s/%s has the exits, page faults and frames of each vCPU, phase by phase",
    async (folder, file, keep) => {
      const run = await runImporter(perfData, load(join(captures, folder, `${file}.zst`)), { keep });
      for (const [tid, vcpu] of Object.entries(oracle[folder]?.[file]?.vcpu_threads ?? {}))
        compareVcpu(run, Number(tid), vcpu);
    },
    60_000,
  );

  test("exits last as long as perf kvm stat report says, in sum and on the average of each reason", async () => {
    const bytes = load(join(captures, "r2-few-6.1", "perf-kvmstat.data.zst"));
    const run = await runImporter(perfData, bytes, { keep: ["vm_exit"] });
    // kvmstat-vmexit.txt beside the recording: name, samples, ..., average time.
    const report = readFileSync(join(captures, "r2-few-6.1", "kvmstat-vmexit.txt"), "utf8");
    const rows = [...report.matchAll(/^ +(\w[\w ]*?) +(\d+) .* ([\d.]+)us \(/gm)];
    expect(rows.length).toBeGreaterThan(10);
    const paired = run.tables.vm_exit?.filter((row) => row.stall_ns !== null) ?? [];
    for (const [, reason, samples, average] of rows) {
      const own = paired.filter((row) => run.names[row.reason_id as number] === reason);
      expect(own.length, reason).toBe(Number(samples));
      const ns = own.reduce((sum, row) => sum + Number(row.stall_ns), 0);
      expect((ns / own.length / 1000).toFixed(2), reason).toBe(average);
    }
    const total = /Total Samples:(\d+), Total events handled time:([\d.]+)us/.exec(report);
    expect(paired.length).toBe(Number(total?.[1]));
    expect((paired.reduce((sum, row) => sum + Number(row.stall_ns), 0) / 1000).toFixed(2)).toBe(total?.[2]);
  });
});
