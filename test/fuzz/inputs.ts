// Small inputs of every format that is read, to be damaged.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { decompress } from "fzstd";
import { importers } from "../../src-main/import/registry.ts";
import { damoJson, damoPacked, damoText } from "../../src-main/import/testing/write-damo.ts";
import {
  byteWriter,
  perfFile,
  perfPipe,
  record,
  sampleRecord,
  trailer,
  type WrittenEvent,
} from "../../src-main/import/testing/write-perf.ts";
import { formatText, type Item, traceFile, type WrittenPage } from "../../src-main/import/testing/write-trace.ts";
import { changed, stretch, who, words64, type XenRecord } from "../../src-main/import/testing/write-xentrace.ts";
import { traced as tracedPerf } from "./tracepoints.ts";

const fixture = (name: string): Buffer => readFileSync(join("test/fixtures", name));
const sample = (name: string): Buffer => readFileSync(join("samples", name));
/** The start of a text, to the end of a line. */
const lines = (text: Buffer, bytes: number): Buffer => text.subarray(0, text.lastIndexOf(10, bytes) + 1);

const STAMP = "# stamp wall_ns=1795257301546567608 mono_ns=5320704682193 boot_ns=5320704683264 guest=alpha pid=81\n";

const faults: WrittenEvent = {
  name: "page-faults",
  type: 1,
  config: 2n,
  fields: ["IDENTIFIER", "IP", "TID", "TIME", "ADDR", "CPU", "PERIOD"],
};
const everything: WrittenEvent = {
  name: "minor-faults",
  type: 1,
  config: 5n,
  fields: ["IDENTIFIER", "TID", "TIME", "ADDR", "ID", "READ", "CALLCHAIN", "RAW", "BRANCH_STACK", "STACK_USER", "AUX"],
  readFormat: 31,
  attrBytes: 136,
};

/** A recording with names, forks, mappings, lost records and two kinds of samples. */
function recording(big: boolean, pipe: boolean): Buffer {
  const who = { pid: 700, tid: 700, time: 5_000n };
  const side = (type: number, misc: number, body: Uint8Array): Buffer =>
    record(
      big,
      type,
      misc,
      byteWriter(big)
        .bytes(body)
        .bytes(trailer(big, faults, 0, who))
        .done(),
    );
  const w = () => byteWriter(big);
  const events = [faults, everything];
  const records = [
    side(3, 0x2000, w().u32(700).u32(700).text("alpha one", 8).done()),
    side(7, 0, w().u32(701).u32(700).u32(701).u32(700).u64(6_000).done()),
    side(1, 0, w().u32(700).u32(700).u64(0x400000).u64(0x10000).u64(0).text("/usr/bin/guest", 8).done()),
    ...Array.from({ length: 12 }, (_, i) =>
      sampleRecord(big, events[i % 2] as WrittenEvent, {
        event: i % 2,
        ip: 0x400000n,
        pid: 700,
        tid: 700 + (i % 3),
        time: 7_000n + BigInt(i),
        addr: 0x7fb245e00000n + BigInt(4096 * i),
        cpu: i % 4,
      }),
    ),
    side(2, 0, w().u64(1).u64(5).done()),
    side(13, 0, w().u64(3).done()),
    record(big, 68, 0, new Uint8Array()),
    side(4, 0, w().u32(701).u32(700).u32(701).u32(700).u64(9_000).done()),
  ];
  return (pipe ? perfPipe : perfFile)({ big, events, records });
}

/** An ELF core with one loadable segment of two pages. */
function elf(): Buffer {
  const w = byteWriter(false).bytes(Buffer.from("7f454c46020101000000000000000000", "hex"));
  w.u16(4).u16(62).u32(1).u64(0).u64(64).u64(0).u32(0).u16(64).u16(56).u16(1).u16(0).u16(0).u16(0);
  w.u32(1).u32(7).u64(4096).u64(0).u64(0x100000).u64(8192).u64(8192).u64(0);
  return w
    .bytes(new Uint8Array(4096 - 120))
    .bytes(new Uint8Array(4096).fill(7))
    .bytes(new Uint8Array(4096))
    .done();
}

