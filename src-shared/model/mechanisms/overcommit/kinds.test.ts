import { describe, expect, it } from "vitest";
import type { EngineGuest, EngineScenario, OvercommitEntry } from "../../engine/scenario.ts";
import { simulate } from "../../engine/simulate.ts";
import { bestSplit } from "./capacity.ts";

const PAGE = 4096;
function run(guests: readonly EngineGuest[], frames: number, entry: Omit<OvercommitEntry, "id">, epochs = 3) {
  const scenario: EngineScenario = {
    ...{ host: { memory_bytes: frames * PAGE }, guests, mechanisms: [{ id: "overcommit", ...entry }] },
    ...{ epoch_s: 1, horizon_s: epochs, seed: 1 },
  };
  const { rows, summary, invariants } = simulate(scenario, { rows: true });
  expect(Object.values(invariants)).toEqual(Array(12).fill(0));
  const column = (name: string): number[] => rows!.data.map((row) => row[rows!.columns.indexOf(name)]!);
  return { column, summary };
}
const idle = (pages: number): EngineGuest => ({ kind: "static", ram_bytes: pages * PAGE, references_per_s: 0 });

describe("kinds of overcommit", () => {
  it("swap has no pool, zswap has 20 % of the host, zram holds half of the host and has no disk", () => {
    const at = (kind: "swap" | "zswap" | "zram", pages: number, swap?: number) => {
      const { column, summary } = run([idle(pages)], 1000, { kind, compression_ratio: 4, swap_bytes: swap });
      return { swap: column("swap").at(-1)!, zswap: column("zswap").at(-1)!, killed: summary.oom_kills };
    };
    expect(at("swap", 1400, 900 * PAGE)).toMatchObject({ zswap: 0, killed: 0 });
    // 200 frames hold 800 pages, so at least 600 of 1400 leave for the pool and nothing goes to disk.
    expect(at("zswap", 1400, 900 * PAGE)).toMatchObject({ swap: 0, killed: 0 });
    // A device of 500 pages in 125 frames: 875 + 500 pages have a place, 1376 have not.
    expect(at("zram", 1375)).toMatchObject({ swap: 0, zswap: 500, killed: 0 });
    expect(at("zram", 1376)).toMatchObject({ killed: 1 });
  });

  it("refuse what they do not have", () => {
    for (const entry of [
      { kind: "swap", zswap_bytes: PAGE },
      { kind: "zram", swap_bytes: PAGE },
      { kind: "zram", zswap_bytes: PAGE },
      { kind: "zswap", zram_bytes: PAGE },
      { zram_bytes: PAGE },
    ] as const)
      expect(() => run([idle(10)], 1000, entry)).toThrow(/overcommit of kind/);
  });
});

/** 10 000 references a second; 2000 pages, of which the last 1000 save 10 % of the misses and the first 1000 60 %. */
const curve = [
  [1000, 0.4],
  [2000, 0.3],
] as const;
const curved: EngineGuest = { kind: "static", ram_bytes: 2000 * PAGE, curve, references_per_s: 10_000 };

