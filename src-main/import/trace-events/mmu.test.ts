// Entries of page tables as captures/kvm-nested holds them (r1: kernel 6.1, r4: 6.12), and ranges of the host's process.
import { describe, expect, test } from "vitest";
import { type PlayedRecord, playTrace } from "../testing/play-trace.ts";

const changed = (gfn: bigint, level: number, from: bigint, to: bigint): PlayedRecord => ({
  event: "kvmmmu:kvm_tdp_mmu_spte_changed",
  t: 10,
  fields: { gfn, old_spte: from, new_spte: to, level, as_id: 0 },
});
const set = (gfn: bigint, level: number, spte: bigint): PlayedRecord => ({
  event: "kvmmmu:kvm_mmu_set_spte",
  t: 11,
  fields: { gfn, spte, sptep: 1, level, r: 1, x: 1, u: 1 },
});

const rows = async (...records: PlayedRecord[]) => {
  const { tables } = await playTrace(records);
  return { mmu: tables.mmu ?? [], event: tables.event ?? [] };
};

describe("an entry of a guest's page table", () => {
  test("that begins to map a page is a mapping with its frame", async () => {
    const { mmu } = await rows(changed(0x12c1n, 1, 0n, 0x1_1976_1e67n));
    expect(mmu).toMatchObject([
      { kind: "map", space: "gpa", addr: 0x12c_1000n, bytes: 4096n, frame: 0x11_9761n, writable: true },
    ]);
  });

  test("that stops to map it is an unmapping, that maps it otherwise a change", async () => {
    const { mmu } = await rows(changed(0x3a27n, 1, 0x1_32fb_3825n, 0n), changed(1n, 1, 0x1_32fb_3825n, 0x1_32fb_3e67n));
    expect(mmu).toMatchObject([
      { kind: "unmap", addr: 0x3a2_7000n, frame: null, writable: null },
      { kind: "change", addr: 0x1000n, frame: 0x13_2fb3n, writable: true },
    ]);
  });

  test("of a higher level is a large page only where it says so, else a table, which maps nothing", async () => {
    const { mmu, event } = await rows(
      changed(0xffe00n, 2, 0n, 0x1_2095_2827n),
      changed(0x40_0000n, 2, 0n, 0x1_2aa0_0ee7n),
      changed(0x40_0000n, 3, 0n, 0x1_4000_0ee7n),
    );
    expect(event).toHaveLength(1);
    expect(mmu.map(({ kind, addr, bytes }) => [kind, addr, bytes])).toEqual([
      ["map", 0x4_0000_0000n, 2n ** 21n],
      ["map", 0x4_0000_0000n, 2n ** 30n],
    ]);
  });

  test("of device memory, a dead one and one without a mapping map nothing", async () => {
    const { mmu, event } = await rows(
      changed(0xfec00n, 1, 0x8000_0000_0000_0000n, 0x8_0000_fec0_0077n),
      changed(0xfec00n, 1, 0n, 0x5a0n),
      // EPT: may be written, not read.
      changed(0xfec00n, 1, 0n, 0x6n),
      // Before kernel 5.13.
      changed(0xfec00n, 1, 0n, 0x30_0000_0000_0007n),
    );
    expect(mmu).toEqual([]);
    expect(event).toHaveLength(4);
  });

  test("that is read-only has no bit of a recent kernel on an old one, and maps nevertheless", async () => {
    const { mmu } = await rows(changed(5n, 1, 0n, 0x1_1976_1025n));
    expect(mmu).toMatchObject([{ kind: "map", writable: false, frame: 0x11_9761n }]);
  });

  test("that is told twice, as KVM does, is one mapping; the second record is kept as an event", async () => {
    const spte = 0x1_1976_1e67n;
    const { mmu, event } = await rows(changed(1n, 1, 0n, spte), set(1n, 1, spte), set(1n, 1, spte), set(2n, 1, spte));
    expect(mmu.map((row) => row.addr)).toEqual([0x1000n, 0x1000n, 0x2000n]);
    expect(event).toHaveLength(1);
  });

  test("of a page that is split keeps its frame, a split that failed is an event", async () => {
    const split = (errno: number): PlayedRecord => ({
      event: "kvm_mmu_split_huge_page",
      t: 1,
      fields: { gfn: 0x200, spte: 0x1_2aa0_0ee7n, level: 2, errno },
    });
    const { mmu, event } = await rows(split(0), split(-12));
    expect(mmu).toMatchObject([{ kind: "split", addr: 0x20_0000n, bytes: 2n ** 21n, frame: 0x12_aa00n }]);
    expect(event).toHaveLength(1);
  });

  test("with a level that no table has is kept as an event", async () => {
    const { mmu, event } = await rows(set(1n, 9, 0x867n), set(1n, 0, 0x867n));
    expect([mmu.length, event.length]).toEqual([0, 2]);
  });
});

describe("a range of the host's process", () => {
  const range = (name: string, fields: Record<string, bigint>): PlayedRecord => ({
    event: `kvm:${name}`,
    t: 1,
    fields,
  });

  test("is taken back, moved or aged at host addresses", async () => {
    const { mmu } = await rows(
      range("kvm_unmap_hva_range", { start: 0x7f00_0000_0000n, end: 0x7f00_0020_0000n }),
      range("kvm_set_spte_hva", { hva: 0x7f00_0000_1000n }),
      range("kvm_age_hva", { start: 0x7eff_ffff_f000n, end: 0x7f00_0000_1000n }),
    );
    expect(mmu).toMatchObject([
      { kind: "unmap", space: "hva", addr: 0x7f00_0000_0000n, bytes: 0x20_0000n, frame: null },
      { kind: "change", space: "hva", addr: 0x7f00_0000_1000n, bytes: 4096n },
      { kind: "age", space: "hva", addr: 0x7eff_ffff_f000n, bytes: 0x2000n },
    ]);
  });

  test("of one page is as long as the host's pages are", async () => {
    const { tables } = await playTrace([range("kvm_set_spte_hva", { hva: 0n })], { pageBytes: 65_536 });
    expect(tables.mmu?.[0]?.bytes).toBe(65_536n);
  });

  test("that ends before it begins is kept as an event", async () => {
    const { mmu, event } = await rows(range("kvm_unmap_hva_range", { start: 0x2000n, end: 0x1000n }));
    expect([mmu.length, event.length]).toEqual([0, 1]);
  });

  test("was one guest page until kernel 5.12", async () => {
    const { mmu } = await rows(range("kvm_age_page", { hva: 0n, level: 2n, gfn: 0x400n, referenced: 1n }));
    expect(mmu).toMatchObject([{ kind: "age", space: "gpa", addr: 0x40_0000n, bytes: 2n ** 21n }]);
  });
});
