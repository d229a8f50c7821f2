import { describe, expect, test } from "vitest";
import { runImporter } from "../../testing/run-importer.ts";
import { bytesOfText, captureFile, withoutCaptures } from "../../text/captures-for-tests.ts";
import { stampedSeries } from "./index.ts";

const read = (text: string, name = "series.txt") => runImporter(stampedSeries, bytesOfText(text), { name });
const detect = (text: string, name = "series.txt") =>
  stampedSeries.detect(bytesOfText(text), { name, size: text.length });

/** `name` of the series -> its values. */
function valuesOf(run: Awaited<ReturnType<typeof read>>): Record<string, unknown[]> {
  const values: Record<string, unknown[]> = {};
  for (const { id, name } of run.tables.series ?? []) {
    const own = (run.tables.counter ?? []).filter((row) => row.series_id === id).map((row) => row.value);
    values[String(name)] = [...(values[String(name)] ?? []), ...own];
  }
  return values;
}

const STAMP = "# stamp wall_ns=1795257301546567608 mono_ns=5320704682193 boot_ns=5320704683264";
const OF_ALPHA = `${STAMP} guest=alpha pid=81`;

describe("statistics of the system", () => {
  test("meminfo: kB become bytes, HugePages count pages", async () => {
    const run = await read(`${STAMP}\nMemTotal:  24684096 kB\nMemFree: 5 kB\nHugePages_Total:  3\n`);
    expect(valuesOf(run)).toEqual({
      "meminfo.MemTotal": [24684096 * 1024],
      "meminfo.MemFree": [5120],
      "meminfo.HugePages_Total": [3],
    });
    expect(run.tables.series).toMatchObject([
      { unit: "bytes", kind: "gauge", scope: "host", subject: null },
      { unit: "bytes" },
      { unit: "pages" },
    ]);
    expect(run.tables.counter?.[0]).toMatchObject({ t: 1795257301546567608n });
    expect(run.clock).toEqual({ name: "wall", stepNs: 1 });
    expect(run.clockPairs).toEqual([
      { from: "mono", to: "wall", fromNs: 5320704682193n, toNs: 1795257301546567608n },
      { from: "boot", to: "wall", fromNs: 5320704683264n, toNs: 1795257301546567608n },
    ]);
  });
  test("vmstat: levels and counts since boot, kernel stacks in KiB", async () => {
    const run = await read(
      "nr_free_pages 7\nnr_dirtied 8\nnr_kernel_stack 2\npgfault 9\nworkingset_nodes 4\n",
      "vmstat",
    );
    const kinds = (run.tables.series ?? []).map((row) => [row.name, row.kind, row.unit]);
    expect(kinds).toEqual([
      ["vmstat.nr_free_pages", "gauge", "pages"],
      ["vmstat.nr_dirtied", "counter", "pages"],
      ["vmstat.nr_kernel_stack", "gauge", "bytes"],
      ["vmstat.pgfault", "counter", "count"],
      ["vmstat.workingset_nodes", "gauge", "count"],
    ]);
    expect(valuesOf(run)["vmstat.nr_kernel_stack"]).toEqual([2048]);
    expect(run.tables.counter?.[0]?.t).toBeNull();
    expect(run.clock).toBeNull();
  });
  test("pressure: percent, and us as ns; cpu is told by the file's name", async () => {
    const line = "some avg10=1.50 avg60=0.25 avg300=0.00 total=13205\n";
    expect(valuesOf(await read(line, "psi-memory.txt"))).toEqual({
      "psi.some.avg10": [1.5],
      "psi.some.avg60": [0.25],
      "psi.some.avg300": [0],
      "psi.some.total": [13205000],
    });
    expect(Object.keys(valuesOf(await read(line, "pressure-cpu.txt")))[0]).toBe("psi_cpu.some.avg10");
    const group = await read(line, "vm-a.memory.pressure.txt");
    expect(group.tables.series?.[0]).toMatchObject({ name: "psi.some.avg10", scope: "cgroup", subject: "vm-a" });
  });
  test("zoneinfo: node and zones apart, lists of processors left out", async () => {
    const run = await read(
      "Node 0, zone      DMA\n  per-node stats\n      nr_inactive_anon 5\n  pages free     3808\n        min      22\n" +
        "        protection: (0, 440)\n      nr_free_pages 3808\n  pagesets\n    cpu: 0\n              count: 0\n" +
        "              high:  0\nNode 0, zone   Normal\n  pages free     7\n",
    );
    const rows = (run.tables.series ?? []).map((row) => [row.name, row.subject]);
    expect(rows).toEqual([
      ["zoneinfo.nr_inactive_anon", "0"],
      ["zoneinfo.free", "0/DMA"],
      ["zoneinfo.min", "0/DMA"],
      ["zoneinfo.nr_free_pages", "0/DMA"],
      ["zoneinfo.free", "0/Normal"],
    ]);
    expect(run.records).toMatchObject({ accepted: 8, rejected: 0, skipped: 5 });
  });
});

