import { describe, expect, it } from "vitest";
import { readCheckpoint, writeCheckpoint } from "../engine/checkpoint.ts";
import type { EngineGuest, EngineMechanism, EngineScenario } from "../engine/scenario.ts";
import { type SimulateResult, simulate } from "../engine/simulate.ts";
import type { World } from "../engine/world.ts";
import type { AtWork, Controls } from "./mechanism.ts";

const PAGE = 4096;
const MIB = 256;
const hidden = (pages: number, more: Partial<EngineGuest> = {}): EngineGuest =>
  ({ kind: "series", demand_pages: [pages], references_per_s: 0, ...more }) as EngineGuest;

/** A run in which a policy does something to the controls in its seat, each epoch. */
function steered(
  scenario: EngineScenario,
  act: (controls: Partial<Controls>, epoch: number) => void,
  options: Parameters<typeof simulate>[1] = {},
): SimulateResult {
  const policy = (world: World): AtWork => ({
    decide: (epoch) =>
      act(Object.assign({}, ...world.atWork.map(({ controls }) => controls)) as Partial<Controls>, epoch),
    saved: () => 0,
    overBudget: () => 0,
    save: () => null,
  });
  const result = simulate(scenario, { rows: true, ...options, policy });
  expect(Object.values(result.invariants)).toEqual(Array(12).fill(0));
  return result;
}
const column = ({ rows }: SimulateResult, name: string): number[] =>
  rows!.data.map((row) => row[rows!.columns.indexOf(name)]!);

const scenario = (
  guests: readonly EngineGuest[],
  mechanisms: readonly EngineMechanism[],
  frames: number,
  slow = 0,
): EngineScenario => ({
  host: {
    memory_bytes: (frames + slow) * PAGE,
    tiers: [
      { name: "fast", bytes: frames * PAGE, latency_ns: 100 },
      { name: "slow", bytes: slow * PAGE, latency_ns: 200 },
    ],
  },
  guests,
  mechanisms,
  epoch_s: 1,
  horizon_s: 4,
  seed: 1,
});

