import { describe, expect, test } from "vitest";
import { type ImportRun, runImporter } from "../../testing/run-importer.ts";
import { bytesOfText, captureFile, withoutCaptures } from "../../text/captures-for-tests.ts";
import { xenHost } from "./index.ts";

const read = (text: string, chunk = 17) => runImporter(xenHost, bytesOfText(text), { name: "xen.txt", chunk });
const detect = (text: string) => xenHost.detect(bytesOfText(text), { name: "x", size: text.length })?.why ?? null;
/** Values by `series of subject`. */
function values(run: ImportRun): Record<string, unknown[]> {
  const found: Record<string, unknown[]> = {};
  for (const { id, name, subject } of run.tables.series ?? [])
    found[`${name} of ${subject}`] = (run.tables.counter ?? [])
      .filter((row) => row.series_id === id)
      .map((row) => row.value);
  return found;
}

const LIST = `Name                                        ID   Mem VCPUs\tState\tTime(s)
Domain-0                                     0  1280     2     r-----     183.8
web 1                                        1   124     1     -b----      38.0
cache1--incoming                             5     0     0     --p---       0.0
(null)                                       6     0     0     --p---       0.0
`;

describe("xl list", () => {
  test("from the right: names with blanks; MiB as bytes, s as ns; dom0 is no guest, a guest that comes in has its name", async () => {
    const run = await read(LIST);
    expect(values(run)).toMatchObject({
      "xl_list.Mem of Domain-0": [1280 * 1048576],
      "xl_list.Mem of web 1": [124 * 1048576],
      "xl_list.Time(s) of web 1": [38e9],
      "xl_list.VCPUs of cache1": [0],
    });
    expect(run.tables.series?.map((row) => row.scope)).toEqual([
      ...["other", "other", "other"],
      ...["guest", "guest", "guest", "guest", "guest", "guest"],
    ]);
    expect(run.tables.guest_seen).toMatchObject([
      { name: "web 1", domid: 1, how: "xl list", ram_bytes: null },
      { name: "cache1", domid: 5 },
    ]);
    expect(run.records).toEqual({ accepted: 3, rejected: 0, skipped: 2, lost: null });
  });
  test("xl list -l: the guest's memory is its most, in KiB; its settings are facts", async () => {
    const config = (domid: number, name: string) => ({
      domid,
      config: {
        c_info: { type: "pvh", name, uuid: "e1c88097-d8a7-4ed3-9f8d-12ddf1a4707b" },
        b_info: {
          max_vcpus: 2,
          max_memkb: 196608,
          target_memkb: 151552,
          "type.pvh": {},
          sched_params: { weight: 256 },
        },
        pcidevs: [{ dev: 3 }],
        on_reboot: "restart",
      },
    });
    const run = await read(`== xl list -l\n${JSON.stringify([config(0, "Domain-0"), config(4, "db1")], null, 4)}\n\n`);
    expect(run.tables.guest_seen).toMatchObject([
      { name: "db1", uuid: "e1c88097-d8a7-4ed3-9f8d-12ddf1a4707b", domid: 4, ram_bytes: 201326592n },
    ]);
    const facts = Object.fromEntries((run.tables.fact ?? []).map((row) => [row.name, row.number ?? row.value]));
    expect(facts).toEqual({
      "xl.type": "pvh",
      "xl.name": "db1",
      "xl.uuid": "e1c88097-d8a7-4ed3-9f8d-12ddf1a4707b",
      "xl.max_vcpus": 2,
      "xl.max_memkb": 201326592,
      "xl.target_memkb": 155189248,
      "xl.sched_params.weight": 256,
      "xl.pcidevs": 1,
      "xl.on_reboot": "restart",
    });
    expect(run.tables.fact?.every((row) => row.scope === "guest" && row.subject === "db1")).toBe(true);
    expect(run.records).toMatchObject({ accepted: 1, rejected: 0 });
  });
});

