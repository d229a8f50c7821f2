import { describe, expect, test } from "vitest";
import { type ImportRun, type Row, runImporter } from "../../testing/run-importer.ts";
import { changed, stretch, who, words64, type XenRecord } from "../../testing/write-xentrace.ts";
import { xentrace } from "./index.ts";

const GHZ = { tsc: 1e9 };
const read = (bytes: Uint8Array, chunk = 13): Promise<ImportRun> =>
  runImporter(xentrace, bytes, { rates: GHZ, chunk, offset: 1000n });
const rows = (run: ImportRun, table: string): readonly Row[] => run.tables[table] ?? [];
/** Names of tasks by id, as `d1v0`. */
const comms = (run: ImportRun) => new Map(rows(run, "task").map((task) => [task.id, task.comm]));
const spans = (run: ImportRun) =>
  rows(run, "sched").map((row) => [comms(run).get(row.task_id ?? null), row.state, row.cpu, row.t, row.ns]);

const [GUEST, IDLE] = [who(1, 0), who(32767, 1)];
const exit = (tsc: bigint, code: number, rip = 0xffffffff81000000n): XenRecord => ({
  event: 0x81102,
  tsc,
  words: [code, ...words64(rip)],
});
const entry = (tsc: bigint): XenRecord => ({ event: 0x81001, tsc });
const npf = (gpa: bigint, qualification: number, type: number): XenRecord => ({
  event: 0x82021,
  words: [...words64(gpa), ...words64(0x1234n), qualification, type],
});
const runs = (tsc: bigint, of = GUEST) => changed(tsc, of, "runnable", "running");

