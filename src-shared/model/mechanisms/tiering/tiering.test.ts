import { describe, expect, it } from "vitest";
import type { EngineGuest, EngineScenario, TieringEntry } from "../../engine/scenario.ts";
import { simulate } from "../../engine/simulate.ts";

const PAGE = 4096;
/** Mark V28: 1000, 3000 and 6000 pages with 70, 25 and 5 % of the accesses. */
const heat = [
  { pages: 1000, access_share: 0.7 },
  { pages: 3000, access_share: 0.25 },
  { pages: 6000, access_share: 0.05 },
];
const guest: EngineGuest = { kind: "static", ram_bytes: 10_000 * PAGE, heat };

const scenario = (
  guests: readonly EngineGuest[],
  fast: number,
  entry: Omit<TieringEntry, "id"> | null,
  epochs = 4,
): EngineScenario => ({
  host: {
    memory_bytes: 25_000 * PAGE,
    tiers: [
      { name: "fast", bytes: fast * PAGE, latency_ns: 100 },
      { name: "slow", bytes: (25_000 - fast) * PAGE, latency_ns: 250 },
    ],
  },
  guests,
  mechanisms: entry ? [{ id: "tiering", ...entry }] : [],
  epoch_s: 1,
  horizon_s: epochs,
  seed: 1,
});

const rows = (given: EngineScenario): Record<string, number>[] => {
  const { columns, data } = simulate(given, { rows: true }).rows!;
  return data.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]!])));
};

describe("accesses by tier", () => {
  it("are served as worked out by hand when the hottest pages are in the fast tier (V28)", () => {
    const { summary } = simulate(scenario([guest], 2500, null));
    expect(rows(scenario([guest], 2500, null))[0]!.hit_fast).toBeCloseTo(0.825, 12);
    expect(summary.mean_access_ns).toBeCloseTo(126.25, 9);
  });

  it("cost a guest what the slow tier is slower", () => {
    // 10^6 accesses a second, 17.5 % of them 150 ns slower.
    const { summary } = simulate(scenario([{ ...guest, accesses_per_s: 1e6 }], 2500, null));
    expect(summary.slowdown.p99).toBeCloseTo(1 + 1e6 * 0.175 * 150e-9, 12);
  });
});

describe("placement", () => {
  /** The first guest fills the fast tier; the second one starts in the slow tier. */
  const two = [guest, guest];

  it("hot-first exchanges hot pages of the slow tier for colder ones, to the hottest that fit", () => {
    const last = rows(scenario(two, 2500, { policy: "hot-first" })).at(-1)!;
    // 2000 hot pages of both and 500 of the next class: 0.7 + 0.25 · 500 / 6000 for the two together.
    expect(last.hit_fast).toBeCloseTo(0.7 + (0.25 * 500) / 6000, 12);
    expect([last.priv_fast, last["tier.promoted"]]).toEqual([2500, 0]);
  });

  it("moves no more than its bandwidth, promotions and demotions together", () => {
    const seen = rows(scenario(two, 2500, { policy: "hot-first", bandwidth_bytes_per_s: 100 * PAGE }));
    for (const row of seen) expect([row["tier.promoted"], row["tier.demoted"]]).toEqual([50, 50]);
  });

  it("hint-fault demotes nothing, so a full fast tier stays as it is", () => {
    const last = rows(scenario(two, 2500, { policy: "hint-fault" })).at(-1)!;
    expect([last["tier.promoted"], last["tier.demoted"]]).toEqual([0, 0]);
  });

  it("tpp-like keeps a share of the fast tier free and fills it again with pages used twice", () => {
    const busy = two.map((one) => ({ ...one, references_per_s: 1e6 }));
    const seen = rows(scenario(busy, 2500, { policy: "tpp-like" }));
    expect(seen[0]!["tier.demoted"]).toBe(50);
    expect(seen[0]!["tier.promoted"]).toBe(50);
  });

  it("memtis-like leaves a group that does not fit whole where it is", () => {
    // 3000 fast frames hold both hot classes; the warm classes (3000 each) do not fit beside them.
    const last = rows(scenario(two, 3000, { policy: "memtis-like" })).at(-1)!;
    expect(last.hit_fast).toBeCloseTo(0.7 + (0.25 * 1000) / 6000, 12);
    expect(last["tier.promoted"]).toBe(0);
  });

  it("the oracle is hot-first without limit or cost", () => {
    const oracle = simulate(scenario(two, 2500, { policy: "oracle", bandwidth_bytes_per_s: 1 }));
    const free = simulate(scenario(two, 2500, { policy: "hot-first", migrate_us: 0 }));
    expect(oracle.digest).toBe(free.digest);
  });
});
