import { describe, expect, test } from "vitest";
import { runImporter } from "../../testing/run-importer.ts";
import { damoJson, damoPacked, damoText, type WrittenRecord, type WrittenScan } from "../../testing/write-damo.ts";
import { captureFile, withoutCaptures } from "../../text/captures-for-tests.ts";
import { damo } from "./index.ts";

const HEAP = 0x55d7_645f_b000n;
const STACK = 0x7ffe_5691_a000n;
const scan = (n: bigint, regions: WrittenScan["regions"]): WrittenScan => ({
  startNs: n * 100_000_000n,
  endNs: (n + 1n) * 100_000_000n,
  regions,
});
const PROCESS: readonly WrittenRecord[] = [
  {
    scans: [
      scan(10n, [
        { start: HEAP, end: HEAP + 8192n, hits: 20, age: 3 },
        { start: STACK, end: STACK + 4096n, hits: 0, age: 1_200 },
      ]),
      scan(11n, [{ start: HEAP, end: HEAP + 8192n, hits: 7, age: 0 }]),
    ],
  },
];
const run = (bytes: Uint8Array, chunk = 10_007) => runImporter(damo, bytes, { chunk });
const detect = (bytes: Uint8Array) => damo.detect(bytes.subarray(0, 65_536), { name: "x", size: bytes.length });
const fromText = (text: string) => run(Buffer.from(text));
const small = (region: string, more = "") =>
  `[{"intervals":{"sample_us":"5 ms","aggr_us":"100 ms"},"target_id":0,"snapshots":[{"start_time":"1 s","end_time":"1 s 100 ms",${more}"regions":[${region}]}]}]`;

const ROWS = [
  {
    seq: 0n,
    t: 1_100_000_000n,
    scan: 1,
    addr: HEAP,
    bytes: 8192n,
    hits: 20,
    samples: 20,
    age: 3,
    span_ns: 100_000_000n,
  },
  { seq: 1n, t: 1_100_000_000n, scan: 1, addr: STACK, bytes: 4096n, hits: 0, samples: 20, age: 1200 },
  {
    seq: 2n,
    t: 1_200_000_000n,
    scan: 2,
    addr: HEAP,
    bytes: 8192n,
    hits: 7,
    samples: 20,
    age: 0,
    task_id: 1,
    space: "hva",
  },
];

describe("records as JSON", () => {
  test("regions of every scan, packed or not, in chunks of any size", async () => {
    for (const bytes of [damoJson(PROCESS), damoJson(PROCESS, 0), damoPacked(PROCESS)])
      for (const chunk of [1, 100, 65_536]) {
        const got = await run(bytes, chunk);
        expect(got.tables.region).toMatchObject(ROWS);
        expect(got.records).toEqual({ accepted: 3, rejected: 0, skipped: 0, lost: null });
        expect(got).toMatchObject({ status: "whole", span: { first: 1_000_000_000n, last: 1_200_000_000n } });
        expect(got.tables.task).toMatchObject([{ id: 1, pid: null, comm: "damon target 0" }]);
      }
  });
  test("numbers of Python, units, several units in one time, nulls, unknown keys, keys in another order", async () => {
    const got = await fromText(
      small(
        '{"x":[{"start":1}],"age":{"usec":"1 s 250 ms","aggr_intervals":null},"nr_accesses":{"percent":"25 %","samples":null},"end":"12.000 KiB","start":"4,096"}',
        '"later":{"regions":[{"start":"1","end":"2"}]},',
      ),
    );
    // 25 % of 100 ms / 5 ms = 5 samples; 1.25 s are 12 scans of 100 ms.
    expect(got.tables.region).toMatchObject([
      {
        t: 1_100_000_000n,
        addr: 4096n,
        bytes: 8192n,
        hits: 5,
        samples: 20,
        age: 12,
        span_ns: 100_000_000n,
        space: "hpa",
      },
    ]);
    expect(got.tables.region).toHaveLength(1);
    expect(got.tables.task).toBeUndefined();
  });
  test("an interval that was tuned during the recording counts for its scan", async () => {
    const region = '{"start":"0","end":"4,096","nr_accesses":{"samples":1},"age":null}';
    const got = await fromText(small(region, '"sample_interval_us":"10 ms",'));
    expect(got.tables.region).toMatchObject([{ samples: 10, age: null }]);
  });
  test("without intervals the samples are not known; times since 1970 are the wall clock's", async () => {
    const late = 1_795_254_131_000_000_000n;
    const got = await run(
      damoJson([
        {
          intervals: null,
          scans: [{ ...scan(0n, PROCESS[0]?.scans[1]?.regions ?? []), startNs: late - 5n, endNs: late }],
        },
      ]),
    );
    expect(got.tables.region).toMatchObject([{ t: late, samples: null, span_ns: 5n }]);
    expect(got.clock).toEqual({ name: "wall", stepNs: 1 });
    expect((await run(damoJson(PROCESS))).clock?.name).toBe("perf");
  });
  test("targets of one recording stay apart", async () => {
    const got = await run(damoJson([...PROCESS, { target: 1, scans: PROCESS[0]?.scans ?? [] }]));
    expect(got.tables.task).toMatchObject([{ comm: "damon target 0" }, { comm: "damon target 1" }]);
    expect((got.tables.region ?? []).map((row) => [row.task_id, row.scan])).toEqual([
      [1, 1],
      [1, 1],
      [1, 2],
      [2, 3],
      [2, 3],
      [2, 4],
    ]);
  });
  test("a scan with more regions than a batch holds is one scan", async () => {
    const regions = Array.from({ length: 70_000 }, (_, i) => ({
      start: BigInt(i) * 4096n,
      end: BigInt(i + 1) * 4096n,
      hits: 1,
      age: 0,
    }));
    const got = await run(damoPacked([{ scans: [scan(1n, regions)] }]), 65_536);
    const rows = got.tables.region ?? [];
    expect(rows).toHaveLength(70_000);
    expect(new Set(rows.map((row) => `${row.scan} ${row.t} ${row.samples} ${row.space}`))).toEqual(
      new Set(["1 200000000 20 hpa"]),
    );
  });
  test("the address space is a guess from the addresses, and said to be one", async () => {
    expect((await run(damoJson(PROCESS))).remarks).toMatchObject([
      { code: "damo.space", excerpt: "damon target 0: taken for a process's addresses" },
    ]);
  });
});

