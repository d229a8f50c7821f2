// Single lines of ftrace and trace-cmd: every arrangement of columns, lines beside the events, losses, clocks.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { detect } from "../../detect.ts";
import { importers } from "../../registry.ts";
import { type ImportRun, type Row, runImporter } from "../../testing/run-importer.ts";
import { countsEveryLine, nsOf } from "../../testing/text-lines.ts";
import { ftraceText } from "./index.ts";

const run = (text: string, chunk = 65_536): Promise<ImportRun> => runImporter(ftraceText, Buffer.from(text), { chunk });

const rowsOf = (result: ImportRun): Row[] =>
  [...(result.tables.fault ?? []), ...(result.tables.event ?? [])].sort((a, b) => Number(a.seq) - Number(b.seq));

/** What a text's events say, one object a line. */
async function eventsOf(text: string) {
  const result = await run(text);
  const tasks = new Map(result.tables.task?.map((task) => [task.id, task]));
  return rowsOf(result).map(({ t, cpu, task_id, event_id }) => {
    const { pid, tid, comm } = tasks.get(task_id ?? null) ?? {};
    return { t, cpu, pid, tid, comm, event: result.names[event_id as number] };
  });
}

describe("columns", () => {
  const alloc = "mm_page_alloc: page=000000002f501dfa pfn=0x19d589 order=0 migratetype=0 gfp_flags=GFP_KERNEL";
  const from = (t: bigint | null, cpu: number, tid: number, comm: string | null, pid: number | null = null) => ({
    t,
    cpu,
    pid,
    tid,
    comm,
    event: "mm_page_alloc",
  });
  test.each<[what: string, line: string, event: object]>([
    [
      "Linux 6.18, five flags",
      `            bash-5606    [000] .....  2822.792698: ${alloc}`,
      from(2822792698000n, 0, 5606, "bash"),
    ],
    ["four flags", `           a b:c-7     [012] d.h1    18.000001: ${alloc}`, from(18000001000n, 12, 7, "a b:c")],
    [
      "a kernel with realtime patches, six flags",
      `     kworker/0:1-12-345   [001] dN.h21   18.000001: ${alloc}`,
      from(18000001000n, 1, 345, "kworker/0:1-12"),
    ],
    ["noirq-info", `            bash-5606    [001]   2823.916552: ${alloc}`, from(2823916552000n, 1, 5606, "bash")],
    [
      "print-tgid",
      `         python3-22637   (  22600) [001] .....  1270.001388: ${alloc}`,
      from(1270001388000n, 1, 22637, "python3", 22600),
    ],
    [
      "a process that was not recorded",
      `          <idle>-0       (-------) [001] d....  1270.001388: ${alloc}`,
      from(1270001388000n, 1, 0, "<idle>"),
    ],
    [
      "a forgotten name",
      `           <...>-22637   [001] .....  1270.001388: ${alloc}`,
      from(1270001388000n, 1, 22637, null),
    ],
    ["trace-cmd", `          pfload-228   [000]    37.139915: ${alloc}`, from(37139915000n, 0, 228, "pfload")],
    ["trace-cmd -t", `          pfload-228   [000]    37.139914926: ${alloc}`, from(37139914926n, 0, 228, "pfload")],
    [
      "trace-cmd, an instance",
      `plimbuf:           pfload-311   [001]    86.040561: ${alloc}`,
      from(86040561000n, 1, 311, "pfload"),
    ],
    ["trace-cmd -l", `CPU 0/KV-3997    1d..1.   986.763983860: ${alloc}`, from(986763983860n, 1, 3997, "CPU 0/KV")],
    [
      "trace-cmd, clock tai",
      `          pfload-284   [001] 1795255184.870863219: ${alloc}`,
      from(1795255184870863219n, 1, 284, "pfload"),
    ],
    [
      "trace-cmd --ts-diff",
      `          pfload-228   [000]    37.139915: (+12)   ${alloc}`,
      from(37139915000n, 0, 228, "pfload"),
    ],
    ["latency-format", `    bash-5606      0....1 16982us+: ${alloc}`, from(16982000n, 0, 5606, "bash")],
    ["latency-format, no gap", `  pfload-5624     12..... 19386us : ${alloc}`, from(19386000n, 12, 5624, "pfload")],
    ["counter", `            bash-5606    [000] .....         1331: ${alloc}`, from(null, 0, 5606, "bash")],
    ["x86-tsc", `            bash-5606    [000] ..... 7330206094731: ${alloc}`, from(null, 0, 5606, "bash")],
    ["trace-cmd, x86-tsc", `          pfload-252   [001]148169519856: ${alloc}`, from(null, 1, 252, "pfload")],
  ])("%s", async (_what, line, event) => {
    expect(await eventsOf(`${line}\n`)).toEqual([event]);
  });

  test("without any context events have their fields, and nothing else", async () => {
    const result = await run(`# tracer: nop\n#\n${alloc}\npage_fault_user: address=0x7f ip=0x5 error_code=0x7\n`);
    expect(rowsOf(result)).toMatchObject([
      { t: null, cpu: null, task_id: null, v1: 0x19d589n },
      { t: null, cpu: null, task_id: null, addr: 0x7fn, access: "write" },
    ]);
    expect(result.tables.task).toBeUndefined();
    expect([result.records.lost, result.comms, result.cpus]).toEqual([null, {}, {}]);
  });
});

