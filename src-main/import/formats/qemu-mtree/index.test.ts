import { describe, expect, test } from "vitest";
import { runImporter } from "../../testing/run-importer.ts";
import { bytesOfText, captureFile, withoutCaptures } from "../../text/captures-for-tests.ts";
import { qemuMtree } from "./index.ts";

const read = (text: string, name = "mtree-alpha.txt") => runImporter(qemuMtree, bytesOfText(text), { name, chunk: 11 });
const ram = (run: Awaited<ReturnType<typeof read>>) =>
  (run.tables.guest_ram ?? []).map(({ name, gpa, bytes, label }) => [name, gpa, bytes, label]);
const view = (...ranges: string[]) =>
  `FlatView #1\n AS "memory", root: system\n Root memory region: system\n${ranges.map((r) => `  ${r}\n`).join("")}\n`;

describe("guest RAM of the view called memory", () => {
  test("shadowed firmware in the block of RAM is RAM, a ROM of its own is not", async () => {
    const run = await read(
      view(
        "0000000000000000-00000000000c2fff (prio 0, ram): pc.ram",
        "00000000000c3000-00000000000e7fff (prio 0, rom): pc.ram @00000000000c3000",
        "00000000000e8000-0000000005ffffff (prio 0, ram): pc.ram @00000000000e8000",
        "00000000febfc000-00000000febfcfff (prio 0, i/o): virtio-pci-common",
        "00000000fffc0000-00000000ffffffff (prio 0, rom): pc.bios",
      ),
    );
    expect(ram(run)).toEqual([["alpha", 0n, 0x6000000n, "pc.ram"]]);
    expect(run.records).toEqual({ accepted: 7, rejected: 0, skipped: 2, lost: null });
  });
  test("RAM above the hole goes on in its block elsewhere: the label tells the offset", async () => {
    const run = await read(
      view(
        "0000000000000000-00000000bfffffff (prio 0, ram): pc.ram KVM",
        "0000000100000000-000000013fffffff (prio 0, ram): pc.ram @00000000c0000000 KVM",
        "0000000140000000-000000014fffffff (prio 0, nv-ram): nvdimm0 KVM",
      ),
    );
    expect(ram(run)).toEqual([
      ["alpha", 0n, 0xc0000000n, "pc.ram"],
      ["alpha", 0x100000000n, 0x40000000n, "pc.ram @00000000c0000000"],
      ["alpha", 0x140000000n, 0x10000000n, "nvdimm0"],
    ]);
  });
  test("memory of a device that was given to the guest is told as a fact", async () => {
    const run = await read(view("00000000f0000000-00000000f0ffffff (prio 0, ramd): 0000:01:00.0 BAR 0 mmaps[0]"));
    expect(run.tables.fact).toMatchObject([
      { scope: "guest", subject: "alpha", name: "mtree.vfio_bytes", number: 1 << 24 },
    ]);
    expect(run.tables.guest_ram).toBeUndefined();
  });
  test("other views and other output are left out; a stamp tells the time", async () => {
    const other = 'FlatView #0\n AS "I/O", root: io\n  0000000000000000-0000000000000007 (prio 0, i/o): dma-chan\n';
    const run = await read(
      `# stamp wall_ns=100 guest=bravo pid=9\n${other}${view("0000000000000000-0000000000000fff (prio 0, ram): m")}(qemu) quit\nballoon: actual=100\n`,
    );
    expect(run.tables.series).toMatchObject([{ name: "hmp.balloon.actual", unit: "bytes", subject: "bravo" }]);
    expect(run.tables.counter).toMatchObject([{ t: 100n, value: 100 * 2 ** 20 }]);
    expect(run.tables.guest_ram).toMatchObject([{ t: 100n, name: "bravo", pid: 9, bytes: 4096n, hva: null }]);
    expect(run.skipped).toEqual({ "view of another address space": 1, "blank line": 1, "other monitor output": 1 });
  });
  test("a damaged range is rejected", async () => {
    const run = await read(
      view("0000000000000000-0000000zz (prio 0, ram): m", "ffffffffffffffff-0000000000000000 (prio 0, ram): m"),
    );
    expect(run.complaints).toMatchObject([{ code: "mtree.range", line: 4, n: 2 }]);
  });
});

test("detection", () => {
  const detect = (text: string) => qemuMtree.detect(bytesOfText(text), { name: "x", size: null });
  expect(detect(`## info mtree -f\n${view()}`)).not.toBeNull();
  for (const text of ["FlatView #1\n", ' AS "memory", root: system\n', "hello\n"]) expect(detect(text)).toBeNull();
});

// Expected: the ranges of AS "memory", read from the files.
describe.skipIf(withoutCaptures)("the full captures (skipped: not there)", () => {
  const ranges = async (path: string, name: string) => ram(await runImporter(qemuMtree, captureFile(path), { name }));
  test("a PC without a hole, one with a virtio-mem device, a microvm", async () => {
    expect(await ranges("three-vms/mtree-charlie.txt", "mtree-charlie.txt")).toEqual([
      ["charlie", 0n, 84n << 20n, "pc.ram"],
    ]);
    expect(await ranges("hotplug/mtree-idle-256.txt", "x")).toEqual([
      [null, 0n, 448n << 20n, "pc.ram"],
      [null, 1n << 32n, 256n << 20n, "mem0"],
    ]);
    expect((await ranges("kvm-nested/r1-npt-6.1/snap-idle-A.hmp.txt", "snap-idle-A.hmp.txt"))[0]?.[0]).toBe("A");
    expect(await ranges("kvm-nested/r1-npt-6.1/snap-idle-A.hmp.txt", "x")).toEqual([
      [null, 0n, 0xf0000n, "microvm.ram"],
      [null, 0xf0000n, 0x10000n, "pc.bios"],
      [null, 0x100000n, 0x7f00000n, "microvm.ram @0000000000100000"],
      [null, 0xffff0000n, 0x10000n, "pc.bios"],
    ]);
  });
});
