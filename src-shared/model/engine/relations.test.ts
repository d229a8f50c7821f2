// Relations of model section 9 that need scenarios of their own; laws.test.ts has those that hold for any.
import fc from "fast-check";
import { expect, it } from "vitest";
import type { DedupEntry, EngineGuest, EngineMechanism, EngineScenario, PageRun } from "./scenario.ts";
import { simulate } from "./simulate.ts";
import { anyCurve, anyScenario, scenarioOf } from "./testing/scenarios.ts";

const PAGE = 4096;
type Row = Record<string, number>;
const rowsOf = (given: EngineScenario): Row[] => {
  const { columns, data } = simulate(given, { rows: true }).rows!;
  return data.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]!])));
};
const lastOf = (given: EngineScenario): Row => rowsOf(given).at(-1)!;

const anyRun: fc.Arbitrary<PageRun> = fc.oneof(
  fc.tuple(fc.constantFrom("0", "a", "b", "c", "d"), fc.integer({ min: 1, max: 9 })),
  fc.record({ same: fc.constantFrom("lib", "img"), count: fc.nat(30) }),
  fc.record({ unique: fc.nat(30) }),
);
const anyPages = fc.array(anyRun, { minLength: 1, maxLength: 6 });
const guestOf = (pages: readonly PageRun[], more: object = {}): EngineGuest => ({ kind: "pages", pages, ...more });
const ksm = (more: Partial<DedupEntry> = {}): DedupEntry => ({
  id: "dedup",
  smart_scan: 0,
  pages_per_epoch: "pass",
  max_page_sharing: 1000,
  ...more,
});
const framesOf = (guests: readonly EngineGuest[], more: Partial<DedupEntry> = {}, epochs = 8): number => {
  const { "fast.total": total, "fast.free": free } = lastOf(scenarioOf(guests, [ksm(more)], { horizon_s: epochs }));
  return total! - free!;
};

it("3: where no content stands twice, the gain of dedup is exactly 1", () => {
  fc.assert(
    fc.property(anyScenario, (given) => {
      const guests = given.guests.filter(({ kind }) => kind === "static" || kind === "onoff" || kind === "series");
      const mechanisms: EngineMechanism[] = given.mechanisms.filter(({ id }) => id !== "dedup" && id !== "images");
      for (const row of rowsOf({ ...given, guests, mechanisms: [...mechanisms, ksm()] }))
        expect([row.merged, row.zeromap, row["merged.extra"]]).toEqual([0, 0, 0]);
    }),
    { numRuns: 40 },
  );
});

it("5: guests in another order give the same totals under dedup and a balloon at its target", () => {
  fc.assert(
    fc.property(fc.array(anyPages, { minLength: 2, maxLength: 5 }), fc.integer({ min: 5, max: 60 }), (all, target) => {
      const balloon: EngineMechanism = { id: "balloon", target_bytes: target * PAGE };
      const totals = (list: readonly EngineGuest[]): unknown[] => {
        const row = lastOf(scenarioOf(list, [ksm({ max_page_sharing: 3 }), balloon], { horizon_s: 10 }));
        return ["balloon", "merged", "merged.nodes", "ksm.pages_sharing", "fast.free"].map((name) => row[name]);
      };
      const guests = all.map((pages) => guestOf(pages));
      expect(totals([...guests].reverse())).toEqual(totals(guests));
    }),
    { numRuns: 40 },
  );
});

it("6: contents by other names, and replications in another order, change nothing", () => {
  const renamed = (run: PageRun): PageRun => {
    if ("same" in run) return { ...run, same: `other ${run.same}` };
    return "unique" in run || run[0] === "0" ? run : [`other ${run[0]}`, run[1]];
  };
  fc.assert(
    fc.property(fc.array(anyPages, { minLength: 1, maxLength: 4 }), anyScenario, (all, given) => {
      const digest = (change: (run: PageRun) => PageRun): string =>
        simulate(
          scenarioOf(
            all.map((pages) => guestOf(pages.map(change))),
            [ksm({ max_page_sharing: 4 })],
          ),
        ).digest;
      expect(digest(renamed)).toBe(digest((run) => run));
      const of = (replication: number): string => simulate(given, { replication }).digest;
      const forth = [0, 1, 2].map(of);
      expect([2, 1, 0].map(of).reverse()).toEqual(forth);
    }),
    { numRuns: 25 },
  );
});

it("7: one more of identical guests costs what it has alone and its overhead, below the cap", () => {
  fc.assert(
    fc.property(anyPages, fc.nat(20), fc.integer({ min: 2, max: 5 }), (pages, overhead, n) => {
      const guest = guestOf(pages, { overhead_bytes: overhead * PAGE });
      const alone = pages.reduce((sum, run) => sum + ("unique" in run ? run.unique : 0), 0);
      const frames = (count: number): number => framesOf([{ ...guest, count }]);
      expect(frames(n + 1) - frames(n)).toBe(alone + overhead);
    }),
    { numRuns: 40 },
  );
});

it("11: more pages to scan do not lower what is shared at last", () => {
  fc.assert(
    fc.property(
      fc.array(anyPages, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 60 }),
      (all, fewer, more) => {
        const guests = all.map((pages) => guestOf(pages));
        const shared = (pages_per_epoch: number): number => {
          const row = lastOf(scenarioOf(guests, [ksm({ pages_per_epoch })], { horizon_s: 400 }));
          return row["merged.extra"]!;
        };
        // At most 3 guests of 180 pages, each visited three times: 400 epochs of 8 visits come to the end.
        const [a, b] = [8 * Math.min(fewer, more), 8 * Math.max(fewer, more)];
        expect(shared(b)).toBe(shared(a));
      },
    ),
    { numRuns: 25 },
  );
});

it("25: all rates twice as high and all times half as long give the same rows", () => {
  const anyGuest = fc.record({
    pages: fc.integer({ min: 1, max: 300 }),
    course: fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 8 }),
    heat: fc.option(anyCurve, { nil: undefined }),
    references: fc.integer({ min: 0, max: 500 }),
    accesses: fc.integer({ min: 0, max: 1e6 }),
  });
  fc.assert(
    fc.property(
      fc.array(anyGuest, { minLength: 1, maxLength: 5 }),
      fc.constantFrom("hot-first" as const, "oracle" as const, "memtis-like" as const),
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 20, max: 900 }),
      (given, policy, bandwidth, fast) => {
        const digest = (k: number): string =>
          simulate({
            host: {
              memory_bytes: (fast + 600) * PAGE,
              tiers: [
                { name: "fast", bytes: fast * PAGE, latency_ns: 100 / k },
                { name: "slow", bytes: 600 * PAGE, latency_ns: 300 / k },
              ],
            },
            guests: given.map(({ course, heat, references, accesses }) => ({
              ...{ kind: "series", demand_pages: course, heat },
              ...{ references_per_s: references * k, accesses_per_s: accesses * k },
            })),
            mechanisms: [
              { id: "tiering", policy, bandwidth_bytes_per_s: bandwidth * PAGE * k, migrate_us: 2 / k },
              {
                ...{ id: "overcommit", swap_bytes: 2000 * PAGE, zswap_bytes: 100 * PAGE },
                ...{ load_us: 6 / k, disk_us: 90 / k, compress_us: 5 / k, write_us: 2 / k },
              },
            ],
            epoch_s: 1 / k,
            horizon_s: 12 / k,
            seed: 5,
          }).digest;
        expect(digest(2)).toBe(digest(1));
      },
    ),
    { numRuns: 60 },
  );
});
