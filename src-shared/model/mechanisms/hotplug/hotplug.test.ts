import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCheckpoint, writeCheckpoint } from "../../engine/checkpoint.ts";
import type { EngineScenario, FunctionGuest, HotplugEntry } from "../../engine/scenario.ts";
import { simulate } from "../../engine/simulate.ts";

const MIB = 2 ** 20;
const GIB = 2 ** 30;

const VARIANTS = ["static", "virtio-mem", "dimm", "hotmem", "harvest", "balloon", "one-to-one"] as const;

const fn = (o: Partial<FunctionGuest> = {}): FunctionGuest => ({
  kind: "function",
  memory_bytes: 512 * MIB,
  touched_bytes: 200 * MIB,
  shared_bytes: 60 * MIB,
  init_ms: 300,
  exec_ms: 200,
  concurrency: 8,
  overhead_bytes: 5 * MIB,
  arrivals: { poisson_per_s: 1.5 },
  ...o,
});

function scenario(hotplug: Partial<HotplugEntry>, o: Partial<EngineScenario> = {}): EngineScenario {
  return {
    host: { memory_bytes: 16 * GIB, reserve_bytes: GIB },
    guests: [fn()],
    mechanisms: [{ id: "hotplug", keep_alive_s: 10, ...hotplug }],
    epoch_s: 1,
    horizon_s: 60,
    seed: 7,
    ...o,
  };
}

const violations = (result: ReturnType<typeof simulate>): number =>
  Object.values(result.invariants).reduce((sum, count) => sum + count, 0);

const functionsOf = (of: EngineScenario) => {
  const result = simulate(of);
  expect(violations(result)).toBe(0);
  return result.summary.functions!;
};