describe("exits and faults", () => {
  test("an exit lasts until the entry, and the nested fault within it as long", async () => {
    const run = await read(
      stretch(3, [runs(100n), exit(200n, 48), npf(0x7_1234_5678n, 0x182, 0), entry(290n), exit(300n, 12), entry(300n)]),
    );
    expect(rows(run, "vm_exit")).toMatchObject([
      { seq: 2n, t: 1200n, cpu: 3, isa: "vmx", ip: 0xffffffff81000000n, stall_ns: 90n, info1: null },
      { seq: 5n, t: 1300n, stall_ns: 0n },
    ]);
    expect(rows(run, "vm_exit").map((row) => run.names[row.reason_id as number])).toEqual(["EPT_VIOLATION", "HLT"]);
    expect(rows(run, "fault")).toMatchObject([
      { seq: 3n, t: 1200n, kind: "xen_npf", addr: 0x712345678n, access: "write", first_touch: true, mmio: false },
    ]);
    expect(rows(run, "fault")).toMatchObject([{ walk: false, code: 0x182n, ip: 0xffffffff81000000n, stall_ns: 90n }]);
    expect(comms(run).get(rows(run, "fault")[0]?.task_id ?? null)).toBe("d1v0");
  });
  test("what an EPT violation tried: the bits of its qualification", async () => {
    const kinds = [0x181, 0x182, 0x184, 0x18b, 0x081, 0x1];
    const run = await read(stretch(0, [runs(1n), ...kinds.map((bits) => npf(4096n, bits, 0))]));
    // Intel's manual: bit 0 read, 1 write, 2 fetch, 3 to 5 what was mapped, 7 with a linear address, 8 not of a walk
    expect(rows(run, "fault").map((row) => [row.access, row.first_touch, row.walk])).toEqual([
      ["read", true, false],
      ["write", true, false],
      ["exec", true, false],
      ["write", false, false],
      ["read", true, true],
      ["read", true, false],
    ]);
  });
  test("AMD's faults have no access; devices are told by the type of the page", async () => {
    const run = await read(
      stretch(0, [
        runs(1n),
        exit(2n, 0x400),
        npf(0xfee00000n, 0, 4),
        entry(5n),
        exit(6n, 0x60),
        entry(7n),
        npf(1n, 0, 5),
      ]),
    );
    expect(rows(run, "fault")).toMatchObject([
      { access: null, first_touch: null, walk: null, code: null, mmio: true, stall_ns: 3n },
      { mmio: true, stall_ns: null, ip: null },
    ]);
    expect(run.properties).toEqual({ isa: "svm" });
    expect(rows(run, "vm_exit").map((row) => run.names[row.reason_id as number])).toEqual(["npf", "interrupt"]);
  });
  test("a guest that is moved to another CPU before it enters again, whichever CPU was written first", async () => {
    const here = stretch(1, [runs(100n), exit(200n, 12), changed(250n, GUEST, "running", "runnable")]);
    const there = stretch(0, [runs(400n), entry(450n), exit(460n, 1), entry(465n)]);
    for (const bytes of [Buffer.concat([here, there]), Buffer.concat([there, here])]) {
      const run = await read(bytes);
      expect(rows(run, "vm_exit").map((row) => [row.t, row.cpu, row.stall_ns])).toEqual(
        expect.arrayContaining([
          [1200n, 1, 250n],
          [1460n, 0, 5n],
        ]),
      );
    }
  });
  test("stalls across a loss, over ten seconds, or without an entry are unknown", async () => {
    const lost: XenRecord = { event: 0x1f001, tsc: 500n, words: [7, who(0, 1), ...words64(300n)] };
    const long = 20_000_000_000n;
    const run = await read(
      stretch(0, [
        runs(100n),
        exit(200n, 12),
        lost,
        entry(510n),
        runs(520n),
        exit(600n, 12),
        entry(long),
        exit(long, 1),
      ]),
    );
    expect(rows(run, "vm_exit").map((row) => row.stall_ns)).toEqual([null, null, null]);
    expect(rows(run, "loss")).toMatchObject([{ t: 1300n, until_t: 1500n, cpu: 0, n: 7n }]);
    expect(run.records.lost).toBe(7);
    expect(run.comms).toMatchObject({ d1v0: 6 });
  });
  test("faults of paravirtual guests of both widths, and of shadow page tables: the code comes first there", async () => {
    const run = await read(
      stretch(0, [
        runs(1n),
        { event: 0x201104, tsc: 2n, words: [...words64(0xffffffff80001000n), ...words64(0x7f0000001000n), 6] },
        { event: 0x201004, tsc: 3n, words: [0xc1000000, 0xb7000000, 21] },
        { event: 0x82001, tsc: 4n, words: [3, 0x8000] },
        { event: 0x82101, tsc: 5n, words: [0, ...words64(0x7fff00008000n)] },
      ]),
    );
    expect(rows(run, "fault").map((r) => [r.kind, r.addr, r.ip, r.code, r.access, r.first_touch])).toEqual([
      ["xen_pv", 0x7f0000001000n, 0xffffffff80001000n, 6n, "write", true],
      ["xen_pv", 0xb7000000n, 0xc1000000n, 21n, "exec", false],
      ["shadow", 0x8000n, null, 3n, "write", false],
      ["shadow", 0x7fff00008000n, null, 0n, "read", true],
    ]);
  });
  test("nested faults of a recording without run states are of nobody, and it is said", async () => {
    const run = await read(stretch(0, [{ event: 0x8200f, tsc: 5n, words: [1] }, npf(4096n, 0x182, 0)]));
    expect(rows(run, "fault")).toMatchObject([{ task_id: null }]);
    expect(run.remarks.map((r) => r.code)).toEqual(["xentrace.no_run_states"]);
  });
});

