// Cut, looping and lying files: what is whole is kept, everything ends, nothing is allocated on a file's word alone.
import { describe, expect, test } from "vitest";
import { PlimsollError } from "../../../../src-shared/base/errors.ts";
import { type ImportRun, runImporter } from "../../testing/run-importer.ts";
import { byteWriter } from "../../testing/write-perf.ts";
import { formatText, traceFile, type WrittenPage, type WrittenTrace } from "../../testing/write-trace.ts";
import { traceDat } from "./index.ts";

const formats = [
  { system: "demo", text: formatText("demo_mark", 55, [{ type: "u64", name: "n", offset: 8, size: 8 }]) },
];
const item = (n: number) => ({ data: byteWriter(false).u16(55).u16(0).u32(7).u64(n).done(), delta: 10 });

/** Pages of a CPU with 30 records each; the number tells CPU and order. */
const pagesOf = (cpu: number, count: number): WrittenPage[] =>
  Array.from({ length: count }, (_, page) => ({
    time: BigInt(1000 + cpu + page * 1000),
    items: Array.from({ length: 30 }, (_, i) => item(cpu * 100_000 + page * 30 + i)),
  }));

const stat = (cpu: number, entries: number): readonly [number, Uint8Array] => [
  2,
  Buffer.from(`CPU: ${cpu}\nentries: ${entries}\noverrun: 0\ncommit overrun: 0\ndropped events: 0\nread events: 0\n\0`),
];

const PAGES = 4;
const written = (more: Partial<WrittenTrace>): Buffer =>
  traceFile({
    version: 7,
    formats,
    buffers: [{ cpus: [pagesOf(0, PAGES), null, pagesOf(2, PAGES)], chunkPages: 2 }],
    options: [stat(0, 30 * PAGES), stat(1, 0), stat(2, 30 * PAGES)],
    ...more,
  });
const plain6 = { version: 6, buffers: [{ cpus: [pagesOf(0, PAGES), [], pagesOf(2, PAGES)] }] } as const;
const containers = [
  ["version 6", plain6],
  ["version 7", {}],
  ["version 7 in zstd", { compression: "zstd" }],
  ["version 7 in zlib", { compression: "zlib" }],
] as const;

/** Where the chunks of the first CPU begin in compressed files: at the first page behind the sections. */
const CHUNKS_AT = 4096;

const codeOf = async (bytes: Uint8Array): Promise<ImportRun | string> => {
  try {
    return await runImporter(traceDat, bytes);
  } catch (thrown) {
    if (thrown instanceof PlimsollError && thrown.report.exit === 3) return thrown.report.code;
    throw thrown;
  }
};
const numbers = (run: ImportRun, cpu: number): bigint[] =>
  (run.tables.event ?? []).filter((row) => row.cpu === cpu).map((row) => row.v1 as bigint);

describe("a file that was cut", () => {
  test.each(containers)("%s: has the first records of each CPU, more of them the longer it is", async (_, more) => {
    const whole = written(more);
    const all = (await codeOf(whole)) as ImportRun;
    expect([all.status, all.records.accepted]).toEqual(["whole", 240]);
    let last = 0;
    const lengths = Array.from({ length: 60 }, (_, i) => Math.floor((i * whole.length) / 60) + (i % 5));
    for (const at of [...lengths, whole.length - 1]) {
      const run = await codeOf(whole.subarray(0, at));
      if (typeof run === "string") {
        expect(last, `refused at ${at}`).toBe(0);
        expect(run).toMatch(/^trace\.(header|version)$/);
        continue;
      }
      for (const cpu of [0, 2]) expect(numbers(run, cpu)).toEqual(numbers(all, cpu).slice(0, numbers(run, cpu).length));
      expect(run.records.accepted).toBeGreaterThanOrEqual(last);
      last = run.records.accepted;
      expect(run.status, `cut at ${at}`).toBe("truncated");
    }
    // Of version 6 the last page's unused bytes are all that is behind the last record.
    expect(last).toBe(240);
  });

  test.each(containers.slice(1))("%s: has all records where only the place of its data is missing", async (_, more) => {
    const whole = written(more);
    const run = (await codeOf(whole.subarray(0, whole.length - 60))) as ImportRun;
    expect([run.status, run.cpus]).toEqual(["truncated", { 0: 120, 2: 120 }]);
  });
});

