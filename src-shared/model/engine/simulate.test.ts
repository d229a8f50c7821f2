import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlimsollError } from "../../base/errors.ts";
import { ksmEnd } from "../mechanisms/dedup/closed-form.ts";
import { readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import type { DedupEntry, EngineGuest, EngineMechanism, EngineScenario, PageRun } from "./scenario.ts";
import { type SimulateResult, simulate } from "./simulate.ts";

const PAGE = 4096;
const scenario = (
  guests: readonly EngineGuest[],
  mechanisms: readonly EngineMechanism[] = [],
  more: Partial<EngineScenario> = {},
): EngineScenario => ({
  host: { memory_bytes: 1e6 * PAGE, reserve_bytes: 0 },
  guests,
  mechanisms,
  epoch_s: 1,
  horizon_s: 8,
  seed: 1,
  ...more,
});
const ksm = (entry: Partial<DedupEntry> = {}): DedupEntry => ({
  id: "dedup",
  smart_scan: 0,
  pages_per_epoch: "pass",
  ...entry,
});
const pagesGuest = (pages: readonly PageRun[], more: object = {}): EngineGuest => ({ kind: "pages", pages, ...more });

type Row = Record<string, number>;
const rowsOf = (result: SimulateResult): Row[] =>
  result.rows!.data.map((data) => Object.fromEntries(result.rows!.columns.map((name, i) => [name, data[i]!])));
const run = (given: EngineScenario): Row[] => rowsOf(simulate(given, { rows: true }));
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof PlimsollError) return thrown.report.code;
    throw thrown;
  }
  return "no error";
};

