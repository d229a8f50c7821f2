// Page faults one behind the other: over the end of a batch, between other samples, with what nobody can keep.
import { expect, test } from "vitest";
import { runImporter } from "../../testing/run-importer.ts";
import { perfFile, sampleRecord, type WrittenEvent, type WrittenSample } from "../../testing/write-perf.ts";
import { perfData } from "./index.ts";

const faults: WrittenEvent = {
  name: "page-faults",
  type: 1,
  config: 2n,
  fields: ["IDENTIFIER", "IP", "TID", "TIME", "ADDR", "CPU"],
};
const cycles: WrittenEvent = { ...faults, name: "cycles", type: 0, config: 0n };
const sample = (event: number, time: bigint, more: Partial<WrittenSample> = {}): WrittenSample => ({
  ...{ event, ip: 0x5555_0000_0000n + time, pid: 700, tid: 701, time, addr: time << 12n, cpu: 3 },
  ...more,
});

/** A turn of seven samples; the fifth is of an event that the file does not describe, and so is read as the first one. */
const turn: readonly WrittenSample[] = [
  sample(0, 9_000_000_001n),
  sample(0, 8_999_999_999n, { tid: 702, cpu: 0 }),
  sample(0, 9_000_000_002n, { cpu: 0xffff_ffff }),
  sample(1, 9_000_000_003n),
  sample(7, 9_000_000_004n),
  sample(0, 9_000_000_005n, { addr: 0xffff_ffff_ffff_f000n }),
  sample(0, 9_000_000_006n),
];
const TURNS = 11_000;

test("faults in a row come back one by one, whatever stands between them and however full the batches are", async () => {
  const events = [faults, cycles];
  const bytes = Buffer.concat(turn.map((s) => sampleRecord(false, events[s.event] ?? faults, s)));
  const run = await runImporter(perfData, perfFile({ events, records: Array(TURNS).fill(bytes) }), { chunk: 60_001 });
  expect(run.records).toMatchObject({ accepted: 7 * TURNS, rejected: 0 });
  expect(run.events).toEqual({ "page-faults": 6 * TURNS, cycles: TURNS });
  expect(run.remarks).toMatchObject([{ code: "perf.unknown_id", excerpt: `${TURNS} records` }]);
  expect(run.cpus).toEqual({ 0: TURNS, 3: 5 * TURNS });
  expect(run.span).toEqual({ first: 8_999_999_999n, last: 9_000_000_006n });
  const { fault = [] } = run.tables;
  const wanted = turn.filter((s) => s.event !== 1);
  const places = turn.flatMap((s, i) => (s.event === 1 ? [] : [BigInt(i + 1)]));
  const tidOf = new Map(run.tables.task?.map((task) => [task.id, task.tid]));
  const wrong = fault.filter((row, i) => {
    const s = wanted[i % 6] as WrittenSample;
    const seq = (places[i % 6] as bigint) + 7n * BigInt(Math.floor(i / 6));
    const same = row.seq === seq && row.t === s.time && row.addr === s.addr && row.ip === s.ip;
    return !same || tidOf.get(row.task_id ?? null) !== s.tid || row.cpu !== (s.cpu === 0xffff_ffff ? null : s.cpu);
  });
  expect(fault).toHaveLength(6 * TURNS);
  expect(wrong).toEqual([]);
});
