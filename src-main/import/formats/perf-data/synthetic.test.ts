// Recordings made by the test's own writer: every field of a sample, both byte orders, file and pipe.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { detect } from "../../detect.ts";
import { runImporter } from "../../testing/run-importer.ts";
import {
  byteWriter,
  FIELDS,
  type Field,
  perfFile,
  perfPipe,
  record,
  sampleRecord,
  trailer,
  type WrittenEvent,
  type WrittenSample,
} from "../../testing/write-perf.ts";
import { perfData } from "./index.ts";

const optional = (Object.keys(FIELDS) as Field[]).filter((f) => f !== "IDENTIFIER" && f !== "TIME" && f !== "TID");
const kinds = [
  { name: "page-faults", type: 1, config: 2n },
  { name: "minor-faults:u", type: 1, config: 5n },
  { name: "cycles:ppp", type: 0, config: 0n },
  { name: "kmem:mm_page_alloc", type: 2, config: 341n },
  { name: "cpu/mem-loads,ldlat=30/P", type: 4, config: 0x1cdn },
];
const shown = ["page-faults", "minor-faults", "cycles", "kmem:mm_page_alloc", "cpu/mem-loads,ldlat=30/"];

const eventOf = (kind: number): fc.Arbitrary<WrittenEvent> =>
  fc
    .record({
      fields: fc.subarray(optional).map((f): Field[] => ["IDENTIFIER", "TID", "TIME", ...f]),
      readFormat: fc.integer({ min: 0, max: 31 }),
      attrBytes: fc.constantFrom(64, 72, 80, 96, 104, 112, 120, 128, 136),
    })
    .map((e) => ({ ...(kinds[kind] as (typeof kinds)[number]), ...e }));

const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const sampleOf = (events: number): fc.Arbitrary<WrittenSample> =>
  fc.record({
    event: fc.nat(events - 1),
    ip: u64,
    addr: u64,
    pid: fc.constantFrom(700, 701),
    tid: fc.constantFrom(700, 702, 4_000_000),
    time: fc.bigInt({ min: 1n, max: 2n ** 62n }),
    cpu: fc.integer({ min: 0, max: 8191 }),
  });

const recording = fc.integer({ min: 1, max: kinds.length }).chain((n) =>
  fc.record({
    big: fc.boolean(),
    pipe: fc.boolean(),
    readAt: fc.boolean(),
    chunk: fc.constantFrom(1, 7, 100, 65_536),
    events: fc.tuple(...Array.from({ length: n }, (_, kind) => eventOf(kind))),
    samples: fc.array(sampleOf(n), { minLength: 1, maxLength: 40 }),
  }),
);

/** Events of the processor with an address and with what became of the access are accesses to memory. */
const isAccess = ({ type, fields }: WrittenEvent, { addr }: WrittenSample): boolean =>
  (type === 4 || type === 0) &&
  fields.includes("ADDR") &&
  (fields.includes("WEIGHT") || fields.includes("DATA_SRC")) &&
  addr !== 0n;

/** What the writer fills in: 3 cycles, and the source 0x100142, a load (bit 1) that hit (bit 6) the first level (bit 8). */
const written = ({ fields }: WrittenEvent) => ({
  weight: fields.includes("WEIGHT") ? 3 : null,
  access: fields.includes("DATA_SRC") ? "read" : null,
  level: fields.includes("DATA_SRC") ? "L1" : undefined,
  period: fields.includes("PERIOD") ? 1n : null,
});

