import { describe, expect, test } from "vitest";
import { type ImportRun, type Row, runImporter } from "../../testing/run-importer.ts";
import { bytesOfText } from "../../text/captures-for-tests.ts";
import { xentraceText } from "./index.ts";

const read = (text: string, chunk = 31): Promise<ImportRun> =>
  runImporter(xentraceText, bytesOfText(text), { rates: { tsc: 1e9 }, chunk });
const rows = (run: ImportRun, table: string): readonly Row[] => run.tables[table] ?? [];
const why = (text: string) => xentraceText.detect(bytesOfText(text), { name: "x", size: text.length })?.why ?? null;
const reasons = (run: ImportRun) => rows(run, "vm_exit").map((row) => run.names[row.reason_id as number]);

const FORMATTED = `CPU0  0 (+       0)  cpu_change        0x00000000
CPU0  1000 (+       0)  runnable_to_running [ dom:vcpu = 0x00010000 ]
CPU0  1100 (+     100)  VMEXIT      [ exitcode = 0x00000400, rIP  = 0xffffffff81000000 ]
CPU0  0 (+       0)  unknown (0x000000000010f004)  [ 0x00000042 0x00000000 0x00001234 0x00000000 0x00000000 0x00000001 0x00000000 ]
CPU0  0 (+       0)  NPF         [ gpa = 0x0000000000042000 mfn = 0x0000000000001234 qual = 0x0000 p2mt = 0x0000 ]
CPU0  1150 (+      50)  VMENTRY
CPU0  1160 (+      10)  PF_XEN      [ errorcode = 0x8000, virt = 0x00000003 ]
CPU0  1170 (+      10)  PF_XEN      [ errorcode = 0x7fff, virt = 0x0000800000000006 ]
CPU0  1180 (+      10)    hypercall  [ op = 0x0000001a ]
CPU0  1190 (+      10)  do_block          [ dom:vcpu = 0x00010000 ]
CPU0  1195 (+       5)  csched2:credit burn    [ dom:vcpu = 0x00010000, credit = 4294967294, budget = 5, delta = 6 ]
CPU1  0 (+       0)  cpu_change        0x00000001
CPU1  18446744073709551000 (+       0)  of_tomorrow [ a = 0x00000001 ]
CPU1  18446744073709551001 (+       0)  lost_records      0x00000007
`;

describe("xentrace_format", () => {
  test("names and values become the records they were made of", async () => {
    const run = await read(FORMATTED);
    expect(run.events).toEqual({
      "0x00021101": 1,
      "0x00081102": 1,
      "0x0010f004": 1,
      "0x00082021": 1,
      "0x00081001": 1,
      "0x00082001": 1,
      "0x00082101": 1,
      "0x0020200e": 1,
      "0x00028006": 1,
      "0x00022203": 1,
      of_tomorrow: 1,
      "0x0001f001": 1,
    });
    expect(rows(run, "vm_exit")).toMatchObject([{ t: 1100n, isa: "svm", ip: 0xffffffff81000000n, stall_ns: 50n }]);
    expect(rows(run, "mmu")).toMatchObject([{ kind: "map", addr: 0x42000n, frame: 0x1234n, t: 1100n }]);
    expect(rows(run, "fault").map((row) => [row.kind, row.addr, row.code, row.stall_ns])).toEqual(
      [
        ["shadow", 0x8000n, 3n, null],
        ["shadow", 0x7fff00008000n, 6n, null],
        ["xen_npf", 0x42000n, null, 50n],
      ].sort((a, b) => (a[0] === "xen_npf" ? -1 : b[0] === "xen_npf" ? 1 : 0)),
    );
    const burn = rows(run, "event").find((row) => run.names[row.event_id as number] === "0x00022203");
    expect(burn).toMatchObject({ v1: 0x10000n, v2: -2n, v3: 5n, v4: 6n });
    expect([run.cpus, run.records]).toEqual([
      { 0: 10, 1: 2 },
      { accepted: 12, rejected: 0, skipped: 2, lost: 7 },
    ]);
    expect(run.clock?.name).toBe("tsc");
  });
  test("seconds, where the rate was given to it", async () => {
    const run = await read("CPU0  77.000001 (+ 0.0)  VMENTRY\nCPU0  77.500000 (+ 0.4)  VMENTRY\n");
    expect(run.span).toEqual({ first: 77_000_001_000n, last: 77_500_000_000n });
  });
});

