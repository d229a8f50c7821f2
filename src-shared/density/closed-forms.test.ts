// N* against closed forms computed here or given in the literature of the model, to the page.
import fc from "fast-check";
import { expect, test } from "vitest";
import { GIB, MIB } from "../base/units.ts";
import { answerDensity } from "./answer.ts";
import { parseScenario } from "./scenario.ts";
import { parseSeriesTable } from "./series-table.ts";
import { answerSize } from "./size.ts";
import { ask, onoff, onPages, PAGE, synthetic } from "./testing/ask.ts";
import { makeHost } from "./testing/host.ts";

const exactly = (n: number) => ({ p5: n, p50: n, p95: n });
const ksm = (more: object = {}) => ({ id: "dedup", ...more });

/** Frames of N identical guests with KSM: every content of n copies needs ceil(n / cap) frames. */
const frames = (N: number, g: { z?: number; s: number; u: number; o: number; cap?: number; zeroPages?: boolean }) =>
  g.s * Math.ceil(N / (g.cap ?? 256)) +
  (g.zeroPages ? 0 : Math.ceil(((g.z ?? 0) * N) / (g.cap ?? 256))) +
  N * (g.u + g.o);

test("256 GiB with 8 GiB of reserve holds 58 guests of 4 GiB and 256 MiB", async () => {
  const answer = await ask({
    host: { memory_bytes: 256 * GIB, reserve_bytes: 8 * GIB },
    guests: [{ kind: "static", ram_bytes: 4 * GIB, overhead_bytes: 256 * MIB }],
  });
  expect(answer.n).toEqual(exactly(58));
  expect(answer.binding).toEqual([{ resource: "memory", share: 1 }]);
  expect(answer.marginal_bytes_per_guest).toBe(4 * GIB + 256 * MIB);
  expect(answer.overrun).toMatchObject({ p: 1, depth_pages: { mean: 720896, p95: 720896 } });
  expect(answer.replications).toEqual({ outer: 1, inner: 1 });
});

test("a million pages hold 18 guests with KSM and 9 without", async () => {
  const guest = synthetic(20_000, 30_000, 50_000, 1500);
  const withKsm = await ask(onPages(1_000_000, [guest], { mechanisms: [ksm()] }));
  expect(withKsm.n).toEqual(exactly(18));
  // ceil(18 * 20 000 / 256) = 1407 frames of zero pages.
  const used = withKsm.waterfall.filter(({ id }) => id === "frames" || id === "overhead");
  expect(used.reduce((sum, row) => sum + row.bytes, 0)).toBe((957_001 - 1 + 1407) * PAGE);
  expect((await ask(onPages(1_000_000, [guest]))).n).toEqual(exactly(9));
});

test("constant demand: floor((M - R) / (g + o)) in whole pages", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: GIB, max: 64 * GIB }),
      fc.integer({ min: 0, max: GIB }),
      fc.integer({ min: 16 * MIB, max: 8 * GIB }),
      fc.integer({ min: 0, max: 300 * MIB }),
      async (memory, reserve, ram, overhead) => {
        const { n } = await ask({
          host: { memory_bytes: memory, reserve_bytes: reserve },
          guests: [{ kind: "static", ram_bytes: ram, overhead_bytes: overhead }],
        });
        const perGuest = Math.ceil(ram / PAGE) + Math.ceil(overhead / PAGE);
        expect(n).toEqual(exactly(Math.floor(Math.floor((memory - reserve) / PAGE) / perGuest)));
      },
    ),
    { numRuns: 40 },
  );
});

