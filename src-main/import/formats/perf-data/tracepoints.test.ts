// Tracepoints in recordings written field by field: layouts of kernels 4.8 to 6.18, both byte orders, CPUs out of order.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ImportRun, runImporter } from "../../testing/run-importer.ts";
import {
  byteWriter,
  type Field,
  perfFile,
  record,
  sampleRecord,
  trailer,
  type WrittenEvent,
} from "../../testing/write-perf.ts";
import { field, payload, tracingData, type WrittenTracepoint } from "../../testing/write-tracepoint.ts";
import { perfData } from "./index.ts";

const u32 = (name: string) => field(`unsigned int ${name}`, 4);
const u64 = (name: string) => field(`u64 ${name}`, 8);
const ulong = (name: string) => field(`unsigned long ${name}`, 8);

const exitOf = (id: number, fields: WrittenTracepoint["fields"]): WrittenTracepoint => ({
  system: "kvm",
  name: "kvm_exit",
  id,
  fields,
});
const rest = [u32("exit_reason"), ulong("guest_rip"), u32("isa"), u64("info1"), u64("info2")];
const more = [u32("intr_info"), u32("error_code"), u32("vcpu_id")];
/** Field histories of formats.md, 5.1. */
const exits = {
  "4.8": exitOf(10, [u32("vcpu_id"), ...rest]),
  "5.10": exitOf(10, [...rest, ...more]),
  "6.18": exitOf(10, [...rest, ...more, u64("requests")]),
};
const faults: Readonly<Record<string, WrittenTracepoint>> = {
  "4.8": { system: "kvm", name: "kvm_page_fault", id: 11, fields: [ulong("fault_address"), u32("error_code")] },
  "6.1": {
    system: "kvm",
    name: "kvm_page_fault",
    id: 11,
    fields: [u32("vcpu_id"), ulong("guest_rip"), u64("fault_address"), u64("error_code")],
  },
};
const entry: WrittenTracepoint = { system: "kvm", name: "kvm_entry", id: 12, fields: [u32("vcpu_id"), ulong("rip")] };

const FIELDS: readonly Field[] = ["IDENTIFIER", "IP", "TID", "TIME", "CPU", "PERIOD", "RAW"];

type Values = Readonly<Record<string, bigint | number | string>>;
interface Sample {
  readonly event: number;
  readonly t: number;
  readonly values?: Values;
  readonly tid?: number;
  readonly cpu?: number;
}

interface Setup {
  readonly big?: boolean;
  readonly chunk?: number;
}

/** Imports samples of some tracepoints; other records stand between them as they are. */
async function imported(
  tracepoints: readonly WrittenTracepoint[],
  items: readonly (Sample | Buffer)[],
  { big = false, chunk = 65_536 }: Setup = {},
): Promise<ImportRun> {
  const events = tracepoints.map(
    ({ system, name, id }): WrittenEvent => ({
      name: `${system}:${name}`,
      type: 2,
      config: BigInt(id),
      fields: FIELDS,
    }),
  );
  const records = items.map((item) => {
    if (!("event" in item)) return item;
    const { event, t, values = {}, tid = 700, cpu = 0 } = item;
    const raw = payload(tracepoints[event] as WrittenTracepoint, values, big, tid);
    const sample = { event, ip: 1n, pid: 700, tid, time: BigInt(t), addr: 0n, cpu, raw };
    return sampleRecord(big, events[event] as WrittenEvent, sample);
  });
  const sections = new Map([[1, tracingData(tracepoints, big)]]);
  return runImporter(perfData, perfFile({ big, events, records, sections }), { readAt: true, chunk });
}

const round = record(false, 68, 0, new Uint8Array());
const plain: WrittenEvent = { name: "x", type: 2, config: 10n, fields: FIELDS };
const side = (type: number, body: Uint8Array, time: number, cpu = 0): Buffer => {
  const who = trailer(false, plain, 0, { pid: 700, tid: 700, time: BigInt(time) });
  // The trailer's CPU stands before its event.
  who.writeUInt32LE(cpu, who.length - 16);
  return record(false, type, 0, byteWriter(false).bytes(body).bytes(who).done());
};
const comm = (time: number, tid: number, name: string): Buffer =>
  side(3, byteWriter(false).u32(700).u32(tid).text(name, 8).done(), time);

