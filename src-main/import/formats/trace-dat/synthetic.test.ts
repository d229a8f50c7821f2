// Files written field by field from the description of the format, with every kind of header; expected rows are those written.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ImportRun, type RunOptions, runImporter } from "../../testing/run-importer.ts";
import { byteWriter } from "../../testing/write-perf.ts";
import {
  formatText,
  type Item,
  pageBytes,
  traceFile,
  type WrittenPage,
  type WrittenTrace,
} from "../../testing/write-trace.ts";
import { traceDat } from "./index.ts";

const ALLOC = 301;
const formats = [
  { system: "ftrace", text: formatText("kernel_stack", 4, [{ type: "int", name: "size", offset: 8, size: 4 }]) },
  {
    system: "demo",
    text: formatText("demo_alloc", ALLOC, [
      { type: "u64", name: "pfn", offset: 8, size: 8 },
      { type: "int", name: "order", offset: 16, size: 4, signed: true },
    ]),
  },
];

interface Written {
  readonly cpu: number;
  readonly time: bigint;
  readonly tid: number;
  readonly pfn: bigint;
}

const payload = (big: boolean, { tid, pfn }: Pick<Written, "tid" | "pfn">, type = ALLOC): Buffer =>
  byteWriter(big).u16(type).u16(0).u32(tid).u64(pfn).u32(-3).done();

const read = (file: Uint8Array, options: RunOptions = {}): Promise<ImportRun> => runImporter(traceDat, file, options);

/** Rows of `event` in short: time, CPU, first field. */
const rowsOf = (run: ImportRun) => (run.tables.event ?? []).map((row) => [row.t, row.cpu, row.v1]);

const one = (items: readonly Item[], time = 1000n, more: Partial<WrittenPage> = {}) => ({
  time,
  items,
  ...more,
});

const trace = (cpus: WrittenTrace["buffers"][number]["cpus"], more: Partial<WrittenTrace> = {}): WrittenTrace => ({
  version: 6,
  formats,
  buffers: [{ cpus }],
  commands: "7 worker a\n8 CPU 0/KVM\n",
  ...more,
});

const machines = [
  { big: false, longBytes: 8 },
  { big: true, longBytes: 8 },
  { big: false, longBytes: 4 },
  { big: true, longBytes: 4 },
] as const;

const containers = [
  { version: 6 },
  { version: 7, compression: "none" },
  { version: 7, compression: "zstd" },
  { version: 7, compression: "zlib" },
] as const;

/** Puts records on pages with random kinds of headers; the times that come back are those of the records. */
function pagesWith(records: readonly Written[], big: boolean, picks: readonly number[]): WrittenPage[] {
  const pages: { time: bigint; items: Item[] }[] = [];
  let items: Item[] = [];
  let start = 0n;
  let last = 0n;
  const close = () => {
    if (items.length) pages.push({ time: start, items });
    items = [];
  };
  for (const [i, record] of records.entries()) {
    const pick = picks[i % picks.length] as number;
    if (items.length > 40 || (pick === 5 && items.length > 3)) close();
    if (!items.length) {
      start = record.time - BigInt(pick % 3);
      last = start;
    }
    let delta = record.time - last;
    if (pick === 1) {
      items.push({ stamp: record.time - (delta > 2n ? 2n : 0n) });
      delta = delta > 2n ? 2n : 0n;
    } else if (pick === 2 && delta > 5n) {
      items.push({ discarded: 4 * (1 + (i % 5)), delta: 5 });
      delta -= 5n;
    }
    if (delta >= 1n << 27n) {
      items.push({ extend: delta });
      delta = 0n;
    }
    items.push({ data: payload(big, record), delta: Number(delta), long: pick === 3 });
    last = record.time;
  }
  close();
  if (pages.length && picks[0] === 4) pages.at(-1)?.items.push({ rest: true });
  return pages;
}

const record = fc.record({
  cpu: fc.nat(3),
  gap: fc.oneof(fc.constant(0n), fc.bigInt(0n, 50n), fc.bigInt(0n, 1n << 40n)),
  tid: fc.constantFrom(0, 7, 8, 99),
  pfn: fc.bigInt(0n, (1n << 62n) - 1n),
});

