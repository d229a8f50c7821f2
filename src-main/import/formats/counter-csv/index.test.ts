import { describe, expect, test } from "vitest";
import { runImporter } from "../../testing/run-importer.ts";
import { bytesOfText, captureFile, withoutCaptures } from "../../text/captures-for-tests.ts";
import { counterCsv } from "./index.ts";

const read = (text: string) => runImporter(counterCsv, bytesOfText(text));
const detect = (text: string) => counterCsv.detect(bytesOfText(text), { name: "x.csv", size: text.length });
const series = (run: Awaited<ReturnType<typeof read>>) =>
  (run.tables.series ?? []).map(({ name, unit, kind, scope, subject, pid }) => [name, unit, kind, scope, subject, pid]);

describe("whose counters they are", () => {
  test("a table with pages_sharing is the host's KSM; the chosen word of a setting is a fact when it changes", async () => {
    const run = await read(
      "wall_ns,mono_ns,advisor_mode,pages_sharing,pages_scanned,sleep_millisecs\n" +
        "100,7,[none] scan-time,5,9,20\n200,107,[none] scan-time,6,10,20\n300,207,none [scan-time],6,11,20\n",
    );
    expect(series(run)).toEqual([
      ["ksm.pages_sharing", "pages", "gauge", "host", null, null],
      ["ksm.pages_scanned", "pages", "counter", "host", null, null],
      ["ksm.sleep_millisecs", "ms", "gauge", "host", null, null],
    ]);
    expect((run.tables.counter ?? []).map((row) => [row.t, row.value])).toEqual([
      [100n, 5],
      [100n, 9],
      [100n, 20],
      [200n, 6],
      [200n, 10],
      [200n, 20],
      [300n, 6],
      [300n, 11],
      [300n, 20],
    ]);
    expect(run.tables.fact).toMatchObject([
      { t: 100n, scope: "host", name: "ksm.advisor_mode", value: "none", number: null },
      { t: 300n, value: "scan-time" },
    ]);
    expect(run.clockPairs[0]).toEqual({ from: "mono", to: "wall", fromNs: 7n, toNs: 100n });
    expect(run.records).toEqual({ accepted: 3, rejected: 0, skipped: 1, lost: null });
  });
  test("a column of processes makes them series of processes", async () => {
    const run = await read(
      "wall_ns,mono_ns,proc,ksm_merging_pages,ksm_process_profit\n1,1,p1,5,-64\n2,2,p2,6,0\n3,3,p1,7,1\n",
    );
    expect(series(run)).toEqual([
      ["ksm_stat.ksm_merging_pages", "pages", "gauge", "process", "p1", null],
      ["ksm_stat.ksm_process_profit", "bytes", "gauge", "process", "p1", null],
      ["ksm_stat.ksm_merging_pages", "pages", "gauge", "process", "p2", null],
      ["ksm_stat.ksm_process_profit", "bytes", "gauge", "process", "p2", null],
    ]);
    expect((run.tables.counter ?? []).map((row) => row.series_id)).toEqual([1, 2, 3, 4, 1, 2]);
  });
  test("a column of guests, a column of pids", async () => {
    const guests = await read("mono_ns,guest,resident_kb\n1,alpha,4\n");
    expect(series(guests)).toEqual([["csv.resident_kb", "bytes", "gauge", "guest", "alpha", null]]);
    expect(guests.tables.counter).toMatchObject([{ t: 1n, value: 4096 }]);
    expect(guests.clock).toEqual({ name: "mono", stepNs: 1 });
    const pids = await read("wall_ns,pid,rss_bytes\n1,81,4\n");
    expect(series(pids)).toEqual([["csv.rss_bytes", "bytes", "gauge", "process", null, 81]]);
  });
  test("KSM of processes outside the study is not the host's", async () => {
    const run = await read("wall_ns,mono_ns,procs,rmap_items,merging_pages,zero_pages\n1,1,2,3,4,5\n");
    expect(series(run)).toEqual([
      ["ksm_other.procs", "count", "gauge", "other", null, null],
      ["ksm_other.rmap_items", "count", "gauge", "other", null, null],
      ["ksm_other.merging_pages", "pages", "gauge", "other", null, null],
      ["ksm_other.zero_pages", "pages", "gauge", "other", null, null],
    ]);
  });
});