describe("KSM in a run", () => {
  it("shows three guests under 300 visits an epoch as a real kernel did", () => {
    // Measured on Linux 6.12 (mark E): 60 zero pages, 40 contents common to all, 200 unique pages each.
    const guest = pagesGuest([["0", 60], { same: "c", count: 40 }, { unique: 200 }]);
    const rows = run(scenario([{ ...guest, count: 3 }], [ksm({ pages_per_epoch: 300 })]));
    const seen = rows.map((r) => [
      r["ksm.pages_shared"],
      r["ksm.pages_sharing"],
      r["ksm.pages_unshared"],
      r["ksm.pages_volatile"],
      r["fast.priv"]! + r["fast.nodes"]!,
    ]);
    expect(seen).toEqual([
      [0, 0, 0, 300, 900],
      [0, 0, 0, 600, 900],
      [0, 0, 0, 900, 900],
      [1, 59, 240, 600, 841],
      [41, 159, 400, 300, 741],
      [41, 259, 600, 0, 641],
      [41, 259, 600, 0, 641],
      [41, 259, 600, 0, 641],
    ]);
  });

  it("breaks and restores a shared page by writes, in true state at once and in the counters a visit later", () => {
    const guest = pagesGuest([["lib", 3]], {
      writes: [
        [4, 1, "other"],
        [6, 1, "lib"],
      ],
    });
    const rows = run(scenario([guest], [ksm({ pages_per_epoch: 3 })]));
    expect(rows.map((r) => [r.merged, r["merged.nodes"], r["ksm.pages_sharing"]])).toEqual([
      [0, 0, 0],
      [3, 1, 2],
      [3, 1, 2],
      [2, 1, 1],
      [2, 1, 1],
      [2, 1, 1],
      [3, 1, 2],
      [3, 1, 2],
    ]);
    expect(rows[3]!.slowdown_p99).toBe(1 + 3e-6);
    expect(rows[4]!.slowdown_p99).toBe(1);
  });

  it("keeps equal contents of different sharing domains apart, zero pages too", () => {
    const guest = pagesGuest([
      ["0", 2],
      ["lib", 2],
    ]);
    const rows = run(
      scenario(
        [
          { ...guest, sharing_domain: "a" },
          { ...guest, sharing_domain: "b" },
        ],
        [ksm()],
      ),
    );
    expect(rows.at(-1)).toMatchObject({ "ksm.pages_shared": 4, "ksm.pages_sharing": 4 });
    const zeroPages = run(scenario([{ ...guest, sharing_domain: "a" }, guest], [ksm({ use_zero_pages: 1 })])).at(-1);
    expect(zeroPages).toMatchObject({ "ksm.ksm_zero_pages": 4, zeromap: 4, "ksm.pages_shared": 2 });
  });

  it("counts guests that arrive later from their epoch on, and scans them in list order", () => {
    const rows = run(scenario([pagesGuest([["a", 1]]), pagesGuest([["a", 1]], { arrives_epoch: 4 })], [ksm()]));
    expect(rows.map((r) => [r.guests, r.absent, r["ksm.pages_shared"]])).toEqual([
      [1, 1, 0],
      [1, 1, 0],
      [1, 1, 0],
      [2, 0, 0],
      [2, 0, 1],
      [2, 0, 1],
      [2, 0, 1],
      [2, 0, 1],
    ]);
  });

  it("scans as many pages a second as ksmd's own pace allows", () => {
    // 100 pages every 20 + 5.9 + 0.22 ms: 3828 a second, in whole batches.
    const rows = run(scenario([{ kind: "static", ram_bytes: 90_000 * PAGE }], [ksm({ pages_per_epoch: undefined })]));
    const perEpoch = rows.map((r, i) => r["ksm.pages_scanned"]! - (rows[i - 1]?.["ksm.pages_scanned"] ?? 0));
    for (const pages of perEpoch) expect([3800, 3900]).toContain(pages);
    expect(Math.abs(rows.at(-1)!["ksm.pages_scanned"]! - 8 * (100 / 0.02612))).toBeLessThanOrEqual(100);
  });

  it("ends where the closed form says for a synthetic mix", () => {
    const content = { zero_pages: 30, common_pages: 50, unique_pages: 20 };
    const last = run(scenario([{ kind: "synthetic", content, count: 5 }], [ksm({ max_page_sharing: 4 })])).at(-1)!;
    const end = ksmEnd(
      [
        [5, 50],
        [1, 100],
      ],
      150,
      { cap: 4, zeroPages: false },
    );
    expect([last["ksm.pages_shared"], last["ksm.pages_sharing"], last["ksm.pages_unshared"]]).toEqual([
      end.pages_shared,
      end.pages_sharing,
      end.pages_unshared,
    ]);
    expect(last["fast.priv"]! + last["fast.nodes"]!).toBe(end.frames);
  });

  it("without any duplicate saves nothing: the gain is exactly 1", () => {
    const last = run(scenario([pagesGuest([{ unique: 400 }])], [ksm()])).at(-1)!;
    expect(last.guest_pages! / (last["fast.priv"]! + last["fast.nodes"]!)).toBe(1);
  });
});