describe("statistics of a process", () => {
  test("smaps_rollup, then some lines of status, in one block", async () => {
    const run = await read(
      `${OF_ALPHA}\n55d7645fb000-7ffe5693b000 ---p 00000000 00:00 0      [rollup]\nRss:  222400 kB\nLocked:  8 kB\n` +
        "Private_Hugetlb:  2048 kB\nVmPeak:\t 2111976 kB\nRssAnon:\t  198692 kB\n",
    );
    expect(valuesOf(run)).toMatchObject({
      "smaps_rollup.Rss": [222400 * 1024],
      "status.VmPeak": [2111976 * 1024],
      "status.RssAnon": [198692 * 1024],
    });
    expect(run.tables.series?.[0]).toMatchObject({ scope: "process", subject: "alpha", pid: 81 });
    expect(run.tables.guest_seen).toMatchObject([{ name: "alpha", pid: 81, how: "stamp" }]);
    expect(run.tables.fact).toMatchObject([
      { scope: "process", subject: "alpha", name: "smaps_rollup.locked_bytes", number: 8192 },
      { name: "smaps_rollup.hugetlb_bytes", number: 2097152 },
    ]);
  });
  test("status: the name and pid of the file itself; words are left out", async () => {
    const run = await read(
      "Name:\tqemu\nUmask:\t0022\nPid:\t42\nGroups:\t \nVmRSS:\t  10 kB\nVmLck:\t 4 kB\nThreads:\t3\n",
    );
    expect(run.tables.series).toMatchObject([
      { name: "status.VmRSS", subject: "qemu", pid: 42 },
      { name: "status.VmLck" },
      { name: "status.Threads", unit: "count" },
    ]);
    expect(run.tables.fact).toMatchObject([{ subject: "42", name: "status.locked_bytes", number: 4096 }]);
    expect(run.records).toMatchObject({ accepted: 3, rejected: 0, skipped: 4 });
  });
  test("stat: fields by their place in proc(5), whatever the name holds", async () => {
    const run = await read(
      "81 (a) b (c) S 1 80 80 0 -1 138412416 32449 0 1 0 104 26 0 0 20 0 4 0 532334 1490825216 35470 18446744073709551615 1 1\n",
    );
    expect(valuesOf(run)).toEqual({
      "stat.minflt": [32449],
      "stat.majflt": [1],
      "stat.utime": [104],
      "stat.stime": [26],
      "stat.num_threads": [4],
      "stat.vsize": [1490825216],
      "stat.rss": [35470],
    });
    expect(run.tables.series?.[0]).toMatchObject({ subject: "a) b (c", pid: 81 });
  });
  test("statm is one line; numa_maps are summed by node in bytes", async () => {
    expect(valuesOf(await read("730 457 429 5 0 89 0\n"))).toMatchObject({
      "statm.resident": [457],
      "statm.data": [89],
    });
    expect(detect("1 2 3 4 5 6 7\n1 2 3 4 5 6 7\n1 2 3 4 5 6 7\n")).toBeNull();
    const run = await read(
      "559596e6e000 default file=/bin/x mapped=2 N0=2 N1=1 kernelpagesize_kB=4\n559596e70000 bind:0 huge anon=3 N0=3 kernelpagesize_kB=2048\n7f0ba3e45000 default\n",
    );
    expect(valuesOf(run)).toEqual({ "numa_maps.N0": [2 * 4096 + 3 * 2097152], "numa_maps.N1": [4096] });
    expect(run.tables.fact).toMatchObject([{ name: "numa_maps.hugetlb_bytes", number: 3 * 2097152 }]);
  });
  test("ksm_stat: numbers are statistics, words facts that are told when they change", async () => {
    const block = (words: string) => `${OF_ALPHA}\nksm_rmap_items 5\nksm_process_profit -64\nksm_mergeable: ${words}\n`;
    const run = await read(block("no") + block("no") + block("yes"));
    expect(valuesOf(run)).toEqual({
      "ksm_stat.ksm_rmap_items": [5, 5, 5],
      "ksm_stat.ksm_process_profit": [-64, -64, -64],
    });
    expect((run.tables.fact ?? []).map((row) => row.value)).toEqual(["no", "yes"]);
  });
  test("smaps: mappings with their sizes, and what is pinned", async () => {
    const run = await read(
      `${OF_ALPHA}\n1000-3000 rw-p 00000000 00:00 0 \nSize: 8 kB\nRss: 8 kB\nPss: 4 kB\nSwap: 0 kB\nKSM: 4 kB\nLocked: 4 kB\nVmFlags: rd wr mg lo \n` +
        "200000-400000 rw-s 00001000 00:0f 9   /dev/hugepages/mem\nSize: 2048 kB\nRss: 0 kB\nPrivate_Hugetlb: 2048 kB\nVmFlags: rd wr ht\n",
    );
    expect(run.tables.task).toMatchObject([{ id: 1, pid: 81, tid: 81, from_t: -(2n ** 63n), until_t: 2n ** 63n - 1n }]);
    expect(run.tables.mapping).toMatchObject([
      {
        seq: 0n,
        task_id: 1,
        addr: 0x1000n,
        bytes: 0x2000n,
        path_id: null,
        file_offset: null,
        rss_bytes: 8192n,
        pss_bytes: 4096n,
        swap_bytes: 0n,
        ksm_bytes: 4096n,
      },
      {
        seq: 1n,
        addr: 0x200000n,
        perms: "rw-s",
        file_offset: 0x1000n,
        rss_bytes: 0n,
        pss_bytes: null,
        ksm_bytes: null,
      },
    ]);
    expect(run.names[Number(run.tables.mapping?.[1]?.path_id)]).toBe("/dev/hugepages/mem");
    expect((run.tables.fact ?? []).map((row) => [row.name, row.number])).toEqual([
      ["smaps.locked_bytes", 4096],
      ["smaps.hugetlb_bytes", 2097152],
      ["smaps.vm_flags.lo", 8192],
      ["smaps.vm_flags.mg", 8192],
      ["smaps.vm_flags.ht", 2097152],
    ]);
  });
});