describe("memory records", () => {
  const pages = (event: number, ...words: number[]): XenRecord => ({ event, words });
  const sizes = (run: ImportRun) => rows(run, "mmu").map((row) => [row.kind, row.bytes]);
  test("one word for domain and order, garbage behind it: Xen before 4.18", async () => {
    const run = await read(
      stretch(0, [
        runs(1n),
        pages(0x10f005, 0x100, 0, 1, 9),
        pages(0x10f005, 0x101, 0, 1, 0xffff82d0),
        pages(0x10f010, 0x200, 0, 0x5000, 0, 0x90001, 5),
        pages(0x10f011, 0x400, 0, 0x5200, 0, 2, 0),
        pages(0x10f012, 0x600, 0, 3, 0xffff82d0),
      ]),
    );
    expect(sizes(run)).toEqual([
      ["balloon_out", 4096n],
      ["balloon_out", 4096n],
      ["populate", 2097152n],
      ["reclaim", 4096n],
      ["split", 2097152n],
    ]);
    const domains = rows(run, "mmu").map((row) => comms(run).get(row.task_id ?? null));
    expect(domains).toEqual(["d1v0", "d1v0", "d1v0", "d2", "d3"]);
    expect(rows(run, "mmu")[2]).toMatchObject({ addr: 0x200000n, frame: 0x5000n, space: "gpa", t: 1001n });
  });
  test("a word each: Xen 4.18", async () => {
    const run = await read(
      stretch(0, [
        runs(1n),
        pages(0x10f005, 0x100, 0, 1, 9),
        pages(0x10f010, 0, 1, 7, 0, 1, 0),
        pages(0x10f012, 0x600, 0, 3, 9),
      ]),
    );
    expect(sizes(run)).toEqual([
      ["balloon_out", 2097152n],
      ["populate", 4096n],
      ["split", 2097152n],
    ]);
    expect(rows(run, "mmu")[1]?.addr).toBe(1n << 44n);
  });
  test("changes of the physical map: with a page behind it or not, writable or not; grants without an address", async () => {
    const map = (type: number, mfn: bigint) => pages(0x10f004, 0x42, 0, ...words64(mfn), type, 1);
    const run = await read(
      stretch(0, [
        runs(1n),
        map(0, 7n),
        map(2, 7n),
        map(1, (1n << 64n) - 1n),
        map(6, 0n),
        { event: 0x10f001, tsc: 9n, words: [4] },
        { event: 0x10f002, tsc: 9n, words: [4] },
      ]),
    );
    expect(rows(run, "mmu").map((row) => [row.kind, row.addr, row.frame, row.writable])).toEqual([
      ["map", 0x42000n, 7n, true],
      ["map", 0x42000n, 7n, false],
      ["unmap", 0x42000n, null, null],
      ["unmap", 0x42000n, 0n, null],
      ["grant", null, null, null],
      ["ungrant", null, null, null],
    ]);
  });
});

type Span = ReturnType<typeof spans>[number];
const byTimeAndName = (a: Span, b: Span): number =>
  Number(a[3]) - Number(b[3]) || (String(a[0]) < String(b[0]) ? -1 : Number(String(a[0]) > String(b[0])));

describe("run states", () => {
  test("a vCPU that wakes on one CPU and runs on another, written in either order", async () => {
    const end: XenRecord = { event: 0x22209, tsc: 90n };
    const wakes = [changed(10n, GUEST, "running", "blocked"), changed(40n, GUEST, "blocked", "runnable"), end];
    const one = stretch(0, wakes);
    const two = stretch(1, [changed(50n, IDLE, "running", "runnable"), runs(50n), end]);
    for (const bytes of [Buffer.concat([one, two]), Buffer.concat([two, one])])
      expect(spans(await read(bytes)).sort(byTimeAndName)).toEqual([
        // It ran when the recording of CPU 0 began, which is the same moment.
        ["d1v0", "running", 0, 1010n, 0n],
        ["d1v0", "blocked", null, 1010n, 30n],
        ["d1v0", "runnable", null, 1040n, 10n],
        ["d1v0", "running", 1, 1050n, 40n],
        ["d32767v1", "running", 1, 1050n, 0n],
        ["d32767v1", "runnable", null, 1050n, 40n],
      ]);
  });
  test("creation, crash and end of a domain are told once each", async () => {
    const run = await read(
      stretch(0, [
        runs(1n, who(0, 0)),
        { event: 0x41001, tsc: 2n, words: [5] },
        { event: 0x28001, tsc: 3n, words: [5] },
        { event: 0x28007, tsc: 4n, words: [5, 0, 3] },
        { event: 0x28002, tsc: 5n, words: [5] },
        { event: 0x41002, tsc: 6n, words: [5] },
      ]),
    );
    expect(rows(run, "guest_event").map((row) => [row.guest_name, row.kind, row.t, row.detail])).toEqual([
      ["d5", "create", 1002n, null],
      ["d5", "crash", 1004n, "crash"],
      ["d5", "destroy", 1005n, null],
    ]);
    expect(rows(run, "guest_seen")).toEqual([]);
  });
});

