// Exits, entries and page faults of guests: field names and values as kernels 4.8 to 6.18 and arm64 record them.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type PlayedRecord, playTrace } from "../testing/play-trace.ts";
import type { ImportRun } from "../testing/run-importer.ts";

const NPF = 0x400;
const VIOLATION = 48;

const exit = (t: number, reason: number, more: Partial<PlayedRecord> = {}, isa = 2): PlayedRecord => ({
  event: "kvm:kvm_exit",
  t,
  fields: { exit_reason: reason, guest_rip: 0xfff0, isa, info1: 0x1_0000_0014n, info2: 0xffff_fff0, vcpu_id: 0 },
  ...more,
});
const entry = (t: number, more: Partial<PlayedRecord> = {}): PlayedRecord => ({
  event: "kvm:kvm_entry",
  t,
  fields: { vcpu_id: 0, rip: 0xfff0 },
  ...more,
});
const fault = (t: number, address: bigint | number, code: bigint | number): PlayedRecord => ({
  event: "kvm:kvm_page_fault",
  t,
  fields: { vcpu_id: 0, guest_rip: 0xfff0, fault_address: address, error_code: code },
});

const reasonsOf = (run: ImportRun) => run.tables.vm_exit?.map((row) => run.names[row.reason_id as number]);

describe("an exit", () => {
  test("is one row that lasts until the thread enters the guest again", async () => {
    const run = await playTrace([exit(100, NPF), entry(350), exit(400, 0x7b), entry(1_400)]);
    expect(run.tables.vm_exit).toMatchObject([
      { seq: 1n, t: 1100n, isa: "svm", ip: 0xfff0n, info1: 0x1_0000_0014n, info2: 0xffff_fff0n, stall_ns: 250n },
      { seq: 3n, t: 1400n, stall_ns: 1000n },
    ]);
    expect(reasonsOf(run)).toEqual(["npf", "io"]);
    expect(run.events).toEqual({ "kvm:kvm_exit": 2, "kvm:kvm_entry": 2 });
    expect(run.properties.isa).toBe("svm");
  });

  test("of another thread in between has nothing to do with it", async () => {
    const run = await playTrace([exit(100, NPF, { tid: 1 }), exit(120, 0x78, { tid: 2 }), entry(150, { tid: 1 })]);
    expect(run.tables.vm_exit?.map((row) => [row.t, row.stall_ns])).toEqual([
      [1100n, 50n],
      [1120n, null],
    ]);
  });

  test.each([
    ["is followed by another exit", [exit(100, NPF), exit(200, NPF)]],
    ["lasts longer than 10 s", [exit(100, 0x78), entry(10_000_000_101)]],
    ["is later than the entry", [exit(500, NPF), entry(100)]],
    ["has no time", [{ ...exit(0, NPF), t: null }, entry(100)]],
    ["is the last one", [exit(100, NPF)]],
  ])("that %s has no length", async (_, records) => {
    const run = await playTrace(records);
    expect(run.tables.vm_exit?.[0]).toMatchObject({ stall_ns: null });
  });

  test("has no length where its CPU, or the CPU of its entry, lost records since; losses of others do not matter", async () => {
    const during = (cpu: number, at: number) =>
      playTrace([exit(100, NPF, { cpu: 1 }), { lost: 5, cpu }, entry(300, { cpu: at })]);
    expect((await during(1, 1)).tables.vm_exit?.[0]?.stall_ns).toBeNull();
    expect((await during(2, 2)).tables.vm_exit?.[0]?.stall_ns).toBeNull();
    expect((await during(-1, 1)).tables.vm_exit?.[0]?.stall_ns).toBeNull();
    expect((await during(7, 1)).tables.vm_exit?.[0]?.stall_ns).toBe(200n);
  });

  test("that was lost before does not take the length of a later one", async () => {
    const run = await playTrace([{ lost: 1, cpu: 0 }, exit(100, NPF), entry(140)]);
    expect(run.tables.vm_exit?.[0]?.stall_ns).toBe(40n);
  });

  test("that comes when a later exit was seen already is kept, without a length", async () => {
    const run = await playTrace([exit(100, NPF), entry(150), exit(120, 0x7b), entry(200)]);
    expect(run.tables.vm_exit?.map((row) => row.stall_ns)).toEqual([50n, null]);
  });

  test("of a guest's guest that is told twice is one exit, and both are counted", async () => {
    const nested = exit(101, NPF, { event: "kvm:kvm_nested_vmexit" });
    const run = await playTrace([exit(100, NPF), nested, entry(130)]);
    expect(run.tables.vm_exit).toHaveLength(1);
    expect(run.tables.event).toHaveLength(1);
    expect(run.events["kvm:kvm_nested_vmexit"]).toBe(1);
    // Kernels before 5.10 record it with names of its own.
    const alone = await playTrace([
      { event: "kvm_nested_vmexit", t: 5, fields: { rip: 7, exit_code: 0x7c, exit_info1: 1, exit_info2: 0, isa: 2 } },
    ]);
    expect(alone.tables.vm_exit?.[0]).toMatchObject({ ip: 7n, info1: 1n, isa: "svm" });
    expect(reasonsOf(alone)).toEqual(["msr"]);
  });

  test("is named as the kernel does, whatever a tool printed", async () => {
    const texts = ["EXIT_NPF", "npf", "EPT_VIOLATION", "PF excp", "something new"];
    const run = await playTrace(texts.map((text, i) => exit(i, 0, { fields: { exit_reason: text } })));
    expect(reasonsOf(run)).toEqual(["npf", "npf", "EPT_VIOLATION", "PF excp", "something new"]);
    expect(run.tables.vm_exit?.map((row) => row.isa)).toEqual(["svm", "svm", "vmx", "svm", "other"]);
  });

  test("of an arm64 guest has the class of its exception, or the interrupt", async () => {
    const arm = (t: number, ret: number | string, esr_ec: number): PlayedRecord => ({
      event: "kvm_exit",
      t,
      fields: { ret, esr_ec, vcpu_pc: 0x1000 },
    });
    const run = await playTrace([arm(1, 2, 0x24), arm(2, 0, 0), arm(3, "TRAP", 0x20), arm(4, "IRQ", 0)]);
    expect(reasonsOf(run)).toEqual(["DABT_LOW", "IRQ", "IABT_LOW", "IRQ"]);
    expect(run.tables.vm_exit?.[0]).toMatchObject({ isa: "arm", ip: 0x1000n });
  });
});