describe("clocks", () => {
  const line = (time: string): Promise<ImportRun> => run(`     a-1   [000] ..... ${time}: x: a=1\n`);
  test.each([
    ["5.000001", "local", 1000],
    ["5.000000001", "local", 1],
    ["14", "counter", 1],
    ["7330206094731", "tsc", 1],
    ["18446744073709551615", "tsc", 1],
  ])("the clock of %s is assumed and said", async (time, name, stepNs) => {
    const { clock, remarks } = await line(time);
    expect(clock).toEqual({ name, stepNs });
    expect(remarks).toMatchObject([{ code: "clock.assumed", excerpt: name }]);
  });

  test("ticks have times once somebody told how many a second has", async () => {
    const text = ["7330206094731", "7330206155623"]
      .map((ticks) => `     a-1   [000] ..... ${ticks}: x: a=1\n`)
      .join("");
    const { clock, span, remarks } = await runImporter(ftraceText, Buffer.from(text), {
      rates: { tsc: 2e9 },
    });
    // Half as many ns as ticks.
    expect(span).toEqual({ first: 3665103047365n, last: 3665103077811n });
    expect([clock?.name, remarks.map(({ code }) => code)]).toEqual(["tsc", ["clock.assumed"]]);
  });

  test("times of a latency trace count from its start, on no clock", async () => {
    const { clock, remarks, span } = await run("  a-1    0..... 7us!: x: a=1\n  a-1    0..... 9us : x: a=1\n");
    expect([clock, remarks, span]).toEqual([{ name: "none", stepNs: 1000 }, [], { first: 7000n, last: 9000n }]);
  });
});