describe("the host", () => {
  it("holds what a static guest takes, overhead and reserve apart", () => {
    const [row] = run(
      scenario([{ kind: "static", ram_bytes: 100 * PAGE, overhead_bytes: 3 * PAGE, count: 2 }], [], {
        host: { memory_bytes: 300 * PAGE, reserve_bytes: 10 * PAGE },
      }),
    );
    expect(row).toMatchObject({
      guests: 2,
      guest_pages: 200,
      priv_fast: 200,
      "fast.total": 300,
      "fast.reserve": 10,
      "fast.vmm": 6,
      "fast.priv": 200,
      "fast.free": 84,
      hit_fast: 1,
    });
  });

  it("fills the fast tier first and serves the rest from the slow one", () => {
    const result = simulate(
      scenario([{ kind: "static", ram_bytes: 100 * PAGE }], [], {
        host: {
          memory_bytes: 120 * PAGE,
          tiers: [
            { name: "fast", bytes: 75 * PAGE, latency_ns: 100 },
            { name: "slow", bytes: 45 * PAGE, latency_ns: 300 },
          ],
        },
      }),
      { rows: true },
    );
    expect(rowsOf(result)[0]).toMatchObject({ priv_fast: 75, priv_slow: 25, hit_fast: 0.75, "slow.free": 20 });
    expect(result.summary.mean_access_ns).toBe(150);
  });

  it("kills the largest guest when a fault finds no frame, and its frames are free at once", () => {
    const growing: EngineGuest = { kind: "series", demand_pages: [10, 20, 60, 60] };
    const result = simulate(
      scenario([{ kind: "static", ram_bytes: 50 * PAGE }, growing], [], {
        host: { memory_bytes: 100 * PAGE },
        horizon_s: 4,
      }),
      { rows: true },
    );
    expect(rowsOf(result).map((r) => [r.guests, r.priv_fast, r["fast.free"]])).toEqual([
      [2, 60, 40],
      [2, 70, 30],
      [1, 60, 40],
      [1, 60, 40],
    ]);
    expect(result.summary.oom_kills).toBe(1);
    expect(Object.values(result.invariants).every((count) => count === 0)).toBe(true);
  });

  it("refuses a guest that finds no room for its overhead on an empty host", () => {
    const result = simulate(
      scenario([{ kind: "static", ram_bytes: PAGE, overhead_bytes: 20 * PAGE }], [], {
        host: { memory_bytes: 10 * PAGE },
      }),
      { rows: true },
    );
    expect(result.summary.refused_starts).toBe(1);
    expect(rowsOf(result)[0]).toMatchObject({ guests: 0, "fast.free": 10 });
  });

  it("gives back what a guest stops using, and draws bursts with their probability", () => {
    const rows = run(
      scenario([{ kind: "onoff", base_bytes: 10 * PAGE, burst_bytes: 20 * PAGE, p: 0.25, count: 200 }], [], {
        horizon_s: 50,
      }),
    );
    const bursts = rows.reduce((sum, r) => sum + (r.priv_fast! - 2000) / 20, 0);
    // 10 000 draws: three standard errors are 130.
    expect(Math.abs(bursts - 2500)).toBeLessThan(130);
    for (const r of rows) expect(r.priv_fast! + r.reported! + r.untouched!).toBe(6000);
  });
});

describe("the balloon", () => {
  it("moves at its rate and no page is counted twice", () => {
    const balloon = { id: "balloon", target_bytes: 70 * PAGE, rate_bytes_per_s: 12.5 * PAGE } as const;
    const rows = run(scenario([{ kind: "static", ram_bytes: 100 * PAGE }], [balloon]));
    expect(rows.map((r) => [r.balloon, r.priv_fast])).toEqual([
      [12, 88],
      [25, 75],
      [30, 70],
      [30, 70],
      [30, 70],
      [30, 70],
      [30, 70],
      [30, 70],
    ]);
  });

  it("takes pages that were never touched first", () => {
    const rows = run(
      scenario([{ kind: "series", demand_pages: [40, 100, 40] }], [{ id: "balloon", target_bytes: 70 * PAGE }], {
        horizon_s: 3,
      }),
    );
    expect(rows.map((r) => [r.balloon, r.priv_fast, r.reported, r.untouched])).toEqual([
      [30, 40, 0, 30],
      [30, 70, 0, 0],
      [30, 40, 30, 0],
    ]);
  });
});

