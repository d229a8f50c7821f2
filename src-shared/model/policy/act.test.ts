import { describe, expect, it } from "vitest";
import type { Action, GuestView, HostView } from "../../policy/api.ts";
import { builtInDecider, builtInPolicies } from "../../policy/registry.ts";
import type { EngineGuest, EngineMechanism, EngineScenario } from "../engine/scenario.ts";
import { simulate } from "../engine/simulate.ts";
import { createSeat, type SeatCall } from "./seat.ts";

const PAGE = 4096;
const series = (pages: readonly number[], more: object = {}): EngineGuest =>
  ({ kind: "series", demand_pages: pages, references_per_s: 0, ...more }) as EngineGuest;

/** A run whose policy asks for these actions by the epoch of its call; gives all its calls. */
function played(given: Omit<EngineScenario, "epoch_s" | "horizon_s" | "seed">, asked: Record<number, unknown[]> = {}) {
  const calls: SeatCall[] = [];
  const nothing = builtInDecider(builtInPolicies.find(({ id }) => id === "nothing")!);
  const decider = { ...nothing, ask: (epoch: number) => ({ actions: asked[epoch] ?? [] }) };
  const seat = createSeat(decider, { onCall: (call) => calls.push(call) });
  const result = simulate({ ...given, epoch_s: 1, horizon_s: 8, seed: 3 }, { policy: seat.take, rows: true });
  expect(Object.values(result.invariants).every((count) => count === 0)).toBe(true);
  return { result, calls, actions: seat.record().actions };
}
const told = ({ actions }: ReturnType<typeof played>) =>
  actions.map(({ kind, asked, granted, reason }) => [kind, asked, granted, reason === null]);

const host = (pages: number, slow = 0) => ({
  memory_bytes: (pages + slow) * PAGE,
  tiers: [
    { name: "fast" as const, bytes: pages * PAGE, latency_ns: 100 },
    { name: "slow" as const, bytes: slow * PAGE, latency_ns: 300 },
  ],
});
const swap: EngineMechanism = {
  id: "overcommit",
  swap_bytes: 500 * PAGE,
  zswap_bytes: 100 * PAGE,
  compression_ratio: 4,
};

describe("the actions of a policy", () => {
  it("unplug whole blocks of memory that is free, plug them again, and say what was clipped", () => {
    const block = 128 * 256;
    const run = played(
      {
        host: host(2_000_000),
        guests: [series([8 * block, ...Array(7).fill(block)])],
        mechanisms: [{ id: "hotplug" }],
      },
      { 3: [{ kind: "unplug", id: 0, pages: 2 * block + 7 }], 5: [{ kind: "plug", id: 0, pages: block }] },
    );
    expect(told(run)).toEqual([
      ["unplug", 2 * block + 7, 2 * block, false],
      ["plug", block, block, true],
    ]);
    const seen = run.calls.map(({ obs }) => (obs.guests[0] as GuestView).unplugged);
    expect(seen.slice(1)).toEqual([0, 2 * block, 2 * block, block, block, block]);
  });

  it("limit a guest in the fast tier and in swap, field by field, and take pages out of memory", () => {
    const actions: readonly Action[] = [
      { kind: "setTier", id: 0, fastMin: -5, fastMax: 40.5, promoteRate: null },
      { kind: "setSwap", id: 0, limit: 10, zswapMax: 32 },
      { kind: "reclaim", id: 0, pages: 60 },
    ];
    const run = played(
      {
        host: host(100, 200),
        guests: [series([90]), series([90])],
        mechanisms: [swap, { id: "tiering", policy: "static" }],
      },
      { 2: [...actions] },
    );
    expect(told(run)).toEqual([
      ["setTier.fastMin", -5, 0, false],
      ["setTier.fastMax", 40.5, 40, false],
      ["setTier.promoteRate", null, null, true],
      ["setSwap.limit", 10, 10, true],
      ["setSwap.zswapMax", 32, 32, true],
      ["reclaim", 60, 42, false],
    ]);
    const [before, after] = [run.calls[0]!, run.calls[1]!];
    expect([before.obs.guests[0]!.swapped, after.obs.guests[0]!.swapped]).toEqual([0, 10]);
    // 32 pages to the compressed pool, 10 to disk, in an epoch of one second.
    expect(after.obs.host).toMatchObject({ swapOut: 10, zpoolOut: 32, swapIn: 0 } satisfies Partial<HostView>);
  });

  it.each<[string, unknown, RegExp]>([
    ["plug", { kind: "plug", id: 0, pages: 5 }, /no hotplug/],
    ["unplug without pages", { kind: "unplug", id: 0 }, /pages is no number/],
    ["setTier", { kind: "setTier", id: 0, fastMax: 5 }, /no tiers/],
    ["setTier without limits", { kind: "setTier", id: 0 }, /none of fastMin, fastMax, promoteRate/],
    ["setTier with a word", { kind: "setTier", id: 0, fastMax: "5" }, /fastMax is no number/],
    ["setTier without a least", { kind: "setTier", id: 0, fastMin: null }, /fastMin is no number/],
    ["setSwap", { kind: "setSwap", id: 0, limit: 5 }, /no compressed memory and no swap/],
    ["reclaim", { kind: "reclaim", id: 0, pages: 5 }, /no compressed memory and no swap/],
    ["prewarm", { kind: "prewarm", id: 0, at: 5 }, /no function/],
    ["prewarm at no time", { kind: "prewarm", id: 0, at: Number.NaN }, /at is no number/],
    ["the name of something that every object has", { kind: "constructor", id: 0 }, /no action is called so/],
    ["its prototype", { kind: "__proto__", id: 0 }, /no action is called so/],
  ])("that cannot be done are refused with the reason, and change nothing: %s", (_, action, reason) => {
    const given = { host: host(300), guests: [series([50, 90, 20])], mechanisms: [] };
    const run = played(given, { 2: [action], 4: [action] });
    expect(run.actions.map(({ granted }) => granted)).toEqual([null, null]);
    for (const one of run.actions) expect(one.reason).toMatch(reason);
    expect(run.result.digest).toBe(played(given).result.digest);
  });

  it("start an instance of a function ahead of its call", () => {
    const guest: EngineGuest = {
      ...{ kind: "function", memory_bytes: 256 * 256 * PAGE, touched_bytes: 50 * PAGE, boot_ms: 200, init_ms: 100 },
      ...{ exec_ms: 10, arrivals: { at_ms: [6900] }, concurrency: 1 },
    };
    const given = {
      host: host(1_000_000),
      guests: [guest],
      mechanisms: [{ id: "hotplug", variant: "hotmem" } as const],
    };
    const run = played(given, { 2: [{ kind: "prewarm", id: 0, at: 5.5 }] });
    expect(told(run)).toEqual([["prewarm", 5.5, 5.5, true]]);
    expect(run.result.summary.functions).toMatchObject({ cold: 0, warm: 1 });
    expect(played(given).result.summary.functions).toMatchObject({ cold: 1, warm: 0 });
  });
});