describe("what a policy sets", () => {
  it("unplugs whole blocks of free memory, as many as the driver has time for, and plugs them again", () => {
    // 8 blocks of 128 MiB, 2 of them in use for good. A block costs 22.4 ms, 32768 · 1.13 µs = 37 ms of zeroing and 3.3 µs
    // for each page moved: 2/8, 2/7, 2/6 … of the pages. Six blocks are free: 27 + 30.9 + 36 + 43.3 + 54.1 + 72.1 ms of moves.
    const guest: EngineGuest = { kind: "series", demand_pages: [8 * 128 * MIB, 2 * 128 * MIB] };
    const got: number[] = [];
    const result = steered(scenario([guest], [{ id: "hotplug" }], 1024 * MIB), ({ plug, unplug }, epoch) => {
      if (epoch === 2) got.push(unplug!(0, 10 * 128 * MIB), unplug!(0, 128 * MIB));
      if (epoch === 3) got.push(plug!(0, 128 * MIB + 5));
    });
    expect(got).toEqual([6 * 128 * MIB, 0, 128 * MIB]);
    expect(column(result, "absent")).toEqual([0, 6 * 128 * MIB, 5 * 128 * MIB, 5 * 128 * MIB]);
    const moved = [8, 7, 6, 5, 4, 3].reduce((sum, blocks) => sum + Math.round((32768 * 2) / blocks), 0);
    expect(column(result, "hotplug.migrated")[1]).toBe(moved);
    expect(column(result, "hotplug.reclaim_ms")[1]).toBeCloseTo(6 * (22.4 + 37.02784) + moved * 0.0033, 2);
  });

  it("unplugs nothing of a guest whose memory is static, and nothing that is in use", () => {
    for (const entry of [{ id: "hotplug", variant: "static" }, { id: "hotplug" }] as const)
      steered(scenario([hidden(300 * MIB)], [entry], 1024 * MIB), ({ unplug }) =>
        expect(unplug!(0, 300 * MIB)).toBe(0),
      );
  });

  it("holds a guest of the fast tier between its least and its most, at its rate", () => {
    // Two guests of 100 pages on 100 fast and 200 slow frames: the first one fills the fast tier.
    const given = scenario([hidden(100), hidden(100)], [{ id: "tiering", policy: "static" }], 100, 200);
    const result = steered(given, ({ setTier }, epoch) => {
      if (epoch > 1) return;
      expect(setTier!(0, { fastMax: 40 })).toEqual({ fastMin: 0, fastMax: 40, promoteRate: null });
      expect(setTier!(1, { fastMin: 30, promoteRate: 20 })).toEqual({ fastMin: 30, fastMax: null, promoteRate: 20 });
    });
    // The first guest gives 60 pages at once, the second one gets 20 and then the 10 that are left to its least.
    expect(column(result, "priv_fast")).toEqual([100, 60, 70, 70]);
    expect(column(result, "tier.demoted")).toEqual([0, 60, 0, 0]);
  });

  it("takes pages of a guest out of memory, within its limits of swap and compressed memory", () => {
    const entry = { id: "overcommit", swap_bytes: 500 * PAGE, zswap_bytes: 100 * PAGE, compression_ratio: 4 } as const;
    const got: number[] = [];
    const result = steered(scenario([hidden(200), hidden(200)], [entry], 1000), ({ reclaim, setSwap }, epoch) => {
      if (epoch === 1) {
        expect(setSwap!(0, { limit: 10, zswapMax: 32 })).toEqual({ limit: 10, zswapMax: 32 });
        expect(setSwap!(1, { zswapMax: 0 })).toEqual({ limit: null, zswapMax: 0 });
      }
      if (epoch === 2) got.push(reclaim!(0, 100), reclaim!(1, 100));
    });
    expect(got).toEqual([42, 100]);
    expect(column(result, "zswap")[1]).toBe(32);
    expect(column(result, "swap")[1]).toBe(110);
  });

  it("starts an instance before anybody arrives, so that the arrival is warm", () => {
    const guest: EngineGuest = {
      ...{ kind: "function", memory_bytes: 128 * MIB * PAGE, touched_bytes: 50 * PAGE, boot_ms: 200, init_ms: 100 },
      ...{ exec_ms: 10, arrivals: { at_ms: [2900] }, concurrency: 1 },
    };
    const given = scenario([guest], [{ id: "hotplug", variant: "hotmem" }], 1024 * MIB);
    const asked: number[] = [];
    const { summary } = steered(given, ({ prewarm }, epoch) => {
      if (epoch === 1) asked.push(prewarm!(0, 2.5), prewarm!(0, 0));
    });
    // The second one finds no place; what is over starts now, at the end of the first epoch.
    expect(asked).toEqual([2.5, 1]);
    expect(summary.functions).toMatchObject({ invocations: 1, cold: 0, warm: 1, latency_ms: { p99: 10 } });
  });

  it("is part of a checkpoint", () => {
    const entry = { id: "overcommit", swap_bytes: 500 * PAGE } as const;
    const mechanisms = [
      entry,
      { id: "tiering", policy: "hot-first" },
      { id: "hotplug", block_bytes: 8 * PAGE },
    ] as const;
    const given = scenario([hidden(100), { ...hidden(10), kind: "static", ram_bytes: 90 * PAGE }], mechanisms, 120, 90);
    const act = (controls: Partial<Controls>, epoch: number): void => {
      if (epoch === 1) {
        controls.setTier!(0, { fastMax: 30, promoteRate: 3 });
        controls.setSwap!(1, { limit: 5 });
      } else {
        controls.reclaim!(1, 4);
        controls.unplug!(0, 16);
      }
    };
    const whole = steered(given, act);
    const first = steered(given, act, { until: 2 });
    const second = steered(given, act, { resume: readCheckpoint(writeCheckpoint(first.checkpoint!)) });
    expect(second.digest).toBe(whole.digest);
  });
});