describe("damage", () => {
  test("empty is unknown, never 0; short, torn and wordy rows are rejected", async () => {
    const run = await read("wall_ns,mono_ns,a_bytes,b\n1,1,,5\n2,2,7\nx,3,7,5\n4,4,word,5\n5,5,8,many\n6,6,9,1");
    expect((run.tables.counter ?? []).map((row) => row.value)).toEqual([5]);
    expect(run.complaints.map((c) => [c.code, c.line, c.n])).toEqual([
      ["csv.fields", 3, 1],
      ["csv.time", 4, 1],
      ["csv.number", 5, 2],
      ["text.cut_line", 7, 1],
    ]);
    expect(run.records).toEqual({ accepted: 1, rejected: 5, skipped: 1, lost: null });
    expect(run.status).toBe("truncated");
  });
  test("a column of words stays one, and a number among them is a word", async () => {
    const run = await read("wall_ns,mono_ns,mode\n1,1,slow\n2,2,7\n3,3,\n");
    expect((run.tables.fact ?? []).map((row) => [row.scope, row.name, row.value])).toEqual([
      ["capture", "csv.mode", "slow"],
      ["capture", "csv.mode", "7"],
    ]);
  });
  test("detection: a clock first, a row of the same shape, no log of actions, no page table", () => {
    expect(detect("wall_ns,mono_ns,a\n1,2,3\n")).not.toBeNull();
    expect(detect("\uFEFFwall_ns,mono_ns,a\r\n1,2,3\r\n")).not.toBeNull();
    for (const text of [
      "wall_ns,mono_ns,a\n",
      "wall_ns,mono_ns,a\n1,2\n",
      "a,wall_ns\n1,2\n",
      "wall_ns,mono_ns,event\n1,2,x\n",
      "guest,gfn,blake2b128,zero\nalpha,0,3d98,0\n",
      "hello\nthis is a letter\n",
    ])
      expect(detect(text)).toBeNull();
  });
});

describe.skipIf(withoutCaptures)("the full captures (skipped: not there)", () => {
  const run = (path: string) => runImporter(counterCsv, captureFile(path), { chunk: 777 });
  const values = (got: Awaited<ReturnType<typeof run>>, name: string, subject: string | null = null): number[] => {
    const ids = (got.tables.series ?? []).filter((s) => s.name === name && s.subject === subject).map((s) => s.id);
    return (got.tables.counter ?? [])
      .filter((row) => ids.includes(row.series_id as number))
      .map((row) => Number(row.value));
  };
  const sum = (list: number[]): number => list.reduce((a, b) => a + b, 0);

  // Expected numbers: Python's csv module over the same files.
  test("ksm.csv of three guests and of a session", async () => {
    const vms = await run("three-vms/ksm.csv");
    expect(vms.records).toEqual({ accepted: 132, rejected: 0, skipped: 1, lost: null });
    expect(sum(values(vms, "ksm.pages_sharing"))).toBe(3378559);
    expect(values(vms, "ksm.general_profit").at(-1)).toBe(120623040);
    const session = await run("ksm-session/r1-base/ksm.csv");
    expect(values(session, "ksm.pages_sharing").at(-1)).toBe(3703);
    expect(sum(values(session, "ksm.pages_scanned"))).toBe(6588200);
  });
  test("per process, of other guests, and of a device", async () => {
    const processes = await run("ksm-session/r1-base/ksm_stat.csv");
    expect(values(processes, "ksm_stat.ksm_merging_pages", "p2")).toHaveLength(83);
    expect(sum(values(processes, "ksm_stat.ksm_merging_pages", "p2"))).toBe(120900);
    const others = await run("three-vms/ksm-other-guests.csv");
    expect(Math.max(...values(others, "ksm_other.merging_pages"))).toBe(703);
    expect(Math.max(...values(others, "ksm_other.rmap_items"))).toBe(53841);
    expect(sum(values(await run("hotplug/size-series.csv"), "csv.plugged_bytes"))).toBe(32849788928);
  });
});