test("every sample becomes one row with the values that were written, whatever fields its event has", async () => {
  await fc.assert(
    fc.asyncProperty(recording, async ({ big, pipe, readAt, chunk, events, samples }) => {
      const records = samples.map((s) => sampleRecord(big, events[s.event] as WrittenEvent, s));
      const bytes = (pipe ? perfPipe : perfFile)({ big, events, records });
      const offset = -(2n ** 61n) - 5n;
      const run = await runImporter(perfData, bytes, { readAt, chunk, offset });
      expect(run.status).toBe("whole");
      const { fault = [], access = [], event: others = [] } = run.tables;
      const rows = [...fault, ...access, ...others].sort((a, b) => Number(a.seq) - Number(b.seq));
      const wanted = samples.map((s) => {
        const event = events[s.event] as WrittenEvent;
        const has = (f: Field): boolean => event.fields.includes(f);
        const common = { name: shown[s.event], t: s.time + offset, cpu: has("CPU") ? s.cpu : null, tid: s.tid };
        if (isAccess(event, s)) return { ...common, name: undefined, space: "hva", addr: s.addr, ...written(event) };
        if (s.event > 1) return common;
        return { ...common, kind: "host", addr: has("ADDR") ? s.addr : null, ip: has("IP") ? s.ip : null };
      });
      const tidOf = new Map(run.tables.task?.map((task) => [task.id, task.tid]));
      const got = rows.map((row) => {
        const common = {
          name: run.names[row.event_id as number],
          t: row.t,
          cpu: row.cpu,
          tid: tidOf.get(row.task_id ?? null),
        };
        if ("space" in row) {
          const { space, addr, access: done, weight, level_id: level, period } = row;
          return { ...common, space, addr, access: done, weight, level: run.names[level as number], period };
        }
        return "kind" in row ? { ...common, kind: row.kind, addr: row.addr, ip: row.ip } : common;
      });
      expect(got).toEqual(wanted);
      expect(run.records.accepted).toBe(samples.length);
    }),
    { numRuns: 100, seed: 1 },
  );
});

const plain: WrittenEvent = {
  ...(kinds[0] as (typeof kinds)[0]),
  fields: ["IDENTIFIER", "TID", "TIME", "ADDR", "CPU"],
};
const sample = (time: bigint, tid: number, more: Partial<WrittenSample> = {}): WrittenSample => ({
  event: 0,
  ip: 1n,
  addr: 0x1000n,
  pid: 700,
  tid,
  time,
  cpu: 0,
  ...more,
});
const put = (s: WrittenSample, event = plain, big = false): Buffer => sampleRecord(big, event, s);
const comm = (time: bigint, pid: number, tid: number, name: string, event = plain): Buffer =>
  record(
    false,
    3,
    0,
    byteWriter(false)
      .u32(pid)
      .u32(tid)
      .text(name, 8)
      .bytes(trailer(false, event, 0, { pid, tid, time }))
      .done(),
  );
const fork = (time: bigint, pid: number, tid: number, ppid: number, ptid: number): Buffer =>
  record(
    false,
    7,
    0,
    byteWriter(false)
      .u32(pid)
      .u32(ppid)
      .u32(tid)
      .u32(ptid)
      .u64(time)
      .bytes(trailer(false, plain, 0, { pid, tid, time }))
      .done(),
  );

describe("names of threads", () => {
  test("a sample has the name that its thread had at its time, though names are written late and out of order", async () => {
    const records = [
      put(sample(100n, 700)),
      put(sample(200n, 700)),
      put(sample(300n, 700)),
      put(sample(250n, 701)),
      put(sample(150n, 0)),
      put(sample(150n, 999)),
      comm(180n, 700, 700, "second"),
      comm(0n, 700, 700, "first"),
      fork(240n, 700, 701, 700, 700),
      comm(290n, 700, 700, "third"),
    ];
    const { comms, tables } = await runImporter(perfData, perfFile({ events: [plain], records }), { readAt: true });
    expect(comms).toEqual({ first: 1, second: 2, third: 1, swapper: 1, ":999": 1 });
    const spans = tables.task?.filter((task) => task.tid === 700).map((task) => [task.comm, task.from_t, task.until_t]);
    expect(spans).toEqual([
      ["first", -(2n ** 63n), 180n],
      ["second", 180n, 290n],
      ["third", 290n, 2n ** 63n - 1n],
    ]);
  });

  test("a thread number that is used again has the process and name of its time", async () => {
    const records = [
      comm(0n, 700, 700, "parent"),
      fork(10n, 800, 800, 700, 700),
      comm(20n, 800, 800, "one"),
      put(sample(30n, 800, { pid: 800 })),
      fork(40n, 700, 800, 700, 700),
      put(sample(50n, 800)),
    ];
    const run = await runImporter(perfData, perfFile({ events: [plain], records }), { readAt: true });
    expect(run.comms).toEqual({ one: 1, parent: 1 });
    expect(run.tables.task?.filter((task) => task.tid === 800).map((task) => [task.pid, task.comm])).toEqual([
      [800, ":800"],
      [800, "parent"],
      [800, "one"],
      [700, "parent"],
    ]);
  });

  test("without times the order in the file counts", async () => {
    const timeless: WrittenEvent = { ...plain, fields: ["IDENTIFIER", "TID", "ADDR"] };
    const records = [
      put(sample(1n, 700), timeless),
      comm(0n, 700, 700, "a", timeless),
      put(sample(1n, 700), timeless),
      put(sample(1n, 700), timeless),
      comm(0n, 700, 700, "b", timeless),
      put(sample(1n, 700), timeless),
    ];
    const run = await runImporter(perfData, perfFile({ events: [timeless], records }), { readAt: true });
    expect(run.comms).toEqual({ ":700": 1, a: 2, b: 1 });
    expect(run.tables.fault?.every((row) => row.t === null)).toBe(true);
    expect(run.clock?.name).toBe("none");
    expect(run.span).toBeNull();
  });
});