describe("options", () => {
  test("that follow each other in a circle end", async () => {
    const whole = written({});
    const pointer = whole.indexOf("1.0\0") + 4;
    const first = whole.readBigUInt64LE(pointer);
    // The last section's end points at the first one.
    whole.writeBigUInt64LE(first, whole.length - 8);
    const run = (await codeOf(whole)) as ImportRun;
    expect([run.records.accepted, run.status]).toEqual([240, "truncated"]);
    const itself = written({});
    itself.writeBigUInt64LE(BigInt(itself.length - 40), pointer);
    expect(await codeOf(itself)).toBe("trace.header");
  });

  test("that claim to be longer than the file are not read", async () => {
    const whole = written({});
    const at = whole.indexOf(Buffer.from("CPU: 0\nentries")) - 4;
    whole.writeUInt32LE(0xfffffff0, at);
    expect(["trace.header", "object"]).toContain(
      await codeOf(whole).then((run) => (typeof run === "string" ? run : typeof run)),
    );
  });

  test("that make no sense are told and left out", async () => {
    const short: [number, Uint8Array] = [13, Uint8Array.of(1, 0, 2)];
    const run = (await codeOf(written({ options: [short] }))) as ImportRun;
    expect([run.records.accepted, run.remarks[0]?.code]).toEqual([240, "trace.option"]);
  });
});

describe("counts that no file could hold are refused before anything is allocated", () => {
  test("of CPUs", async () => {
    const whole = written(plain6);
    const at = whole.indexOf(Buffer.from("options  \0")) - 4;
    whole.writeUInt32LE(0xffffffff, at);
    expect(await codeOf(whole)).toBe("trace.header");
  });
  test("of chunks, and sizes of chunks", async () => {
    for (const offset of [0, 4, 8]) {
      const whole = written({ compression: "zlib" });
      whole.writeUInt32LE(0xffffffff, CHUNKS_AT + offset);
      const run = (await codeOf(whole)) as ImportRun;
      expect(run.records.accepted).toBeLessThanOrEqual(240);
      expect(numbers(run, 2).length).toBe(120);
    }
  });
  test("of events and systems", async () => {
    const whole = written(plain6);
    const at = whole.indexOf(Buffer.from("demo\0"));
    whole.writeUInt32LE(0xffffffff, at - 4);
    expect(await codeOf(whole)).toBe("trace.header");
  });
});

test("data of one CPU that lie where those of another do are read once", async () => {
  const whole = written(plain6);
  const table = whole.indexOf(Buffer.from("flyrecord\0")) + 10;
  whole.copy(whole, table + 16, table, table + 16);
  const run = (await codeOf(whole)) as ImportRun;
  expect([run.records.accepted, run.complaints.map((c) => c.code)]).toEqual([240, ["trace.overlap"]]);
});

test("a chunk that cannot be unpacked is told with its place, and the next one is read", async () => {
  const whole = written({ compression: "zlib" });
  whole[CHUNKS_AT + 12 + 40] = (whole[CHUNKS_AT + 12 + 40] as number) ^ 0xff;
  const run = (await codeOf(whole)) as ImportRun;
  expect([run.status, numbers(run, 0).length, numbers(run, 2).length]).toEqual(["partial", 60, 120]);
  expect(run.complaints).toMatchObject([{ code: "trace.chunk", offset: CHUNKS_AT + 4, n: 1 }]);
});

describe("versions", () => {
  test("that are not read are refused by name", async () => {
    const eight = Buffer.concat([Buffer.from("\x17\x08\x44tracing8\0", "latin1"), new Uint8Array(8000)]);
    expect(await codeOf(eight)).toBe("trace.version");
    const lz4 = written({});
    lz4.write("lz4\0", 18, "latin1");
    expect(await codeOf(lz4)).toBe("trace.compression");
  });
});
