import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import type { EngineGuest, EngineMechanism, EngineScenario } from "./scenario.ts";
import { type SimulateResult, simulate } from "./simulate.ts";
import { FRAME_USES, STATES } from "./states.ts";
import { anyScenario, scenarioOf } from "./testing/scenarios.ts";

const PAGE = 4096;
type Row = Record<string, number>;
const rowsOf = (result: SimulateResult): Row[] =>
  result.rows!.data.map((data) => Object.fromEntries(result.rows!.columns.map((name, i) => [name, data[i]!])));

describe("any scenario", () => {
  it("conserves pages and frames, recomputed from its rows, and violates no invariant", () => {
    fc.assert(
      fc.property(anyScenario, (given) => {
        const result = simulate(given, { rows: true });
        expect(Object.values(result.invariants)).toEqual(Array(12).fill(0));
        for (const row of rowsOf(result)) {
          const sum = (names: readonly string[]): number => names.reduce((total, name) => total + row[name]!, 0);
          expect(sum(STATES)).toBe(row.guest_pages);
          for (const tier of ["fast", "slow"]) {
            expect(sum(FRAME_USES.map((use) => `${tier}.${use}`))).toBe(row[`${tier}.total`]);
            for (const use of FRAME_USES) expect(row[`${tier}.${use}`]).toBeGreaterThanOrEqual(0);
          }
          expect([row["fast.priv"], row["slow.priv"]]).toEqual([row.priv_fast, row.priv_slow]);
          expect(row["merged.nodes"]! + row["merged.extra"]!).toBe(row.merged);
          expect(row["fast.nodes"]! + row["slow.nodes"]!).toBe(row["merged.nodes"]);
          expect(row.zeromap).toBe(row["ksm.ksm_zero_pages"]);
          expect(row["swap.slots"]).toBe(row.swap);
          expect((row["fast.zpool"]! + row["slow.zpool"]!) * PAGE).toBeGreaterThanOrEqual(row["zpool.bytes"]!);
          expect(row["fast.tmem"]! + row["slow.tmem"]!).toBe(row["tmem.used"]);
        }
      }),
    );
  });

  it("split at a checkpoint, through text, gives the rows and digest of one run", () => {
    fc.assert(
      fc.property(anyScenario, fc.integer({ min: 0, max: 15 }), (given, until) => {
        const whole = simulate(given, { rows: true });
        const first = simulate(given, { rows: true, until });
        const resume = readCheckpoint(writeCheckpoint(first.checkpoint!));
        const second = simulate(given, { rows: true, resume });
        expect(second.digest).toBe(whole.digest);
        expect([...first.rows!.data, ...second.rows!.data]).toEqual(whole.rows!.data);
        expect(second.summary).toEqual(whole.summary);
        expect(second.invariants).toEqual(whole.invariants);
      }),
      { numRuns: 60 },
    );
  });
});

/** A random scenario with another list of mechanisms. */
const withMechanisms = (given: EngineScenario, mechanisms: readonly EngineMechanism[]): EngineScenario => ({
  ...given,
  mechanisms: [...given.mechanisms.filter(({ id }) => mechanisms.every((one) => one.id !== id)), ...mechanisms],
});
const without = (given: EngineScenario, id: string): EngineScenario => ({
  ...given,
  mechanisms: given.mechanisms.filter((entry) => entry.id !== id),
});
/** The same with guests whose TLBs miss nothing: walks take their time whatever the mechanisms. */
const withoutMisses = (given: EngineScenario): EngineScenario => ({
  ...given,
  guests: given.guests.map((guest) => ({ ...guest, tlb_misses_per_s: 0 })),
});
const digest = (given: EngineScenario): string => simulate(given).digest;

