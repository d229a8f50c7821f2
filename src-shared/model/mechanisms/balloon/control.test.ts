import { describe, expect, it } from "vitest";
import type { BalloonEntry, EngineGuest, EngineScenario } from "../../engine/scenario.ts";
import { simulate } from "../../engine/simulate.ts";

const PAGE = 4096;
/** A guest that uses so many pages at each epoch; its size is `size`, which it never uses. */
const using = (size: number, ...pages: number[]): EngineGuest => ({
  kind: "series",
  demand_pages: [...pages, ...Array.from({ length: 40 - pages.length }, () => pages.at(-1)!), size],
});

function run(frames: number, guests: readonly EngineGuest[], entry: Omit<BalloonEntry, "id">, more: object = {}) {
  const scenario: EngineScenario = {
    ...{ host: { memory_bytes: frames * PAGE }, guests, mechanisms: [{ id: "balloon", ...entry }] },
    ...{ epoch_s: 1, horizon_s: 4, seed: 1 },
    ...more,
  };
  const { rows, summary, invariants } = simulate(scenario, { rows: true });
  expect(Object.values(invariants)).toEqual(Array(12).fill(0));
  const column = (name: string): number[] => rows!.data.map((row) => row[rows!.columns.indexOf(name)]!);
  return { column, summary };
}

describe("a balloon that is set as the run goes on", () => {
  it("leaves guests of equal shares 104 and 256 of 360 pages under a tax of 75 % (model 3.1)", () => {
    // 383 frames less 6 % are 360. The first guest uses 10 of its 256 pages, the second one all: 152 are taken.
    const guests = [using(256, 10), using(256, 256)];
    const entry = { control: "idle-tax", tax: 0.75, sample_pages: 0, interval_s: 1 } as const;
    expect(run(383, guests, entry).column("balloon")[0]).toBe(152);
    // Without tax both have 180.
    expect(run(383, [using(256, 10), using(256, 180)], { ...entry, tax: 0 }).column("balloon")[0]).toBe(76 + 76);
  });

  it("estimates activity from 100 pages: within three standard deviations, and not exact", () => {
    // Half of 1000 pages are used: 16 guests sampled once; sd of the mean of 16 samples is sqrt(.25 / 1600).
    const guests = Array.from({ length: 16 }, () => using(1000, 500));
    const { column } = run(12_000, guests, { control: "idle-tax", interval_s: 1 }, { horizon_s: 1 });
    const known = run(12_000, guests, { control: "idle-tax", interval_s: 1, sample_pages: 0 }, { horizon_s: 1 });
    expect(column("balloon")[0]).not.toBe(known.column("balloon")[0]);
    expect(Math.abs(column("balloon")[0]! - known.column("balloon")[0]!)).toBeLessThan(16_000 * 0.0375);
  });

  it("shrinks guests by 5 % a turn under MOM while the host is short, and grows them again", () => {
    // 2048 of 4096 pages unused, the host has 10 % free: 3891 pages after the first turn, 95 % of that after the second.
    const { column } = run(2276, [using(4096, 2048)], { control: "mom", interval_s: 1 });
    expect(column("balloon")).toEqual([4096 - 3891, 4096 - 3696, 4096 - 3511, 4096 - 3335]);
    expect(run(9000, [using(4096, 2048)], { control: "mom", interval_s: 1 }).column("balloon")).toEqual([0, 0, 0, 0]);
  });

  it("follows the targets of Linux's self-balloon every 5 s (S50)", () => {
    const { column } = run(
      300_000,
      [using(262_144, 65_536)],
      { control: "selfballoon" },
      { epoch_s: 5, horizon_s: 40 },
    );
    const targets = [237568, 216064, 197248, 180784, 166378, 153773, 142744, 133093];
    expect(column("balloon")).toEqual(targets.map((pages) => 262_144 - pages));
  });

  it("takes what guests keep after they freed it, which a guest without balloon gives back at once", () => {
    const guest = using(4096, 2100, 1000);
    const kept = run(2276, [guest], { control: "mom", interval_s: 1 });
    expect(kept.column("priv_fast")[1]).toBe(2100);
    expect(run(2276, [guest], { target_bytes: 4000 * PAGE }).column("priv_fast")[1]).toBe(1000);
  });
});

describe("drivers", () => {
  it("Linux on Xen waits 2, 4 and 8 s after failures and then gives the target up (S54)", () => {
    const tries = (freesAt: number): number[] => {
      const pages = Array.from({ length: 30 }, (_, epoch) => (epoch + 1 < freesAt ? 1000 : 100));
      const entry = { driver: "xen", target_bytes: 400 * PAGE } as const;
      return run(2000, [using(1000, ...pages)], entry, { horizon_s: 30 }).column("balloon");
    };
    // Tries at 1, 3, 7 and 15 s.
    expect(tries(4).indexOf(600)).toBe(6);
    expect(tries(10).indexOf(600)).toBe(14);
    expect(Math.max(...tries(16))).toBe(0);
  });

  it("take no more than the guest has free (S55), 256 or 512 pages a request, at their cost", () => {
    const free = { target_bytes: 400 * PAGE };
    for (const driver of ["xen", "virtio"] as const)
      expect(run(2000, [using(1000, 800)], { driver, ...free }).column("balloon")[0]).toBe(200);
    // virtio: 11 µs a page; Xen: one hypercall of 3 µs and 0.5 µs a page.
    const cost = (driver: "xen" | "virtio"): number =>
      run(2000, [using(1000, 100)], { driver, target_bytes: 800 * PAGE }).column("slowdown_p99")[0]! - 1;
    expect(cost("virtio")).toBeCloseTo(200 * 11e-6, 12);
    expect(cost("xen")).toBeCloseTo(3e-6 + 200 * 0.5e-6, 12);
  });

  it("Mini-OS asks for pages and never gives any back (S47)", () => {
    const guest = using(1000, 500, 100);
    const entry = { emergency_pages: 0, low_pages: 10, high_pages: 50 } as const;
    expect(run(2000, [guest], { mode: "mini-os", ...entry }).column("priv_fast")).toEqual([500, 500, 500, 500]);
    expect(run(2000, [guest], { mode: "allocator", ...entry }).column("priv_fast")).toEqual([500, 130, 130, 130]);
  });
});

describe("a guest squeezed below what it uses", () => {
  it("pays for what its curve says it misses more", () => {
    const curve = [
      [600, 0.3],
      [1000, 0.1],
    ] as const;
    const guest: EngineGuest = { kind: "static", ram_bytes: 1000 * PAGE, curve, references_per_s: 100 };
    const { column } = run(2000, [guest], { target_bytes: 600 * PAGE });
    // 100 references · 0.2 · 150 µs, from the epoch after the balloon.
    expect(column("slowdown_p99").map((value) => value - 1)[1]).toBeCloseTo(0.003, 12);
    expect(column("slowdown_p99")[0]).toBe(1);
  });
});