describe("statistics of virsh", () => {
  test("domstats: KiB to bytes, all ones and a last update of 0 are unknown", async () => {
    const run = await read(
      `${STAMP}\n\n${STAMP}\nDomain: 'alpha'\n  state.state=1\n  cpu.time=320000000\n  balloon.maximum=98304\n  balloon.unused=18446744073709551615\n` +
        "  balloon.last-update=0\n  vcpu.0.delay=17\n  block.0.name=vda\n",
    );
    expect(valuesOf(run)).toEqual({
      "domstats.state.state": [1],
      "domstats.cpu.time": [320000000],
      "domstats.balloon.maximum": [98304 * 1024],
      "domstats.balloon.unused": [null],
      "domstats.balloon.last-update": [null],
      "domstats.vcpu.0.delay": [17],
    });
    expect(run.tables.series?.[1]).toMatchObject({ scope: "guest", subject: "alpha", unit: "ns", kind: "counter" });
    expect(run.tables.guest_seen).toMatchObject([{ name: "alpha", ram_bytes: 100663296n, how: "domstats" }]);
    expect(run.tables.fact).toMatchObject([
      { scope: "guest", subject: "alpha", name: "domstats.block.0.name", value: "vda" },
    ]);
  });
  test("dommemstat: KiB but for faults and times, the guest is the stamp's", async () => {
    const run = await read(`${STAMP} guest=alpha\nactual 98304\nminor_fault 963\nlast_update 1795257308\nrss 193584\n`);
    expect(valuesOf(run)).toEqual({
      "dommemstat.actual": [98304 * 1024],
      "dommemstat.minor_fault": [963],
      "dommemstat.last_update": [1795257308],
      "dommemstat.rss": [193584 * 1024],
    });
    expect(run.tables.series?.[0]).toMatchObject({ scope: "guest", subject: "alpha", pid: null });
  });
  test("QEMU's own answer on the balloon is in MiB", async () => {
    const run = await read(`${STAMP} guest=alpha\nballoon: actual=256\n`);
    expect(valuesOf(run)).toEqual({ "hmp.balloon.actual": [268435456] });
  });
});