/** A DAMON recording of two scans. */
const scans = [1n, 2n].map((n) => ({
  startNs: n * 100_000_000n,
  endNs: (n + 1n) * 100_000_000n,
  regions: [0, 1, 2].map((i) => ({
    start: 0x7fb245e00000n + BigInt(i << 20),
    end: 0x7fb245e00000n + BigInt((i + 1) << 20),
    hits: i,
    age: 5,
  })),
}));
/** Two CPUs with lost records, names, a guest and every option that is read. */
function traced(version: 6 | 7, compression: "none" | "zstd" | "zlib", big: boolean): Buffer {
  const w = () => byteWriter(big);
  const format = formatText("kvm_page_fault", 300, [
    { type: "unsigned int", name: "vcpu_id", offset: 8, size: 4 },
    { type: "u64", name: "fault_address", offset: 16, size: 8 },
    { type: "u64", name: "error_code", offset: 24, size: 8 },
  ]);
  const fault = (n: number): Item => ({
    data: w()
      .u16(300)
      .u16(0)
      .u32(70)
      .u32(0)
      .u32(0)
      .u64(4096 * n)
      .u64(6)
      .done(),
    delta: 500,
    long: n % 3 === 0,
  });
  const page = (time: bigint, lost?: number): WrittenPage => ({
    time,
    items: [
      ...Array.from({ length: 9 }, (_, i) => fault(i)),
      { extend: 1n << 30n },
      { stamp: time + (1n << 31n) },
      fault(9),
    ],
    ...(lost ? { lost } : {}),
  });
  const stats = "CPU: 0\nentries: 20\noverrun: 5\ncommit overrun: 0\ndropped events: 1\nread events: 0\n\0";
  const shift = w().u64(9).u32(1).u32(2);
  for (let cpu = 0; cpu < 2; cpu++) shift.u32(2).u64(5).u64(5_000_000).u64(100).u64(-100).u64(1).u64(1);
  return traceFile({
    version,
    compression,
    big,
    pageSize: 1024,
    formats: [{ system: "kvm", text: format }],
    commands: "70 CPU 0/KVM\n",
    buffers: [
      { cpus: [[page(1000n), page(1n << 33n, 5)], [page(2000n)]], chunkPages: 1 },
      { name: "more", cpus: [[page(3000n)], []] },
    ],
    options: [
      [2, Buffer.from(stats)],
      [4, Buffer.from("[local] mono\n\0")],
      [5, Buffer.from("Linux host 6.12 x86_64\0")],
      [7, Buffer.from("12\0")],
      [12, shift.done()],
      [13, w().bytes(Buffer.from("alpha\0")).u64(9).u32(1).u32(0).u32(70).done()],
      [14, w().u32(3).u32(1).u64(0).done()],
    ],
  });
}

/** Two CPUs of a Xen host: states, an exit with its fault, memory, lost records, a domain's end, and padding. */
function xen(): Buffer {
  const [guest, idle] = [who(1, 0), who(32767, 1)];
  const exit: XenRecord[] = [
    { event: 0x81102, tsc: 30n, words: [0x400, ...words64(0xffffffff81000000n)] },
    { event: 0x10f004, words: [...words64(0x42n), ...words64(0x1234n), 0, 1] },
    { event: 0x10f010, words: [...words64(0x42n), ...words64(0x1234n), 0x90001, 5] },
    { event: 0x82021, words: [...words64(0x42000n), ...words64(0x1234n), 0, 0] },
    { event: 0x81001, tsc: 60n },
    { event: 0x10f005, words: [...words64(0x43n), 1, 0xffff82d0] },
    { event: 0x201104, tsc: 70n, words: [...words64(0x1000n), ...words64(0x2000n), 6] },
  ];
  const other: XenRecord[] = [
    { event: 0x2800e, tsc: 11n, words: [32767, 1, 5_000_000] },
    { event: 0x2220b, tsc: 40n, words: [1, 2, guest, 18] },
    { event: 0x28007, tsc: 41n, words: [1, 0, 3] },
    { event: 0x1f001, tsc: 90n, words: [7, guest, ...words64(50n)] },
    { event: 0x1f002, words: [0, 0] },
    { event: 0xffff0aa, tsc: 95n, words: [1, 2, 3, 4, 5, 6, 7] },
  ];
  const round = (cpu: number, of: number, records: readonly XenRecord[]): Buffer =>
    stretch(cpu, [changed(10n, of, "runnable", "running"), ...records, changed(99n, of, "running", "blocked")]);
  return Buffer.concat([round(0, guest, exit), round(1, idle, other), round(0, guest, exit), round(1, idle, other)]);
}

const text = (...parts: string[]): Buffer[] => parts.map((part) => Buffer.from(part));

