// Clocks that a job measures: two made recordings of the same faults, whose distance is known because it was put in.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { JobResult } from "./import-job.ts";
import { importFiles } from "./testing/import-files.ts";
import { perfFile, sampleRecord, type WrittenEvent } from "./testing/write-perf.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-clocks-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const REALTIME = 0;
const MONOTONIC = 1;
const RAW = 4;
/** CLOCK_REALTIME is Unix time; 1,795,793,518 s is 2026-11-27. */
const UNIX_NS = 1_795_793_518_000_000_000n;

/** `faults` page faults a millisecond apart, of addresses that `first` counts from, each written late by `late`. */
function recording(
  clockId: number | null,
  startNs: bigint,
  first = 0,
  faults = 200,
  late = (_: number) => 0,
): Uint8Array {
  const event: WrittenEvent = {
    name: "page-faults",
    type: 1,
    config: 2n,
    fields: ["IP", "TID", "TIME", "ADDR"],
    ...(clockId === null ? {} : { clockId }),
  };
  const samples = Array.from({ length: faults }, (_, i) =>
    sampleRecord(false, event, {
      event: 0,
      ip: 1n,
      pid: 100,
      tid: 101,
      time: startNs + BigInt(i) * 1_000_000n + BigInt(late(i)),
      addr: BigInt(first + i) * 4096n,
      cpu: 0,
    }),
  );
  return perfFile({ events: [event], records: samples });
}

const importAll = (files: Parameters<typeof importFiles>[1]) => importFiles(folder, files);

const idOf = (result: JobResult, name: string) => result.captures.find((c) => c.name === name)?.id;

it("puts a recording in the kernel's own clock on the wall clock by the faults that both hold", async () => {
  // Every fault is written 0 to 4 us late in the second one: the middle is 2 us.
  const result = await importAll({
    "own.data": recording(null, 5_000_000_000n),
    "wall.data": recording(REALTIME, UNIX_NS, 0, 200, (i) => (i % 5) * 1000),
  });
  const offset = UNIX_NS - 5_000_000_000n + 2000n;
  expect(result.clocks).toMatchObject([{ from: "perf", to: "wall", offsetNs: offset, residualNs: 2000n, pairs: 200 }]);
  expect(result.shifts).toEqual([{ capture: idOf(result, "own.data"), ns: String(offset), wall: true }]);
});

it("puts one of two clocks on the other where neither is linked to the wall clock", async () => {
  const result = await importAll({
    "long.data": recording(MONOTONIC, 9_000_000_000n, 0, 400),
    "short.data": recording(RAW, 8_000_000_000n, 100, 200),
  });
  // Fault 100 is at 9.1 s in the one and at 8.0 s in the other.
  expect(result.clocks).toMatchObject([{ from: "mono", to: "mono_raw", offsetNs: -1_100_000_000n, residualNs: 0n }]);
  expect(result.shifts).toEqual([
    { capture: idOf(result, "long.data"), ns: "-1100000000", wall: false, onto: "mono_raw" },
  ]);
});

it("measures nothing on records that only look alike, or on too few", async () => {
  // The same addresses in another order of time: no two differences agree to a millisecond.
  const scattered = await importAll({
    "own.data": recording(null, 5_000_000_000n),
    "wall.data": recording(REALTIME, UNIX_NS, 0, 200, (i) => ((i * 7919) % 200) * 50_000_000),
  });
  expect([scattered.clocks, scattered.shifts]).toEqual([[], []]);
  rmSync(join(folder, "0001.duckdb"));
  const few = await importAll({
    "own.data": recording(null, 5_000_000_000n, 0, 49),
    "wall.data": recording(REALTIME, UNIX_NS, 0, 49),
  });
  expect([few.clocks, few.shifts]).toEqual([[], []]);
});