describe("losses", () => {
  const event = (cpu: number, us: number): string =>
    `     a-1   [00${cpu}] .....     1.${String(us).padStart(6, "0")}: x: a=1\n`;
  const lost = async (text: string) => {
    const { tables, records, remarks } = await run(text);
    const rows = (tables.loss ?? []).map(({ cpu, t, until_t, n }) => [cpu, t, until_t, n]);
    return { lost: records.lost, rows, codes: remarks.map(({ code }) => code) };
  };

  test("the head tells how many of all records are left", async () => {
    const head = (kept: number, written: number): string =>
      `# tracer: nop\n#\n# entries-in-buffer/entries-written: ${kept}/${written}   #P:2\n`;
    expect((await lost(head(1, 1) + event(0, 5))).lost).toBe(0);
    const { lost: n, rows } = await lost(
      `${head(2, 105)}${event(1, 5)}##### CPU 0 buffer started ####\n${event(0, 9)}`,
    );
    expect(n).toBe(103);
    // 103 before the first event, and of CPU 0 also what came until its data begin.
    expect(rows).toEqual([
      [null, 1000005000n, null, 103n],
      [0, 1000005000n, 1000009000n, null],
    ]);
  });

  test("the head of a latency trace tells it too", async () => {
    const head = "# nop latency trace v1.1.5 on 6.18\n# latency: 0 us, #291/300, CPU#0 | (M:PREEMPT)\n";
    expect((await lost(`# tracer: nop\n#\n${head}  a-1    0..... 7us : x: a=1\n`)).lost).toBe(9);
  });

  test("lines between the events tell CPU and number", async () => {
    const text = `${event(0, 1)}${event(1, 2)}CPU:1 [LOST 23575 EVENTS]\n${event(0, 3)}${event(1, 4)}`;
    expect(await lost(text)).toEqual({
      lost: 23575,
      rows: [[1, 1000002000n, 1000004000n, 23575n]],
      codes: ["clock.assumed"],
    });
    const dropped = `cpus=2\n${event(0, 1)}CPU:0 [105 EVENTS DROPPED]\n${event(0, 3)}CPU:0 [EVENTS DROPPED]\n${event(0, 5)}`;
    expect(await lost(dropped)).toEqual({
      lost: 105,
      rows: [
        [0, 1000001000n, 1000003000n, 105n],
        [0, 1000003000n, 1000005000n, null],
      ],
      codes: ["clock.assumed", "ftrace.lost_uncounted"],
    });
    expect((await lost(`cpus=2\n${event(0, 1)}`)).lost).toBe(0);
    expect((await lost(event(0, 1))).lost, "a part of a text cannot tell").toBeNull();
  });
});

describe("other lines", () => {
  test("stacks, comments and what trace-cmd says are skipped by kind, anything else is rejected with its place", async () => {
    const text = [
      "version = 6",
      "CPU 1 is empty",
      "cpus=2",
      "          pfload-212   [001]    30.711897: page_fault_user:      address=0x7f ip=0x7f error_code=0x14",
      "          pfload-212   [001]    30.715504: kernel_stack:         \t=> 0xffffffffac89f2e5",
      "\t=> 0xffffffffad4b0656",
      "            bash-5606    [000] .....    31.000001: <stack trace>",
      " => do_syscall_64",
      "",
      "something else",
      "            bash-5606    [000] .....    31.000002: vfs_read <-ksys_read",
      "            bash-5606    [000] .....    31.000003: nothing",
      "",
    ].join("\n");
    const result = await run(text);
    expect(result.skipped).toEqual({ "line of trace-cmd": 3, "stack trace": 3, "empty line": 1 });
    expect(result.events).toEqual({ page_fault_user: 1, kernel_stack: 1, function: 1 });
    expect(result.records).toEqual({ accepted: 3, rejected: 2, skipped: 7, lost: 0 });
    expect(result.complaints).toMatchObject([{ code: "ftrace.line", line: 10, excerpt: "something else", n: 2 }]);
    expect(result.status).toBe("whole");
  });

  test("a last line that was cut is rejected, what stands before it stays", async () => {
    const line =
      "       CPU 0/KVM-4017    [001] .....  1037.431681: kvm_page_fault: vcpu 0 rip 0xffffffff81102740 address 0x0000000001102740 error_code 0x100000014\n";
    const whole = await run(line);
    for (let length = 1; length < line.length; length++) {
      const result = await run(line + line.slice(0, length));
      expect([length, result.status, result.records.accepted, result.records.rejected]).toEqual([
        length,
        "truncated",
        1,
        1,
      ]);
      expect(result.tables.fault).toEqual(whole.tables.fault);
    }
  });
});