describe("the files of KSM read together", () => {
  test("numbers become series of the host, words become facts", async () => {
    const text = (pages: number) =>
      `# stamp wall_ns=${1000 + pages} boot_ns=1\nadvisor_mode [none] scan-time\npages_sharing ${pages}\nrun 1\n`;
    const run = await read(text(5) + text(7), "ksm.txt");
    expect(valuesOf(run)).toEqual({ "ksm.pages_sharing": [5, 7], "ksm.run": [1, 1] });
    expect(run.tables.series).toMatchObject([{ scope: "host", unit: "pages" }, { scope: "host" }]);
    expect(run.tables.fact).toMatchObject([{ scope: "host", name: "ksm.advisor_mode", value: "none" }]);
  });
});

describe("files under a path, of cgroups and of zram", () => {
  test("one number a file: KSM, process, huge pages; others are left out", async () => {
    const run = await read(
      "@@@ 1795254131.107268 982.301103 /sys/kernel/mm/ksm/pages_sharing\n12\n" +
        "@@@ 1795254131.107269 982.301104 A:/proc/3983/ksm_merging_pages\n3\n" +
        "@@@ 1795254131.107270 982.301105 /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages\n4\n" +
        "@@@ 1795254131.107271 982.301106 A:/proc/3983/schedstat\n1 2 3\n",
    );
    expect(valuesOf(run)).toEqual({
      "ksm.pages_sharing": [12],
      "ksm_stat.ksm_merging_pages": [3],
      "hugepages-2048kB.nr_hugepages": [4],
    });
    expect(run.tables.counter?.[0]?.t).toBe(1795254131107268000n);
    expect(run.clock).toEqual({ name: "wall", stepNs: 1000 });
    expect(run.skipped).toEqual({ "file that is not kept": 1 });
  });
  test("memory.stat and memory.events of a group named by the file", async () => {
    const run = await read("anon 41402368\nfile 4096\nworkingset_refault_anon 7\n", "vm-a.memory.stat.txt");
    expect(run.tables.series).toMatchObject([
      { name: "memory.stat.anon", unit: "bytes", kind: "gauge", scope: "cgroup", subject: "vm-a" },
      { name: "memory.stat.file" },
      { name: "memory.stat.workingset_refault_anon", unit: "count", kind: "counter" },
    ]);
    expect(valuesOf(await read("low 0\nhigh 325\n", "vm-a.memory.events.txt"))).toEqual({
      "memory.events.low": [0],
      "memory.events.high": [325],
    });
  });
  test("zram's mm_stat with nine or seven numbers", async () => {
    const values = valuesOf(
      await read("24489984   306021   446464        0   446464        0        0\n", "zram-mm_stat.txt"),
    );
    expect(values).toMatchObject({ "zram.orig_data_size": [24489984], "zram.compr_data_size": [306021] });
    expect(Object.keys(values)).toHaveLength(7);
  });
});

describe("damage", () => {
  test("lines of another kind are rejected with their place, the rest is kept", async () => {
    const run = await read(
      `${STAMP}\nMemTotal: 8 kB\nMemFree: x kB\n%%%\nBuffers: 4 kB\n# stamp wall_ns=oops\nCached: 1 kB\n`,
    );
    expect(run.records).toEqual({ accepted: 3, rejected: 4, skipped: 0, lost: null });
    expect(run.complaints.map((c) => [c.code, c.line])).toEqual([
      ["meminfo.line", 3],
      ["series.line", 4],
      ["stamp.form", 6],
    ]);
  });
  test("a torn last line is not a smaller number", async () => {
    const run = await read(`${STAMP}\nnr_free_pages 3197041\nnr_mlock 46`);
    expect(valuesOf(run)).toEqual({ "vmstat.nr_free_pages": [3197041] });
    expect(run).toMatchObject({ status: "truncated", records: { accepted: 2, rejected: 1 } });
  });
  test("sizes that no 64-bit column holds", async () => {
    const run = await read(`${OF_ALPHA}\n1000-2000 rw-p 00000000 00:00 0 \nRss: 99999999999999999999 kB\nPss: 4 kB\n`);
    expect(run.tables.mapping).toMatchObject([{ rss_bytes: null, pss_bytes: 4096n }]);
    expect(run.records.rejected).toBe(1);
  });
});

