// A host that no sample shows: guests with PCI holes, several memory blocks and a DIMM; every fault at a known frame.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { perfFile, sampleRecord, type WrittenEvent } from "../src-main/import/testing/write-perf.ts";
import { reply, scratch } from "./program.ts";

const MIB = 2n ** 20n;
const GIB = 2n ** 30n;
const PAGE = 4096n;
const event: WrittenEvent = {
  name: "page-faults",
  type: 1,
  config: 2n,
  fields: ["IDENTIFIER", "IP", "TID", "TIME", "ADDR", "CPU"],
  clockId: 1,
};

/** A stretch of guest memory: where it lies in the guest, and where in a block of the process. */
interface Stretch {
  readonly gpa: bigint;
  readonly bytes: bigint;
  readonly block: string;
  readonly offset: bigint;
}
interface Guest {
  readonly name: string;
  readonly pid: number;
  readonly blocks: Readonly<Record<string, bigint>>;
  readonly stretches: readonly Stretch[];
}

const guests: readonly Guest[] = [
  {
    name: "db.prod-1",
    pid: 40_001,
    blocks: { "pc.ram": 0x7f10_0000_0000n },
    stretches: [
      { gpa: 0n, bytes: 3n * GIB, block: "pc.ram", offset: 0n },
      { gpa: 4n * GIB, bytes: 3n * GIB, block: "pc.ram", offset: 3n * GIB },
    ],
  },
  {
    name: "web_2",
    pid: 40_777,
    blocks: { "ram-node0": 0x7e20_0000_0000n, "ram-node1": 0x7d30_0000_0000n, memdimm0: 0x7c40_0000_0000n },
    stretches: [
      { gpa: 0n, bytes: 2n * GIB, block: "ram-node0", offset: 0n },
      { gpa: 4n * GIB, bytes: GIB, block: "ram-node0", offset: 2n * GIB },
      { gpa: 5n * GIB, bytes: 1n * GIB, block: "ram-node1", offset: 0n },
      { gpa: 8n * GIB, bytes: 512n * MIB, block: "memdimm0", offset: 0n },
    ],
  },
];

const hex = (n: bigint, digits = 0): string => n.toString(16).padStart(digits, "0");
const blockBytes = ({ stretches }: Guest, block: string): bigint =>
  stretches
    .filter((s) => s.block === block)
    .reduce((end, s) => (s.offset + s.bytes > end ? s.offset + s.bytes : end), 0n);

/** Guest frames that the recording touches: both ends of every stretch and some between. */
const framesOf = ({ stretches }: Guest): bigint[] =>
  stretches.flatMap(({ gpa, bytes }) => [0n, PAGE, bytes / 2n, bytes - PAGE].map((at) => (gpa + at) / PAGE));

function addressOf(guest: Guest, frame: bigint): bigint {
  const gpa = frame * PAGE;
  const found = guest.stretches.find((s) => gpa >= s.gpa && gpa < s.gpa + s.bytes) as Stretch;
  return (guest.blocks[found.block] as bigint) + found.offset + gpa - found.gpa;
}

function recording(): Uint8Array {
  let time = 1_000_000n;
  const put = (pid: number, tid: number, addr: bigint): Buffer => {
    time += 1000n;
    return sampleRecord(false, event, { event: 0, ip: 1n, pid, tid, time, addr, cpu: 0 });
  };
  const records = guests.flatMap((guest) => [
    ...framesOf(guest).map((frame, i) => put(guest.pid, guest.pid + (i % 3), addressOf(guest, frame) + 8n)),
    // Just outside its blocks, and in them but of another process.
    ...Object.entries(guest.blocks).flatMap(([block, from]) => [
      put(guest.pid, guest.pid, from - 1n),
      put(guest.pid, guest.pid, from + blockBytes(guest, block)),
      put(999, 999, from + PAGE),
    ]),
  ]);
  return perfFile({ events: [event], records });
}

const mtree = (guest: Guest): string =>
  `FlatView #3\n AS "memory", root: system\n AS "cpu-memory-0", root: system\n Root memory region: system\n${guest.stretches
    .map(({ gpa, bytes, block, offset }) => {
      const at = offset === 0n ? "" : ` @${hex(offset, 16)}`;
      return `  ${hex(gpa, 16)}-${hex(gpa + bytes - 1n, 16)} (prio 0, ram): ${block}${at} KVM\n`;
    })
    .join("")}`;
type Told = "all" | "first" | "none";
const maps = (guest: Guest, told: Told): string => {
  const places = Object.entries(guest.blocks).map(([block, from]) => {
    const gpa = guest.stretches.find((s) => s.block === block && s.offset === 0n)?.gpa ?? 0n;
    return `Host virtual address for 0x${hex(gpa)} (${block}) is 0x${hex(from)}\n`;
  });
  const mappings = Object.entries(guest.blocks)
    .sort(([, a], [, b]) => (a < b ? -1 : 1))
    .map(([block, from]) => {
      const end = from + blockBytes(guest, block);
      return `${hex(from)}-${hex(end)} rw-p 00000000 00:00 0 \n${hex(end)}-${hex(end + PAGE)} ---p 00000000 00:00 0 \n`;
    });
  return places.slice(0, { all: places.length, first: 1, none: 0 }[told]).join("") + mappings.join("");
};

function dataset(told: Told): string {
  const folder = scratch();
  writeFileSync(join(folder, "recording.data"), recording());
  const rows = guests.map(({ name, pid }) => `5,4,${name},pid,${pid},\n`);
  writeFileSync(join(folder, "events.csv"), `wall_ns,mono_ns,guest,action,detail,result\n${rows.join("")}`);
  for (const guest of guests) {
    writeFileSync(join(folder, `maps-${guest.name}.txt`), maps(guest, told));
    writeFileSync(join(folder, `mtree-${guest.name}.txt`), mtree(guest));
  }
  return folder;
}

describe.each([
  ["the monitor told", "all"],
  ["the monitor told one of", "first"],
  ["only the sizes of mappings tell", "none"],
] as const)("guest frames where %s the places of RAM", (_, told) => {
  it("are exactly those that were touched", async () => {
    const project = join(scratch(), "p.plimsoll");
    const imported = await reply(["import", dataset(told), "-p", project]);
    expect(imported.guests).toMatchObject(guests.map(({ name, pid }) => ({ name, pid, mapped: "auto" })));
    const sql = "SELECT guest, gpa // 4096 FROM fault WHERE gpa IS NOT NULL ORDER BY 1, 2";
    const { rows } = await reply(["query", project, sql]);
    expect(rows).toEqual(guests.flatMap((g) => framesOf(g).map((frame) => [g.name, Number(frame)])));
  });
});
