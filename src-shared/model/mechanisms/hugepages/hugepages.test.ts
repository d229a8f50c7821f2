import { describe, expect, it } from "vitest";
import type { EngineGuest, EngineMechanism, EngineScenario } from "../../engine/scenario.ts";
import { simulate } from "../../engine/simulate.ts";
import { backedPages, beyondReach, missesLeft, referencesPerMiss, wholeRegions } from "./translation.ts";

const PAGE = 4096;
const MIB = 1048576;

const run = (guests: readonly EngineGuest[], mechanisms: readonly EngineMechanism[], epochs = 4) => {
  const scenario: EngineScenario = {
    host: { memory_bytes: 256 * MIB },
    ...{ guests, mechanisms, epoch_s: 1, horizon_s: epochs, seed: 3 },
  };
  return simulate(scenario, { rows: true });
};

describe("misses of a TLB", () => {
  const heat = [
    { pages: 1000, share: 0.8 },
    { pages: 4000, share: 0.2 },
  ];

  // 2000 entries of 4 KiB hold the hot 1000 pages and a quarter of the others: 0.2 · 0.75 lies beyond.
  it("are the accesses beyond what it reaches, hottest first", () => {
    expect(beyondReach(heat, 2000)).toBeCloseTo(0.15, 12);
    expect(beyondReach(heat, 0)).toBe(1);
    expect(beyondReach(heat, 5000)).toBe(0);
  });

  // 4 entries of 2 MiB reach 2048 pages, 4 of 4 KiB four: (0.2 · 2952 / 4000) / (0.8 · 996 / 1000 + 0.2).
  it("become fewer with larger entries by what lies between the two reaches", () => {
    expect(missesLeft(heat, 4)).toBeCloseTo(0.1476 / 0.9968, 12);
    expect(missesLeft(heat, 5000)).toBe(1);
  });

  // Walks of (4, 4), (3, 4), (4, 3) and (3, 3) levels are 24, 19, 19 and 15 references (systems S41).
  it("cost the references of both levels' walks, a mapping being large only if it is on both", () => {
    expect(referencesPerMiss(false, 0, 0.5)).toBe(24);
    expect(referencesPerMiss(true, 0, 0.5)).toBe(19);
    expect(referencesPerMiss(false, 1, 0.5)).toBe(19);
    expect(referencesPerMiss(true, 1, 0.5)).toBe(7.5);
    expect(referencesPerMiss(true, 0.25, 0.5)).toBe(0.25 * 7.5 + 0.75 * 19);
  });
});

describe("a region of 2 MiB", () => {
  it("stays whole while none of its 512 pages is merged or out of memory", () => {
    expect(wholeRegions(0)).toBe(1);
    expect(wholeRegions(1)).toBe(0);
    // (1 - 1/512)^512 is a little less than 1/e.
    expect(wholeRegions(1 / 512)).toBeCloseTo(0.36752, 5);
  });

  it("is backed whole, by as many as its use is spread over", () => {
    expect([backedPages(0, 1), backedPages(1, 1), backedPages(512, 1), backedPages(513, 1)]).toEqual([
      0, 512, 512, 1024,
    ]);
    expect(backedPages(512, 0.5)).toBe(1024);
  });
});

describe("huge pages in a run", () => {
  // 1100 pages in use: three regions are backed, 1536 pages; with a third of the host's memory in small pieces 436 · 2/3.
  it.each([
    [{}, 1536],
    [{ whole_regions: false }, 1100],
    [{ host_leaf: "4k" as const }, 1100],
    [{ fill_share: 0.5 }, 2560],
    [{ unusable_share: 1 / 3 }, 1100 + 290],
  ])("hold memory that is not used: %j", (settings, pages) => {
    const guest: EngineGuest = { kind: "series", demand_pages: [1100, 1100, 1100, 2560] };
    const result = run([guest], [{ id: "hugepages", ...settings }], 3);
    const at = result.rows!.columns.indexOf("priv_fast");
    expect(result.rows!.data[0]![at]).toBe(pages);
  });

  // 512 pages alike, 1 entry: 511/512 of accesses miss with 4 KiB, none with 2 MiB. 10⁶ misses a second · 24 · 10 ns = 0.24.
  it.each([
    [{ guest_leaf: "4k", host_leaf: "4k" }, 1.24],
    [{ guest_leaf: "2m", host_leaf: "4k" }, 1.19],
    [{ guest_leaf: "4k", host_leaf: "2m" }, 1.19],
    [{ guest_leaf: "2m", host_leaf: "2m" }, 1],
    [{ guest_leaf: "4k", host_leaf: "4k", walk_cache_share: 0.5 }, 1.12],
  ] as const)("take the time of their walks: %j", (settings, slowdown) => {
    const guest: EngineGuest = { kind: "static", ram_bytes: 512 * PAGE, tlb_misses_per_s: 1e6 };
    const { summary } = run([guest], [{ id: "hugepages", tlb_entries: 1, ...settings }], 1);
    expect(summary.slowdown.p50).toBeCloseTo(slowdown, 9);
  });

  it("take time off what the same misses cost without them", () => {
    const guest: EngineGuest = { kind: "static", ram_bytes: 512 * PAGE, tlb_misses_per_s: 1e6 };
    const small = { id: "hugepages", guest_leaf: "4k", host_leaf: "4k" } as const;
    expect(run([guest], []).digest).toBe(run([guest], [small]).digest);
    expect(run([guest], []).summary.slowdown.p50).toBeCloseTo(1.24, 9);
  });

  it("are broken up by pages that merge, so that walks become longer", () => {
    const guest = (label: string): EngineGuest => ({
      kind: "pages",
      pages: [["lib", 64], { same: label, count: 448 }],
      tlb_misses_per_s: 1e6,
    });
    const settings = { id: "hugepages", tlb_entries: 600 } as const;
    const whole = run([guest("a"), guest("b")], [settings], 6).summary;
    const merged = run([guest("a"), guest("b")], [settings, { id: "dedup", pages_per_epoch: "pass" }], 6).summary;
    expect(whole.translation?.large_share).toBe(1);
    expect(merged.translation!.large_share).toBeLessThan(0.7);
    expect(merged.slowdown.p99).toBeGreaterThan(whole.slowdown.p99);
  });

  it("without misses and with small mappings of the host are no mechanism", () => {
    const guest: EngineGuest = { kind: "static", ram_bytes: 100 * PAGE };
    const none = run([guest], []).digest;
    expect(run([guest], [{ id: "hugepages", host_leaf: "4k" }]).digest).toBe(none);
  });
});
