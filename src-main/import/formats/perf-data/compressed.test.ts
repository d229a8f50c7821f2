// Compressed records of both kinds, around a zstd stream of stored blocks that the test writes by hand (RFC 8878).
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runImporter } from "../../testing/run-importer.ts";
import { byteWriter, perfFile, record, sampleRecord, type WrittenEvent } from "../../testing/write-perf.ts";
import { perfData } from "./index.ts";

const event: WrittenEvent = { name: "page-faults", type: 1, config: 2n, fields: ["TID", "TIME", "ADDR"] };
const sample = (i: number): Buffer =>
  sampleRecord(false, event, {
    event: 0,
    ip: 0n,
    pid: 7,
    tid: 7,
    time: BigInt(i + 1),
    addr: BigInt(i) * 4096n,
    cpu: 0,
  });

/** A frame without an end: magic, a descriptor without checksum and size, a window of `windowLog`, stored blocks. */
function stream(data: Buffer, blockBytes: number, windowLog = 17): Buffer {
  const w = byteWriter(false)
    .u32(0xfd2fb528)
    .bytes(Uint8Array.of(0, (windowLog - 10) << 3));
  for (let at = 0; at < data.length; at += blockBytes) {
    const block = data.subarray(at, at + blockBytes);
    w.bytes(Uint8Array.of((block.length << 3) & 255, (block.length >> 5) & 255, block.length >> 13)).bytes(block);
  }
  return w.done();
}

const first = (payload: Uint8Array): Buffer => record(false, 81, 0, payload);

/** The second kind tells the length of its data and is padded; its size wraps to 0 where it would be 65,536. */
function second(payload: Uint8Array): Buffer {
  const padded = (16 + payload.length + 7) & ~7;
  const wraps = padded > 0xffff;
  const w = byteWriter(false)
    .u32(83)
    .u16(0)
    .u16(padded & 0xffff)
    .u64(payload.length)
    .bytes(payload);
  return w.bytes(new Uint8Array(wraps ? 0 : padded - 16 - payload.length)).done();
}

function pieces(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

const addresses = async (records: Uint8Array[], chunk = 65_536): Promise<bigint[]> => {
  const run = await runImporter(perfData, perfFile({ events: [event], records }), { readAt: true, chunk });
  expect(run.complaints).toEqual([]);
  return (run.tables.fault ?? []).map((row) => row.addr as bigint);
};

test("records that straddle blocks, pieces and chunks are those that were packed", async () => {
  const data = Buffer.concat(Array.from({ length: 200 }, (_, i) => sample(i)));
  const wanted = Array.from({ length: 200 }, (_, i) => BigInt(i) * 4096n);
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 900 }),
      fc.integer({ min: 1, max: 900 }),
      fc.constantFrom(first, second),
      fc.constantFrom(33, 65_536),
      async (block, piece, pack, chunk) => {
        expect(await addresses(pieces(stream(data, block), piece).map(pack), chunk)).toEqual(wanted);
      },
    ),
    { seed: 1, numRuns: 40 },
  );
});

test("a record of the second kind whose size wrapped to 0 is as long as its data say", async () => {
  const data = Buffer.concat(Array.from({ length: 4000 }, (_, i) => sample(i)));
  const packed = pieces(stream(data, 30_000), 65_519).map(second);
  expect(packed[0]?.readUInt16LE(6)).toBe(0);
  expect((await addresses(packed)).length).toBe(4000);
});

describe("damage", () => {
  const told = async (payload: Uint8Array): Promise<string[]> => {
    const records = [sample(0), first(payload), sample(1)];
    const run = await runImporter(perfData, perfFile({ events: [event], records }), { readAt: true });
    expect(run.status).toBe("partial");
    expect(run.tables.fault?.length, "records outside are kept").toBe(2);
    return run.complaints.map((c) => c.code);
  };

  test("a window larger than any level of perf's needs is refused before memory is asked for", async () => {
    expect(await told(stream(sample(3), 100, 31))).toEqual(["perf.zstd"]);
  });

  test("bytes that are no zstd stream, and unpacked bytes that are no records, are told", async () => {
    expect(await told(Buffer.from("this is not zstd"))).toEqual(["perf.zstd"]);
    expect(await told(stream(Buffer.alloc(64), 64))).toEqual(["perf.record"]);
  });
});