describe("a text is recognised by its first lines", () => {
  const found = (text: string): string | undefined => {
    try {
      return detect(Buffer.from(text), { name: "", size: null }, importers).importer.id;
    } catch (error) {
      return (error as Error).message;
    }
  };
  test.each([
    ["trace", "# tracer: nop\n#\n     a-1   [000] .....     1.000001: x: a=1\n"],
    ["trace without an event", "# tracer: nop\n#\n# entries-in-buffer/entries-written: 0/0   #P:2\n"],
    ["a latency trace", "# tracer: nop\n#\n  a-1    0..... 7us!: x: a=1\n"],
    ["trace_pipe", "     a-1   [000] .....     1.000001: x: a=1\nCPU:1 [LOST 5 EVENTS]\n"],
    ["trace-cmd report", "cpus=2\n     a-1   [000]     1.000001: x: a=1\n"],
    ["trace-cmd report -l", "CPU 0/KV-3997    1d..1.   986.763983860: x: a=1\n"],
  ])("%s", (_what, text) => {
    expect(found(text)).toBe("ftrace-text");
  });

  test("text of perf script and other texts are not taken for it", () => {
    expect(found("a-1 1 [000] 1.000001: kmem:x: y\n")).toBe("perf-script");
    expect(found("              :-1    -1 [001] 5.000001: cycles:ppp: \n")).toBe("perf-script");
    expect(found("hello\nthis is a letter - 5 [of them]\n")).toMatch(/no format/);
    expect(found("# tracer: hwlat\n#1 inner/outer(us): 12/11\nnothing\n")).toMatch(/no format/);
  });

  test("what tells of functions only is refused with the way out", () => {
    expect(found("# tracer: function_graph\n#\n 0)   1.2 us    |  f();\n")).toMatch(/function_graph/);
  });
});

/** The format's description gives this expression for lines of trace and trace_pipe. */
const LINE =
  /^\s*(?<comm>.+)-(?<pid>\d+)\s+(?:\(\s*(?<tgid>\d+|-+)\)\s+)?\[(?<cpu>\d+)\]\s+(?<flags>\S{4,6})\s+(?<time>\d+(?:\.\d+)?):\s+(?<event>\w+):\s?(?<rest>.*)$/;

const line = fc
  .record({
    comm: fc.constantFrom(
      "a",
      "CPU 0/KVM",
      "npm i",
      "migration/0",
      "x-12",
      "a b:c",
      "наб",
      "<...>",
      "<idle>",
      "[k] 3-1",
    ),
    tid: fc.nat(4_194_304),
    tgid: fc.constantFrom("", "(  5606) ", "(-------) "),
    cpu: fc.nat(255),
    flags: fc.constantFrom(".....", "d.h1", "dN.h21", "d..2."),
    us: fc.nat(4_000_000_000),
    event: fc.constantFrom("mm_page_alloc", "page_fault_user", "sys_enter", "x"),
    rest: fc.constantFrom("", " x=1", " 12.345678: no", " a-7 [001] 3.000001: b: c"),
  })
  .map((l) => {
    const time = `${Math.floor(l.us / 1e6)}.${String(l.us % 1e6).padStart(6, "0")}`;
    return `${l.comm.padStart(16)}-${String(l.tid).padEnd(7)} ${l.tgid}[${String(l.cpu).padStart(3, "0")}] ${l.flags} ${time.padStart(12)}: ${l.event}:${l.rest}`;
  });

test("heads are read as the expression of the format's description reads them, in chunks of any size", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1, maxLength: 12 }),
      fc.constantFrom(1, 13, 65_536),
      async (lines, chunk) => {
        const result = await run(lines.map((l) => `${l}\n`).join(""), chunk);
        const tasks = new Map(result.tables.task?.map((task) => [task.id, task]));
        const got = rowsOf(result).map((row) => {
          const task = tasks.get(row.task_id ?? null);
          return [row.t, row.cpu, task?.pid, task?.tid, task?.comm, result.names[row.event_id as number]];
        });
        const wanted = lines.map((l) => {
          const { comm = "", pid, tgid, cpu, time = "", event } = LINE.exec(l)?.groups ?? {};
          const process = tgid && !tgid.startsWith("-") ? Number(tgid) : null;
          return [nsOf(time), Number(cpu), process, Number(pid), comm === "<...>" ? null : comm, event];
        });
        expect(got).toEqual(wanted);
      },
    ),
    { seed: 5, numRuns: 100 },
  );
});

test("any text is read to its end, with every line counted once", () =>
  countsEveryLine(run, line, [
    "\t=> 0x1",
    "#",
    "",
    "     a-1   [000] ",
    "CPU:1 [LOST 5 EVENTS]",
    "cpus=3",
    "# tracer: nop",
  ]));