test("KSM with a cap and zero pages: exactly enough pages hold N guests, one less N - 1", async () => {
  const shape = fc.record({
    z: fc.nat(3000),
    s: fc.nat(3000),
    u: fc.integer({ min: 1, max: 4000 }),
    o: fc.nat(60),
    cap: fc.constantFrom(4, 64, 256),
    zeroPages: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(shape, fc.integer({ min: 2, max: 300 }), async (g, N) => {
      const mechanisms = [ksm({ max_page_sharing: g.cap, use_zero_pages: g.zeroPages ? 1 : 0 })];
      const of = (pages: number) => ask(onPages(pages, [synthetic(g.z, g.s, g.u, g.o)], { mechanisms }));
      expect((await of(frames(N, g))).n).toEqual(exactly(N));
      expect((await of(frames(N, g) - 1)).n).toEqual(exactly(N - 1));
    }),
    { numRuns: 40 },
  );
});

/** P(base N + burst Binomial(N, p) > capacity), term by term. */
function overrun(N: number, base: number, burst: number, p: number, capacity: number): number {
  const fitting = Math.floor((capacity - N * base) / burst);
  if (fitting < 0) return 1;
  let [term, below] = [(1 - p) ** N, 0];
  for (let k = 0; k <= Math.min(N, fitting); k++) {
    below += term;
    term *= ((N - k) * p) / ((k + 1) * (1 - p));
  }
  return Math.max(0, 1 - below);
}

test("bursts: N* and the probability of fitting are those of the binomial tail (72 of 1000 pages)", async () => {
  const answer = await ask(
    onPages(1000, [onoff(10, 20, 0.1)], {
      objective: { confidence: 0.99 },
      horizon_s: 1,
      replications: { outer: 5, inner: 4000 },
    }),
  );
  expect(answer.n.p50).toBe(72);
  expect(overrun(72, 10, 20, 0.1, 1000)).toBeCloseTo(0.0046, 4);
  for (const { n, p_fits } of answer.curve) {
    const p = overrun(n, 10, 20, 0.1, 1000);
    const standardError = Math.sqrt((p * (1 - p)) / 20_000);
    expect(Math.abs(1 - p_fits - p)).toBeLessThanOrEqual(4 * standardError + 1e-3);
  }
  expect(answer.overrun.p).toBeCloseTo(overrun(73, 10, 20, 0.1, 1000), 2);
  // More than (1000 - 730) / 20 = 13 bursts: an overrun is at least 10 pages deep, and one epoch of a second long.
  expect(answer.overrun.depth_pages.mean).toBeGreaterThanOrEqual(10);
  expect(answer.overrun.seconds).toEqual({ mean: 1, p95: 1 });
});

test("bursts on 10 000 pages: 800 guests at 1 %, within the noise of the runs", async () => {
  const { n } = await ask(
    onPages(10_000, [onoff(10, 20, 0.1)], {
      objective: { confidence: 0.99 },
      horizon_s: 1,
      replications: { outer: 3, inner: 1000 },
    }),
  );
  expect(n.p50).toBeGreaterThanOrEqual(797);
  expect(n.p50).toBeLessThanOrEqual(803);
});

test("a series of bursts keeps its level for the whole horizon, so the peak must fit", async () => {
  const table = parseSeriesTable(`a\n${[1, 1, 1, 9, 1, 1, 1, 1].join("\n")}`, "t.csv");
  const scenario = parseScenario(
    onPages(9 + 2, [{ kind: "series", file: "t.csv", column: "a", unit: "pages" }], { horizon_s: 8 }),
    null,
  );
  // One guest needs 9 pages once. Two need 10, or 18 when their peaks meet (1 of 8). Three need 11, or 19 and more
  // when two peaks meet (22 of 64).
  const answer = await answerDensity(scenario, null, { engineVersion: "test", series: { "t.csv": table } });
  expect(answer.n.p95).toBeLessThan(2);
  const loose = { ...scenario, objective: { ...scenario.objective, confidence: 0.75 } };
  const looser = await answerDensity(loose, null, { engineVersion: "test", series: { "t.csv": table } });
  expect(looser.n.p50).toBe(2);
  expect(looser.curve.find(({ n }) => n === 2)!.p_fits).toBeCloseTo(7 / 8, 1);
});

test("size is the inverse of density, to the page", async () => {
  const g = { z: 500, s: 3000, u: 700, o: 20 };
  for (const N of [1, 2, 37, 300]) {
    const scenario = parseScenario(onPages(1_000_000, [synthetic(g.z, g.s, g.u, g.o)], { mechanisms: [ksm()] }), null);
    const reply = await answerSize(scenario, null, N, {});
    expect(reply.memory_bytes).toEqual(exactly(frames(N, g) * PAGE));
    expect(reply.marginal_bytes_per_guest).toBe((frames(N + 1, g) - frames(N, g)) * PAGE);
    expect(reply.hosts).toBe(1);
  }
});

test("hosts of the scenario's size: as many as N guests fill, and none where not even one fits", async () => {
  const of = (pages: number, N: number) =>
    answerSize(parseScenario(onPages(pages, [{ kind: "static", ram_bytes: 10 * PAGE }]), null), null, N, {});
  expect((await of(100, 10)).hosts).toBe(1);
  expect((await of(100, 11)).hosts).toBe(2);
  expect((await of(9, 11)).hosts).toBeNull();
});

test("an objective that the guests' own faults break is said to be unreachable", async () => {
  const host = makeHost({
    guests: 2,
    pages: 1000,
    seed: 1,
    change: (guest) => ({ ...guest, faults: guest.faults!.map(() => 100_000) }),
  });
  const scenario = {
    host: { memory_bytes: GIB },
    guests: [{ kind: "profile", profile: "*" }],
    objective: { p99_slowdown: 1.05 },
  };
  await expect(answerSize(parseScenario(scenario, null), host, 2, {})).rejects.toMatchObject({
    report: { code: "objective.unreachable", exit: 1 },
  });
  const answer = await ask(scenario, host);
  expect(answer.n).toEqual(exactly(0));
  expect(answer.binding).toEqual([{ resource: "p99 slowdown", share: 1 }]);
});