describe("a mechanism without effect", () => {
  const content = { zero_pages: 300, common_pages: 2000, unique_pages: 3000 };
  const guests: EngineGuest[] = [{ kind: "synthetic", content, overhead_bytes: 1048576, count: 5 }];
  const digest = (mechanisms: readonly EngineMechanism[]): string => simulate(scenario(guests, mechanisms)).digest;

  it.each<[string, EngineMechanism]>([
    ["dedup that does not run", { id: "dedup", run: 0 }],
    ["a balloon with the guests' own size as target", { id: "balloon", target_bytes: 5300 * PAGE }],
    ["no extra overhead", { id: "overhead" }],
  ])("%s: the digest is that of no mechanism", (_, mechanism) => {
    expect(digest([mechanism])).toBe(digest([]));
  });

  it("differs from one with effect", () => {
    expect(digest([{ id: "dedup" }])).not.toBe(digest([]));
    expect(digest([{ id: "overhead", ept_leaf: "4k" }])).not.toBe(digest([]));
  });
});

describe("the order of guests", () => {
  it("leaves the totals of converged static contents as they are", () => {
    const guest = fc
      .array(fc.tuple(fc.constantFrom("0", "a", "b", "c", "d"), fc.integer({ min: 1, max: 9 })), { minLength: 1 })
      .map((pages) => pagesGuest(pages));
    fc.assert(
      fc.property(fc.array(guest, { minLength: 2, maxLength: 5 }), (guests) => {
        const last = (list: EngineGuest[]): unknown[] => {
          const row = run(scenario(list, [ksm({ max_page_sharing: 3 })])).at(-1)!;
          return ["ksm.pages_shared", "ksm.pages_sharing", "ksm.pages_unshared", "merged", "fast.free"].map(
            (name) => row[name],
          );
        };
        expect(last([...guests].reverse())).toEqual(last(guests));
      }),
    );
  });
});

describe("options and mistakes", () => {
  it("splits a given number of guests over the entries by weight", () => {
    const guests: EngineGuest[] = [
      { kind: "static", ram_bytes: PAGE, weight: 1 },
      { kind: "static", ram_bytes: 1000 * PAGE, weight: 2 },
    ];
    expect(rowsOf(simulate(scenario(guests), { guests: 4, rows: true }))[0]).toMatchObject({
      guests: 4,
      priv_fast: 3001,
    });
  });

  it("draws anew for another replication or seed, the same for the same", () => {
    const given = scenario([{ kind: "onoff", base_bytes: PAGE, burst_bytes: PAGE, p: 0.5, count: 20 }]);
    const [a, b, c] = [0, 1, 0].map((replication) => simulate(given, { replication }).digest);
    expect(a).toBe(c);
    expect(a).not.toBe(b);
    expect(simulate({ ...given, seed: 2 }).digest).not.toBe(a);
  });

  it("names what is wrong by a code", () => {
    const wrongPage = pagesGuest([["a", 2]], { writes: [[1, 2, "b"]] });
    expect(codeOf(() => simulate(scenario([wrongPage])))).toBe("scenario.bad_value");
    expect(codeOf(() => simulate(scenario([{ kind: "static", ram_bytes: PAGE, count: 1e6 }])))).toBe(
      "scenario.too_large",
    );
    const huge: EngineGuest = { kind: "static", ram_bytes: 2 ** 40 };
    expect(codeOf(() => simulate(scenario([huge], [ksm()])))).toBe("scenario.too_large");
    expect(codeOf(() => simulate(scenario([huge], [], { host: { memory_bytes: 0, reserve_bytes: PAGE } })))).toBe(
      "scenario.bad_value",
    );
    expect(codeOf(() => simulate(scenario([pagesGuest([["a", 1]])], [ksm(), ksm()])))).toBe("scenario.bad_value");
    const { checkpoint } = simulate(scenario([pagesGuest([["a", 1]])]), { until: 2 });
    expect(codeOf(() => simulate(scenario([pagesGuest([["b", 1]])]), { resume: checkpoint! }))).toBe(
      "checkpoint.other_scenario",
    );
    const text = writeCheckpoint(checkpoint!);
    expect(codeOf(() => readCheckpoint(text.replace("resident", "residant")))).toBe("checkpoint.corrupt");
    expect(codeOf(() => readCheckpoint("{}"))).toBe("checkpoint.corrupt");
  });
});
