import { describe, expect, test } from "vitest";
import type { ColumnMap } from "../../../../src-shared/capture/column-map.ts";
import { type ImportRun, runImporter } from "../../testing/run-importer.ts";
import { bytesOfText } from "../../text/captures-for-tests.ts";
import { columnsOf, delimited } from "./index.ts";

const read = (text: string | Uint8Array, columns: readonly ColumnMap[] = [], chunk = 13): Promise<ImportRun> =>
  runImporter(delimited, typeof text === "string" ? bytesOfText(text) : text, {
    chunk,
    options: { pageHash: "xxh128", columns },
  });
const detect = (text: string | Uint8Array, maps: readonly ColumnMap[] = []) =>
  delimited.detect(typeof text === "string" ? bytesOfText(text) : text, { name: "x.csv", size: null, maps });
const faultsOf = (run: ImportRun) => run.tables.fault ?? [];
const WALL = "1795254131";

describe("page faults", () => {
  test("a guest's faults by vCPU: every column, empty fields unknown", async () => {
    const text =
      "time_ns,guest,vcpu,gpa,access,level,mmio,stall_ns\n" +
      "1000,alpha,0,0x7fff1000,write,1,0,2500\n2000,alpha,1,4096,,,,\n3000,bravo,0,0xfee00000,r,1,yes,7\n";
    for (const chunk of [1, 100, 65_536]) {
      const run = await read(text, [], chunk);
      expect(faultsOf(run)).toMatchObject([
        { seq: 0n, t: 1000n, kind: "ept", addr: 0x7fff1000n, access: "write", mmio: false, stall_ns: 2500n },
        { seq: 1n, t: 2000n, addr: 4096n, access: null, mmio: null, stall_ns: null },
        { seq: 2n, t: 3000n, addr: 0xfee00000n, access: "read", mmio: true, stall_ns: 7n },
      ]);
      expect(run.tables.task).toMatchObject([
        { id: 1, pid: null, vcpu: 0, comm: "alpha" },
        { id: 2, vcpu: 1, comm: "alpha" },
        { id: 3, vcpu: 0, comm: "bravo" },
      ]);
      expect(faultsOf(run).map((row) => row.task_id)).toEqual([1, 2, 3]);
      expect(run.tables.guest_seen).toMatchObject([{ name: "alpha" }, { name: "bravo" }]);
      expect(run.records).toEqual({ accepted: 3, rejected: 0, skipped: 1, lost: null });
      expect(run.remarks.map((r) => [r.code, r.excerpt ?? null])).toEqual([
        ["delimited.columns_unused", "level"],
        ["delimited.fault_kind", null],
      ]);
      expect(run).toMatchObject({ span: { first: 1000n, last: 3000n }, clock: { name: "other", stepNs: 1 } });
    }
  });
  test("synonyms, units in the head, page numbers, a kind of its own", async () => {
    const run = await read(
      "timestamp [us];VM;GFN;kind;latency (ms);Error-Code\n1.5;a;16;npt;0,25;0x100000006\n2;a;0x11;stage2;;\n",
    );
    expect(faultsOf(run)).toMatchObject([
      { t: 1500n, addr: 16n * 4096n, kind: "npt", stall_ns: 250_000n, code: 0x100000006n },
      { t: 2000n, addr: 17n * 4096n, kind: "stage2", stall_ns: null, code: null },
    ]);
    expect(run.remarks).toEqual([]);
  });
  test("faults of host processes: hexadecimal without a mark is told by its letters", async () => {
    const run = await read(
      "ts\tpid\ttid\tcomm\taddress\n12.000001\t81\t82\tqemu\t7f249fe00000\n12.5\t81\t82\tqemu\t7f2498000000\n",
    );
    expect(faultsOf(run)).toMatchObject([
      { t: 12_000_001_000n, kind: "host", addr: 0x7f249fe00000n },
      { t: 12_500_000_000n, addr: 0x7f2498000000n },
    ]);
    expect(run.tables.task).toMatchObject([{ id: 1, pid: 81, tid: 82, comm: "qemu" }]);
  });
  test("times since 1970 by their size, and as ISO 8601", async () => {
    for (const [time, ns] of [
      [WALL, "000000000"],
      [`${WALL}107`, "107000000"],
      [`${WALL}107268`, "107268000"],
      [`${WALL}107268123`, "107268123"],
      ["2026-11-21T09:42:11.5Z", "500000000"],
      ["2026-11-21 10:42:11.25+01:00", "250000000"],
    ] as const) {
      const run = await read(`time,guest,gpa\n${time},a,0x1000\n${time},a,0x2000\n`);
      expect(faultsOf(run)[0]?.t).toBe(BigInt(`${WALL}${ns}`));
      expect(run.clock?.name).toBe("wall");
    }
  });
  test("addresses and times of 64 bits survive", async () => {
    const run = await read("mono_ns,guest,gpa\n9223372036854775807,a,0xffffffffffffffff\n1,a,1\n");
    expect(faultsOf(run)[0]).toMatchObject({ t: 9223372036854775807n, addr: 0xffffffffffffffffn });
  });
});