describe("page faults reported by tracepoints", () => {
  const event: WrittenEvent = {
    name: "exceptions:page_fault_user",
    type: 2,
    config: 120n,
    fields: ["TID", "TIME", "CPU", "RAW"],
  };
  const format =
    "name: page_fault_user\nID: 120\nformat:\n\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n\n" +
    "\tfield:unsigned long address;\toffset:8;\tsize:8;\tsigned:0;\n\tfield:unsigned long ip;\toffset:16;\tsize:8;\tsigned:0;\n" +
    '\tfield:unsigned long error_code;\toffset:24;\tsize:8;\tsigned:0;\n\nprint fmt: ""\n';

  const tracing = (big: boolean): Buffer => {
    const w = byteWriter(big).bytes(Buffer.from("\x17\x08\x44tracing0.6\0", "latin1"));
    w.bytes(Uint8Array.of(big ? 1 : 0, 8)).u32(4096);
    for (const page of ["header_page\0", "header_event\0"]) w.bytes(Buffer.from(page)).u64(0);
    w.u32(0).u32(1).bytes(Buffer.from("exceptions\0")).u32(1).u64(format.length).bytes(Buffer.from(format));
    return w.u32(0).u32(0).u64(0).done();
  };
  const raw = (big: boolean, code: number): Uint8Array =>
    byteWriter(big).u64(0).u64(0x7f00_0000_1000n).u64(0xffff_ffff_8100_0000n).u64(code).u32(0).done();

  test.each([false, true])(
    "have address, instruction and error code from the payload (big-endian: %s)",
    async (big) => {
      const arch = byteWriter(big).u32(64).text("x86_64", 64).done();
      const sections = new Map([
        [1, tracing(big)],
        [6, arch],
      ]);
      const records = [6, 5, 20].map((code, i) => put(sample(BigInt(i + 1), 700, { raw: raw(big, code) }), event, big));
      const run = await runImporter(perfData, perfFile({ big, events: [event], records, sections, nameless: true }), {
        readAt: true,
      });
      expect(run.events).toEqual({ "exceptions:page_fault_user": 3 });
      // x86: bit 0 protection violation (a mapping was there), bit 1 write, bit 4 instruction fetch.
      expect(run.tables.fault?.map(({ code, access, first_touch }) => [code, access, first_touch])).toEqual([
        [6n, "write", true],
        [5n, "read", false],
        [20n, "exec", true],
      ]);
      expect(run.tables.fault?.[0]).toMatchObject({
        addr: 0x7f00_0000_1000n,
        ip: 0xffff_ffff_8100_0000n,
        kind: "host",
      });
      expect(run.properties.page_size).toBe("4096");
    },
  );

  test("have no address where the file lacks the format, and are named by their number", async () => {
    const records = [put(sample(1n, 700, { raw: raw(false, 6) }), event)];
    const run = await runImporter(perfData, perfFile({ events: [event], records, nameless: true }), { readAt: true });
    expect(run.events).toEqual({ "tracepoint:120": 1 });
    const named = await runImporter(perfData, perfFile({ events: [event], records }), { readAt: true });
    expect(named.tables.fault?.[0]).toMatchObject({ addr: null, ip: null, code: null, access: null });
  });
});

