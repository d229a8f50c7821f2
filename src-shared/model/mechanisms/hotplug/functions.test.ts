import { describe, expect, it } from "vitest";
import type { HotplugEntry } from "../../engine/scenario.ts";
import { createFunctionHost } from "./functions.ts";
import type { FunctionMachine } from "./instances.ts";
import type { FunctionMemory } from "./room.ts";
import { hotplugSettings } from "./settings.ts";
import { summariseFunctions } from "./tally.ts";

const MIB = 256;
const S = 1e6;

/** A host of so many frames; nobody is ever killed. */
function hostOf(frames: number): FunctionMemory & { used: () => number } {
  let free = frames;
  return {
    free: () => free,
    setAside: (count) => {
      free -= count;
    },
    plug: () => {},
    touch: (_, pages) => {
      free -= pages;
    },
    unplug: (_, touched) => {
      free += touched;
    },
    monitor: (_, count) => {
      free -= count;
    },
    lives: () => true,
    used: () => frames - free,
  };
}

const machine = (arrivalsS: readonly number[], o: Partial<FunctionMachine> = {}): FunctionMachine => ({
  guest: 0,
  places: 16,
  partPages: 512 * MIB,
  touchedPages: 200 * MIB,
  sharedPages: 60 * MIB,
  monitorPages: 0,
  startUs: 0.3 * S,
  execUs: 0.2 * S,
  arrivals: Float64Array.from(arrivalsS, (s) => s * S),
  ...o,
});

function run(
  machines: readonly FunctionMachine[],
  entry: Partial<HotplugEntry>,
  frames = 64 * 1024 * MIB,
  seconds = 240,
) {
  const memory = hostOf(frames);
  const host = createFunctionHost(machines, hotplugSettings(entry, frames), memory, { seed: 7, replication: 0 });
  host.boot();
  for (let second = 1; second <= seconds; second++) host.runUntil(second * S, () => 1);
  return { ...summariseFunctions(host.tally, host.waiting()), used: memory.used() };
}

describe("functions on plugged memory", () => {
  it("works out two instances in one machine as by hand", () => {
    // Cold at 1 s: plug 40, start 300, run 200 ms. Warm at 5 s, idle from 5.2 s, gone at 25.2 s. Cold again at 60 s.
    const { cold, warm, latency_ms, reclaim_ms, plug_ms, charge_bytes, memory_gib_s, idle_gib_s } = run(
      [machine([1, 5, 60])],
      { variant: "hotmem", keep_alive_s: 20 },
    );
    expect({ cold, warm }).toEqual({ cold: 2, warm: 1 });
    expect(latency_ms).toEqual({ p50: 540, p95: 540, p99: 540 });
    expect(plug_ms).toEqual({ count: 2, mean: 40 });
    // Four blocks of 3 + 4.9375 ms each.
    expect(reclaim_ms).toEqual({ count: 2, mean: 31.75, max: 31.75 });
    expect(charge_bytes).toEqual({ boot: 60 * 2 ** 20, max: 260 * 2 ** 20 });
    // 200 MiB from 1.04 s to 25.2 s + 31.75 ms, and from 60.04 s to 80.54 s + 31.75 ms; 60 MiB all the time.
    const held = 200 * (24.16 + 0.03175 + 20.5 + 0.03175) + 60 * 240;
    expect(memory_gib_s).toBeCloseTo(held / 1024, 9);
    // Idle from 1.54 s to 5 s, 5.2 s to 25.2 s, 60.54 s to 80.54 s.
    expect(idle_gib_s).toBeCloseTo((200 * (3.46 + 20 + 20)) / 1024, 9);
  });

  it("lets the second of two callers wait for the first where there is one place", () => {
    // Cold ends at 1.54 s; the caller of 1.1 s is served then, warm, until 1.74 s.
    const { cold, warm, latency_ms } = run([machine([1, 1.1], { places: 1 })], { variant: "hotmem" });
    expect({ cold, warm }).toEqual({ cold: 1, warm: 1 });
    expect(latency_ms?.p50).toBe(540);
    expect(latency_ms?.p99).toBe(640);
  });

  it("evicts an idle instance of another machine for a start that finds no memory, and waits for its reclaim", () => {
    const two = [machine([1], { places: 1, sharedPages: 0 }), machine([10], { guest: 1, places: 1, sharedPages: 0 })];
    // Room for one part of 512 MiB: the second waits for the reclaim of four blocks.
    const { latency_ms, reclaim_ms } = run(two, { variant: "hotmem" }, 512 * MIB, 20);
    expect(reclaim_ms).toEqual({ count: 1, mean: 31.75, max: 31.75 });
    expect(latency_ms?.p99).toBeCloseTo(31.75 + 540, 9);
  });

  it("migrates what the other instances use when memory is interleaved", () => {
    // Both idle at 2 s; the first ends while the second lives: 2 parts and the shared pages are plugged.
    const { reclaim_ms } = run(
      [machine([1, 1], { places: 2 })],
      { variant: "virtio-mem", keep_alive_s: 5 },
      undefined,
      30,
    );
    const fixed = 4 * 22.4 + 131072 * 0.00113;
    // While both are on their way out only the shared 60 of 1084 MiB are used.
    expect(reclaim_ms.count).toBe(2);
    const migrated = [Math.round((131072 * (60 + 200)) / 1084), Math.round((131072 * 60) / 1084)];
    expect(reclaim_ms.mean).toBeCloseTo(fixed + ((migrated[0]! + migrated[1]!) / 2) * 0.0033, 2);
  });

  it("keeps all memory for the whole life where it is static", () => {
    const { charge_bytes, used, plug_ms, reclaim_ms, latency_ms } = run([machine([1, 5, 60])], {
      variant: "static",
      keep_alive_s: 20,
    });
    expect(charge_bytes.boot).toBe((60 + 16 * 512) * 2 ** 20);
    expect(charge_bytes.max).toBe(charge_bytes.boot);
    expect(used).toBe((60 + 16 * 512) * MIB);
    expect([plug_ms.count, reclaim_ms.count]).toEqual([0, 0]);
    expect(latency_ms?.p99).toBe(500);
  });
});
