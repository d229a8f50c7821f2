// Recordings of unusual recorders, and one small file of each kind cut at every byte.
import { describe, expect, test } from "vitest";
import { PlimsollError } from "../../../../src-shared/base/errors.ts";
import { runImporter } from "../../testing/run-importer.ts";
import {
  byteWriter,
  type Field,
  perfFile,
  perfPipe,
  record,
  sampleRecord,
  trailer,
  type WrittenEvent,
} from "../../testing/write-perf.ts";
import { perfData } from "./index.ts";

const event = (fields: readonly Field[], more: Partial<WrittenEvent> = {}): WrittenEvent => ({
  name: "page-faults",
  type: 1,
  config: 2n,
  fields,
  ...more,
});
const usual = event(["IDENTIFIER", "IP", "TID", "TIME", "ADDR", "CPU"]);
const samples = (of: WrittenEvent, big: boolean, n: number): Buffer[] =>
  Array.from({ length: n }, (_, i) =>
    sampleRecord(big, of, {
      event: 0,
      ip: 0x400000n,
      pid: 700,
      tid: 700,
      time: 1_000n + BigInt(i),
      addr: 0x1000n * BigInt(i + 1),
      cpu: 1,
    }),
  );
const comm = (big: boolean, name: Uint8Array): Buffer =>
  record(
    big,
    3,
    0,
    byteWriter(big)
      .u32(700)
      .u32(700)
      .bytes(name)
      .bytes(trailer(big, usual, 0, { pid: 700, tid: 700, time: 500n }))
      .done(),
  );

describe.each([
  ["little-endian file", false, perfFile],
  ["big-endian file", true, perfFile],
  ["little-endian pipe", false, perfPipe],
  ["big-endian pipe", true, perfPipe],
] as const)("a %s cut at every byte", (_, big, write) => {
  const parts = samples(usual, big, 3);
  const bytes = write({ big, events: [usual], records: parts });
  /** Where each sample ends, by looking for its bytes. */
  const ends = parts.map((part) => bytes.indexOf(part) + part.length);

  test("keeps the samples before the cut or is refused", async () => {
    for (let at = 0; at < bytes.length; at++) {
      const readAt = at % 2 === 0;
      const wanted = ends.filter((end) => end <= at).length;
      const run = await runImporter(perfData, bytes.subarray(0, at), { readAt }).catch((thrown: unknown) => thrown);
      if (run instanceof PlimsollError) {
        expect([at, wanted, run.report.exit]).toEqual([at, 0, 3]);
        continue;
      }
      if (run instanceof Error) throw run;
      const { events, status } = run as Awaited<ReturnType<typeof runImporter>>;
      expect([at, events["page-faults"] ?? 0]).toEqual([at, wanted]);
      // A stream has no size of its own: one that ends between two records may be whole.
      if (write === perfFile) expect([at, status]).toEqual([at, "truncated"]);
    }
  });
});

describe("samples with few fields", () => {
  const few: readonly (readonly Field[])[] = [[], ["ADDR"], ["TID", "ADDR"], ["TIME"], ["IP", "ADDR", "CPU"]];
  test.each(few.map((fields) => [fields.join(" ") || "none", fields] as const))("%s", async (_name, fields) => {
    for (const big of [false, true])
      for (const write of [perfFile, perfPipe]) {
        const of = event(fields);
        const run = await runImporter(perfData, write({ big, events: [of], records: samples(of, big, 3) }));
        expect(run.events).toEqual({ "page-faults": 3 });
        const has = (field: Field): boolean => fields.includes(field);
        expect(run.tables.fault?.map(({ addr, t, cpu, ip }) => ({ addr, t, cpu, ip }))).toEqual(
          [0, 1, 2].map((i) => ({
            addr: has("ADDR") ? 0x1000n * BigInt(i + 1) : null,
            t: has("TIME") ? 1_000n + BigInt(i) : null,
            cpu: has("CPU") ? 1 : null,
            ip: has("IP") ? 0x400000n : null,
          })),
        );
      }
  });
});

describe("names of threads", () => {
  const names: readonly (readonly [string, string, string])[] = [
    ["of no letter", "", ""],
    ["with a line break", "a\nb", "a\nb"],
    ["with bytes that are no text", "\xff\xfea", "\ufffd\ufffda"],
    ["without its final zero", "12345678", "12345678"],
  ];
  test.each(names)("%s", async (_name, written, shown) => {
    const padded = Buffer.from(written, "latin1");
    const name = Buffer.concat([padded, Buffer.alloc(8 - Math.min(8, padded.length))]);
    const records = [comm(false, name), ...samples(usual, false, 2)];
    const run = await runImporter(perfData, perfFile({ events: [usual], records }));
    expect(run.comms).toEqual({ [shown]: 2 });
    expect(run.status).toBe("whole");
  });
});

test("a count of lost samples that no recorder reaches is rejected, and the others are added up", async () => {
  const lost = (n: bigint): Buffer => {
    const body = byteWriter(false).u64(1).u64(n);
    return record(false, 2, 0, body.bytes(trailer(false, usual, 0, { pid: 1, tid: 1, time: 1n })).done());
  };
  const records = [lost(5n), lost(2n ** 60n), ...samples(usual, false, 2), lost(7n)];
  const run = await runImporter(perfData, perfFile({ events: [usual], records }));
  expect(run.records).toMatchObject({ lost: 12, rejected: 1, accepted: 2 });
  expect(run.complaints.map((c) => c.code)).toEqual(["perf.lost_count"]);
});

test("a file without one feature section is read, its events named by their numbers", async () => {
  const bytes = perfFile({ events: [usual], records: samples(usual, false, 3), nameless: true });
  bytes.fill(0, 72, 104);
  const run = await runImporter(perfData, bytes);
  expect(run.events).toEqual({ "page-faults": 3 });
});
