// Machines with very many CPUs: pages are held within a budget, whatever their number and size.
import { expect, test } from "vitest";
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { createContext, createJobIds, noClocks } from "../../context.ts";
import type { RandomAccess, Source } from "../../importer.ts";
import { byteWriter } from "../../testing/write-perf.ts";
import { formatText, pageBytes, traceFile, type WrittenPage } from "../../testing/write-trace.ts";
import { traceDat } from "./index.ts";
import { type Lane, newLane, pagesOf } from "./lanes.ts";
import type { RingBuffer } from "./recording.ts";

const format = formatText("demo_mark", 55, [{ type: "u64", name: "n", offset: 8, size: 8 }]);
const item = (n: number, delta: number) => ({
  data: byteWriter(false).u16(55).u16(0).u32(7).u64(n).done(),
  delta,
});
/** Records of all CPUs take turns: the first of each, then the second of each. */
const pageOf = (cpu: number, cpus: number): WrittenPage => ({
  time: BigInt(1000 + cpu),
  items: [item(cpu, 0), item(cpus + cpu, cpus)],
});

/** A file of version 6 whose pages are made when they are read. */
function manyCpus(cpus: number, size: number): RandomAccess {
  const head = traceFile({
    version: 6,
    pageSize: size,
    formats: [{ system: "demo", text: format }],
    buffers: [{ cpus: Array.from({ length: cpus }, () => []) }],
  });
  const table = head.indexOf("flyrecord\0") + 10;
  for (let cpu = 0; cpu < cpus; cpu++) {
    head.writeBigUInt64LE(BigInt(head.length + cpu * size), table + 16 * cpu);
    head.writeBigUInt64LE(BigInt(size), table + 16 * cpu + 8);
  }
  return {
    size: head.length + cpus * size,
    async read(into, offset) {
      if (offset < head.length) return head.copy(into, 0, offset);
      const cpu = Math.floor((offset - head.length) / size);
      for (let at = 0; at < into.length; at += size) into.set(pageBytes(pageOf(cpu + at / size, cpus), size), at);
      return into.length;
    },
  };
}

async function numbersOf(access: RandomAccess): Promise<bigint[]> {
  const source: Source = {
    name: "many",
    path: "many",
    size: access.size,
    chunks: async function* () {},
    random: async () => access,
  };
  const signal = new AbortController().signal;
  const { context } = createContext(createJobIds(), { pageHash: "xxh128" }, signal, noClocks);
  const found: bigint[] = [];
  const keep = ({ table, rows, columns }: ColumnBatch): void => {
    const numbers = columns.v1?.data as BigInt64Array | undefined;
    if (table === "event" && numbers) found.push(...numbers.slice(0, rows));
  };
  for await (const batch of traceDat.open(source, context)) keep(batch);
  return found;
}

const inOrder = (cpus: number): bigint[] => Array.from({ length: 2 * cpus }, (_, i) => BigInt(i));

test("ten thousand CPUs are merged in the order of time", async () => {
  expect(await numbersOf(manyCpus(10_000, 4096))).toEqual(inOrder(10_000));
});

test("pages that do not fit in memory together make room for each other, and the order stays", async () => {
  expect(await numbersOf(manyCpus(2000, 65_536))).toEqual(inOrder(2000));
});

test("no more pages are held than the budget allows", async () => {
  const [cpus, size] = [4000, 65_536];
  const buffer: RingBuffer = { name: "", clock: null, pageBytes: size, compression: "none", cpus: [] };
  const access: RandomAccess = { size: cpus * size, read: async (into) => into.length };
  const lanes = Array.from(
    { length: cpus },
    (_, cpu): Lane => newLane(cpu, { cpu, offset: cpu * size, size }, buffer, access.size, null, true),
  );
  const pages = pagesOf(access, lanes, true, () => null);
  for (const lane of lanes) expect(await pages.load(lane)).toBe("pages");
  const held = lanes.filter((lane) => lane.frame !== null);
  expect(held.length).toBeGreaterThan(1000);
  expect(held.length * size).toBeLessThanOrEqual(96 << 20);
  expect(new Set(held.map((lane) => lane.frame)).size).toBe(held.length);
});