describe("exits and page faults", () => {
  test.each(
    Object.entries(exits).flatMap(([kernel, exit]) =>
      [false, true].map((big) => [kernel, big, exit, faults[kernel === "4.8" ? "4.8" : "6.1"]] as const),
    ),
  )("of kernel %s (big-endian: %s) have the values that were written", async (_, big, exit, fault) => {
    const tracepoints = [exit, fault as WrittenTracepoint, entry];
    const run = await imported(
      tracepoints,
      [
        {
          event: 0,
          t: 100,
          values: {
            exit_reason: 48,
            guest_rip: 0xffff_ffff_8100_0000n,
            isa: 1,
            info1: 0x182,
            info2: 0x8000_0000_0000_0001n,
          },
        },
        { event: 1, t: 110, values: { fault_address: 0x1_2345_6000n, error_code: 0x182, guest_rip: 7n } },
        { event: 2, t: 150 },
      ],
      { big },
    );
    expect(run.tables.vm_exit).toMatchObject([
      { t: 100n, isa: "vmx", ip: 0xffff_ffff_8100_0000n, info1: 0x182n, info2: 0x8000_0000_0000_0001n, stall_ns: 50n },
    ]);
    expect(run.names[run.tables.vm_exit?.[0]?.reason_id as number]).toBe("EPT_VIOLATION");
    expect(run.tables.fault).toMatchObject([
      {
        kind: "ept",
        addr: 0x1_2345_6000n,
        code: 0x182n,
        access: "write",
        first_touch: true,
        walk: false,
        stall_ns: 50n,
      },
    ]);
    expect(run.events).toEqual({ "kvm:kvm_exit": 1, "kvm:kvm_page_fault": 1, "kvm:kvm_entry": 1 });
    expect(run.comms).toEqual({ ":700": 3 });
    expect(run.cpus).toEqual({ 0: 3 });
    expect(run.properties).toMatchObject({ isa: "vmx", page_size: "4096" });
  });

  test("of an AMD host before kernel 6.1, whose codes are cut, are nested faults by the exit before them", async () => {
    const run = await imported(
      [exits["4.8"], faults["4.8"] as WrittenTracepoint, entry],
      [
        { event: 0, t: 100, values: { exit_reason: 0x400, isa: 2 } },
        { event: 1, t: 110, values: { fault_address: 0x5000, error_code: 6 } },
        { event: 2, t: 150 },
      ],
    );
    expect(run.tables.fault).toMatchObject([{ kind: "npt", access: "write", first_touch: true, walk: null, ip: null }]);
  });

  test("are paired though the thread moved to a CPU whose records stand before those of the other", async () => {
    const run = await imported(
      [exits["5.10"], entry],
      [
        { event: 1, t: 300, cpu: 1 },
        { event: 0, t: 500, cpu: 1, values: { exit_reason: 0x7b, isa: 2 } },
        { event: 0, t: 100, cpu: 0, values: { exit_reason: 0x400, isa: 2 } },
        round,
        { event: 1, t: 900, cpu: 0 },
        round,
        round,
      ],
    );
    const lengths = run.tables.vm_exit?.map((row) => [row.t, row.stall_ns]);
    expect(lengths).toEqual([
      [100n, 200n],
      [500n, 400n],
    ]);
    expect(run.remarks).toEqual([]);
  });

  test("across records that were lost on their CPU have no length, and the loss is a span since its last record", async () => {
    const lost = side(2, byteWriter(false).u64(1).u64(9).done(), 150);
    const run = await imported(
      [exits["5.10"], entry],
      [{ event: 0, t: 100, values: { exit_reason: 0x400, isa: 2 } }, lost, { event: 1, t: 200 }],
    );
    expect(run.tables.vm_exit?.[0]?.stall_ns).toBeNull();
    expect(run.tables.loss).toEqual([{ seq: 2n, t: 100n, until_t: 150n, cpu: 0, n: 9n }]);
    expect(run.records.lost).toBe(9);
  });
});

test("records without a row count for the name that their thread had at that time", async () => {
  const run = await imported(
    [entry],
    [
      { event: 0, t: 10 },
      { event: 0, t: 30 },
      comm(20, 700, "later"),
      { event: 0, t: 5, tid: 0 },
      side(7, byteWriter(false).u32(700).u32(700).u32(701).u32(700).u64(40).done(), 40),
      { event: 0, t: 50, tid: 701 },
      comm(0, 700, "first"),
      { event: 0, t: 60, tid: 900 },
      round,
    ],
  );
  // By time: 700 is "first" from the start and "later" from 20 on, of which 701 inherits its name at 40.
  expect(run.comms).toEqual({ first: 1, later: 2, swapper: 1, ":900": 1 });
});

test("fields of any other tracepoint are kept: numbers extended, texts by their ids", async () => {
  const other: WrittenTracepoint = {
    system: "sched",
    name: "sched_wakeup_new",
    id: 99,
    fields: [field("char comm[16]", 16), field("pid_t pid", 4, true), field("int prio", 4, true), u64("wide")],
  };
  const run = await imported(
    [other],
    [{ event: 0, t: 5, values: { comm: "bash", pid: -1, prio: 120, wide: 2n ** 63n } }],
  );
  const [row] = run.tables.event ?? [];
  expect(row).toMatchObject({ v2: -1n, v3: 120n, v4: -(2n ** 63n), v5: null });
  expect(run.names[Number(row?.v1)]).toBe("bash");
  expect(run.tables.event_field?.map((f) => [f.v, f.name, f.type])).toEqual([
    [1, "comm", "char[16]"],
    [2, "pid", "pid_t"],
    [3, "prio", "int"],
    [4, "wide", "u64"],
  ]);
});

test("whatever the order of the CPUs' records between marks and the size of chunks, exits last as long as in the order of time", async () => {
  const step = fc.record({
    exits: fc.boolean(),
    ns: fc.integer({ min: 1, max: 1000 }),
    cpu: fc.integer({ min: 0, max: 2 }),
    tid: fc.integer({ min: 1, max: 2 }),
    endsRound: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 300 }), async (steps, chunk) => {
      let t = 0;
      const samples = steps.map(({ exits: isExit, ns, cpu, tid }): Sample => {
        t += ns;
        return { event: isExit ? 0 : 1, t, cpu, tid, ...(isExit ? { values: { exit_reason: 0x400, isa: 2 } } : {}) };
      });
      const rounds: Sample[][] = [[]];
      for (const [i, sample] of samples.entries()) {
        rounds.at(-1)?.push(sample);
        if (steps[i]?.endsRound) rounds.push([]);
      }
      const shuffled = rounds.flatMap((one) => [
        ...[2, 0, 1].flatMap((cpu) => one.filter((sample) => sample.cpu === cpu)),
        round,
      ]);
      const lengths = (run: ImportRun) =>
        new Map(run.tables.vm_exit?.map((row) => [row.t as bigint, row.stall_ns as bigint | null]));
      const inOrder = lengths(await imported([exits["5.10"], entry], samples));
      expect(lengths(await imported([exits["5.10"], entry], shuffled, { chunk }))).toEqual(inOrder);
    }),
    { numRuns: 60, seed: 11 },
  );
});