describe("what was written comes back, in the order of time and of equal times by CPU", () => {
  test("for every kind of header, byte order, size of a long, version and compression", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 200 }),
        fc.array(fc.nat(5), { minLength: 1, maxLength: 7 }),
        fc.constantFrom(...machines),
        fc.constantFrom(...containers),
        fc.bigInt(0n, 1n << 60n),
        async (list, picks, machine, container, base) => {
          let time = base + 10n;
          const written = list.map(({ gap, ...rest }): Written => {
            time += gap;
            return { ...rest, time };
          });
          const cpus = [0, 1, 2, 3].map((cpu) =>
            pagesWith(
              written.filter((r) => r.cpu === cpu),
              machine.big,
              picks,
            ),
          );
          const run = await read(traceFile(trace(cpus, { ...machine, ...container })), { offset: 5n });
          const order = written
            .map((r, i) => ({ r, i }))
            .sort((a, b) => (a.r.time < b.r.time ? -1 : a.r.time > b.r.time ? 1 : a.r.cpu - b.r.cpu || a.i - b.i));
          expect(rowsOf(run)).toEqual(order.map(({ r }) => [r.time + 5n, r.cpu, r.pfn]));
          expect(run.tables.event?.map((row) => [row.seq, row.v2])).toEqual(order.map((_, i) => [BigInt(i + 1), -3n]));
          expect(run.records).toEqual({ accepted: written.length, rejected: 0, skipped: 0, lost: 0 });
          expect([run.status, run.events]).toEqual(["whole", { demo_alloc: written.length }]);
          const names = { 0: "<idle>", 7: "worker a", 8: "CPU 0/KVM", 99: "<...>" } as Record<number, string>;
          const comms: Record<string, number> = {};
          for (const { tid } of written) comms[names[tid] as string] = (comms[names[tid] as string] ?? 0) + 1;
          expect(run.comms).toEqual(comms);
        },
      ),
      { numRuns: 150, seed: 11 },
    );
  });

  test("an absolute stamp takes its top bits from the time before, and knows that it wrapped around", async () => {
    const top = 0x30n << 58n;
    const late = top + (1n << 59n) - 10n;
    const items: Item[] = [
      { data: payload(false, { tid: 7, pfn: 1n }), delta: 3 },
      { stamp: (late + 5n) & ((1n << 59n) - 1n) },
      { data: payload(false, { tid: 7, pfn: 2n }), delta: 1 },
      { stamp: 4n },
      { data: payload(false, { tid: 7, pfn: 3n }), delta: 1 },
    ];
    const run = await read(traceFile(trace([[one(items, late)]])));
    const wanted = [late + 3n, late + 6n, top + (1n << 59n) + 5n].map((t) => BigInt.asIntN(64, t));
    expect(run.tables.event?.map((row) => row.t)).toEqual(wanted);
  });

  test("pages of 16 KiB are read as such, whatever the size of the machine's own", async () => {
    const items = Array.from(
      { length: 400 },
      (_, i): Item => ({ data: payload(false, { tid: 7, pfn: BigInt(i) }), delta: 1 }),
    );
    for (const container of containers) {
      const run = await read(traceFile(trace([[one(items)], [one(items)]], { ...container, pageSize: 16_384 })));
      expect(run.events).toEqual({ demo_alloc: 800 });
    }
  });
});

