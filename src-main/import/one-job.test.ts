// What the sources of one job say of each other: repeated events, RAM found by its size, layouts that are there twice.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { matchGuests } from "./guests.ts";
import type { JobResult } from "./import-job.ts";
import { importFiles } from "./testing/import-files.ts";
import { perfFile, sampleRecord } from "./testing/write-perf.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-job-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const importAll = (files: Parameters<typeof importFiles>[1]) => importFiles(folder, files);
const guestsOf = (result: JobResult) => matchGuests([result.evidence], []);
const captureOf = (result: JobResult, name: string) => result.captures.find((c) => c.name === name);

describe("one event told by two logs", () => {
  const libvirt = [
    "2026-11-21 10:35:53.582+0000: event 'balloon-change' for domain 'web': 97280KiB",
    "2026-11-21 10:35:54.581+0000: event 'balloon-change' for domain 'web': 88064KiB",
    "2026-11-21 10:35:54.600+0000: event 'balloon-change' for domain 'db': 88064KiB",
    "2026-11-21 10:37:09.605+0000: event 'lifecycle' for domain 'web': Suspended Paused",
    "",
  ].join("\n");
  const qemu = [
    "2026-11-21 10:35:53.586+0000: event BALLOON_CHANGE for domain 'web': {\"actual\":99614720}",
    "2026-11-21 10:35:54.581+0000: event BALLOON_CHANGE for domain 'web': {\"actual\":90177536}",
    "2026-11-21 10:35:56.581+0000: event BALLOON_CHANGE for domain 'web': {\"actual\":90177536}",
    "2026-11-21 10:37:09.604+0000: event STOP for domain 'web': <null>",
    "",
  ].join("\n");

  it("is one row; what is not kept is counted where it stood, and both captures stay", async () => {
    const result = await importAll({ "libvirt.txt": libvirt, "qemu.txt": qemu });
    expect(captureOf(result, "libvirt.txt")).toMatchObject({
      tables: { guest_event: 4 },
      records: { read: 4, accepted: 4, skipped: 0 },
    });
    expect(captureOf(result, "qemu.txt")).toMatchObject({
      tables: { guest_event: 1 },
      records: { read: 4, accepted: 1, skipped: 3 },
    });
  });

  it("is not looked for within one log", async () => {
    const twice = libvirt.repeat(2);
    const result = await importAll({ "libvirt.txt": twice });
    expect(captureOf(result, "libvirt.txt")?.tables).toEqual({ guest_event: 8 });
  });
});

const BASE = 0x7fb245e00000n;
const hex = (n: bigint): string => n.toString(16);
const line = (from: bigint, bytes: bigint): string => `${hex(from)}-${hex(from + bytes)} rw-p 00000000 00:00 0 \n`;
const MIB = 2n ** 20n;
const layout = (ranges: readonly (readonly [from: bigint, bytes: bigint, label: string])[]): string =>
  `FlatView #0\n AS "memory", root: system\n${ranges
    .map(([from, bytes, label]) => {
      const digits = (n: bigint): string => hex(n).padStart(16, "0");
      return `  ${digits(from)}-${digits(from + bytes - 1n)} (prio 0, ram): ${label}\n`;
    })
    .join("")}`;

