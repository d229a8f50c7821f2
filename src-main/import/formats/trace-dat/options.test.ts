// What the options of a recording say of its clock, its host, its instances and its guests.
import { describe, expect, test } from "vitest";
import { type ImportRun, runImporter } from "../../testing/run-importer.ts";
import { byteWriter } from "../../testing/write-perf.ts";
import { formatText, traceFile, type WrittenTrace } from "../../testing/write-trace.ts";
import { traceDat } from "./index.ts";

const formats = [
  { system: "demo", text: formatText("demo_mark", 55, [{ type: "u64", name: "n", offset: 8, size: 8 }]) },
];
const item = (n: number, tid = 7) => ({ data: byteWriter(false).u16(55).u16(0).u32(tid).u64(n).done(), delta: 10 });
const page = (time: bigint, ...numbers: number[]) => ({ time, items: numbers.map((n) => item(n)) });

const text = (value: string): Uint8Array => Buffer.from(`${value}\0`);
const read = (more: Partial<WrittenTrace>): Promise<ImportRun> =>
  runImporter(traceDat, traceFile({ version: 7, formats, buffers: [{ cpus: [[page(1000n, 1, 2)]] }], ...more }));
const times = (run: ImportRun) => (run.tables.event ?? []).map((row) => row.t);

describe("the clock", () => {
  test("is told by its option, or in version 7 by the buffer", async () => {
    expect((await read({ version: 6, options: [[4, text("local [boot] tai\n")]] })).clock?.name).toBe("boot");
    expect((await read({ buffers: [{ clock: "mono_raw", cpus: [[page(1000n, 1)]] }] })).clock?.name).toBe("mono_raw");
  });

  test("of old files is told behind the table of CPUs", async () => {
    const run = await read({
      version: 6,
      buffers: [{ clock: "global", cpus: [[page(1000n, 1)]] }],
      options: [[4, text("")]],
    });
    expect(run.clock?.name).toBe("global");
  });

  test("with a date is wall time, and the recorded clock is linked to it", async () => {
    const run = await read({
      buffers: [{ clock: "mono", cpus: [[page(1000n, 1)]] }],
      options: [[1, text("0x10")]],
    });
    expect([run.clock?.name, run.span?.first]).toEqual(["wall", 1010n + 16_000n]);
    expect(run.clockPairs).toEqual([{ from: "mono", to: "wall", fromNs: 1010n, toNs: 17_010n }]);
  });

  test("that only counts gives an order and no times", async () => {
    const run = await read({ buffers: [{ clock: "counter", cpus: [[page(1000n, 1, 2)]] }] });
    expect([times(run), run.span, run.clock?.name]).toEqual([[null, null], null, "counter"]);
    expect(run.remarks.map(({ code }) => code)).toEqual(["trace.no_times"]);
  });
});

describe("instances", () => {
  const buffers = [
    { cpus: [[page(1000n, 1, 2)], []] },
    { name: "other", cpus: [[page(1005n, 3, 4)], [page(1000n, 5)]] },
  ];
  test.each([6, 7] as const)(
    "of version %i are merged with the top buffer, which comes first of equal times",
    async (version) => {
      const run = await read({ version, buffers });
      expect((run.tables.event ?? []).map((row) => [row.t, row.v1])).toEqual([
        [1010n, 1n],
        [1010n, 5n],
        [1015n, 3n],
        [1020n, 2n],
        [1025n, 4n],
      ]);
    },
  );

  test("with a clock of their own keep their records, without times", async () => {
    const run = await read({
      buffers: [
        { clock: "mono", cpus: [[page(1000n, 1, 2)]] },
        { name: "x", clock: "local", cpus: [[page(9n, 3)]] },
      ],
    });
    expect([...times(run)].sort()).toEqual([1010n, 1020n, null]);
    expect(run.remarks).toMatchObject([{ code: "trace.other_clock", excerpt: "instance x: clock local" }]);
  });

  test("have counters of their own", async () => {
    const stat = (overrun: number) => text(`CPU: 0\nentries: 2\noverrun: ${overrun}\nread events: 0\n`);
    const run = await read({
      buffers: buffers.slice(0, 2),
      options: [
        [2, stat(5)],
        [2, text("\nBuffer: other\n\n")],
        [2, stat(7)],
      ],
    });
    expect(run.records.lost).toBe(12);
  });
});

test("guests that were traced together with the host are named with the threads of their vCPUs", async () => {
  const guest = byteWriter(false).bytes(text("alpha")).u64(9).u32(2).u32(0).u32(7).u32(1).u32(8).done();
  const run = await read({ options: [[13, guest]], commands: "7 CPU 0/KVM\n" });
  expect(run.tables.guest_seen).toMatchObject([
    { name: "alpha", tid: 7, how: "trace-cmd" },
    { name: "alpha", tid: 8, how: "trace-cmd" },
  ]);
  expect(run.tables.task).toMatchObject([{ tid: 7, vcpu: 0, comm: "CPU 0/KVM", pid: null }]);
});

test("the host and the recorder are facts", async () => {
  const run = await read({
    options: [
      [5, text("Linux lab 6.12.107 x86_64")],
      [9, text("3.1.6")],
      [8, Buffer.from([2, 0, 0, 0])],
    ],
  });
  expect(run.properties).toEqual({ host: "lab", page_size: "4096" });
  expect((run.tables.fact ?? []).map((row) => [row.subject, row.name, row.value, row.number])).toEqual([
    ["lab", "trace.UNAME", "Linux lab 6.12.107 x86_64", null],
    ["lab", "trace.VERSION", "3.1.6", null],
    ["lab", "trace.CPUCOUNT", "2", 2],
  ]);
});

test("symbols of a kernel are passed over, however long", async () => {
  const symbols = "ffffffff81000000 T _stext\n".repeat(200_000);
  for (const version of [6, 7] as const) expect((await read({ version, symbols })).records.accepted).toBe(2);
});