describe("detection", () => {
  test("letters, other tables and random numbers are not taken", () => {
    for (const text of [
      "hello\nthis is a letter\n",
      "wall_ns,mono_ns,a\n1,2,3\n",
      "Dear Sir:\nName: 5 kB of text\n",
      "12\n",
      "",
      `${STAMP}\n`,
      "INIT alpha 1.89\nMemTotal:          62032 kB\nMemFree:           34524 kB\n",
      "1000-2000 rw-p 00000000 00:00 0 \n2000-3000 rw-p 00000000 00:00 0 \n",
    ])
      expect(detect(text)).toBeNull();
  });
});

describe.skipIf(withoutCaptures)("the full captures (skipped: not there)", () => {
  const run = (path: string, name = path) => runImporter(stampedSeries, captureFile(path), { name, chunk: 10_007 });
  const sum = (values: unknown[] | undefined): number => (values ?? []).reduce((a: number, b) => a + Number(b), 0);

  // Expected numbers: Python over the unpacked texts (counting lines with re, adding the matched numbers).
  test("meminfo: 131 stamps and 7,074 values", async () => {
    const got = await run("three-vms/meminfo.txt");
    expect(got.records).toEqual({ accepted: 7205, rejected: 0, skipped: 0, lost: null });
    expect(got.tables.counter).toHaveLength(7205 - 131);
    expect(sum(valuesOf(got)["meminfo.MemFree"])).toBe(2225686192128);
  });
  test("vmstat, status, domstats and dommemstat of three guests", async () => {
    expect((await run("three-vms/vmstat.txt")).tables.counter).toHaveLength(25283 - 131);
    const status = await run("three-vms/status.txt");
    expect(status.tables.counter).toHaveLength(3056 + 573);
    expect(sum(valuesOf(status)["status.VmRSS"])).toBe(37417570304);
    const domstats = await run("three-vms/domstats.txt");
    expect(domstats.tables.counter).toHaveLength(10414);
    expect(sum(valuesOf(domstats)["domstats.balloon.current"])).toBe(35095838720);
    const dommemstat = await run("three-vms/dommemstat.txt");
    expect(dommemstat.records).toEqual({ accepted: 1175 - 79, rejected: 0, skipped: 79, lost: null });
  });
  test("smaps of alpha at the end: 319 mappings, 51,232 kB merged, of which 48,860 in its RAM (the capture's README)", async () => {
    const got = await run("three-vms/smaps-alpha-end.txt");
    const mappings = got.tables.mapping ?? [];
    expect(mappings).toHaveLength(319);
    expect(sum(mappings.map((row) => row.rss_bytes))).toBe(192144 * 1024);
    expect(sum(mappings.map((row) => row.ksm_bytes))).toBe(51232 * 1024);
    expect(mappings.find((row) => row.addr === 0x7fb245e00000n)?.ksm_bytes).toBe(48860n * 1024n);
    expect(got.tables.fact).toMatchObject([{ name: "smaps.vm_flags.mg", subject: "alpha", number: 103223296 }]);
  });
  test("statistics of two kernels without stamps: no line is rejected", async () => {
    for (const folder of ["proc/host-6.18", "proc/vm-6.12/3-later"])
      for (const name of ["meminfo.txt", "vmstat.txt", "zoneinfo.txt", "pressure-io.txt", "zram-mm_stat.txt"]) {
        const got = await run(`${folder}/${name}`, name);
        expect([name, got.records.rejected, got.clock]).toEqual([name, 0, null]);
        expect(got.tables.counter?.length).toBeGreaterThan(7);
      }
  });
  test("a series by paths: no line is rejected, KSM is the host's, processes are their guests'", async () => {
    const got = await run("kvm-nested/r1-npt-6.1/series.txt");
    expect(got.records.rejected).toBe(0);
    expect(got.tables.guest_seen).toMatchObject([
      { name: "A", pid: 3983 },
      { name: "B", pid: 4003 },
    ]);
    // grep -c '/sys/kernel/mm/ksm/pages_sharing$': 78
    expect(valuesOf(got)["ksm.pages_sharing"]).toHaveLength(78);
  });
});