describe("xl info and the log", () => {
  test("properties of the host: sizes in MiB become bytes, and the rate of the counter is told", async () => {
    const run = await read(
      "host                   : dom0\ncpu_mhz                : 2596.136\ntotal_memory           : 4095\nfree_memory            : 2770\nxen_pagesize           : 4096\nxen_changeset          : \n",
    );
    expect(Object.fromEntries((run.tables.fact ?? []).map((row) => [row.name, row.number ?? row.value]))).toEqual({
      "xl_info.host": "dom0",
      "xl_info.cpu_mhz": 2596.136,
      "xl_info.total_memory": 4095 * 1048576,
      "xl_info.free_memory": 2770 * 1048576,
      "xl_info.xen_pagesize": 4096,
      "xl_info.xen_changeset": "",
    });
    expect(run.rates).toEqual({ tsc: 2596136000 });
    expect(run.properties).toEqual({ host: "dom0", page_size: "4096" });
  });
  test("the hypervisor's log: rate, memory, pages of domains with their identifiers; the rest is left out", async () => {
    const run = await read(`(XEN) Xen version 4.17.7 (Debian) (x86_64)
(XEN) System RAM: 4095MB (4193776kB)
(XEN) Detected 2596.136 MHz processor.
(XEN) General information for domain 0:
(XEN)     handle=00000000-0000-0000-0000-000000000000 vm_assist=0000002d
(XEN) General information for domain 1:
(XEN)     refcnt=3 dying=0 pause_count=0
(XEN)     nr_pages=31744 xenheap_pages=2 dirty_cpus={} max_pages=32000
(XEN)     handle=2423566d-0368-48f3-93c1-5e08a30cf7db vm_assist=0000002d
(XEN) Rangesets belonging to domain 1:
`);
    expect(run.rates).toEqual({ tsc: 2596136000 });
    expect(run.tables.fact).toMatchObject([
      { name: "xen.version", value: "4.17.7" },
      { name: "xen.system_ram", number: 4193776 * 1024 },
      { name: "xen.cpu_mhz", number: 2596.136 },
    ]);
    expect(values(run)).toEqual({
      "xen.nr_pages of d1": [31744],
      "xen.xenheap_pages of d1": [2],
      "xen.max_pages of d1": [32000],
    });
    expect(run.tables.guest_seen).toMatchObject([
      { name: null, domid: 1 },
      { domid: 1, uuid: "2423566d-0368-48f3-93c1-5e08a30cf7db" },
    ]);
    expect(run.skipped).toEqual({ "line of the hypervisor's log": 3 });
  });
});

const TOP = "      NAME  STATE   CPU(sec) CPU(%)     MEM(k) MEM(%)  MAXMEM(k) MAXMEM(%) VCPUS NETS NETTX(k) SSID\n";

describe("xentop", () => {
  test("every iteration; a domain without a limit has two words there; the first share of time is none", async () => {
    const run = await read(
      `${TOP}  Domain-0 -----r         41    0.0    1310720   31.3   no limit       n/a     2    0        7    0\n` +
        `${TOP}  Domain-0 -----r         48  198.9    1310720   31.3   no limit       n/a     2    0        9    0\n` +
        "  my guest --b---          8   54.3     114688    2.7     115712       2.8     1    0        0    0\n" +
        "Net0 RX:         0bytes        0pkts        0err        0drop\n",
    );
    expect(values(run)).toMatchObject({
      "xentop.CPU(sec) of Domain-0": [41e9, 48e9],
      "xentop.CPU(%) of Domain-0": [null, 198.9],
      "xentop.MAXMEM(k) of Domain-0": [null, null],
      "xentop.MEM(k) of my guest": [114688 * 1024],
      "xentop.NETTX(k) of Domain-0": [7168, 9216],
    });
    expect(run.tables.guest_seen).toMatchObject([{ name: "my guest", how: "xentop" }]);
    expect(run.records).toEqual({ accepted: 3, rejected: 0, skipped: 3, lost: null });
    expect(run.tables.counter?.[0]?.t).toBeNull();
  });
  test("stamps give its iterations times; a row with other columns is rejected", async () => {
    const run = await read(
      `# stamp wall_ns=5000000000 mono_ns=7\n${TOP}  guest --b--- 8 54.3 114688 2.7 115712 2.8 1 0 0 0\n  guest --b--- 8\n`,
    );
    expect(run.tables.counter?.[0]?.t).toBe(5000000000n);
    expect(run.complaints).toMatchObject([{ code: "xentop.line", line: 4 }]);
  });
});

