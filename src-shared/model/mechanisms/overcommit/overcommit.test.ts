import { describe, expect, it } from "vitest";
import type { EngineGuest, EngineScenario, OvercommitEntry } from "../../engine/scenario.ts";
import { simulate } from "../../engine/simulate.ts";

const PAGE = 4096;
const scenario = (
  guests: readonly EngineGuest[],
  frames: number,
  entry: Omit<OvercommitEntry, "id">,
  epochs = 1,
): EngineScenario => ({
  host: { memory_bytes: frames * PAGE },
  guests,
  mechanisms: [{ id: "overcommit", ...entry }],
  epoch_s: 1,
  horizon_s: epochs,
  seed: 1,
});
const run = (given: EngineScenario) => {
  const result = simulate(given, { rows: true });
  const { columns, data } = result.rows!;
  const rows = data.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]!])));
  return { rows, summary: result.summary, invariants: result.invariants };
};
/** Never used again once it is touched. */
const idle = (pages: number): EngineGuest => ({ kind: "static", ram_bytes: pages * PAGE, references_per_s: 0 });

describe("pages that memory cannot hold", () => {
  it("go to disk, one slot each", () => {
    // 130 pages on 100 frames: at least 30 leave, in clusters of 32.
    const [row] = run(scenario([idle(130)], 100, { swap_bytes: 200 * PAGE })).rows;
    expect([row!.priv_fast, row!.swap, row!["swap.slots"]]).toEqual([98, 32, 32]);
  });

  it("go to the compressed pool first, whose frames are counted", () => {
    // Ratio 4: four pages a frame. 108 pages on 100 frames: 32 leave for 8 frames of the pool, 76 stay.
    const [row] = run(scenario([idle(108)], 100, { zswap_bytes: 50 * PAGE, compression_ratio: 4 })).rows;
    expect(row).toMatchObject({ priv_fast: 76, zswap: 32, "fast.zpool": 8, "zpool.bytes": 32 * 1024, "fast.free": 16 });
  });

  it("leave the group that is used least, hot pages stay", () => {
    const heat = [
      { pages: 60, access_share: 0.9 },
      { pages: 70, access_share: 0.1 },
    ];
    const guest: EngineGuest = { kind: "static", ram_bytes: 130 * PAGE, heat, references_per_s: 0.001 };
    const late: EngineGuest = { kind: "pages", pages: [{ unique: 40 }], arrives_epoch: 2, references_per_s: 1e6 };
    const { rows, summary } = run(scenario([guest, late], 130, { swap_bytes: 200 * PAGE }, 3));
    expect(rows[2]!.swap).toBeGreaterThanOrEqual(40);
    expect(rows[2]!.swap).toBeLessThanOrEqual(70);
    expect(summary.oom_kills).toBe(0);
  });

  it("come back as often as they are used, for the time it takes", () => {
    // 1000 pages, 400 of them on disk after the first epoch; each is used 0.05 times a second.
    const guest: EngineGuest = { kind: "static", ram_bytes: 1000 * PAGE, references_per_s: 50 };
    const { rows, summary } = run(scenario([guest], 600, { swap_bytes: 500 * PAGE, write_us: 0 }, 2));
    const out = rows[0]!.swap! - 0;
    // The first epoch touches all pages and then some of those that left are used in the same epoch.
    const read = summary.swap!.read;
    expect(Math.abs(read - 2 * out * (1 - Math.exp(-0.05)))).toBeLessThan(3);
    expect(summary.slowdown.p99).toBeCloseTo(1 + Math.ceil(read / 2) * 90e-6, 4);
  });

  it("have no place left at last, and the largest guest is killed", () => {
    const { summary, invariants } = run(scenario([idle(90), idle(60)], 100, { swap_bytes: 40 * PAGE }));
    expect(summary.oom_kills).toBe(1);
    expect(Object.values(invariants).every((count) => count === 0)).toBe(true);
  });

  it("give up their places when their guest needs them no more", () => {
    const shrinking: EngineGuest = { kind: "series", demand_pages: [150, 20], references_per_s: 0 };
    const { rows } = run(scenario([shrinking], 100, { swap_bytes: 100 * PAGE }, 2));
    expect(rows[0]!.swap).toBeGreaterThanOrEqual(50);
    expect(rows[1]).toMatchObject({ swap: 0, "swap.slots": 0, priv_fast: 20 });
  });
});

describe("with dedup", () => {
  it("a page that is swapped out is scanned no more and comes back private when it is written", () => {
    const guests: EngineGuest[] = [
      { kind: "pages", pages: [["a", 2], { unique: 128 }], references_per_s: 0, writes: [[6, 129, "a"]] },
    ];
    const given = scenario(guests, 100, { swap_bytes: 200 * PAGE }, 8);
    const { rows, invariants } = run({
      ...given,
      mechanisms: [...given.mechanisms, { id: "dedup", smart_scan: 0, pages_per_epoch: "pass" }],
    });
    expect(rows[4]).toMatchObject({ merged: 2, "merged.nodes": 1 });
    expect(rows[7]).toMatchObject({ merged: 3, "merged.nodes": 1 });
    expect(Object.values(invariants).every((count) => count === 0)).toBe(true);
  });
});