describe("relations that hold for any scenario (numbers of model section 9)", () => {
  it("14: a guest that touches nothing costs its overhead only", () => {
    fc.assert(
      fc.property(fc.nat(900), fc.nat(30), (pages, overhead) => {
        const idle: EngineGuest = { kind: "series", demand_pages: [0, pages], overhead_bytes: overhead * PAGE };
        const [row] = rowsOf(simulate(scenarioOf([idle]), { rows: true }));
        expect(row!["fast.total"]! - row!["fast.free"]!).toBe(overhead);
      }),
    );
  });

  it("15: swap that costs no time slows nothing down", () => {
    fc.assert(
      fc.property(anyScenario, fc.nat(900), fc.nat(900), (given, swap, zswap) => {
        const free = { load_us: 0, disk_us: 0, compress_us: 0, write_us: 0 };
        const entry = { id: "overcommit", swap_bytes: swap * PAGE, zswap_bytes: zswap * PAGE, ...free } as const;
        const { summary } = simulate({ ...withoutMisses(given), mechanisms: [entry] });
        expect(summary.slowdown).toEqual({ p50: 1, p99: 1 });
      }),
    );
  });

  it("16: a pool that compresses nothing holds as much as no pool", () => {
    fc.assert(
      fc.property(anyScenario, fc.nat(900), fc.integer({ min: 1, max: 900 }), (given, swap, pool) => {
        const entry = { id: "overcommit", swap_bytes: swap * PAGE, compression_ratio: 1 } as const;
        expect(digest(withMechanisms(given, [{ ...entry, zswap_bytes: pool * PAGE }]))).toBe(
          digest(withMechanisms(given, [{ ...entry, zswap_bytes: 0 }])),
        );
      }),
    );
  });

  it("17: tiers of one latency and free migration slow nothing down", () => {
    fc.assert(
      fc.property(anyScenario, (given) => {
        const tiers = given.host.tiers!.map((tier) => ({ ...tier, latency_ns: 120 }));
        const mechanisms = [{ id: "tiering", policy: "hot-first", migrate_us: 0 }] as const;
        const { summary } = simulate({ ...withoutMisses(given), host: { ...given.host, tiers }, mechanisms });
        expect(summary.slowdown).toEqual({ p50: 1, p99: 1 });
        if (summary.guests > summary.refused_starts) expect(summary.mean_access_ns).toBeCloseTo(120, 9);
      }),
    );
  });

  it("18 and 19: a fast tier that holds all is never left, and tiering is as if it were not there", () => {
    fc.assert(
      fc.property(anyScenario, (given) => {
        const tiers = [
          { name: "fast", bytes: 30_000 * PAGE },
          { name: "slow", bytes: 500 * PAGE },
        ] as const;
        const ample = { ...without(given, "tiering"), host: { memory_bytes: 30_500 * PAGE, tiers } };
        const tiered = withMechanisms(ample, [{ id: "tiering", policy: "hot-first" }]);
        const result = simulate(tiered, { rows: true });
        for (const row of rowsOf(result)) {
          expect([row["tier.promoted"], row["tier.demoted"], row.hit_fast]).toEqual([0, 0, 1]);
        }
        expect(result.digest).toBe(digest(ample));
      }),
    );
  });

  it.each<[string, EngineMechanism]>([
    ["no pages to scan", { id: "dedup", run: 0 }],
    ["a balloon with at least the size of any guest as target (22)", { id: "balloon", target_bytes: 2 ** 30 }],
    ["a pool of no pages", { id: "tmem", policy: "smart", pool_pages: 0 }],
    ["overcommit without room", { id: "overcommit", swap_bytes: 0, zswap_bytes: 0 }],
    ["placement that moves nothing (27)", { id: "tiering", policy: "static" }],
  ])("19: %s is as good as no mechanism", (_, entry) => {
    fc.assert(
      fc.property(anyScenario, (given) => {
        expect(digest(withMechanisms(given, [entry]))).toBe(digest(without(given, entry.id)));
      }),
      { numRuns: 30 },
    );
  });

  it("27: a smart policy with a step of 0 decides nothing: it is the static one", () => {
    fc.assert(
      fc.property(anyScenario, fc.integer({ min: 1, max: 900 }), (given, pool) => {
        const smart = { id: "tmem", policy: "smart", step: 0, pool_pages: pool } as const;
        expect(digest(withMechanisms(given, [smart]))).toBe(
          digest(withMechanisms(given, [{ ...smart, policy: "static" }])),
        );
      }),
    );
  });

  it("26 and 12: without writes no page is copied; zero pages on their own page never save less", () => {
    fc.assert(
      fc.property(anyScenario, fc.constantFrom(2, 16, 256), (given, max_page_sharing) => {
        const guests = given.guests.map((guest) => (guest.kind === "pages" ? { ...guest, writes: [] } : guest));
        const saved = (use_zero_pages: 0 | 1): number => {
          const dedup = {
            id: "dedup",
            smart_scan: 0,
            pages_per_epoch: "pass",
            use_zero_pages,
            max_page_sharing,
          } as const;
          const result = simulate(
            scenarioOf(
              guests.filter(({ kind }) => kind !== "onoff" && kind !== "work"),
              [dedup],
              { horizon_s: 12 },
            ),
            { rows: true },
          );
          expect(result.summary.cow_breaks).toBe(0);
          const last = rowsOf(result).at(-1)!;
          return last["merged.extra"]! + last.zeromap!;
        };
        expect(saved(1)).toBeGreaterThanOrEqual(saved(0));
      }),
      { numRuns: 40 },
    );
  });
});