const DUMPED = `scan_for_new_pcpu: Activating pcpu 0 at offset 0
                x. d32768v0 runstate_change d1v0 runnable->running
Creating vcpu 0 for dom 1
!  0.000001667 x. d1v0 vmentry
]  0.000003334 x. d1v0 vmexit exit_reason VMEXIT_IOIO eip ffffffff81000000
   0.000003334 x. d1v0 io write port 80 val 0
]  0.000004334 x. d1v0 vmentry cycles 2400 !
]  0.000005000 x. d1v0 vmexit exit_reason VMEXIT_EXCEPTION_PF eip 1000
]  0.000005100 x. d1v0 pf_xen va 3 ec 8000 e->pt_index[0 0 0 0 0]
]  0.000005200 x. d1v0 vmexit exit_reason VMEXIT_CR4_WRITE eip 1000
]  0.000005300 x. d1v0 vmexit exit_reason VMEXIT_OF_TOMORROW eip 1000
]  0.000005400 x. d1v0   81102(8:1:102) 3 [ 400 81000000 ffffffff ]
   0.000005400 x. d1v0 npf gpa 12345000 q 182 mfn abcde t 4
   0.000006000 .x d0v1 pod_populate d3 o9 g 12345 m abcde
   0.000006000 .x d0v1 pod_zero_reclaim d3 o0 g 12346 m abcde ctx unknown
   0.000006000 .x d0v1 pod_spage_splinter d3 g c00
   0.000006000 .x d0v1 decrease_reservation d3 o0 g 6b38
   0.000006000 .x d0v1 set_p2m_entry d3 o9 t 0 g 600 m 16a400
   0.000007000  x d0v1 grant-map domain 3
   0.000007000  x d0v1 page_fault[ 819f6a9a ffffffff 8a915110 7f20 2 ]
   0.000008000  x d0v1 sched_shutdown d3v0, reason = 3
   0.000009000  x d0v1 destroying domain d3
   0.000010000  x d0v1 lost_records count 42 d3v0 (cur d0v1) first_tsc 200191212592
               xl lost_records end d3v0---
`;

describe("xenalyze --dump-all", () => {
  test("what it says of records becomes these records; its own words are left out", async () => {
    const run = await read(DUMPED);
    expect(run.records).toEqual({ accepted: 21, rejected: 0, skipped: 3, lost: 42 });
    expect(run.cpus).toEqual({ 0: 11, 1: 10 });
    expect(reasons(run)).toEqual(["io", "PF excp", "write_cr4", "VMEXIT_OF_TOMORROW", "npf"]);
    expect(rows(run, "vm_exit").map((row) => row.stall_ns)).toEqual([1000n, null, null, null, null]);
    expect(rows(run, "fault").map((r) => [r.kind, r.addr, r.code, r.mmio, r.access])).toEqual([
      ["shadow", 0x8000n, 3n, null, "write"],
      ["xen_pv", 0x7f208a915110n, 2n, null, "write"],
      ["xen_npf", 0x12345000n, 0x182n, true, "write"],
    ]);
    expect(rows(run, "mmu").map((row) => [row.kind, row.addr, row.bytes, row.frame])).toEqual([
      ["populate", 0x12345000n, 2097152n, 0xabcden],
      ["reclaim", 0x12346000n, 4096n, 0xabcden],
      ["split", 0xc00000n, 2097152n, null],
      ["balloon_out", 0x6b38000n, 4096n, null],
      ["map", 0x600000n, 2097152n, 0x16a400n],
      ["grant", null, 4096n, null],
    ]);
    expect(rows(run, "guest_event").map((row) => [row.guest_name, row.kind, row.t])).toEqual([
      ["d3", "crash", 8000n],
      ["d3", "destroy", 9000n],
    ]);
    expect(run.events).toMatchObject({ "io write port": 1, "0x00021101": 1, "0x0010f012": 1 });
    expect(run.clock?.name).toBe("relative");
  });
});

describe("xenalyze --dump-no-processing", () => {
  const line = (cpu: number, id: string, time: string, words: string[]) =>
    `R p ${cpu} o0000000000000000    ${id} ${words.length} ${time.padStart(14)} [ ${words
      .map((w) => w.padStart(8))
      .join(" ")
      .padEnd(62)} ] |  2001f003 |\n`;
  test("every record with all of its words", async () => {
    const run = await read(
      line(0, "1f003", "-", ["0", "364"]) +
        line(0, "21101", "5000", ["10000"]) +
        line(0, "10f005", "-", ["6b38", "0", "1", "ffff82d0"]) +
        line(1, "2220b", "5100", ["11", "22", "10000", "12"]) +
        "scan_for_new_pcpu: Activating pcpu 1 at offset 892\n",
    );
    expect(run.events).toEqual({ "0x00021101": 1, "0x0010f005": 1, "0x0002220b": 1 });
    expect(rows(run, "mmu")).toMatchObject([{ kind: "balloon_out", addr: 0x6b38000n, bytes: 4096n, t: 5000n }]);
    expect(rows(run, "event")).toMatchObject([{ v1: 0x10000n, v2: 0x2200000011n, v3: 18n, cpu: 1 }]);
    expect(run.records).toEqual({ accepted: 3, rejected: 0, skipped: 2, lost: 0 });
  });
});

test("damage: lines that are no records, and a torn last one, are rejected with their place", async () => {
  const run = await read(`${FORMATTED}CPU0 oops\nCPU99999  5 (+ 0)  VMENTRY\nCPU0  5 (+ 0)  VMEN`);
  expect(run.complaints.map((c) => [c.code, c.line, c.n])).toEqual([
    ["xentrace_text.line", 15, 2],
    ["text.cut_line", 17, 1],
  ]);
  expect(run.status).toBe("truncated");
});

test("detection by the lines of each tool, warnings between them or not", () => {
  expect(why(FORMATTED)).toBe("records as xentrace_format prints them");
  expect(why(DUMPED)).toBe("records as xenalyze --dump-all prints them");
  expect(why("R p 0 o0000000000000000    1f003 2              - [        0      364 ] |  2001f003 |\n")).toContain(
    "--dump-no-processing",
  );
  for (const text of ["CPU 0: hello\n", "Domain-0 0 1 2 r----- 3.0\n", "  x d1\n", "", " vm x. d1v0\n"])
    expect(why(text)).toBeNull();
});