describe("hotplug in a run", () => {
  it("conserves pages and frames for every variant, host and load", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...VARIANTS),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 10, max: 600 }),
        fc.double({ min: 0.05, max: 6, noNaN: true }),
        fc.boolean(),
        (variant, gib, machines, touchedMib, perSecond, withKsm) => {
          const guests = [
            fn({ count: machines, touched_bytes: touchedMib * MIB, arrivals: { poisson_per_s: perSecond } }),
            { kind: "onoff" as const, base_bytes: 100 * MIB, burst_bytes: 400 * MIB, p: 0.3 },
          ];
          const host = { memory_bytes: withKsm ? 2 * GIB : gib * GIB };
          const ksm = withKsm ? [{ id: "dedup" as const }] : [];
          const small = withKsm ? [fn({ memory_bytes: 64 * MIB, concurrency: 4 }), guests[1]!] : guests;
          const result = simulate(
            scenario(
              {},
              {
                host,
                guests: small,
                mechanisms: [{ id: "hotplug", variant, keep_alive_s: 3, block_bytes: 32 * MIB }, ...ksm],
                horizon_s: 20,
              },
            ),
          );
          expect(violations(result)).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("gives the same answer with epochs of 10 ms and of 1 s: events keep their own times", () => {
    for (const variant of VARIANTS) {
      const [fine, coarse] = [0.01, 1].map((epoch_s) => functionsOf(scenario({ variant }, { epoch_s, horizon_s: 30 })));
      expect({ ...fine, memory_gib_s: 0, idle_gib_s: 0 }).toEqual({ ...coarse, memory_gib_s: 0, idle_gib_s: 0 });
      expect(fine!.memory_gib_s).toBeCloseTo(coarse!.memory_gib_s, 9);
      expect(fine!.idle_gib_s).toBeCloseTo(coarse!.idle_gib_s, 9);
    }
  });

  it("gives the same answer whatever the length of epochs, for any functions on any host", () => {
    const anyFunction = fc.record({
      touched_bytes: fc.integer({ min: MIB, max: 500 * MIB }),
      init_ms: fc.integer({ min: 0, max: 3000 }),
      exec_ms: fc.integer({ min: 1, max: 3000 }),
      concurrency: fc.integer({ min: 1, max: 6 }),
      arrivals: fc.record({ poisson_per_s: fc.double({ min: 0.05, max: 4, noNaN: true }) }),
    });
    fc.assert(
      fc.property(
        fc.array(anyFunction, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(...VARIANTS),
        fc.integer({ min: 2, max: 10 }),
        (functions, variant, gib) => {
          const of = (epoch_s: number) => {
            const host = { memory_bytes: gib * GIB };
            const guests = functions.map(fn);
            const { memory_gib_s, idle_gib_s, ...counted } = functionsOf(
              scenario({ variant, keep_alive_s: 2 }, { epoch_s, horizon_s: 8, host, guests }),
            );
            return { counted, memory_gib_s, idle_gib_s };
          };
          const [fine, coarse] = [of(0.01), of(1)];
          expect(fine.counted).toEqual(coarse.counted);
          expect(fine.memory_gib_s).toBeCloseTo(coarse.memory_gib_s, 9);
          expect(fine.idle_gib_s).toBeCloseTo(coarse.idle_gib_s, 9);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("split at a checkpoint, through text, gives the digest and summary of one run", () => {
    for (const variant of VARIANTS) {
      const whole = scenario({ variant }, { host: { memory_bytes: 3 * GIB } });
      const one = simulate(whole);
      const half = simulate(whole, { until: 23 });
      const rest = simulate(whole, { resume: readCheckpoint(writeCheckpoint(half.checkpoint!)) });
      expect(rest.digest).toBe(one.digest);
      expect(rest.summary).toEqual(one.summary);
    }
  });

  it("takes the same arrivals for every variant and host", () => {
    const counts = VARIANTS.map((variant) => functionsOf(scenario({ variant })).invocations);
    expect(new Set(counts).size).toBe(1);
    expect(counts[0]).toBeGreaterThan(50);
  });

  it("slows the 99th percentile in the published order where the host has 70 % of the peak", () => {
    // Squeezy, figure 10: abundant <= partitions <= HarvestVM-opts <= virtio-mem; bursts of functions that take turns.
    const burstsFrom = (firstMs: number): number[] =>
      Array.from({ length: 6 }, (_, burst) =>
        Array.from({ length: 12 }, (_, call) => firstMs + burst * 30_000 + call * 50),
      ).flat();
    const guests = [0, 10_000, 20_000].map((first) =>
      fn({
        memory_bytes: 768 * MIB,
        touched_bytes: 500 * MIB,
        init_ms: 400,
        exec_ms: 2500,
        concurrency: 12,
        overhead_bytes: 0,
        arrivals: { at_ms: burstsFrom(first) },
      }),
    );
    const on = (variant: HotplugEntry["variant"], bytes: number) =>
      functionsOf(scenario({ variant, keep_alive_s: 60 }, { host: { memory_bytes: bytes }, guests, horizon_s: 240 }));
    const abundant = on("hotmem", 64 * GIB);
    const limit = Math.floor((0.7 * abundant.charge_bytes.max) / 4096) * 4096;
    const order = [abundant, on("hotmem", limit), on("harvest", limit), on("virtio-mem", limit)].map(
      ({ latency_ms }) => latency_ms!.p99,
    );
    for (const [i, slower] of order.slice(1).entries()) expect(slower).toBeGreaterThan(order[i]!);
  });

  it("charges the machine of each instance where every instance has its own", () => {
    const one = functionsOf(
      scenario({ variant: "one-to-one" }, { guests: [fn({ arrivals: { at_ms: [1000, 1000] } })] }),
    );
    expect(one.charge_bytes).toEqual({ boot: 0, max: 2 * (200 + 60 + 5) * MIB });
    expect(one.reclaim_ms.count).toBe(0);
  });

  it("keeps what a block with a page that cannot be moved holds (DIMM)", () => {
    const end = (unmovable_share: number): number => {
      const { rows } = simulate(
        scenario({ variant: "dimm", unmovable_share, keep_alive_s: 2 }, { guests: [fn({ arrivals: { at_ms: [0] } })] }),
        { rows: true },
      );
      return rows!.data.at(-1)![rows!.columns.indexOf("priv_fast")]!;
    };
    expect(end(0)).toBe(60 * 256);
    expect(end(1)).toBe(260 * 256);
  });
});