/** Inputs by importer. A format without one fails the test that asks for it. */
export const inputs: Readonly<Record<string, () => readonly Buffer[]>> = {
  "perf.data": () => [
    ...[false, true].flatMap((big) => [false, true].map((pipe) => recording(big, pipe))),
    ...["single", "sample-identifier", "pipe-tracepoint", "no-timestamp"].map((name) =>
      fixture(`perf/${name}.perf.data`).subarray(0, 10_000),
    ),
    fixture("perf/zstd.perf.data"),
    ...[false, true].map(tracedPerf),
  ],
  "perf-script": () => [
    ...["clock-monotonic", "no-timestamp", "phys-data"].map((name) => lines(fixture(`perf/${name}.script.txt`), 4000)),
    lines(Buffer.from(decompress(fixture("trace-text/lost.perf.txt.zst"))), 6000),
  ],
  "ftrace-text": () => [
    ...["npt.plugin", "npt.kernel", "npt.raw", "lost.plugin"].map((name) =>
      lines(Buffer.from(decompress(fixture(`trace-text/${name}.txt.zst`))), 4000),
    ),
    ...text(
      "# tracer: nop\n#\n# entries-in-buffer/entries-written: 2/5   #P:2\n#\n          npm i-7       (      6) [001] d....  1322.465869: page_fault_user: address=0x4f293800018 ip=0x1095122 error_code=0x6\n##### CPU 0 buffer started ####\n          <idle>-0       (-------) [000] d..2.  1322.465870: sched_switch: prev_comm=swapper/0 prev_pid=0 prev_prio=120 prev_state=R ==> next_comm=npm i next_pid=7 next_prio=120\n => schedule\n",
      "# tracer: nop\n#\n# latency: 0 us, #2/2, CPU#0 | (M:PREEMPT(none) VP:0)\n  pfload-5624      0...1. 19353us+: mm_page_alloc: page=000000009b93c1c8 pfn=0x19be87 order=0\n  pfload-5624      0..... 19386us : kfree: ptr=1\n",
      "cpus=2\nplimbuf:           a-311   [001]7330206094731: damon_aggregated: target_id=0 nr_regions=1 4096-8192: 3 12\nCPU:1 [5 EVENTS DROPPED]\n",
    ),
  ],
  "ftrace-numbers": () =>
    text(
      "# tracer: nop\n#\n# entries-in-buffer/entries-written: 4/9   #P:2\n#\n5606 0 2824420466333 type: 653\n5680 1 2824421382474 # ffffffff8149895a marker\n5680 1 2824421382475 ffffffff81000000 ffffffff82000000\nCPU:1 [LOST 5 EVENTS]\n7 1 2824421382480 19 ?\n",
      "# tracer: nop\n#\n000015e6 00000000 00000291a6d4b091 type: 653\n\n00001637 00000001 00000291a6f30fe8 ffffffff81000000 ffffffff82000000 \n\n",
    ),
  "trace.dat": () => [
    traced(6, "none", false),
    traced(6, "none", true),
    traced(7, "none", false),
    traced(7, "zstd", false),
    traced(7, "zlib", true),
  ],
  xentrace: () => [xen()],
  "xen-host": () => [
    ...text(
      "MARK tsc=1000000000000 real=1795257020.250000 mono=32.250000 mem-set web1 104\n== xl list\n" +
        "Name                    ID   Mem VCPUs\tState\tTime(s)\nweb1   1   124   1   -b----   38.0\n== xl list -l\n" +
        '[\n {\n  "domid": 1,\n  "config": {"c_info": {"name": "web1"}, "b_info": {"max_memkb": 4}}\n }\n]\n' +
        '/local/domain/1/memory/target = "126976"\nMARK tsc=1040000000000 real=1795257040.250000 mono=52.250000 series\n',
      "      NAME  STATE   CPU(sec) CPU(%)     MEM(k) MAXMEM(k) MAXMEM(%) SSID\n  Domain-0 -----r 41 0.0 1310720 no limit n/a 0\n",
      "host : dom0\ncpu_mhz : 2596.136\ntotal_memory : 4095\nxen_major : 4\nxen_pagesize : 4096\n",
      "(XEN) Detected 2596.136 MHz processor.\n(XEN) General information for domain 1:\n(XEN)  nr_pages=31744 max_pages=32000\n",
    ),
  ],
  "xentrace-text": () =>
    text(
      "CPU0  0 (+       0)  cpu_change        0x00000000\nCPU0  1000 (+       0)  runnable_to_running [ dom:vcpu = 0x00010000 ]\n" +
        "CPU0  1100 (+     100)  VMEXIT      [ exitcode = 0x00000400, rIP  = 0xffffffff81000000 ]\n" +
        "CPU0  0 (+       0)  unknown (0x000000000010f004)  [ 0x00000042 0x00000000 0x00001234 0x00000000 0x00000000 0x00000001 0x00000000 ]\n" +
        "CPU0  1190 (+      10)  do_block          [ dom:vcpu = 0x00010000 ]\nCPU0  1199 (+       9)  lost_records      0x00000007\n",
      "                x. d32768v0 runstate_change d1v0 runnable->running\n]  0.000003334 x. d1v0 vmexit exit_reason VMEXIT_IOIO eip ffffffff81000000\n" +
        "   0.000005400 x. d1v0 npf gpa 12345000 q 182 mfn abcde t 4\n   0.000006000 .x d0v1 pod_populate d3 o9 g 12345 m abcde\n" +
        "   0.000010000 .x d0v1 lost_records count 42 d3v0 (cur d0v1) first_tsc 200191212592\n",
      "R p 0 o0000000000000000    21101 1           5000 [    10000 ] |  2001f003 |\nR p 0 o0000000000000000   10f005 4              - [     6b38        0        1 ffff82d0 ] |  2001f003 |\n",
    ),
  damo: () => [damoJson([{ scans }]), damoPacked([{ scans }]), damoText([{ scans }])],
  "memory.elf-core": () => [elf()],
  "memory.raw": () => [Buffer.concat([Buffer.alloc(4096, 7), Buffer.alloc(1024 * 1024)])],
  "page-table": () => [
    lines(sample("ksm-session/r1-base/pages.head.csv"), 4000),
    lines(sample("three-vms/pages.head.csv"), 4000),
  ],
  "page-frames": () =>
    text(
      "MAP 7f249fe00000-7f249fe08000 rw-p 00000000 00:00 0 \nSUM pages=8 present=3 ksm=2 thp=0 zero_page=0 hugetlb=0\n" +
        "R 1 2 PXD 11bb89 201800\nR 4 1 PD 32b1 1000000\nR 5 1 S 3c0 0\n",
    ),
  "page-hashes": () => [
    Buffer.from(BigUint64Array.from({ length: 64 }, (_, i) => BigInt(i % 5) * 0xfedcba9876543211n).buffer),
  ],
  delimited: () =>
    text(
      "time_ns,guest,vcpu,gpa,access,mmio,stall_ns\n1000,alpha,0,0x7fff1000,write,0,2500\n2000,bravo,1,4096,,yes,\n",
      'time[s];vm;metric;value;unit\n1;a;rss;"1,5";KiB\n2;a;rss;2;KiB\n',
      "time[us]\tevent\tcpu\tpid\torder\tzone\n5\tkmem:x\t1\t81\t3\tNormal\n6\tkmem:y\t0\t\t0\tDMA\n",
      "time,guest,event,bytes[MiB]\n2026-11-21T09:42:11Z,a,balloon,64\n",
    ),
  "kvm-stat": () =>
    text(
      "Analyze events for all VMs, all VCPUs:\n\n  VM-EXIT    Samples  Samples%     Time%    Min Time    Max Time         Avg time \n\n" +
        "  npf      19457    49.28%    12.82%      0.00us 180631.81us    574.29us ( +-   5.59% )\n\n" +
        "Total Samples:39480, Total events handled time:87128952.57us.\n",
    ),
  "events-csv": () => [sample("three-vms/events.csv")],
  "resize-csv": () =>
    text(
      "step,mode,from_mb,to_mb,request_mono_ns,done_mono_ns,final_mb\n1,plug,0,32,100,200,32\n2,unplug,32,0,300,,0\n",
    ),
  "counter-csv": () => [
    lines(sample("three-vms/ksm.csv"), 4000),
    lines(sample("three-vms/ksm-other-guests.csv"), 4000),
  ],
  series: () => [
    ...["domstats", "smaps_rollup", "status", "ksm_stat", "stat", "vmstat", "meminfo", "dommemstat"].map((name) =>
      lines(sample(`three-vms/${name}.head.txt`), 4000),
    ),
    lines(sample("three-vms/smaps-alpha-end.txt"), 4000),
    lines(sample("three-vms/psi-memory.txt"), 2000),
  ],
  maps: () => [lines(sample("three-vms/maps-alpha.txt"), 4000)],
  "qemu-mtree": () => [sample("three-vms/mtree-alpha.txt")],
  qmp: () => [
    sample("three-vms/qom-alpha.txt"),
    sample("three-vms/qom-end.txt"),
    ...text(
      `${STAMP}{"event":"STOP","timestamp":{"seconds":5,"microseconds":6}}\n{\n"return": [{"type":"dimm","data":{"addr":4294967296,"size":1048576,"memdev":"/objects/m"}}]\n}\n`,
    ),
  ],
  "libvirt-events": () => [sample("three-vms/libvirt-events.txt"), sample("three-vms/qmp-events.txt")],
  "libvirt-xml": () => [sample("three-vms/alpha.xml")],
  settings: () => [sample("three-vms/ksm-settings.txt")],
};

/** Names of formats that nothing but a name tells. */
export const names: Readonly<Record<string, string>> = { "page-hashes": "x.hash" };

/** The compression wrappers around one of the inputs. */
export const wrapped = (): readonly (readonly [name: string, bytes: Buffer])[] => [
  ["faults.perf.data.gz", gzipSync(recording(false, false))],
  ["status.txt.zst", sample("three-vms/ksm_stat.txt.zst")],
  ["image.zst", fixture("perf/zstd.script.txt.zst")],
];

export const formats = importers.map((importer) => importer.id);
