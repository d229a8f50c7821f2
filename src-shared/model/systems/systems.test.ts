import { describe, expect, it } from "vitest";
import type { EngineGuest, EngineMechanism, EngineScenario } from "../engine/scenario.ts";
import { simulate } from "../engine/simulate.ts";
import { systems, writtenOut } from "./registry.ts";
import type { SystemEntry } from "./system.ts";

const PAGE = 4096;
const guests: EngineGuest[] = [
  {
    kind: "synthetic",
    content: { zero_pages: 30, common_pages: 200, unique_pages: 300 },
    count: 4,
    tmem_demand: [[2, 400]],
    objects: [{ bytes: 2000, count: 100 }],
  },
  // Comes up late, when the fast tier is full, with a few hot pages.
  {
    kind: "series",
    demand_pages: [0, 0, 900],
    heat: [
      { pages: 100, access_share: 0.9 },
      { pages: 800, access_share: 0.1 },
    ],
  },
];
const scenario = (mechanisms: readonly object[]): EngineScenario => ({
  host: {
    memory_bytes: 4000 * PAGE,
    tiers: [
      { name: "fast", bytes: 1500 * PAGE, latency_ns: 100 },
      { name: "slow", bytes: 2500 * PAGE, latency_ns: 300 },
    ],
  },
  guests,
  mechanisms: mechanisms as readonly EngineMechanism[],
  epoch_s: 1,
  horizon_s: 12,
  seed: 1,
});
const digestOf = (entry: SystemEntry): string => simulate(scenario(writtenOut([entry]))).digest;

describe("a system", () => {
  it.each<[SystemEntry, readonly object[]]>([
    [{ system: "smartmem", step: 0, pool_pages: 900 }, [{ id: "tmem", policy: "static", pool_pages: 900 }]],
    [{ system: "spacer", layout: "default", pages_per_epoch: "pass" }, [{ id: "dedup", pages_per_epoch: "pass" }]],
    [{ system: "ucat", allocator: "osv", placement: "none" }, []],
    [{ system: "meunik-like", r1: false, r2: false, r3: false, r4: false }, []],
  ])("with its parts off is its baseline: %j", (entry, baseline) => {
    expect(digestOf(entry)).toBe(simulate(scenario(baseline)).digest);
  });

  it.each<[SystemEntry]>([
    [{ system: "smartmem", pool_pages: 900 }],
    [{ system: "ucat", placement: "none" }],
    [{ system: "ucat", allocator: "osv" }],
    [{ system: "meunik-like", r2: false, r3: false, r4: false }],
    [{ system: "meunik-like", r1: false, r3: false, r4: false }],
    [{ system: "meunik-like", r1: false, r2: false, r4: false }],
    [{ system: "meunik-like", r1: false, r2: false, r3: false }],
  ])("changes the run by each part that is on: %j", (entry) => {
    expect(digestOf(entry)).not.toBe(simulate(scenario([])).digest);
  });

  it("of which only the abstract is known is called a reconstruction", () => {
    const title = systems.find(({ name }) => name === "meunik-like")!.title;
    expect(title).toBe("MEUNIK-like (reconstruction)");
  });
});

describe("images shared at load time", () => {
  it("stand in memory once from the first touch on, and no page is saved twice", () => {
    const result = simulate(scenario([{ id: "images" }]), { rows: true });
    const row = Object.fromEntries(result.rows!.columns.map((name, i) => [name, result.rows!.data[0]![i]!]));
    expect(row).toMatchObject({ fileshare: 800, "fast.file": 200 });
    expect(row.priv_fast! + row.priv_slow!).toBe(4 * 330);
    expect(result.invariants.i9_saved_once).toBe(0);
  });
});