describe("statistics", () => {
  const values = (run: ImportRun) =>
    (run.tables.series ?? []).map(({ id, name, unit, scope, subject, pid }) => [
      name,
      unit,
      scope,
      subject,
      pid,
      (run.tables.counter ?? []).filter((row) => row.series_id === id).map((row) => row.value),
    ]);
  test("one a row with its name, value and unit", async () => {
    const run = await read(
      'time[s],vm,metric,value,unit\n1,"web, one",rss,1.5,KiB\n2,"web, one",rss,,KiB\n3,db,vmstat.pgfault,1e3,count\n',
    );
    expect(values(run)).toEqual([
      ["csv.rss", "bytes", "guest", "web, one", null, [1536]],
      ["vmstat.pgfault", "count", "guest", "db", null, [1000]],
    ]);
    expect((run.tables.counter ?? []).map((row) => row.t)).toEqual([1_000_000_000n, 3_000_000_000n]);
  });
  test("a column each, where every column names its unit; a decimal comma where commas do not separate", async () => {
    const run = await read("time[ms]|pid|rss_kb|load [%]\n5|81|4|12,5\n6|81||13\n");
    expect(values(run)).toEqual([
      ["csv.rss_kb", "bytes", "process", null, 81, [4096]],
      ["csv.load", "percent", "process", null, 81, [12.5, 13]],
    ]);
  });
  test("all ones are not reported, not a number", async () => {
    const run = await read("time[s],name,value\n1,x,18446744073709551615\n2,x,0\n");
    expect(values(run)[0]?.[5]).toEqual([null, 0]);
  });
});

describe("events", () => {
  test("of guests: sizes, how long they took, words of other tools", async () => {
    const run = await read(
      "time[s],guest,event,bytes[MiB],took[ms],detail\n1,a,setmem,64,2.5,\n2,a,reboot,,,by hand\n3,a,start,,,\n",
    );
    expect(run.tables.guest_event).toMatchObject([
      { t: 1_000_000_000n, guest_name: "a", kind: "balloon", bytes: 67108864n, took_ns: 2_500_000n, detail: "setmem" },
      { kind: "mark", bytes: null, took_ns: null, detail: "reboot by hand" },
      { kind: "start", detail: null },
    ]);
  });
  test("of a trace: further columns are the event's fields, words among them texts", async () => {
    const run = await read(
      "time[us],event,cpu,pid,order,zone\n5,kmem:mm_page_alloc,1,81,3,Normal\n6,kmem:mm_page_free,0,,0,DMA\n",
    );
    expect(run.tables.event).toMatchObject([
      { t: 5000n, cpu: 1, v1: 3n, v3: null },
      { t: 6000n, cpu: 0, v1: 0n },
    ]);
    expect((run.tables.event ?? []).map((row) => run.names[Number(row.v2)])).toEqual(["Normal", "DMA"]);
    expect(run.tables.event_field?.slice(0, 2)).toMatchObject([
      { v: 1, name: "order", type: "s64" },
      { v: 2, name: "zone", type: "text" },
    ]);
    expect(run.events).toEqual({ "kmem:mm_page_alloc": 1, "kmem:mm_page_free": 1 });
  });
});