describe("records as text", () => {
  test("the same regions; the first scan's length and the samples are not in it", async () => {
    const got = await run(damoText(PROCESS), 11);
    expect(got.tables.region).toMatchObject(
      ROWS.map((row, i) => ({ ...row, samples: null, span_ns: i < 2 ? null : 100_000_000n })),
    );
    expect(got.clock).toEqual({ name: "perf", stepNs: 1000 });
  });
  test("the region that stands for no memory is left out", async () => {
    const got = await run(damoText([{ scans: PROCESS[0]?.scans.slice(0, 1) ?? [] }]));
    expect(got.tables.region).toHaveLength(2);
    expect(got.skipped).toEqual({ "region that stands for no memory": 1 });
  });
  test("a snapshot that lacks regions is not taken", async () => {
    const lines = damoText(PROCESS).toString().split("\n");
    const got = await fromText(lines.toSpliced(0, 1).join("\n"));
    expect(got.tables.region).toMatchObject([{ scan: 1, hits: 7 }]);
    expect(got.complaints).toMatchObject([{ code: "damo.cut_snapshot", excerpt: "1 of 2 regions", n: 1 }]);
  });
});

describe("damage", () => {
  test("a cut file keeps its whole scans", async () => {
    const json = damoJson(PROCESS);
    const cut = await run(json.subarray(0, json.lastIndexOf('"end"')));
    expect(cut.tables.region).toHaveLength(2);
    expect(cut).toMatchObject({ status: "truncated", records: { accepted: 2, rejected: 1 } });
    const packed = damoPacked(PROCESS);
    expect(await run(packed.subarray(0, packed.length - 6))).toMatchObject({ status: "truncated" });
  });
  test("text that is no JSON from some place on", async () => {
    const got = await fromText(`${damoJson(PROCESS).toString().slice(0, -1)} oops`);
    expect(got.tables.region).toHaveLength(3);
    expect(got).toMatchObject({
      status: "partial",
      complaints: [{ code: "damo.json", expected: ", or the end of the list" }],
    });
  });
  test("packed data that were changed", async () => {
    const packed = damoPacked([
      { scans: Array.from({ length: 500 }, (_, i) => scan(BigInt(i), PROCESS[0]?.scans[0]?.regions ?? [])) },
    ]);
    packed.fill(0xff, packed.length - 40, packed.length - 20);
    const got = await run(packed);
    expect(got.status).toBe("partial");
    expect(got.tables.region?.length).toBeGreaterThan(0);
  });
  test("regions without a place or without a count", async () => {
    const got = await fromText(
      small('{"start":"8,192","end":"4,096","nr_accesses":{"samples":1}},{"start":"0","end":"4,096","nr_accesses":{}}'),
    );
    expect(got.complaints.map((c) => c.code)).toEqual(["damo.region", "damo.accesses"]);
  });
});

test("detection: records are told from other JSON and from other packed data", () => {
  for (const bytes of [damoJson(PROCESS), damoPacked(PROCESS), damoText(PROCESS)]) expect(detect(bytes)).not.toBeNull();
  for (const text of [
    '[{"domid": 0, "config": {}}]',
    '{"QMP": {}}',
    "kdamond.0 4452 [000] 82877.3: damon:damon_aggregated:",
    "[]",
  ])
    expect(detect(Buffer.from(text))).toBeNull();
  expect(detect(Buffer.from([0x78, 0x9c, 1, 2, 3, 4, 5, 6]))).toBeNull();
});

// Expected: the text that perf script printed of a recording, scan by scan as its nr_regions says.
describe.skipIf(withoutCaptures)("the full captures (skipped: not there)", () => {
  test("what damo would write of a recording has the regions that perf printed", async () => {
    const printed = new TextDecoder().decode(captureFile("ftrace/damon/damon.script.txt"));
    const scans: { startNs: bigint; endNs: bigint; regions: WrittenScan["regions"][number][]; n: number }[] = [];
    for (const [, s, us, n, from, until, hits, age] of printed.matchAll(
      /(\d+)\.(\d{6}): .*nr_regions=(\d+) (\d+)-(\d+): (\d+) (\d+)/g,
    )) {
      const ns = BigInt(`${s}${us}000`);
      const last = scans.at(-1);
      const open =
        last && last.regions.length < last.n ? last : { startNs: ns - 1n, endNs: ns, regions: [], n: Number(n) };
      if (open !== last) scans.push(open);
      open.regions.push({ start: BigInt(from ?? 0), end: BigInt(until ?? 0), hits: Number(hits), age: Number(age) });
    }
    for (const write of [damoPacked, damoText]) {
      const rows = (await run(write([{ scans }]))).tables.region ?? [];
      const bytes = rows.reduce((sum, row) => sum + (row.bytes as bigint), 0n);
      // Lines of the text, sum of END - START and of the counts, by Python.
      expect([rows.length, bytes, rows.reduce((sum, row) => sum + Number(row.hits), 0)]).toEqual([
        306,
        9914634240n,
        510,
      ]);
      expect(new Set(rows.map((row) => row.scan)).size).toBe(21);
    }
  });
});