describe("loss, unknown ids and killed recorders", () => {
  const lost = (n: number): Buffer =>
    record(
      false,
      2,
      0,
      byteWriter(false)
        .u64(0)
        .u64(n)
        .bytes(trailer(false, plain, 0, { pid: 1, tid: 1, time: 5n }))
        .done(),
    );
  const lostSamples = (n: number): Buffer =>
    record(
      false,
      13,
      0,
      byteWriter(false)
        .u64(n)
        .bytes(trailer(false, plain, 0, { pid: 1, tid: 1, time: 0n }))
        .done(),
    );

  test("totals of lost samples are used where they are recorded, and never added to the places of the same loss", async () => {
    const both = perfFile({ events: [plain], records: [lost(7), lost(4), lostSamples(6), lostSamples(3)] });
    expect((await runImporter(perfData, both, {})).records.lost).toBe(9);
    const places = perfFile({ events: [plain], records: [lost(7), lost(4)] });
    expect((await runImporter(perfData, places, {})).records.lost).toBe(11);
  });

  test("a sample with an unknown id is read as the first event, and that is remarked", async () => {
    const second: WrittenEvent = { ...plain, name: "minor-faults", config: 5n };
    const records = [put(sample(1n, 700, { event: 9 })), put(sample(2n, 700, { event: 1 }))];
    const run = await runImporter(perfData, perfFile({ events: [plain, second], records }), { readAt: true });
    expect(run.events).toEqual({ "page-faults": 1, "minor-faults": 1 });
    expect(run.remarks.map((r) => r.code)).toEqual(["perf.unknown_id"]);
  });

  test("a recorder that was killed left no size and no sections: all whole records are kept, the status says so", async () => {
    const records = [put(sample(1n, 700)), put(sample(2n, 700))];
    const run = await runImporter(perfData, perfFile({ events: [plain], records, killed: true }), {});
    expect(run.status).toBe("truncated");
    expect(run.events).toEqual({ "page-faults": 2 });
  });

  test("a record that says it is shorter than its own header ends the reading, what lies before is kept", async () => {
    const broken = record(false, 9, 0, new Uint8Array(0));
    broken.writeUInt16LE(4, 6);
    const records = [put(sample(1n, 700)), broken, put(sample(2n, 700))];
    const run = await runImporter(perfData, perfFile({ events: [plain], records }), { readAt: true });
    expect(run.status).toBe("partial");
    expect(run.events).toEqual({ "page-faults": 1 });
    expect(run.complaints.map((c) => c.code)).toEqual(["perf.record"]);
  });

  test("a file of the first version and a header that is cut are refused with their codes", async () => {
    const refused = async (bytes: Uint8Array): Promise<string> =>
      runImporter(perfData, bytes, {}).then(
        () => "taken",
        (thrown) => thrown.report.code,
      );
    expect(await refused(Buffer.from("PERFFILE".padEnd(200, "\0")))).toBe("perf.version");
    expect(await refused(Buffer.from("PERFILE2"))).toBe("perf.header");
    expect(await refused(perfFile({ events: [plain], records: [] }).subarray(0, 90))).toBe("perf.header");
  });
});

test("a recording of several files is refused by name in each of them, with what to do", async () => {
  const samples = Buffer.concat([1n, 2n, 3n].map((t) => put(sample(t, 700))));
  const described = perfFile({
    events: [plain],
    records: [comm(0n, 700, 700, "first")],
    sections: new Map([[24, byteWriter(false).u64(1).done()]]),
  });
  const refused = async (bytes: Uint8Array, name: string): Promise<string> => {
    const { importer } = detect(bytes, { name, size: bytes.length }, [perfData]);
    return runImporter(importer, bytes, { name, readAt: true }).then(
      () => "taken",
      (thrown) => `${thrown.report.code}: ${thrown.report.next}`,
    );
  };
  for (const [bytes, name] of [
    [described, "data"],
    [samples, "data.0"],
  ] as const)
    expect(await refused(bytes, name)).toMatch(/^perf\.directory: .*perf script/);
  expect(() => detect(Buffer.from("data of another kind"), { name: "data.0", size: 20 }, [perfData])).toThrow();
});

test("mappings become rows with the process, permissions and file of the record", async () => {
  const body = byteWriter(false).u32(700).u32(701).u64(0x7f00_0000_0000n).u64(0x20_0000).u64(0x1000);
  body
    .bytes(new Uint8Array(24))
    .u32(3)
    .u32(2)
    .text("/dev/shm/ram0", 8)
    .bytes(trailer(false, plain, 0, { pid: 700, tid: 701, time: 55n }));
  const run = await runImporter(perfData, perfFile({ events: [plain], records: [record(false, 10, 0, body.done())] }), {
    offset: 1000n,
  });
  const [row] = run.tables.mapping ?? [];
  expect(row).toMatchObject({
    t: 1055n,
    addr: 0x7f00_0000_0000n,
    bytes: 0x20_0000n,
    file_offset: 0x1000n,
    perms: "rw-p",
  });
  expect(run.names[row?.path_id as number]).toBe("/dev/shm/ram0");
  expect(run.tables.task?.find((task) => task.id === row?.task_id)?.tid).toBe(700);
});
