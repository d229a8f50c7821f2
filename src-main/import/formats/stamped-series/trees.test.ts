// Files of /proc and /sys by themselves, as they lie in a copied tree: their path tells what they are.
import { describe, expect, test } from "vitest";
import { type ImportRun, runImporter } from "../../testing/run-importer.ts";
import { bytesOfText, captureFile, withoutCaptures } from "../../text/captures-for-tests.ts";
import { stampedSeries } from "./index.ts";

const read = (text: string, name: string) => runImporter(stampedSeries, bytesOfText(text), { name, chunk: 7 });
const detect = (text: string, path: string) =>
  stampedSeries.detect(bytesOfText(text), { name: path.replace(/^.*\//, ""), path, size: text.length });

/** Series as `name scope subject unit kind`, with their first value. */
function seriesOf(run: ImportRun): Record<string, unknown> {
  const first = new Map((run.tables.counter ?? []).toReversed().map((row) => [row.series_id, row.value]));
  const list = (run.tables.series ?? []).map(({ id, name, scope, subject, unit, kind }): [string, unknown] => [
    `${name} ${scope} ${subject} ${unit} ${kind}`,
    first.get(id as number),
  ]);
  return Object.fromEntries(list);
}
const factsOf = (run: ImportRun) =>
  (run.tables.fact ?? []).map(({ scope, subject, name, value }) => [scope, subject, name, value]);

describe("one number a file", () => {
  test("its path tells the statistic, with or without its folders", async () => {
    const sharing = { "ksm.pages_sharing host null pages gauge": 123 };
    for (const name of ["sys/kernel/mm/ksm/pages_sharing", "ksm/pages_sharing", "ksm-pages_sharing.txt"])
      expect(seriesOf(await read("123\n", name))).toEqual(sharing);
    expect(detect("123\n", "sys/kernel/mm/ksm/pages_sharing")).not.toBeNull();
    for (const path of ["pages_sharing_of_books", "x/run", "sys/kernel/unknown/value"])
      expect(detect("123\n", path)).toBeNull();
    expect(detect("Dear Sir,\n", "sys/kernel/mm/ksm/pages_sharing")).toBeNull();
  });
  test("sizes of control groups in both versions; a limit that is none is a fact, not a size", async () => {
    const group = "sys/fs/cgroup/machine.slice/a.scope";
    expect(seriesOf(await read("4096\n", `${group}/memory.swap.current`))).toEqual({
      "memory.swap.current cgroup machine.slice/a.scope bytes gauge": 4096,
    });
    expect(seriesOf(await read("7\n", "sys/fs/cgroup/memory/vm/memory.memsw.failcnt"))).toEqual({
      "memory.memsw.failcnt cgroup vm count counter": 7,
    });
    const unlimited = await read("max\n", `${group}/memory.max`);
    expect(unlimited.tables.counter).toBeUndefined();
    expect(factsOf(unlimited)).toEqual([["host", "machine.slice/a.scope", "memory.max", "max"]]);
    const old = await read("9223372036854771712\n", "sys/fs/cgroup/memory/vm/memory.limit_in_bytes");
    expect(factsOf(old)).toEqual([["host", "vm", "memory.limit_in_bytes", "9223372036854771712"]]);
  });
  test("zswap, huge pages of a node, khugepaged, a process", async () => {
    expect(seriesOf(await read("8192\n", "sys/kernel/debug/zswap/pool_total_size"))).toEqual({
      "zswap.pool_total_size host null bytes gauge": 8192,
    });
    expect(seriesOf(await read("5\n", "zswap-written_back_pages.txt"))).toEqual({
      "zswap.written_back_pages host null pages counter": 5,
    });
    expect(
      seriesOf(await read("3\n", "sys/devices/system/node/node1/hugepages/hugepages-2048kB/free_hugepages")),
    ).toEqual({ "hugepages-2048kB.free_hugepages node 1 pages gauge": 3 });
    expect(seriesOf(await read("17\n", "sys/kernel/mm/transparent_hugepage/khugepaged/full_scans"))).toEqual({
      "thp.khugepaged.full_scans host null count counter": 17,
    });
    const process = await read("9\n", "proc/4711/ksm_merging_pages");
    expect(process.tables.series).toMatchObject([{ name: "ksm_stat.ksm_merging_pages", scope: "process", pid: 4711 }]);
  });
});

describe("a choice, settings, rows of numbers", () => {
  test("the chosen word is a fact of the host", async () => {
    expect(factsOf(await read("always [madvise] never\n", "thp-enabled.txt"))).toEqual([
      ["host", null, "thp.enabled", "madvise"],
    ]);
    expect(factsOf(await read("60\n", "proc/sys/vm/swappiness"))).toEqual([["host", null, "vm.swappiness", "60"]]);
    expect(factsOf(await read("lzo [lz4] zstd\n", "sys/block/zram0/comp_algorithm"))).toEqual([
      ["host", "zram0", "zram.comp_algorithm", "lz4"],
    ]);
    expect(factsOf(await read("enabled=N\ncompressor=lzo\n", "zswap-parameters.txt"))).toEqual([
      ["host", null, "zswap.enabled", "N"],
      ["host", null, "zswap.compressor", "lzo"],
    ]);
  });
  test("zram's rows, and a block device's in bytes and ns", async () => {
    expect(seriesOf(await read("1 2 3\n", "sys/block/zram1/bd_stat"))).toEqual({
      "zram.bd_count device zram1 pages gauge": 1,
      "zram.bd_reads device zram1 pages counter": 2,
      "zram.bd_writes device zram1 pages counter": 3,
    });
    const stat = seriesOf(await read("10 0 16 4 20 0 8 5 1 9 9\n", "sys/block/vda/stat"));
    expect(stat).toMatchObject({
      "block.read_bytes device vda bytes counter": 16 * 512,
      "block.write_ticks device vda ns counter": 5_000_000,
    });
    expect(Object.keys(stat)).toHaveLength(11);
    expect(detect("1 2 3\n", "sys/block/vda/stat")).toBeNull();
  });
  test("a second line in a file of one value is rejected", async () => {
    const run = await read("123\n124\n", "sys/kernel/mm/ksm/pages_sharing");
    expect(run.records).toMatchObject({ accepted: 1, rejected: 1 });
  });
});

describe("files of several lines", () => {
  test("memory.stat and oom_control of version 1, memory.numa_stat of both", async () => {
    const stat = await read("cache 8192\ntotal_pgfault 5\n", "sys/fs/cgroup/memory/vm/memory.stat");
    expect(seriesOf(stat)).toEqual({
      "memory.stat.cache cgroup vm bytes gauge": 8192,
      "memory.stat.total_pgfault cgroup vm count counter": 5,
    });
    const oom = await read(
      "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n",
      "sys/fs/cgroup/memory/vm/memory.oom_control",
    );
    expect(seriesOf(oom)).toMatchObject({ "memory.oom_control.oom_kill cgroup vm count counter": 2 });
    expect(seriesOf(await read("anon N0=4096 N1=8192\n", "vm.memory.numa_stat.txt"))).toEqual({
      "memory.numa_stat.anon.N0 cgroup vm bytes gauge": 4096,
      "memory.numa_stat.anon.N1 cgroup vm bytes gauge": 8192,
    });
    expect(seriesOf(await read("total=3 N0=1 N1=2\n", "sys/fs/cgroup/memory/vm/memory.numa_stat"))).toEqual({
      "memory.numa_stat.total cgroup vm pages gauge": 3,
      "memory.numa_stat.total.N0 cgroup vm pages gauge": 1,
      "memory.numa_stat.total.N1 cgroup vm pages gauge": 2,
    });
  });
  test("the allocator's tables", async () => {
    expect(seriesOf(await read("Node 0, zone      DMA      3      1 \n", "buddyinfo"))).toEqual({
      "buddyinfo.order_0 node 0/DMA count gauge": 3,
      "buddyinfo.order_1 node 0/DMA count gauge": 1,
    });
    const types = await read(
      "Page block order: 9\nPages per block:  512\n\nFree pages count per migrate type at order       0      1 \n" +
        "Node    0, zone      DMA, type    Movable >100000      2 \n\nNumber of blocks type     Unmovable      Movable \n" +
        "Node 0, zone      DMA            1            7 \n",
      "pagetypeinfo.txt",
    );
    expect(seriesOf(types)).toEqual({
      "pagetypeinfo.Movable.order_0 node 0/DMA count gauge": 100_000,
      "pagetypeinfo.Movable.order_1 node 0/DMA count gauge": 2,
      "pagetypeinfo.Unmovable.blocks node 0/DMA count gauge": 1,
      "pagetypeinfo.Movable.blocks node 0/DMA count gauge": 7,
    });
    const slabs = await read(
      "slabinfo - version: 2.1\n# name\ndentry 40 42 192 21 2 : tunables 0 0 0 : slabdata 2 3 0\n",
      "slabinfo.txt",
    );
    expect(seriesOf(slabs)).toMatchObject({
      "slabinfo.dentry.active_objs host null count gauge": 40,
      "slabinfo.dentry.pages host null pages gauge": 6,
    });
    const swap = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";
    expect(factsOf(await read(swap, "swaps"))).toEqual([["host", null, "swaps.areas", "0"]]);
    expect(seriesOf(await read(`${swap}/dev/zram0    partition\t4\t\t1\t\t-2\n`, "swaps"))).toEqual({
      "swaps.size device /dev/zram0 bytes gauge": 4096,
      "swaps.used device /dev/zram0 bytes gauge": 1024,
      "swaps.priority device /dev/zram0 count gauge": -2,
    });
  });
  test("a node's own meminfo, vmstat and numastat are the node's", async () => {
    const folder = "sys/devices/system/node/node1";
    expect(seriesOf(await read("Node 1 MemTotal:   8 kB\nNode 1 MemFree:  4 kB\n", `${folder}/meminfo`))).toEqual({
      "meminfo.MemTotal node 1 bytes gauge": 8192,
      "meminfo.MemFree node 1 bytes gauge": 4096,
    });
    expect(seriesOf(await read("nr_free_pages 4\n", `${folder}/vmstat`))).toEqual({
      "vmstat.nr_free_pages node 1 pages gauge": 4,
    });
    expect(seriesOf(await read("numa_hit 4\n", `${folder}/numastat`))).toEqual({
      "numastat.numa_hit node 1 pages counter": 4,
    });
  });
});

describe("many files in one text", () => {
  test("as `grep .` and as `tail -n +1` print them; files that are not kept are left out", async () => {
    const grep = await read(
      "/sys/fs/cgroup/a/memory.stat:anon 4096\n/sys/fs/cgroup/a/memory.stat:file 1\n/sys/fs/cgroup/b/memory.current:5\n" +
        "/sys/fs/cgroup/b/cgroup.procs:81\n/proc/81/statm:1 2 3 4 5 6 7\n",
      "grep.txt",
    );
    expect(seriesOf(grep)).toMatchObject({
      "memory.stat.anon cgroup a bytes gauge": 4096,
      "memory.stat.file cgroup a bytes gauge": 1,
      "memory.current cgroup b bytes gauge": 5,
      "statm.resident process null pages gauge": 2,
    });
    expect(grep.tables.series?.at(-1)?.pid).toBe(81);
    expect(grep.skipped).toEqual({ "file that is not kept": 1 });
    const tail = await read(
      "==> /sys/kernel/mm/ksm/run <==\n1\n\n==> /proc/pressure/io <==\nsome avg10=0.00 avg60=0.00 avg300=0.00 total=2\n",
      "tail.txt",
    );
    expect(seriesOf(tail)).toMatchObject({
      "ksm.run host null count gauge": 1,
      "psi_io.some.total host null ns counter": 2000,
    });
  });
});

// Expected: read by eye in the files, which the capture's README describes.
describe.skipIf(withoutCaptures)("the full captures (skipped: not there)", () => {
  const run = async (name: string) =>
    runImporter(stampedSeries, captureFile(`proc/vm-6.12/2-loaded/${name}`), { name: `2-loaded/${name}` });
  test("a group over its memory.high, its swap in zram", async () => {
    expect(seriesOf(await run("vm-a.memory.swap.current.txt"))).toEqual({
      "memory.swap.current cgroup vm-a bytes gauge": 24485888,
    });
    expect(seriesOf(await run("vm-a.memory.events.txt"))).toMatchObject({
      "memory.events.high cgroup vm-a count counter": 325,
    });
    expect(seriesOf(await run("vm-a.memory.numa_stat.txt"))).toMatchObject({
      "memory.numa_stat.anon.N0 cgroup vm-a bytes gauge": 41402368,
    });
    expect(seriesOf(await run("zram-io_stat.txt"))).toMatchObject({
      "zram.notify_free device null count counter": 14912,
    });
    expect(seriesOf(await run("swaps.txt"))).toMatchObject({
      "swaps.used device /dev/zram0 bytes gauge": 23296 * 1024,
    });
  });
  test("no line of any statistic is rejected", async () => {
    for (const name of ["buddyinfo", "pagetypeinfo", "slabinfo", "zram-stat", "lru_gen-enabled", "vm-b.memory.max"]) {
      const { records } = await run(`${name}.txt`);
      expect([name, records.rejected, records.accepted > 0]).toEqual([name, 0, true]);
    }
  });
});
