// Single lines: the fields of a sample in every arrangement that perf prints.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ImportRun, runImporter } from "../../testing/run-importer.ts";
import { countsEveryLine, nsOf } from "../../testing/text-lines.ts";
import { perfScript } from "./index.ts";

const run = (text: string, chunk = 65_536): Promise<ImportRun> => runImporter(perfScript, Buffer.from(text), { chunk });

/** What a text's samples say, one object a line. */
async function samplesOf(text: string) {
  const result = await run(text);
  const tasks = new Map(result.tables.task?.map((task) => [task.id, task]));
  return [...(result.tables.fault ?? []), ...(result.tables.event ?? [])]
    .sort((a, b) => Number(a.seq) - Number(b.seq))
    .map(({ t, cpu, task_id, event_id, addr, ip }) => {
      const task = tasks.get(task_id ?? null);
      return {
        t,
        cpu,
        pid: task?.pid,
        tid: task?.tid,
        comm: task?.comm,
        event: result.names[event_id as number],
        addr,
        ip,
      };
    });
}

test("fields stand where perf prints them, with and without process, CPU, period and nanoseconds", async () => {
  const text = [
    "           a b:c 25358 [000]  1768.715321:         sched:sched_wakeup: comm=a b:c pid=25358",
    "         python3 18423   986.146271:          1 page-faults:  ffffffff81752b6a elf_load+0x28a ([kernel.kallsyms])",
    "       CPU 0/KVM   179/183   [012]    18.083219001:               kvm:kvm_emulate_insn: 0:ffffffff81073914:0f 30",
    "VM:    1 VCPU:000        qemu  81/83 [001] 5.000001: kvm:kvm_fpu: load",
    "              :-1    -1 [001] 5.000001: cycles:ppp: ",
  ].join("\n");
  expect(await samplesOf(`${text}\n`)).toEqual(
    [
      { t: 1768715321000n, cpu: 0, pid: null, tid: 25358, comm: "a b:c", event: "sched:sched_wakeup" },
      {
        t: 986146271000n,
        cpu: null,
        pid: null,
        tid: 18423,
        comm: "python3",
        event: "page-faults",
        addr: null,
        ip: 0xffffffff81752b6an,
      },
      { t: 18083219001n, cpu: 12, pid: 179, tid: 183, comm: "CPU 0/KVM", event: "kvm:kvm_emulate_insn" },
      { t: 5000001000n, cpu: 1, pid: 81, tid: 83, comm: "qemu", event: "kvm:kvm_fpu" },
      { t: 5000001000n, cpu: 1, pid: null, tid: null, comm: ":-1", event: "cycles" },
    ].map((row) => expect.objectContaining(row)),
  );
});

describe("columns of other field sets", () => {
  const fault = {
    t: 4667368238000n,
    cpu: null,
    tid: null,
    comm: "pfload",
    event: "page-faults",
    ip: 0xffffffff81752b6an,
  };
  test.each<[fields: string, line: string, sample: object]>([
    ["comm,time,event,ip", "          pfload  4667.368238:                 page-faults:  ffffffff81752b6a", fault],
    ["time,event,ip", " 4667.368238:  page-faults:  ffffffff81752b6a", { ...fault, tid: undefined, comm: undefined }],
    ["comm,event,ip", "          pfload                 page-faults:  ffffffff81752b6a", { ...fault, t: null }],
    [
      "event,ip",
      "  minor-faults/call-graph=fp/:  ffffffff81752b6a f",
      { t: null, event: "minor-faults/call-graph=fp/" },
    ],
    [
      "+misc",
      "          pfload     9 [000] K      4667.368238:          1 page-faults:  ffffffff81752b6a f",
      { ...fault, cpu: 0, tid: 9 },
    ],
    [
      "+tod",
      "          pfload     9 [000] 2026-11-27 15:40:31.123456 4667.368238:  page-faults:  ffffffff81752b6a",
      { ...fault, cpu: 0, tid: 9 },
    ],
  ])("-F %s", async (_fields, line, sample) => {
    expect(await samplesOf(`${line}\n`)).toMatchObject([sample]);
  });

  test("lines that go on with a sample are skipped by what they are, rounds too", async () => {
    const text = [
      "pfload    50  2362.323145:          1 page-faults: ",
      "\tffffffff81752b6a elf_core_dump+0xd3a ([kernel.kallsyms])",
      "  [kernel.kallsyms][ffffffff81752b6a]",
      " insn: 48 89 e7",
      "",
      "PERF_RECORD_FINISHED_ROUND",
      "pfload    50  2362.323146:          1 page-faults:  401540 main",
      "  pfload.c:12",
      "|12      for (;;)",
      " insn: 48 89 e7",
    ].join("\n");
    const result = await run(`${text}\n`);
    expect(result.skipped).toEqual({
      "call chain": 2,
      "line of source code": 3,
      "empty line": 1,
      FINISHED_ROUND: 1,
    });
    expect(result.complaints).toMatchObject([{ code: "perf_script.line", line: 10 }]);
  });

  test("losses that were printed become spans in time, and their sum what was lost", async () => {
    const line = (us: number): string => `q 7/8 [000] 18.10242${us}: kvm:kvm_fpu: load\n`;
    const { tables, records } = await run(`${line(1)}q 7/8 [000] 18.102428: PERF_RECORD_LOST lost 21\n${line(9)}`);
    expect(records.lost).toBe(21);
    expect(tables.loss).toMatchObject([{ t: 18102421000n, until_t: 18102429000n, cpu: 0, n: 21n }]);
    const counted = `${line(1)}q 7/8 [000] 18.102428: PERF_RECORD_LOST lost 21\nx 0 0.000000: PERF_RECORD_LOST_SAMPLES lost 20\n`;
    expect((await run(counted)).records.lost, "counted once more by event").toBe(20);
  });
});