describe("marks and xenstore", () => {
  const MARKS = `MARK tsc=1000000000000 real=1795257020.250000 mono=32.250000 xentrace start
MARK tsc=1020000000000 real=1795257030.250000 mono=42.250000 mem-set web1 104
MARK tsc=1040000000000 real=1795257040.250000 mono=52.250000 series
`;
  test("marks link the counter to the wall clock, in the rate that they show; what was done becomes an event", async () => {
    const run = await read(MARKS);
    expect(run.rates).toEqual({ tsc: 2e9 });
    expect(run.clockPairs.filter((pair) => pair.from === "tsc")).toEqual([
      { from: "tsc", to: "wall", fromNs: 500_000_000_000n, toNs: 1795257020250000000n },
      { from: "tsc", to: "wall", fromNs: 510_000_000_000n, toNs: 1795257030250000000n },
      { from: "tsc", to: "wall", fromNs: 520_000_000_000n, toNs: 1795257040250000000n },
    ]);
    expect(run.tables.guest_event).toMatchObject([
      { kind: "mark", detail: "xentrace start", t: 1795257020250000000n },
      { kind: "mark", detail: "mem-set web1 104" },
    ]);
  });
  test("a rate that was told before is used", async () => {
    const run = await runImporter(xenHost, bytesOfText(MARKS), { rates: { tsc: 1e9 } });
    expect([run.rates, run.clockPairs.find((pair) => pair.from === "tsc")?.fromNs]).toEqual([{}, 1_000_000_000_000n]);
  });
  test("xenstore names its domains by what the block says of them, also further down", async () => {
    const run = await read(
      `${MARKS}/local/domain/1/memory/target = "126976"\n/local/domain/2/memory/static-max = "4"\n/local/domain/2/memory = ""\n` +
        "web1                                         1   124     1     -b----      38.0\ndom0_target_kb 1310720\n",
    );
    expect(values(run)).toMatchObject({
      "xenstore.memory/target of web1": [126976 * 1024],
      "xenstore.memory/static-max of d2": [4096],
      "xen_balloon.target_kb of null": [1310720 * 1024],
    });
    expect(run.skipped).toEqual({ "xenstore entry that is not kept": 1 });
  });
});

test("damage: other lines are rejected with their place, an open array is cut", async () => {
  const run = await read(`${LIST}Parsing config from web1.cfg\n[ {"a": 1} ]\n[ {"domid": 1,\n`);
  expect(run.complaints.map((c) => [c.code, c.line ?? null])).toEqual([
    ["xen_host.line", 6],
    ["xen_host.json", 7],
    ["xen_host.cut_json", null],
  ]);
  expect(run.status).toBe("truncated");
});

test("detection by what the tools print, and of nothing else", () => {
  expect(detect(LIST)).toBe("the table of xl list");
  expect(detect(TOP)).toBe("the table of xentop");
  expect(detect('[\n {\n "domid": 0,\n "config": {}\n }\n]\n')).toBe("the configurations that xl list -l prints");
  expect(detect("host : a\ncpu_mhz : 1\nxen_major : 4\nxen_caps : hvm\n")).toBe("3 properties of xl info");
  expect(detect("(XEN) Xen version 4\n")).toBe("lines of Xen's log");
  expect(detect("web1 1 124 1 -b---- 38.0\n")).toBe("rows of xl list");
  for (const text of [
    "hello : world\nhost : a\n",
    '[{"a":1}]',
    '{"return":{}}',
    "Total time: 3 s\n",
    "",
    "MemTotal: 5 kB\n",
  ])
    expect(detect(text)).toBeNull();
});

// Expected: grep -c and awk over the files.
describe.skipIf(withoutCaptures)("the full captures (skipped: not there)", () => {
  test.each([
    ["long-mixed/marks.txt", 32, 0],
    ["long-mixed/series.txt", 508, 2],
    ["long-mixed/snap-mid.txt", 26, 10],
    ["long-mixed/xentop.txt", 330, 75],
    ["host/xl-info.txt", 30, 1],
    ["hvm-balloon/snap-pre.txt", 11, 8],
  ])("%s: every line is understood", async (name, accepted, skipped) => {
    const run = await runImporter(xenHost, captureFile(`xen/${name}`), { chunk: 1009 });
    expect(run.records).toEqual({ accepted, rejected: 0, skipped, lost: null });
  });
});