describe("guests that say what they miss", () => {
  it("miss by their curve what is in the pool and what is on disk (model 3.4)", () => {
    // c1 in memory, c2 in memory and pool: 10000 (mr(c1) - mr(c2)) loads of 6 µs and 10000 (mr(c2) - mr(2000)) reads of 90 µs.
    const entry = {
      swap_bytes: 900 * PAGE,
      zswap_bytes: 100 * PAGE,
      compression_ratio: 4,
      compress_us: 0,
      write_us: 0,
    };
    const { column } = run([curved], 1400, entry, 6);
    const [c1, c2] = [column("priv_fast")[4]!, 2000 - column("swap")[4]!];
    const loads = 10_000 * ((c2 - c1) * 0.0001);
    const reads = 10_000 * ((2000 - c2) * 0.0001);
    expect(reads).toBeGreaterThan(100);
    // Whole pages: the fractions of a load and a read are carried to the next epoch.
    const wait = loads * 6e-6 + reads * 90e-6;
    expect(Math.abs(column("slowdown_p99")[5]! - 1 - wait)).toBeLessThanOrEqual(96e-6);
  });

  it("share memory along the lower hulls of their curves: 2 and 3 of 5 units (V43)", () => {
    // Costs of model 3.4, a unit of 1000 pages; a greedy choice without hulls gives 5 and 0.
    const costs = [
      [100, 60, 35, 20, 12, 8],
      [80, 70, 40, 10, 5, 4],
    ] as const;
    const guests = costs.map(
      (list): EngineGuest => ({
        ...{ kind: "static", ram_bytes: 5000 * PAGE, references_per_s: 1000 },
        curve: list.map((cost, units) => [units * 1000, cost / 100] as const),
      }),
    );
    const { column } = run(guests, 5000, { kind: "swap", swap_bytes: 9000 * PAGE, disk_us: 0, write_us: 0 }, 4);
    expect(bestSplit(costs, 5)).toMatchObject({ units: [2, 3], cost: 45 });
    // All but the free reserve is used; the second guest keeps its 3 units, what is free is lacking to the first one.
    const cost = (pages: number, list: readonly number[]): number => {
      const unit = Math.min(4, Math.floor(pages / 1000));
      return list[unit]! + ((list[unit + 1]! - list[unit]!) * (pages - unit * 1000)) / 1000;
    };
    const inMemory = column("priv_fast").at(-1)!;
    expect(inMemory).toBeGreaterThan(4900);
    const reads = run(guests, 5000, { kind: "swap", swap_bytes: 9000 * PAGE, disk_us: 0, write_us: 0 }, 5).summary.swap!
      .read;
    const before = run(guests, 5000, { kind: "swap", swap_bytes: 9000 * PAGE, disk_us: 0, write_us: 0 }, 4).summary
      .swap!.read;
    // Misses of an epoch: 1000 · (mr1(c1) - mr1(5000) + mr2(c2) - mr2(5000)).
    const best = (1000 * (cost(inMemory - 3000, costs[0]) + 10 - 8 - 4)) / 100;
    expect(Math.abs(reads - before - best)).toBeLessThanOrEqual(20);
  });
});

describe("a disk that guests share", () => {
  it("makes them wait by its load and makes them slower until it can serve them", () => {
    const guest: EngineGuest = { ...curved, references_per_s: 100_000 } as EngineGuest;
    const entry = { swap_bytes: 900 * PAGE, compress_us: 0, write_us: 0, disk_us: 100 } as const;
    const alone = run([guest], 1600, entry, 4).column("slowdown_p99").at(-1)!;
    const { column, summary } = run([guest], 1600, { kind: "swap", ...entry }, 4);
    expect(summary.swap!.busy_most).toBeLessThan(1);
    // One guest, fixed services: S = alone + l w with w = x s / (2 (1 - x)) and x = l s / S.
    const asked = (alone - 1) / 1e-4;
    const slowdown = column("slowdown_p99").at(-1)!;
    const busy = (asked * 1e-4) / slowdown;
    expect(slowdown).toBeCloseTo(alone + (asked * busy * 1e-4) / (2 * (1 - busy)), 6);
    expect(
      run([guest, guest, guest, guest], 2200, { kind: "swap", ...entry, swap_bytes: 9000 * PAGE, disk_us: 1000 }, 4)
        .summary.swap!.saturated_epochs,
    ).toBe(0);
  });

  it("counts epochs in which it was busy for more than 98 %", () => {
    const guests = Array.from({ length: 60 }, () => ({ ...curved, references_per_s: 1e7 }) as EngineGuest);
    const entry = { kind: "swap", swap_bytes: 2e5 * PAGE, disk_us: 8000, write_us: 0 } as const;
    const { summary } = run(guests, 60_000, entry, 3);
    expect(summary.swap!.saturated_epochs).toBe(3);
    expect(summary.swap!.busy_most).toBeGreaterThan(0.98);
  });
});
