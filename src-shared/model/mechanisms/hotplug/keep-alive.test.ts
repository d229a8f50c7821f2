import { describe, expect, it } from "vitest";
import { readCheckpoint, writeCheckpoint } from "../../engine/checkpoint.ts";
import type { EngineScenario, FunctionGuest, HotplugEntry } from "../../engine/scenario.ts";
import { simulate } from "../../engine/simulate.ts";
import { addIdleTime, openIdleTimes, warmWindow } from "../keepalive/idle-times.ts";

const MIB = 1048576;
const MINUTE = 60e6;

const called = (atS: readonly number[], spec: Partial<FunctionGuest> = {}): FunctionGuest => ({
  kind: "function",
  memory_bytes: 512 * MIB,
  touched_bytes: 200 * MIB,
  boot_ms: 0,
  init_ms: 300,
  exec_ms: 200,
  concurrency: 4,
  ...spec,
  arrivals: { at_ms: atS.map((s) => s * 1000) },
});

const scenarioOf = (
  guests: readonly FunctionGuest[],
  entry: Partial<HotplugEntry>,
  horizonS: number,
  memoryMib = 16384,
): EngineScenario => ({
  host: { memory_bytes: memoryMib * MIB },
  guests,
  mechanisms: [{ id: "hotplug", variant: "hotmem", plug_ms: 40, ...entry }],
  epoch_s: 10,
  horizon_s: horizonS,
  seed: 5,
});
const functionsOf = (scenario: EngineScenario) => simulate(scenario).summary.functions!;

describe("a window from idle times", () => {
  it("reaches from the 5th percentile less a tenth to the 99th and a tenth more", () => {
    const times = openIdleTimes(1);
    for (let i = 0; i < 50; i++) addIdleTime(times, 0, (i < 5 ? 10.5 : 20.5) * MINUTE);
    expect(warmWindow(times, 0)).toEqual({ warmUs: 10 * MINUTE * 0.9, endUs: 21 * MINUTE * 1.1 });
  });

  it("is not told by idle times that lie anywhere", () => {
    const times = openIdleTimes(1);
    expect(warmWindow(times, 0)).toBeNull();
    for (let minute = 0; minute < 240; minute++) addIdleTime(times, 0, minute * MINUTE);
    expect(warmWindow(times, 0)).toBeNull();
  });

  it("is around their mean where most lie beyond four hours", () => {
    const times = openIdleTimes(2);
    addIdleTime(times, 1, 300 * MINUTE);
    addIdleTime(times, 1, 500 * MINUTE);
    addIdleTime(times, 1, 10 * MINUTE);
    const { warmUs, endUs } = warmWindow(times, 1)!;
    expect([warmUs / MINUTE, endUs / MINUTE]).toEqual([expect.closeTo(340, 9), expect.closeTo(460, 9)]);
    expect(warmWindow(times, 0)).toBeNull();
  });
});

describe("keep-alive by a histogram", () => {
  const everyTenMinutes = called(Array.from({ length: 20 }, (_, k) => 1 + 600 * k));

  it("starts instances ahead of calls that come every ten minutes, where a fixed window is always too short", () => {
    const fixed = functionsOf(scenarioOf([everyTenMinutes], { keep_alive_s: 120 }, 12_000));
    expect([fixed.cold, fixed.warm, fixed.prewarmed]).toEqual([20, 0, 0]);
    // The first two calls are cold. Idle times of 599 s are in bin 9: gone at once, there again after 9 min · 0.9 = 486 s.
    const learnt = functionsOf(scenarioOf([everyTenMinutes], { keep_alive: "histogram", keep_alive_s: 120 }, 12_000));
    expect([learnt.cold, learnt.warm, learnt.prewarmed]).toEqual([2, 18, 19]);
    // Idle: 120 s after the first call; before the third from 601.54 + 486 + 0.34 to 1201 s; before the 17 others 113.46 s; from
    // 11 887.54 s to the end.
    expect(learnt.idle_gib_s).toBeCloseTo(((120 + 113.12 + 17 * 113.46 + 112.46) * 200) / 1024, 6);
  });

  it("goes on from a checkpoint as it would have", () => {
    const scenario = scenarioOf([everyTenMinutes], { keep_alive: "histogram" }, 6000);
    const first = simulate(scenario, { until: 251 });
    const resume = readCheckpoint(writeCheckpoint(first.checkpoint!));
    expect(simulate(scenario, { resume }).digest).toBe(simulate(scenario).digest);
  });
});

describe("keep-alive by greedy-dual", () => {
  // Memory for two instances, all of whose memory is touched; the third call needs one of the two idle ones to end.
  const costly = called([1, 31], { touched_bytes: 512 * MIB, init_ms: 1000 });
  const cheap = called([11], { touched_bytes: 512 * MIB, init_ms: 100 });
  const third = called([21], { touched_bytes: 512 * MIB, init_ms: 500 });

  it("gives up the instance that is cheapest to start again, not the one that was idle for longest", () => {
    const cold = (entry: Partial<HotplugEntry>): number =>
      functionsOf(scenarioOf([costly, cheap, third], { keep_alive_s: 1800, ...entry }, 60, 1024)).cold;
    expect(cold({ keep_alive: "fixed" })).toBe(4);
    expect(cold({ keep_alive: "greedy-dual" })).toBe(3);
  });

  it("keeps idle instances as long as memory is not short", () => {
    const { cold, warm } = functionsOf(scenarioOf([called([1, 50_000])], { keep_alive: "greedy-dual" }, 60_000));
    expect([cold, warm]).toEqual([1, 1]);
  });
});