describe("other records", () => {
  test("words under their names, halves put together, the seventh word reported", async () => {
    const run = await read(
      stretch(0, [
        runs(1n),
        { event: 0x2220b, tsc: 2n, words: [0x11, 0x22, GUEST, 18] },
        { event: 0x22203, tsc: 3n, words: [GUEST, 0xfffffffe, 5, 6] },
        { event: 0xffff0aa, tsc: 4n, words: [1, 2, 3, 4, 5, 6, 7] },
      ]),
    );
    expect(rows(run, "event").map((row) => [1, 2, 3, 4, 5, 6].map((v) => row[`v${v}`]))).toEqual([
      [0x10000n, 0x2200000011n, 18n, null, null, null],
      [0x10000n, -2n, 5n, 6n, null, null],
      [1n, 2n, 3n, 4n, 5n, 6n],
    ]);
    const fields = rows(run, "event_field").filter((row) => run.names[row.event_id as number] === "0x0002220b");
    expect(fields.map((row) => [row.v, row.name, row.type])).toEqual([
      [1, "dom:vcpu", "u32"],
      [2, "vcpuload", "u64"],
      [3, "wshift", "u32"],
    ]);
    expect(run.events).toMatchObject({ "0x0002220b": 1, "0x0ffff0aa": 1 });
    expect(run.remarks.map((r) => r.code).sort()).toEqual(["trace.fields_not_kept", "xentrace.unknown_event"]);
  });
  test("a known record with too few words becomes an event and is told", async () => {
    const run = await read(stretch(0, [runs(1n), { event: 0x82021, tsc: 2n, words: [1, 2] }]));
    expect([rows(run, "fault").length, rows(run, "event").length]).toEqual([0, 1]);
    expect(run.remarks.map((r) => r.code)).toContain("xentrace.record_words");
  });
});

describe("the clock", () => {
  const scheduled = (mhz: number): Buffer => {
    const list: XenRecord[] = [];
    for (let i = 0; i < 40; i++) {
      const [start, ns] = [BigInt(i) * 100_000_000n, 2_000_000 + 1000 * i];
      const end = start + BigInt(Math.round((ns * mhz) / 1000));
      const told: XenRecord = { event: 0x2800e, tsc: end, words: [1, 0, ns] };
      list.push(changed(start, GUEST, "blocked", "running"), told, changed(end, GUEST, "running", "blocked"));
    }
    return stretch(0, list);
  };
  test("a rate that nobody told is measured by what the scheduler says in ns", async () => {
    const run = await runImporter(xentrace, scheduled(3100));
    expect(run.remarks).toMatchObject([{ code: "clock.tsc_rate" }]);
    expect(run.remarks[0]?.excerpt).toContain("3100.000 MHz, measured");
    expect(rows(run, "sched")[0]).toMatchObject({ ns: 2_000_000n });
  });
  test("without such records it is xenalyze's 2.4 GHz, and both are said", async () => {
    const run = await runImporter(
      xentrace,
      stretch(0, [runs(2_400_000_000n), changed(4_800_000_000n, GUEST, "running", "blocked")]),
    );
    expect(run.remarks[0]).toMatchObject({ code: "clock.tsc_rate" });
    expect(run.remarks[0]?.next).toContain("--tsc-mhz");
    expect(rows(run, "sched")[0]).toMatchObject({ t: 1_000_000_000n, ns: 1_000_000_000n });
  });
});

test("detection: a CPU change first, of any CPU and even of no bytes; the next one makes it sure", () => {
  const detect = (bytes: Uint8Array) => xentrace.detect(bytes, { name: "x", size: bytes.length })?.confidence ?? 0;
  const two = Buffer.concat([stretch(7, []), stretch(0, [runs(1n)])]);
  expect(detect(two)).toBe(1);
  expect(detect(stretch(0, [runs(1n)]))).toBe(0.9);
  expect(detect(Buffer.concat([stretch(0, [runs(1n)]), Buffer.alloc(40, 9)]))).toBe(0.6);
  expect(detect(Buffer.from("03f0012000000000ffffffff", "hex"))).toBe(0);
  expect(detect(two.subarray(1))).toBe(0);
});