describe("RAM without its address", () => {
  const small = line(BASE - 256n * MIB, 64n * MIB);
  const events = "wall_ns,mono_ns,guest,action,detail,result\n100,1,web,pid,81,\n";

  it("is the one mapping of its size, with the guest's layout around its holes", async () => {
    const ranges = layout([
      [0n, 3072n * MIB, "pc.ram"],
      [4096n * MIB, 1024n * MIB, "pc.ram @00000000c0000000"],
    ]);
    const maps = small + line(BASE, 4096n * MIB);
    const result = await importAll({ "maps-web.txt": maps, "mtree-web.txt": ranges, "events.csv": events });
    expect(guestsOf(result)).toMatchObject([
      {
        name: "web",
        pid: 81,
        mapped: "auto",
        ram: [
          { gpa: "0", bytes: String(3072n * MIB), hva: String(BASE) },
          { gpa: String(4096n * MIB), bytes: String(1024n * MIB), hva: String(BASE + 3072n * MIB) },
        ],
      },
    ]);
  });

  it("is not guessed where two mappings have its size, or no layout tells of a hole", async () => {
    const twice = small + line(BASE, 96n * MIB) + line(BASE + 256n * MIB, 96n * MIB);
    const two = await importAll({
      "maps-web.txt": twice,
      "mtree-web.txt": layout([[0n, 96n * MIB, "pc.ram"]]),
      "events.csv": events,
    });
    expect(guestsOf(two)).toMatchObject([{ name: "web", mapped: "none" }]);
  });

  it("above 2 GiB needs a layout", async () => {
    const xml = "<domain type='kvm'><name>web</name><memory unit='MiB'>4096</memory></domain>\n";
    const maps = small + line(BASE, 4096n * MIB);
    const result = await importAll({ "maps-web.txt": maps, "web.xml": xml, "events.csv": events });
    expect(guestsOf(result)).toMatchObject([{ name: "web", ram_bytes: Number(4096n * MIB), mapped: "none" }]);
  });
});

it("keeps the layout of each of two guests whose files are equal byte by byte", async () => {
  const ranges = layout([
    [0n, 3072n * MIB, "pc.ram"],
    [4096n * MIB, 1024n * MIB, "pc.ram @00000000c0000000"],
  ]);
  const maps = (base: bigint): string =>
    `Host virtual address for 0x0 (pc.ram) is 0x${hex(base)}\n${line(base - 512n * MIB, MIB)}${line(base, 4096n * MIB)}`;
  const result = await importAll({
    "maps-a.txt": maps(BASE),
    "maps-b.txt": maps(BASE + 0x100000000000n),
    "mtree-a.txt": ranges,
    "mtree-b.txt": ranges,
  });
  expect(result.problems.map((p) => p.code)).toEqual(["capture.duplicate"]);
  expect(guestsOf(result).map(({ name, ram }) => [name, ram.map((block) => block.gpa)])).toEqual([
    ["a", ["0", String(4096n * MIB)]],
    ["b", ["0", String(4096n * MIB)]],
  ]);
});

it("keeps a damaged time of one source within 64 bits, so that the others can be kept", async () => {
  const stamp = "wall_ns=1795257301546567608 mono_ns=5320704682193";
  const event = {
    name: "page-faults",
    type: 1,
    config: 2n,
    fields: ["IDENTIFIER", "TID", "TIME", "ADDR"],
    clockId: 1,
  } as const;
  const records = [2n ** 63n - 5n, 7n].map((time) =>
    sampleRecord(false, event, { event: 0, ip: 0n, pid: 1, tid: 1, time, addr: 1n, cpu: 0 }),
  );
  const result = await importAll({
    "series.txt": `# stamp ${stamp}\nMemTotal: 24684096 kB\nMemFree: 4 kB\n`,
    "x.perf.data": perfFile({ events: [event], records }),
  });
  const found = captureOf(result, "x.perf.data");
  expect([found?.clock, found?.first_ns, found?.last_ns]).toEqual(["mono", "7", String(2n ** 63n - 5n)]);
});

describe("statistics that a path tells", () => {
  it("equal numbers of two groups are two statistics; the same file twice is one", async () => {
    const two = await importAll({ "a.memory.current": "4096\n", "b.memory.current": "4096\n" });
    expect(two.captures.map(({ name, duplicate_of }) => [name, duplicate_of])).toEqual([
      ["a.memory.current", null],
      ["b.memory.current", null],
    ]);
    const meminfo = "MemTotal: 8 kB\nMemFree: 4 kB\n";
    const copies = await importAll({ meminfo, "meminfo.txt": meminfo });
    expect(copies.captures.map((c) => c.name)).toEqual(["meminfo"]);
    expect(copies.problems).toMatchObject([{ code: "capture.duplicate", capture: "meminfo.txt" }]);
  });
});