describe("what a policy sees", () => {
  it("has a working set as a sample tells it: none of a guest that rests, about what is used of one that works", () => {
    const guests = [series([1000]), series([1000], { references_per_s: 1e6 })];
    const { calls } = played({ host: host(4000), guests, mechanisms: [] });
    const seen = (id: number): number[] => calls.map(({ obs }) => obs.guests[id]!.wssEst);
    expect(seen(0)).toEqual(seen(0).map(() => 0));
    // A thousand references a page and second: every page of the sample was used.
    expect(seen(1)).toEqual(seen(1).map(() => 1000));
  });

  it("has an estimate that is off by chance, by what 100 pages of a sample allow, and the same on every run", () => {
    // ln 2 references a page: half of the pages are used in a second.
    const guests = Array.from({ length: 60 }, () => series([1000], { references_per_s: 1000 * Math.LN2 }));
    const given = { host: host(100_000), guests, mechanisms: [] };
    const seen = played(given).calls.flatMap(({ obs }) => obs.guests.map(({ wssEst }) => wssEst));
    const mean = seen.reduce((sum, value) => sum + value, 0) / seen.length;
    const spread = Math.sqrt(seen.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (seen.length - 1));
    // 420 draws of sqrt(0.25 / 100) of 1000 pages: 50 pages each, 2.5 of their mean; four of these.
    expect(Math.abs(mean - 500)).toBeLessThan(10);
    expect(Math.abs(spread - 50)).toBeLessThan(8);
    expect(played(given).calls.flatMap(({ obs }) => obs.guests.map(({ wssEst }) => wssEst))).toEqual(seen);
  });

  it("has rates of swapping, the device's time, and pressure over ten seconds", () => {
    const guests = [series([90, 90], { references_per_s: 900 }), series([90, 90], { references_per_s: 900 })];
    const entry: EngineMechanism = { id: "overcommit", swap_bytes: 500 * PAGE, disk_us: 1000, write_us: 0 };
    const { calls } = played({ host: host(120), guests, mechanisms: [entry] });
    const obs = calls.map((call) => call.obs);
    expect(obs.some(({ host: { swapIn } }) => swapIn > 0)).toBe(true);
    for (const { host: seen, guests: views } of obs) {
      expect(seen.swapIn).toBe(views.reduce((sum, { swapIn }) => sum + swapIn, 0));
      expect(seen.deviceUtil).toBeCloseTo(Math.min(1, seen.swapIn / 1000), 12);
      for (const { swapIn, refaults } of views) expect(refaults).toBe(swapIn);
    }
    // The kernel's average: 1 − e^(−1/10) of what is new each second.
    let psi = 0;
    for (const { guests: views } of obs) {
      psi += (1 - Math.exp(-0.1)) * (100 * views[0]!.stall - psi);
      expect(views[0]!.psiSome).toBeCloseTo(psi, 2);
    }
  });
});