describe("tracepoints", () => {
  test("of KVM become exits and faults with their stall, as in the recording", async () => {
    const text = [
      "       CPU 0/KVM  3983/3997  [001]   991.687093:                       kvm:kvm_exit: vcpu 0 reason npf rip 0xfff0 info1 0x0000000100000014 info2 0x00000000fffffff0 intr_info 0x00000000 error_code 0x00000000",
      "       CPU 0/KVM  3983/3997  [001]   991.687329:                 kvm:kvm_page_fault: vcpu 0 rip 0xfff0 address 0x00000000fffffff0 error_code 0x100000014",
      "       CPU 0/KVM  3983/3997  [001]   991.713069:                      kvm:kvm_entry: vcpu 0, rip 0xfff0",
    ].join("\n");
    const { tables, names } = await run(`${text}\n`);
    expect(tables.vm_exit).toMatchObject([{ isa: "svm", ip: 0xfff0n, info1: 0x100000014n, stall_ns: 25976000n }]);
    expect(names[tables.vm_exit?.[0]?.reason_id as number]).toBe("npf");
    expect(tables.fault).toMatchObject([{ kind: "npt", access: "exec", addr: 0xfffffff0n, stall_ns: 25976000n }]);
  });
});

describe("addresses of a page fault", () => {
  const head = "          pfload    10/10     2354.966344048:          1 page-faults:";
  test.each([
    // addr with its symbol and file, then ip with its own
    [
      "     56274ddff068 __TMC_END__+0x0 (/tmp/cap/pfload) ffffffff81752b6a elf_load+0x28a ([kernel.kallsyms])",
      0x56274ddff068n,
      0xffffffff81752b6an,
    ],
    ["     7f3e758911ec [unknown] (/a b/c d.so) 7f3e754f1515 x", 0x7f3e758911ecn, null],
    ["     7f3e758911ec operator add(int) (/usr/lib/x.so)     7f3e754f1515 f (y)", 0x7f3e758911ecn, 0x7f3e754f1515n],
    // addr and ip alone
    ["           401540           401540", 0x401540n, 0x401540n],
    ["           4a8270 ffffffff819c2a4a", 0x4a8270n, 0xffffffff819c2a4an],
    // ip alone: one blank more
    ["            401540 main+0x4 (/bin/x)", null, 0x401540n],
    ["  ffffffff81752b6a", null, 0xffffffff81752b6an],
    // addr, physical address and page size
    ["     5573ee4ec068               0 N/A", 0x5573ee4ec068n, null],
    ["", null, null],
  ])("%s", async (rest, addr, ip) => {
    expect(await samplesOf(`${head}${rest}\n`)).toMatchObject([{ addr, ip }]);
  });

  test("the first frame of a call chain is the instruction where it is the kernel's; other frames are no addresses", async () => {
    const text = [
      "pfload    50  2362.323145:          1 page-faults: ",
      "\tffffffff81752b6a elf_load+0x28a ([kernel.kallsyms])",
      "\t    7f5fa4c85ad7 [unknown] ([unknown])",
      "",
      "pfload    50  2362.323146:          1 page-faults: ",
      "\t            1208 touch+0x2f (/tmp/cap/pfload)",
      "",
    ].join("\n");
    expect(await samplesOf(text)).toMatchObject([{ ip: 0xffffffff81752b6an }, { ip: null }]);
    expect((await run(text)).skipped).toEqual({ "call chain": 3, "empty line": 1 });
  });

  test("the fields of page-fault tracepoints are read, and what is printed as a symbol is unknown", async () => {
    const result = await run(
      "pfload 29 [001] 4671.204134: exceptions:page_fault_kernel: address=0x55ff65ec2068 ip=elf_load error_code=0x2\n",
    );
    expect(result.tables.fault).toMatchObject([
      { addr: 0x55ff65ec2068n, ip: null, code: 2n, access: "write", first_touch: true },
    ]);
  });
});