describe("the text", () => {
  test("marks of UTF-8 and UTF-16, line ends of Windows, comments, blanks between columns", async () => {
    const text = "time_ns,guest,gpa\r\n1,ä,0x1000\r\n2,ä,0x2000\r\n";
    const utf16 = (big: boolean): Uint8Array => {
      const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
      return big ? bytes.swap16() : bytes;
    };
    for (const bytes of [
      bytesOfText(`\ufeff${text}`),
      utf16(false),
      utf16(true),
      bytesOfText(`# made by hand\n${text}`),
    ]) {
      expect(detect(bytes)).not.toBeNull();
      const run = await read(bytes);
      expect(faultsOf(run).map((row) => row.addr)).toEqual([4096n, 8192n]);
      expect(run.tables.task).toMatchObject([{ comm: "ä" }]);
    }
    const blanks = await read("time_ns  guest   gpa\n     1  a    0x1000\n    20  a    0x2000\n");
    expect(faultsOf(blanks).map((row) => row.t)).toEqual([1n, 20n]);
  });
  test("quotes inside quotes", async () => {
    const run = await read('time_ns,guest,event,detail\n1,a,mark,"he said ""go"", twice"\n2,a,mark,x\n');
    expect(run.tables.guest_event?.[0]?.detail).toBe('he said "go", twice');
  });
  test("what is wrong with a row is told with its place, and leaves no trace in others", async () => {
    const run = await read(
      'time_ns,guest,vcpu,gpa,mmio,stall_ns\n1,a,0,0x1000,0,5\nx,a,0,0x1000,0,5\n2,a,zero,0x1000,0,5\n3,a,0,0xzz,,\n4,a,0,0x1000,maybe,5\n5,a,0,0x1000,0,fast\n6,a,0\n7,"a,0,0x1000,0,5\n8,a,0,0x1000,0,5\n' +
        "9,a,0,0x1000,0,5\n".repeat(20),
    );
    expect(faultsOf(run).slice(0, 2)).toMatchObject([{ t: 1n }, { t: 8n, mmio: false, stall_ns: 5n, addr: 4096n }]);
    expect(run.records).toMatchObject({ accepted: 22, rejected: 7 });
    expect(run.complaints.map((c) => [c.code, c.line, c.n])).toEqual([
      ["delimited.time", 3, 1],
      ["delimited.who", 4, 1],
      ["delimited.address", 5, 1],
      ["delimited.flag", 6, 1],
      ["delimited.number", 7, 1],
      ["delimited.columns", 8, 2],
    ]);
  });
});

describe("a column map", () => {
  const MAP: ColumnMap = {
    header: ["when", "box", "where"],
    table: "fault",
    columns: { when: { is: "t", unit: "s" }, box: { is: "guest" }, where: { is: "gfn", unit: "hex" } },
    constant: { kind: "npt", clock: "mono", event: "my-fault" },
  };
  test("tells what no word of the header tells, and is for just this header", async () => {
    const text = "when,box,where\n1.5,a,10\n2,b,ff\n";
    expect(detect(text)).toBeNull();
    expect(detect(text, [MAP])?.confidence).toBeGreaterThan(0.9);
    const run = await read(text, [MAP]);
    expect(faultsOf(run)).toMatchObject([
      { t: 1_500_000_000n, addr: 0x10000n, kind: "npt" },
      { t: 2_000_000_000n, addr: 0xff000n },
    ]);
    expect(run).toMatchObject({ clock: { name: "mono" }, events: { "my-fault": 2 } });
    expect(detect("when,box,where,more\n1,a,2,3\n2,a,3,4\n", [MAP])).toBeNull();
  });
  test("of a table without a header; a constant guest", async () => {
    const map: ColumnMap = {
      header: ["t", "x", "y"],
      headless: true,
      table: "counter",
      delimiter: " ",
      columns: { t: { is: "t", unit: "ms" }, x: { is: "series", unit: "KiB" } },
      constant: { guest: "alpha" },
    };
    const run = await read("1 2 3\n2 4 5\n", [map]);
    expect(run.tables.series).toMatchObject([{ name: "csv.x", unit: "bytes", scope: "guest", subject: "alpha" }]);
    expect((run.tables.counter ?? []).map((row) => row.value)).toEqual([2048, 4096]);
  });
});

describe("detection", () => {
  test("tables whose columns tell too little are not taken", () => {
    for (const text of [
      "time,guest,gpa\n1,a,0x1000\n2,a,0x2000\n", // no unit of time
      "time[s],a,b\n1,2,3\n2,3,4\n", // no unit of a and b
      "guest,gpa\nalpha,0x1000\nbravo,0x2000\n", // no time
      "step,mode,from_mb,to_mb\n1,plug,0,32\n2,plug,0,32\n",
      "hello, this is a letter\nof two lines, with commas\n",
      "time_ns,guest,gpa\n",
    ])
      expect(detect(text)).toBeNull();
  });
  test("the columns that were seen can be told", () => {
    expect(columnsOf(bytesOfText("step,mode,from_mb\n1,plug,0\n"))).toEqual(["step", "mode", "from_mb"]);
    expect(columnsOf(bytesOfText("hello, this is\na letter, you see\n"))).toBeNull();
  });
});
