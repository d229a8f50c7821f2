import { describe, expect, it } from "vitest";
import type { EngineGuest, EngineScenario, TmemEntry } from "../../engine/scenario.ts";
import { type SimulateResult, simulate } from "../../engine/simulate.ts";
import { setTargets } from "./policies.ts";

const PAGE = 4096;
type Demand = readonly (readonly [number, number])[];

/** Three guests whose wishes are those of systems section 4: 60 000; 2000 and from epoch 5 on 50 000; 5000. */
const THREE: readonly Demand[] = [
  [[1, 60_000]],
  [
    [1, 2000],
    [5, 50_000],
  ],
  [[1, 5000]],
];

const scenario = (entry: Omit<TmemEntry, "id">, epochs: number, demands = THREE, frames = 2e6): EngineScenario => ({
  host: { memory_bytes: frames * PAGE },
  guests: demands.map((tmem_demand): EngineGuest => ({ kind: "static", ram_bytes: 1000 * PAGE, tmem_demand })),
  mechanisms: [{ id: "tmem", pool_pages: 100_000, ...entry }],
  epoch_s: 1,
  horizon_s: epochs,
  seed: 1,
});

const run = (entry: Omit<TmemEntry, "id">, epochs: number, demands = THREE, frames = 2e6): SimulateResult =>
  simulate(scenario(entry, epochs, demands, frames), { rows: true });

/** A column of each guest after an epoch. */
const at = (result: SimulateResult, epoch: number, column: string): number[] => {
  const { columns, data } = result.rows!;
  return result
    .rows!.columns.filter((name) => name.endsWith(`.tmem_${column}`))
    .map((name) => data[epoch - 1]![columns.indexOf(name)]!);
};

describe("the pool under each policy (hand-computed traces of systems section 9)", () => {
  it("greedy: who comes first keeps what it has", () => {
    const result = run({ policy: "greedy" }, 20);
    expect(at(result, 20, "used")).toEqual([60_000, 35_000, 5000]);
    expect(at(result, 20, "failed")).toEqual([0, 15_000, 0]);
  });

  it("tells how evenly it served them, and when it came to rest", () => {
    // Greedy over 20 epochs: all of its wish, 568 000 of 808 000 page epochs, all of its wish; nothing moves after epoch 5.
    const greedy = run({ policy: "greedy" }, 20).summary.tmem!;
    const second = 568_000 / 808_000;
    expect(greedy.fairness).toBeCloseTo((2 + second) ** 2 / (3 * (2 + second ** 2)), 12);
    expect(greedy.settled_s).toBe(5);
    // Targets of SmarTmem still move some pages from the first to the second, which is fairer.
    const smart = run({ policy: "smart", step: 0.02, theta_pages: 1000, floor: true }, 100).summary.tmem!;
    expect(smart.settled_s).toBeGreaterThan(5);
    expect(run({ policy: "greedy" }, 20, [[[1, 0]]]).summary.tmem!.fairness).toBeNull();
  });

  it("smart without floor: targets rise by the step, shrink by it, and are cut to whole pages", () => {
    const result = run({ policy: "smart", step: 0.02, theta_pages: 1000, floor: false }, 50);
    expect(at(result, 1, "target")).toEqual([35_099, 32_450, 32_450]);
    expect(at(result, 4, "target")).toEqual([40_246, 29_876, 29_876]);
    expect(at(result, 12, "target")).toEqual([44_288, 36_412, 19_299]);
    expect(at(result, 50, "target")).toEqual([49_441, 47_583, 2975]);
  });

  it("smart with floor: no target falls below what its guest holds", () => {
    const result = run({ policy: "smart", step: 0.02, theta_pages: 1000, floor: true }, 100);
    for (const epoch of [50, 100]) {
      expect(at(result, epoch, "used")).toEqual([49_067, 45_933, 5000]);
      expect(at(result, epoch, "target")).toEqual([49_067, 46_255, 5000]);
    }
  });

  it("static: an equal part each, what one does not want stays unused", () => {
    const used = at(run({ policy: "static" }, 20), 20, "used");
    expect(used).toEqual([33_333, 33_333, 5000]);
    expect(100_000 - used.reduce((a, b) => a + b)).toBe(28_334);
  });

  it("reconf-static: the parts of those that want nothing go to the others", () => {
    const result = run({ policy: "reconf-static", floor: false }, 4, [[[1, 80_000]], [[1, 80_000]], []]);
    expect(at(result, 4, "target")).toEqual([50_000, 50_000, 0]);
  });

  it("proportional: targets follow the failed puts", () => {
    const target = Float64Array.of(100, 100, 100);
    const settings = { policy: "proportional", poolPages: 1000, step: 0, thetaPages: 0, floor: false } as const;
    const view = { used: new Float64Array(3), wanted: Float64Array.of(1, 1, 1), alive: () => true };
    setTargets(target, settings, { ...view, failed: Float64Array.of(30, 10, 0) });
    expect([...target]).toEqual([750, 250, 0]);
    setTargets(target, settings, { ...view, failed: new Float64Array(3) });
    expect([...target]).toEqual([750, 250, 0]);
  });
});

describe("the pool on the host", () => {
  it("takes no put while the host has less than 1 MiB free", () => {
    // 3 guests of 1000 pages on 4000 frames: 1000 free; a put needs 256 free frames, so 745 are done.
    const result = run({ policy: "greedy" }, 1, THREE, 4000);
    expect(at(result, 1, "used")).toEqual([745, 0, 0]);
    expect(at(result, 1, "failed")).toEqual([59_255, 2000, 5000]);
  });

  it("gives back what a guest does not want any more", () => {
    const demand: Demand = [
      [1, 900],
      [3, 100],
    ];
    const result = run({ policy: "greedy" }, 4, [demand]);
    expect([1, 2, 3, 4].map((epoch) => at(result, epoch, "used")[0])).toEqual([900, 900, 100, 100]);
  });

  it("prices a run: two guests, one of them out of the pool", () => {
    // Pool of 10 000: the first guest holds all it wants; the second fails 5000 puts an epoch and reads
    // 5000 (1 - e^-0.0095) pages an epoch from its disk. Put 2 µs, get 2 µs, disk 150 µs.
    const used = 1 - Math.exp(-0.0095);
    const result = run({ policy: "greedy", pool_pages: 10_000 }, 100, [[[1, 10_000]], [[1, 5000]]]);
    const { run_time_s: time, failed, used_last } = result.summary.tmem!;
    expect([failed, used_last]).toEqual([500_000, 10_000]);
    const gets = Math.floor(100 * 10_000 * used + 1e-6);
    const reads = Math.floor(100 * 5000 * used + 1e-6);
    expect(time.p50).toBeCloseTo(100 + 2e-6 * 10_000 + 2e-6 * gets, 5);
    expect(time.max).toBeCloseTo(100 + 2e-6 * 500_000 + 150e-6 * reads, 5);
  });

  it("with a step of 0, smart is static, to the digest", () => {
    expect(run({ policy: "smart", step: 0 }, 30).digest).toBe(run({ policy: "static" }, 30).digest);
  });
});
