import { describe, expect, test } from "vitest";
import { runImporter } from "../../testing/run-importer.ts";
import { bytesOfText, captureFile, withoutCaptures } from "../../text/captures-for-tests.ts";
import { processMaps } from "./index.ts";

const read = (text: string, name = "maps-alpha.txt") => runImporter(processMaps, bytesOfText(text), { name, chunk: 9 });
const detect = (text: string) => processMaps.detect(bytesOfText(text), { name: "x", size: null });
const PLACE = "# gpa2hva 0 = Host virtual address for 0x0 (pc.ram) is 0x7fb245e00000\n";
const RAM = "7fb245e00000-7fb24be00000 rw-p 00000000 00:00 0 \n";

describe("guest RAM", () => {
  test("lies where QEMU says, up to the end of the mapping; the guest is the file's", async () => {
    const run = await read(
      `# stamp wall_ns=100 mono_ns=7\n${PLACE}7fb24507d000-7fb245e00000 rw-p 00000000 00:00 0 \n${RAM}`,
    );
    expect(run.tables.guest_ram).toEqual([
      { t: 100n, name: "alpha", pid: null, gpa: 0n, bytes: 0x6000000n, hva: 0x7fb245e00000n, label: "pc.ram" },
    ]);
    expect(run.tables.mapping).toHaveLength(2);
    expect(run.tables.mapping?.[0]).toMatchObject({ seq: 0n, t: 100n, task_id: null });
    expect(run.records).toMatchObject({ accepted: 4, rejected: 0 });
  });
  test("goes on through mappings that follow with the same rights, and ends at the guard page", async () => {
    const run = await read(
      `${PLACE}7fb245e00000-7fb246000000 rw-p 00000000 00:00 0 \n7fb246000000-7fb24be00000 rw-p 00000000 00:00 0 \n` +
        "7fb24be00000-7fb24be01000 ---p 00000000 00:00 0 \n7fb24be01000-7fb24be02000 rw-p 00000000 00:00 0 \n",
    );
    expect(run.tables.guest_ram).toMatchObject([{ bytes: 0x6000000n }]);
  });
  test("two blocks; one that no mapping holds is told, not invented", async () => {
    const run = await read(
      `${RAM}# Host virtual address for 0x100000000 (mem0) is 0x7fb245e00000 memaddr=0x100000000\n${RAM}`,
      "other.txt",
    );
    expect(run.tables.guest_ram).toMatchObject([{ name: null, gpa: 0x100000000n, label: "mem0" }]);
    const none = await read(`# Host virtual address for 0x0 (pc.ram) is 0x1000\n${RAM}`);
    expect(none.tables.guest_ram).toBeUndefined();
    expect(none.remarks).toMatchObject([{ code: "maps.ram_not_mapped", excerpt: "pc.ram" }]);
  });
  test("a stamp names guest and process", async () => {
    const run = await read(`# stamp wall_ns=100 guest=bravo pid=141\n${PLACE}${RAM}`);
    expect(run.tables.guest_ram).toMatchObject([{ name: "bravo", pid: 141 }]);
    expect(run.tables.guest_seen).toMatchObject([{ name: "bravo", pid: 141 }]);
    expect(run.tables.task).toMatchObject([{ id: 1, pid: 141, tid: 141 }]);
    expect(run.tables.mapping).toMatchObject([{ task_id: 1 }]);
  });
});

test("huge pages and devices given to the guest are pinned", async () => {
  const run = await read(
    "7f0000000000-7f0000200000 rw-s 00000000 00:19 5   /dev/hugepages/qemu_back_mem.m0.x (deleted)\n" +
      "7f1000000000-7f1000001000 rw-s 00000000 00:0d 6   /dev/vfio/12\n",
  );
  expect((run.tables.fact ?? []).map((row) => [row.scope, row.subject, row.name, row.number])).toEqual([
    ["process", "alpha", "maps.hugetlb_bytes", 0x200000],
    ["process", "alpha", "maps.vfio_bytes", 0x1000],
  ]);
  expect(run.names[Number(run.tables.mapping?.[1]?.path_id)]).toBe("/dev/vfio/12");
});

test("lines that are no mappings and a torn one are rejected", async () => {
  const run = await read(`${RAM}7fb2-zz rw-p\n# a comment\n\n${RAM.slice(0, 30)}`);
  expect(run.complaints.map((c) => [c.code, c.line])).toEqual([
    ["maps.line", 2],
    ["text.cut_line", 5],
  ]);
  expect(run).toMatchObject({ status: "truncated", records: { accepted: 1, rejected: 2, skipped: 2 } });
});

test("detection: mappings, but neither smaps nor letters", () => {
  expect(detect(PLACE + RAM)).not.toBeNull();
  for (const text of [
    `${RAM}Size: 4 kB\nRss: 4 kB\n`,
    "1000-2000 ---p 00000000 00:00 0   [rollup]\n",
    "hello\n",
    PLACE,
  ])
    expect(detect(text)).toBeNull();
});

// Expected: grep -c '^[0-9a-f]*-' and the mappings at the two addresses, read from the files.
describe.skipIf(withoutCaptures)("the full captures (skipped: not there)", () => {
  test("alpha's map: 319 mappings, 96 MiB of RAM", async () => {
    const run = await runImporter(processMaps, captureFile("three-vms/maps-alpha.txt"), { name: "maps-alpha.txt" });
    expect(run.tables.mapping).toHaveLength(319);
    expect(run.tables.guest_ram).toMatchObject([{ name: "alpha", gpa: 0n, bytes: 100663296n, hva: 0x7fb245e00000n }]);
  });
  test("a guest with a virtio-mem device: two blocks", async () => {
    const run = await runImporter(processMaps, captureFile("hotplug/maps-idle-256.txt"), { name: "maps-idle-256.txt" });
    expect(run.tables.guest_ram).toMatchObject([
      { gpa: 0n, bytes: 448n << 20n, hva: 0x7f8af7e00000n, label: "pc.ram" },
      { gpa: 1n << 32n, bytes: 256n << 20n, hva: 0x7f8b1be00000n, label: "mem0" },
    ]);
  });
  test("a guest on huge pages", async () => {
    const run = await runImporter(processMaps, captureFile("kvm-nested/r2-few-6.1/snap-idle-C.maps.txt"), {
      name: "C",
    });
    expect(run.tables.fact).toMatchObject([{ name: "maps.hugetlb_bytes", number: 128 * 1048576 }]);
  });
});