describe("lost records", () => {
  const lostOn = (options: readonly string[], pages: readonly WrittenPage[], more: Partial<WrittenTrace> = {}) =>
    read(traceFile(trace([pages], { ...more, options: options.map((text) => [2, Buffer.from(`${text}\0`)]) })));
  const stat = (entries: number, overrun: number, dropped = 0, read = 0) =>
    `CPU: 0\nentries: ${entries}\noverrun: ${overrun}\ncommit overrun: 0\nbytes: 9\ndropped events: ${dropped}\nread events: ${read}\n`;
  const item = (pfn: bigint): Item => ({ data: payload(false, { tid: 7, pfn }), delta: 10 });
  const marked = [
    one([item(1n), item(2n)], 1000n),
    one([item(3n)], 5000n, { lost: 44_600 }),
    one([item(4n)], 9000n, { lost: 3 }),
  ];

  test("are those that the pages tell, with the span from the last record before to the first behind", async () => {
    const run = await lostOn([], marked);
    expect(run.records.lost).toBe(44_603);
    expect(run.tables.loss).toMatchObject([
      { t: 1020n, until_t: 5010n, cpu: 0, n: 44_600n },
      { t: 5010n, until_t: 9010n, cpu: 0, n: 3n },
    ]);
  });

  test("are read of big-endian files and of 32-bit kernels", async () => {
    for (const machine of machines) {
      const at = (pfn: bigint): Item => ({ data: payload(machine.big, { tid: 7, pfn }), delta: 10 });
      const pages = [one([at(1n)], 1000n, { lost: 77 })];
      const run = await read(traceFile(trace([pages], machine)));
      expect([run.records.lost, run.tables.loss?.[0]?.n]).toEqual([77, 77n]);
    }
  });

  test("are never counted twice: the kernel's own count has the same ones", async () => {
    expect((await lostOn([stat(4, 44_603)], marked)).records.lost).toBe(44_603);
    expect((await lostOn([stat(0, 44_603)], marked)).records.lost).toBe(44_603);
  });

  test("that no page tells come from the kernel's count, and are told without a time", async () => {
    const run = await lostOn(
      [stat(1, 50, 8, 3)],
      marked.map((page) => ({ time: page.time, items: page.items })),
    );
    expect(run.records.lost).toBe(58);
    expect(run.tables.loss).toMatchObject([{ t: null, until_t: null, cpu: 0, n: 58n }]);
  });

  test("of the whole recording are not those of a part of it", async () => {
    const run = await lostOn([stat(900, 50_000)], marked.slice(0, 2));
    expect(run.records.lost).toBe(44_600);
  });

  test("whose number nobody knows are a span without a number", async () => {
    const run = await lostOn([], [marked[0] as WrittenPage, one([item(9n)], 7000n, { lost: "unknown" })]);
    expect(run.records.lost).toBe(0);
    expect(run.tables.loss).toMatchObject([{ t: 1020n, until_t: 7010n, cpu: 0, n: null }]);
  });

  test("behind the last record end nowhere", async () => {
    const run = await lostOn([], [marked[0] as WrittenPage, one([], 7000n, { lost: 5 })]);
    expect(run.tables.loss).toMatchObject([{ t: 1020n, until_t: null, n: 5n }]);
  });
});

test("events of one name in two systems stay apart; the first to come has the bare name", async () => {
  const field = [{ type: "u64", name: "pfn", offset: 8, size: 8 }];
  const two = [
    { system: "late", text: formatText("same", 11, field) },
    { system: "early", text: formatText("same", 12, field) },
  ];
  const items: Item[] = [12, 11, 12].map((type) => ({ data: payload(false, { tid: 7, pfn: 1n }, type), delta: 1 }));
  const run = await read(traceFile(trace([[one(items)]], { formats: two })));
  expect(run.events).toEqual({ same: 2, "late:same": 1 });
});

test("records whose format is not in the file are skipped and counted by their number", async () => {
  const items: Item[] = [900, ALLOC, 900].map((type) => ({
    data: payload(false, { tid: 7, pfn: 1n }, type),
    delta: 1,
  }));
  const run = await read(traceFile(trace([[one(items)]])));
  expect(run.records).toMatchObject({ accepted: 1, skipped: 2, rejected: 0 });
  expect(run.skipped).toEqual({ "event 900 without a format": 2 });
});

describe("a page that makes no sense", () => {
  const item: Item = { data: payload(false, { tid: 7, pfn: 5n }), delta: 1 };
  test("is left with its place told, and the next one is read", async () => {
    const pages = [one([item], 1n, { claims: 9000 }), one([item, item], 50n)];
    const run = await read(traceFile(trace([pages])));
    expect([run.events, run.status]).toEqual([{ demo_alloc: 2 }, "partial"]);
    expect(run.complaints).toMatchObject([{ code: "trace.page", n: 1, excerpt: "CPU 0" }]);
  });
  test("is left at a record that reaches beyond it", async () => {
    const page = pageBytes(one([item, item]), 4096);
    page.writeUInt32LE(28, 16 + 24);
    const file = traceFile(trace([[one([item, item]), one([item], 99n)]]));
    page.copy(file, file.length - 8192);
    const run = await read(file);
    expect([run.events, run.complaints[0]?.code]).toEqual([{ demo_alloc: 2 }, "trace.record"]);
  });
});