describe("other lines", () => {
  test("comments and records beside the samples are skipped by kind, anything else is rejected with its place", async () => {
    const result = await run(
      [
        "# captured on x",
        "swapper     0     0.000000000: PERF_RECORD_MMAP -1/0: [0xffffffff81000000(0x12090c8) @ 0]: x [kernel]",
        "a   1  2393.267193354: PERF_RECORD_FORK(211:213):(211:211)",
        "something else",
        "a   1  2393.267193355: page-faults: ",
        "",
      ].join("\n"),
    );
    expect(result.skipped).toEqual({ comment: 1, MMAP: 1, FORK: 1 });
    expect(result.records).toEqual({ accepted: 1, rejected: 1, skipped: 3, lost: null });
    expect(result.complaints).toMatchObject([{ code: "perf_script.line", line: 4, excerpt: "something else" }]);
    expect(result.status).toBe("whole");
  });

  test("a last line that was cut in its head or within an address is rejected, and the text is truncated", async () => {
    const line = "pfload    50  2362.323145:          1 page-faults:  ffffffff81752b6a elf_load+0x28a\n";
    for (const length of [5, 20, 45, 60]) {
      const result = await run(line + line.slice(0, length));
      expect([result.status, result.records.accepted, result.records.rejected]).toEqual(["truncated", 1, 1]);
    }
    expect((await run(line + line.slice(0, -1))).records.accepted).toBe(2);
  });

  test("a text is recognised by its first lines, other texts are not", () => {
    const detect = (text: string) => perfScript.detect(Buffer.from(text), { name: "", size: null });
    expect(detect("# c\na 1 [000] 1.000001: kmem:x: y\n")?.confidence).toBeGreaterThan(0.5);
    expect(detect("pfload  203   1 page-faults:  ffff x\n")).not.toBeNull();
    expect(detect("hello\nthis is a letter\n")).toBeNull();
    expect(detect("Step 3 done: all is well\n")).toBeNull();
    expect(detect("  bash-1234  [000] 12.345678: sched_switch: x\n")).toBeNull();
    expect(detect("")).toBeNull();
  });
});

/** The format's description gives this expression for the head of a line. */
const HEAD =
  /^(?:VM:\s*\d+ )?(?:VCPU:\d+ )?\s*(?<comm>.*?)\s+(?:(?<pid>-?\d+)\/)?(?<tid>-?\d+)\s+(?:\[(?<cpu>\d+)\]\s+)?(?:[-.a-zA-Z]{4,5}\s+)?(?<time>\d+\.\d{6,9}):\s+(?:(?<period>\d+)\s+)?(?<event>[\w.-]+(?::[\w.-]+)?(?::[a-zA-Z]+)?):\s?(?<rest>.*)$/;

const line = fc
  .record({
    comm: fc.constantFrom("a", "CPU 0/KVM", "npm i", "migration/0", "x 12", ":25", "a.b 1.5", "наб", "p 1/2", "[k] 3"),
    pid: fc.option(fc.integer({ min: -1, max: 4_194_304 }), { nil: null }),
    tid: fc.integer({ min: -1, max: 4_194_304 }),
    cpu: fc.option(fc.nat(255), { nil: null }),
    flags: fc.constantFrom("", "d.h.. ", "....  "),
    seconds: fc.nat(1_800_000_000),
    fraction: fc.nat(999_999_999),
    digits: fc.constantFrom(6, 9),
    period: fc.option(fc.nat(1_000_000), { nil: null }),
    event: fc.constantFrom("page-faults", "cycles:u", "kmem:mm_page_alloc", "sched:sched_wakeup", "cpu-clock"),
    rest: fc.constantFrom("", " x=1", " 12.345678: no", " a 7 [001] 3.000001: b: c"),
  })
  .map((l) => {
    const who = l.pid === null ? `${l.tid}` : `${l.pid}/${l.tid}`;
    const cpu = l.cpu === null ? "" : `[${String(l.cpu).padStart(3, "0")}] `;
    const fraction = String(l.fraction).padStart(9, "0").slice(0, l.digits);
    return `${l.comm.padStart(16)} ${who.padStart(5)} ${cpu}${l.flags}${l.seconds}.${fraction}: ${l.period ?? ""} ${l.event}:${l.rest}`;
  });

test("heads are read as the expression of the format's description reads them", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1, maxLength: 12 }),
      fc.constantFrom(1, 13, 65_536),
      async (lines, chunk) => {
        const result = await run(lines.map((l) => `${l}\n`).join(""), chunk);
        const tasks = new Map(result.tables.task?.map((task) => [task.id, task]));
        const rows = [...(result.tables.fault ?? []), ...(result.tables.event ?? [])].sort(
          (a, b) => Number(a.seq) - Number(b.seq),
        );
        const got = rows.map((row) => {
          const task = tasks.get(row.task_id ?? null);
          return [row.t, row.cpu, task?.tid, task?.comm];
        });
        const wanted = lines.map((l) => {
          const { comm, tid, cpu, time } = HEAD.exec(l)?.groups ?? {};
          return [nsOf(time ?? ""), cpu === undefined ? null : Number(cpu), tid === "-1" ? null : Number(tid), comm];
        });
        expect(got).toEqual(wanted);
      },
    ),
    { seed: 5, numRuns: 100 },
  );
});

test("any text is read to its end, with every line counted once", () =>
  countsEveryLine(run, line, ["\t", "#", "", "a 1 2.000001: ", "\tffffffffffffffff x"]));