interface Step {
  readonly kind: "exit" | "entry" | "lost";
  readonly t: number;
  readonly tid: number;
  readonly cpu: number;
}

/** How long each exit lasts, in order: from it to the next record of its thread, if that is an entry and nothing was lost. */
function lengthsOf(steps: readonly Step[]): (bigint | null)[] {
  const lengths: (bigint | null)[] = [];
  for (const [i, exited] of steps.entries()) {
    if (exited.kind !== "exit") continue;
    const before = steps.slice(0, i).filter((step) => step.kind !== "lost" && step.tid === exited.tid);
    const isLate = before.some((step) => step.t > exited.t);
    const rest = steps.slice(i + 1);
    const next = rest.findIndex((step) => step.kind !== "lost" && step.tid === exited.tid && step.t >= exited.t);
    const entered = rest[next];
    const cpus = [exited.cpu, entered?.cpu];
    const lost = rest.slice(0, next).some((step) => step.kind === "lost" && cpus.includes(step.cpu));
    const ns = entered?.kind === "entry" ? entered.t - exited.t : null;
    lengths.push(ns === null || isLate || lost || ns > 10e9 ? null : BigInt(ns));
  }
  return lengths;
}

test("whatever comes in whatever order, each exit is one row and lasts until the next entry of its thread", async () => {
  const step = fc.record({
    kind: fc.constantFrom("exit" as const, "entry" as const, "lost" as const),
    t: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 30_000_000_000 })),
    tid: fc.integer({ min: 1, max: 2 }),
    cpu: fc.integer({ min: 0, max: 2 }),
  });
  const sorted = fc.array(step, { maxLength: 40 }).map((steps) => steps.sort((a, b) => a.t - b.t));
  await fc.assert(
    fc.asyncProperty(fc.oneof(sorted, fc.array(step, { maxLength: 12 })), async (steps) => {
      const records = steps.map(({ kind, t, tid, cpu }) =>
        kind === "lost" ? { lost: 1, cpu } : kind === "exit" ? exit(t, NPF, { tid, cpu }) : entry(t, { tid, cpu }),
      );
      const run = await playTrace(records);
      const rows = (run.tables.vm_exit ?? []).toSorted((a, b) => Number(a.seq) - Number(b.seq));
      expect(rows.map((row) => row.stall_ns)).toEqual(lengthsOf(steps));
      expect(run.events["kvm:kvm_exit"] ?? 0).toBe(rows.length);
    }),
    { numRuns: 400, seed: 4 },
  );
});

