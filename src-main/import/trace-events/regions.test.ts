// DAMON's snapshots: as many events in a row as each says there are regions.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Fields, type PlayedRecord, playTrace } from "../testing/play-trace.ts";

const MS = 1_000_000;

/** One snapshot of a target: regions of a page each, `hits` accesses seen in each. */
function scan(t: number, hits: readonly number[], more: Fields = {}, base = 0x7f00_0000_0000n): PlayedRecord[] {
  return hits.map((nr_accesses, i) => ({
    event: "damon:damon_aggregated",
    t: t + i,
    tid: 330,
    fields: {
      target_id: 0,
      nr_regions: hits.length,
      start: base + BigInt(4096 * i),
      end: base + BigInt(4096 * (i + 1)),
      nr_accesses,
      age: 7,
      ...more,
    },
  }));
}

describe("a snapshot", () => {
  test("is a scan as long as the distance to the one before, the first as long as the second", async () => {
    const run = await playTrace([...scan(0, [1, 2, 3]), ...scan(100 * MS, [0, 5, 5]), ...scan(250 * MS, [4])]);
    expect(run.tables.region?.map(({ scan: number, hits, span_ns: ns }) => [number, hits, ns])).toEqual([
      [1, 1, 100_000_000n],
      [1, 2, 100_000_000n],
      [1, 3, 100_000_000n],
      [2, 0, 100_000_000n],
      [2, 5, 100_000_000n],
      [2, 5, 100_000_000n],
      [3, 4, 149_999_998n],
    ]);
    expect(run.tables.region?.[1]).toMatchObject({
      space: "hva",
      addr: 0x7f00_0000_1000n,
      bytes: 4096n,
      age: 7,
      samples: null,
      t: 1001n,
    });
    expect(run.events).toEqual({ "damon:damon_aggregated": 7 });
  });

  test("that is the only one has no length", async () => {
    expect((await playTrace(scan(0, [1, 2]))).tables.region?.map((row) => row.span_ns)).toEqual([null, null]);
  });

  test("that lacks regions is left out, and that is remarked", async () => {
    const cut = scan(100 * MS, [1, 2, 3]).slice(0, 2);
    const run = await playTrace([
      ...scan(0, [1, 2, 3]),
      ...cut,
      ...scan(200 * MS, [1, 2, 3]),
      ...scan(300 * MS, [9, 9]).slice(1),
    ]);
    expect(run.tables.region).toHaveLength(6);
    expect(run.remarks).toMatchObject([{ code: "damon.incomplete_scan", excerpt: "2 scans, 3 regions" }]);
  });

  test("of several targets come through each other, each with a task that stands for it", async () => {
    const run = await playTrace([
      ...scan(0, [1, 2]),
      ...scan(10, [3], { target_id: 1 }),
      ...scan(20, [4], { target_id: 0xffff_8881_0000_0000n }),
    ]);
    const comms = new Map(run.tables.task?.map((task) => [task.id, task.comm]));
    expect(run.tables.region?.map((row) => comms.get(row.task_id as number))).toEqual([
      "damon target 0",
      "damon target 0",
      "damon target 1",
      "damon target 18446612686364999680",
    ]);
    expect(new Set(run.tables.region?.map((row) => row.scan)).size).toBe(3);
  });

  test("of the machine's memory is told by its addresses, which no process has", async () => {
    expect((await playTrace(scan(0, [1], {}, 0x1_0000_0000n))).tables.region?.[0]?.space).toBe("hpa");
  });

  test("of an early kernel has no age", async () => {
    const records = scan(0, [1]).map((record) => {
      const { age: _, ...fields } = record.fields ?? {};
      return { ...record, fields };
    });
    expect((await playTrace(records)).tables.region?.[0]).toMatchObject({ hits: 1, age: null });
  });

  test("has a number of samples where the kernel tells how often it looks", async () => {
    const tuned: PlayedRecord = { event: "damon:damon_monitor_intervals_tune", t: 0, fields: { sample_us: 5000 } };
    const run = await playTrace([tuned, ...scan(1, [1]), ...scan(100 * MS, [1])]);
    expect(run.tables.region?.map((row) => row.samples)).toEqual([20, 20]);
  });
});

test("whatever is missing, a scan that is kept has all its regions, and what is left out is counted", async () => {
  const snapshots = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(snapshots, fc.infiniteStream(fc.boolean()), async (sizes, kept) => {
      const all = sizes.flatMap((size, i) =>
        scan(
          i * 100 * MS,
          Array.from({ length: size }, (_, k) => k),
        ),
      );
      const records = all.filter(() => kept.next().value || kept.next().value);
      const run = await playTrace(records);
      const rows = run.tables.region ?? [];
      const left = /(\d+) regions/.exec(run.remarks[0]?.excerpt ?? "0 regions")?.[1];
      expect(rows.length + Number(left)).toBe(records.length);
      for (const number of new Set(rows.map((row) => row.scan))) {
        const hits = rows.filter((row) => row.scan === number).map((row) => row.hits);
        expect(hits).toEqual(Array.from({ length: hits.length }, (_, k) => k));
      }
    }),
    { numRuns: 100, seed: 9 },
  );
});
