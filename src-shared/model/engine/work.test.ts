import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EngineGuest, EngineMechanism, EngineScenario, WorkGuest } from "./scenario.ts";
import { type SimulateResult, simulate } from "./simulate.ts";
import { scenarioOf } from "./testing/scenarios.ts";

const PAGE = 4096;
type Row = Record<string, number>;
const rowsOf = (result: SimulateResult): Row[] =>
  result.rows!.data.map((data) => Object.fromEntries(result.rows!.columns.map((name, i) => [name, data[i]!])));
const run = (given: EngineScenario) => {
  const result = simulate(given, { rows: true });
  expect(Object.values(result.invariants).every((count) => count === 0)).toBe(true);
  return { rows: rowsOf(result), summary: result.summary, digest: result.digest };
};
const column = (rows: readonly Row[], name: string): number[] => rows.map((row) => row[name]!);

/** All memory is slow: an access waits 100 ns longer than it would in the fast tier. */
const SLOW_HOST: Partial<EngineScenario> = {
  host: {
    memory_bytes: 1000 * PAGE,
    tiers: [
      { name: "fast", bytes: 0, latency_ns: 100 },
      { name: "slow", bytes: 1000 * PAGE, latency_ns: 200 },
    ],
  },
};

describe("guests by their work", () => {
  it("get as far in an epoch as their slowdown lets them, and leave when they are done", () => {
    // 10^7 accesses a second with 100 pages: 1 s of waiting for 1 s of work, slowdown 2; with 50 pages half of that, 1.5.
    // Worked by hand: done 1, 1.5, 2 | then 1 s owed falls as 0.5, 0.2857, ... of work; 2 · 2 + 3 · 1.5 = 8.5 s in all.
    const guest: WorkGuest = {
      kind: "work",
      phases: [
        { work_s: 2, pages: 100 },
        { work_s: 3, pages: 50 },
      ],
      accesses_per_s: 1e7,
    };
    const { rows, summary } = run(scenarioOf([guest], [], { ...SLOW_HOST, horizon_s: 10 }));
    expect(column(rows, "priv_slow")).toEqual([100, 100, 100, 50, 50, 50, 50, 50, 50, 0]);
    expect(column(rows, "guests")).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 0]);
    // Epoch 8 is the last with work, not a whole one; in epoch 9 the guest pays what it owes.
    const slowdowns = column(rows, "slowdown_p99").map((value) => Number(value.toFixed(6)));
    expect(slowdowns.slice(0, 7)).toEqual([2, 2, 2, 1.5, 1.5, 1.5, 1.5]);
    expect(summary.work).toMatchObject({ guests: 1, finished: 1, backlog_s: { max: 0, last: 0 } });
    expect(summary.work!.run_time_s!.max).toBeCloseTo(8.5, 8);
  });

  it("share a pool: the running times of a pair, worked by hand", () => {
    // A put takes 1 ms. The first guest puts its 400 pages in epoch 1: 3 s of work and 0.4 s. The second finds the pool full and
    // tries its 200 pages in each epoch. Epoch 1: 1 s done, 0.2 s owed. 2: 1/1.2 = 0.8333, owed 0.2333. 3: 1/1.2333 = 0.8108, owed
    // 0.2441. 4: the last 0.3559 s. Four epochs of trying: 3 + 4 · 0.2 = 3.8 s.
    const guest = (pages: number): EngineGuest => ({
      kind: "work",
      phases: [{ work_s: 3, pages: 100 }],
      tmem_demand: [[1, pages]],
    });
    const tmem: EngineMechanism = {
      id: "tmem",
      policy: "greedy",
      pool_pages: 400,
      put_us: 1000,
      get_us: 0,
      disk_us: 0,
    };
    const { rows, summary } = run(scenarioOf([guest(400), guest(200)], [tmem], { horizon_s: 6 }));
    expect(summary.work!.run_time_s!.p50).toBeCloseTo(3.4, 8);
    expect(summary.work!.run_time_s!.max).toBeCloseTo(3.8, 8);
    expect(summary.tmem!.run_time_s).toEqual(summary.work!.run_time_s);
    expect(column(rows, "guests")).toEqual([2, 2, 2, 2, 0, 0]);
    expect(column(rows, "tmem.used")).toEqual([400, 400, 400, 400, 0, 0]);
    expect(column(rows, "tmem.puts_failed")).toEqual([200, 200, 200, 200, 0, 0]);
  });

  it("go through phases shorter than an epoch one by one, for several rounds", () => {
    // Rounds of 0.5 s and 1 s: epochs end at 1, 2, 3 s of work, that is in the second, first (of round 2), second phase.
    const guest: WorkGuest = {
      kind: "work",
      phases: [
        { work_s: 0.5, pages: 80 },
        { work_s: 1, pages: 30 },
      ],
      rounds: 2,
    };
    const { rows, summary } = run(scenarioOf([guest], [], { horizon_s: 4 }));
    expect(column(rows, "priv_fast")).toEqual([30, 80, 30, 0]);
    // What was touched in a phase that is over was given back.
    expect(column(rows, "reported")).toEqual([50, 0, 50, 0]);
    expect(summary.work!.run_time_s).toEqual({ p50: 3, max: 3 });
  });

  it("touch pages on disk as often as they work, not as time goes by", () => {
    // 200 pages on 100 frames, 5 references to each a second of work; every read takes 10 ms: about one read for 1/100 s.
    const guest: WorkGuest = { kind: "work", phases: [{ work_s: 1, pages: 200, touches_per_s: 1000 }] };
    const overcommit: EngineMechanism = { id: "overcommit", swap_bytes: 400 * PAGE, disk_us: 10_000, write_us: 0 };
    const host = { memory_bytes: 100 * PAGE };
    const { summary } = run(scenarioOf([guest], [overcommit], { host, horizon_s: 60 }));
    const reads = summary.swap!.read;
    expect(reads).toBeGreaterThan(90);
    expect(summary.work!.run_time_s!.max).toBeCloseTo(1 + reads * 0.01, 6);
  });

  it("lose nothing when they are slowed a lot: running time is work and waits", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ work_s: fc.double({ min: 0.01, max: 3, noNaN: true }), pages: fc.integer({ min: 1, max: 90 }) }),
          {
            minLength: 1,
            maxLength: 6,
          },
        ),
        fc.double({ min: 0, max: 9, noNaN: true }),
        fc.constantFrom(0.1, 1, 2.5),
        (phases, wait, epoch_s) => {
          const pages = Math.max(...phases.map((phase) => phase.pages));
          const same = phases.map((phase) => ({ ...phase, pages }));
          const guest: WorkGuest = { kind: "work", phases: same, accesses_per_s: wait * 1e7 };
          const given = scenarioOf([guest], [], { ...SLOW_HOST, epoch_s, horizon_s: 400 });
          const { summary } = run(given);
          const work = phases.reduce((sum, phase) => sum + phase.work_s, 0);
          expect(summary.work!.run_time_s!.max).toBeCloseTo(work * (1 + wait), 5);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe("phases", () => {
  const dedup: EngineMechanism = { id: "dedup", smart_scan: 0, pages_per_epoch: "pass" };

  it("bring contents: equal pages merge, and are copied when the next phase has others for them", () => {
    const guest: WorkGuest = {
      kind: "work",
      phases: [
        { work_s: 4, pages: 30, contents: [["a", 20]] },
        {
          work_s: 4,
          pages: 30,
          contents: [
            ["b", 5],
            ["a", 15],
          ],
        },
        { work_s: 4, pages: 25 },
      ],
    };
    const { rows, summary } = run(scenarioOf([{ ...guest, count: 2 }], [dedup], { horizon_s: 12 }));
    expect(column(rows, "merged")).toEqual([0, 40, 40, 40, 30, 40, 40, 40, 40, 40, 40, 40]);
    expect(column(rows, "merged.nodes")[7]).toBe(2);
    expect(summary.cow_breaks).toBe(10);
  });

  it("write at their rate: the share found unchanged is that of the closed form", () => {
    // Pages written at random with 0.2 a page and second, scanned once a second: e^-0.2 of them are as they were (model 2.3).
    const guest: WorkGuest = { kind: "work", phases: [{ work_s: 60, pages: 500, writes_per_s: 100 }] };
    const { rows } = run(scenarioOf([guest], [dedup], { horizon_s: 50 }));
    const settled = rows.slice(5);
    const unshared = settled.reduce((sum, row) => sum + row["ksm.pages_unshared"]!, 0) / (settled.length * 500);
    const share = Math.exp(-0.2);
    expect(Math.abs(unshared - share)).toBeLessThan(3 * Math.sqrt((share * (1 - share)) / (settled.length * 500)));
  });

  it("bring their own heat: what was hot cools down", () => {
    const guest: WorkGuest = {
      kind: "work",
      phases: [
        {
          work_s: 3,
          heat: [
            { pages: 40, access_share: 0.9 },
            { pages: 60, access_share: 0.1 },
          ],
        },
        {
          work_s: 3,
          heat: [
            { pages: 60, access_share: 0.1 },
            { pages: 40, access_share: 0.9 },
          ],
        },
      ],
    };
    const tiers = [
      { name: "fast", bytes: 40 * PAGE },
      { name: "slow", bytes: 100 * PAGE },
    ] as const;
    const given = { host: { memory_bytes: 140 * PAGE, tiers }, horizon_s: 6 };
    const moving = run(scenarioOf([guest], [{ id: "tiering", policy: "hot-first" }], given));
    expect(column(moving.rows, "hit_fast")).toEqual([0.9, 0.9, 0.9, 0.9, 0.9, 0.9]);
    // Where they were touched first: 40 of the 60 pages that have a tenth of the accesses.
    const staying = run(scenarioOf([guest], [], given));
    expect(staying.rows[5]!.hit_fast).toBeCloseTo((0.1 * 40) / 60, 12);
  });
});

describe("a recorded series", () => {
  it("by its work is the series itself while nothing slows it down", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(200), { minLength: 8, maxLength: 8 }), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(0.1, 1, 3),
        (courses, epoch_s) => {
          const digests = ([undefined, "work", "wall"] as const).map((clock) => {
            const guests = courses.map((demand_pages): EngineGuest => ({ kind: "series", demand_pages, clock }));
            return run(scenarioOf(guests, [], { epoch_s, horizon_s: 8 * epoch_s })).digest;
          });
          expect(new Set(digests).size).toBe(1);
        },
      ),
    );
  });

  it("by its work takes longer when it is slowed, and is gone at its end", () => {
    // 100 pages at slowdown 2: 3 s of work in 6 s. The first epoch goes on as if nothing slowed it, which is paid at the end.
    const guest: EngineGuest = { kind: "series", demand_pages: [100, 100, 100], clock: "work", accesses_per_s: 1e7 };
    const { rows, summary } = run(scenarioOf([guest], [], SLOW_HOST));
    expect(column(rows, "priv_slow")).toEqual([100, 100, 100, 100, 100, 100, 0, 0]);
    expect(summary.work!.run_time_s!.max).toBeCloseTo(6, 8);
  });

  it("by the wall keeps its times, and what was not done is carried and counted", () => {
    // Half busy, and waiting 0.3 s for each second: 0.8 of the time. Fully busy: 0.3 s a second left behind.
    const load = (busy_share: number): EngineGuest => ({
      kind: "series",
      demand_pages: [100, 50, 100, 50],
      clock: "wall",
      busy_share,
      accesses_per_s: 4e6,
    });
    const half = run(scenarioOf([load(0.5)], [], SLOW_HOST));
    expect(half.summary.work!.backlog_s).toEqual({ max: 0, last: 0 });
    expect(half.summary.work!.run_time_s!.max).toBeCloseTo(4, 9);
    const full = run(scenarioOf([load(1)], [], SLOW_HOST));
    // 0.4, 0.2, 0.4, 0.2 s of waiting.
    expect(full.summary.work!.backlog_s.max).toBeCloseTo(1.2, 9);
    expect(full.summary.work!.run_time_s!.max).toBeCloseTo(5.2, 9);
    expect(column(full.rows, "priv_slow")).toEqual([100, 50, 100, 50, 50, 50, 0, 0]);
  });
});