describe("a page fault of a guest", () => {
  const only = async (records: readonly PlayedRecord[], isa?: "vmx" | "svm") =>
    (await playTrace(records, isa ? { isa } : {})).tables.fault?.[0];

  // Codes of captures/kvm-nested/r1-npt-6.1; bit 32: the access itself, bit 33: a guest's page table, bit 3: device memory.
  test.each([
    [0x1_0000_0006n, { access: "write", first_touch: true, walk: false }],
    [0x1_0000_0004n, { access: "read", first_touch: true, walk: false }],
    [0x1_0000_0007n, { access: "write", first_touch: false, walk: false, mmio: false }],
    [0x2_0000_0006n, { access: "write", first_touch: true, walk: true }],
    [0x1_0000_0014n, { access: "exec", first_touch: true, walk: false }],
    [0x1_0000_000en, { access: "write", mmio: true }],
    // Kernels before 6.1 cut the upper half off.
    [6, { access: "write", first_touch: true, walk: null }],
  ])("on AMD with code %s says %o", async (code, meaning) => {
    const row = await only([exit(100, NPF), fault(110, 0x5000, code), entry(160)]);
    expect(row).toMatchObject({ kind: "npt", addr: 0x5000n, code: BigInt(code), stall_ns: 60n, t: 1110n, ...meaning });
  });

  // Exit qualifications: bits 0-2 what was tried, 3-5 what the entry allowed, 7 address valid, 8 the access itself.
  test.each([
    [0x181n, { access: "read", first_touch: true, walk: false }],
    [0x182n, { access: "write", first_touch: true, walk: false }],
    [0x184n, { access: "exec", first_touch: true }],
    [0x18an, { access: "write", first_touch: false, mmio: false }],
    [0x081n, { access: "read", walk: true }],
    [0x001n, { access: "read", walk: null }],
  ])("on Intel with qualification %s says %o", async (code, meaning) => {
    const row = await only([exit(100, VIOLATION, {}, 1), fault(110, 0x5000, code), entry(160)]);
    expect(row).toMatchObject({ kind: "ept", stall_ns: 60n, ...meaning });
  });

  test("with shadow paging is at a virtual address", async () => {
    const run = await playTrace([exit(100, 0x4e), fault(110, 0xffff_8880_0000_1000n, 3), entry(120)]);
    expect(run.tables.fault?.[0]).toMatchObject({ kind: "shadow", access: "write", first_touch: false, walk: false });
    const intel = await only([exit(100, 0, {}, 1), fault(110, 0x5000, 0x2), entry(160)]);
    expect(intel?.kind).toBe("shadow");
  });

  // Syndromes of captures/kvm-nested/r5-arm64-6.1: class 0x24 data, 0x20 instruction; status 7 no mapping, 15 no permission.
  test.each([
    [0x9380_0007n, { access: "read", first_touch: true, walk: false }],
    [0x9380_0047n, { access: "write", first_touch: true }],
    [0x9200_004fn, { access: "write", first_touch: false, mmio: false }],
    [0x8200_0007n, { access: "exec", first_touch: true }],
    [0x9200_0084n, { access: "read", first_touch: true, walk: true }],
    [0x9200_008fn, { access: "write", first_touch: false, walk: true }],
  ])("on arm64 with syndrome %s says %o", async (hsr, meaning) => {
    const row = await only([
      { event: "kvm_exit", t: 1, fields: { ret: 2, esr_ec: 0x24, vcpu_pc: 1 } },
      { event: "kvm_guest_fault", t: 2, fields: { vcpu_pc: 0x1234, hsr, hxfar: 0x4000_5678n, ipa: 0x4000_5000n } },
      { event: "kvm_entry", t: 9, fields: { vcpu_pc: 1 } },
    ]);
    expect(row).toMatchObject({ kind: "stage2", addr: 0x4000_5000n, ip: 0x1234n, code: hsr, stall_ns: 8n, ...meaning });
  });

  test.each([
    ["bit 32 of an AMD code", fault(1, 0x5000, 0x1_0000_0006n), "npt"],
    ["a bit that only an Intel qualification has", fault(1, 0x5000, 0x182n), "ept"],
    ["an address that no machine has", fault(1, 0xffff_8880_0000_1000n, 6), "shadow"],
    ["no user's bit, which AMD always sets", fault(1, 0x5000, 2), "shadow"],
  ])("without an exit is known by %s", async (_, record, kind) => {
    expect((await only([record]))?.kind).toBe(kind);
  });

  test("that may be of two kinds takes the one that was sure before, or that of the host's CPUs, or is remarked", async () => {
    const settled = await playTrace([fault(1, 0x5000, 0x182n), fault(2, 0x6000, 6)]);
    expect(settled.tables.fault?.map((row) => row.kind)).toEqual(["ept", "ept"]);
    expect((await only([fault(1, 0x5000, 6)], "vmx"))?.kind).toBe("ept");
    expect((await only([fault(1, 0x5000, 6)], "svm"))?.kind).toBe("npt");
    const guessed = await playTrace([fault(1, 0x5000, 6), fault(2, 0x6000, 6)]);
    expect(guessed.tables.fault?.[0]?.kind).toBe("npt");
    expect(guessed.remarks.map((remark) => remark.code)).toEqual(["kvm.fault_kind"]);
  });

  test("is of device memory where the thread then reaches a device at that page, and not where devices are recorded and it does not", async () => {
    const mmio = (gpa: number): PlayedRecord => ({
      event: "kvm:kvm_mmio",
      t: 120,
      fields: { type: 2, len: 4, gpa, val: 1 },
    });
    const marked: PlayedRecord = {
      event: "mark_mmio_spte",
      t: 115,
      fields: { sptep: 1, gfn: 0xd0000, access: 7, gen: 1 },
    };
    const run = async (middle: readonly PlayedRecord[]) =>
      only([exit(100, NPF), fault(110, 0xd000_0010, 0x1_0000_0006n), ...middle, entry(130)]);
    expect((await run([mmio(0xd000_0ff8)]))?.mmio).toBe(true);
    expect((await run([marked]))?.mmio).toBe(true);
    expect((await run([mmio(0xd000_1000)]))?.mmio).toBe(false);
    expect((await run([]))?.mmio).toBeNull();
  });

  test("at the interrupt controllers of x86 is of device memory whatever was recorded", async () => {
    expect((await only([exit(1, NPF), fault(2, 0xfee0_0030, 0x1_0000_0006n), entry(3)]))?.mmio).toBe(true);
    expect((await only([exit(1, NPF), fault(2, 0xffff_fff0, 0x1_0000_0014n), entry(3)]))?.mmio).toBeNull();
  });

  test("of a host process has the code of x86, which is not there on other machines", async () => {
    const row = await only([
      { event: "exceptions:page_fault_user", t: 5, fields: { address: 0x7000, ip: 1, error_code: 6 } },
    ]);
    expect(row).toMatchObject({ kind: "host", addr: 0x7000n, ip: 1n, code: 6n, access: "write", first_touch: true });
    const other = await only([{ event: "page_fault_user", t: 5, fields: { address: 0x7000, epc: 1, cause: 13 } }]);
    expect(other).toMatchObject({ kind: "host", addr: 0x7000n, ip: 1n, code: null, access: null, mmio: null });
  });
});
