// Answers held against the engine page by page, and relations between ways to put guests together.
import fc from "fast-check";
import { expect, test } from "vitest";
import { simulate } from "../model/engine/simulate.ts";
import { answerDensity } from "./answer.ts";
import { engineInput } from "./engine-input.ts";
import { parseScenario } from "./scenario.ts";
import { ask, onPages, PAGE } from "./testing/ask.ts";

test("the static N* is the number of guests that the scanner, page by page, brings into the host", async () => {
  const run = fc.oneof(
    fc.tuple(fc.constantFrom("0", "a", "b", "c"), fc.integer({ min: 1, max: 6 })),
    fc.record({ same: fc.constantFrom("lib", "img"), count: fc.nat(12) }),
    fc.record({ unique: fc.integer({ min: 1, max: 12 }) }),
  );
  const guest = fc.record({
    kind: fc.constant("pages"),
    pages: fc.array(run, { minLength: 1, maxLength: 4 }),
    overhead_bytes: fc.nat(3).map((pages) => pages * PAGE),
    weight: fc.constantFrom(1, 2),
    sharing_domain: fc.constantFrom(null, "other"),
  });
  const dedup = fc.record({
    id: fc.constant("dedup"),
    smart_scan: fc.constant(0),
    pages_per_epoch: fc.constant("pass"),
    max_page_sharing: fc.constantFrom(2, 5, 256),
    use_zero_pages: fc.constantFrom(0, 1),
  });
  const guests = fc.array(guest, { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(guests, dedup, fc.integer({ min: 40, max: 250 }), async (mix, entry, capacity) => {
      const of = (pages: number) => parseScenario(onPages(pages, mix, { mechanisms: [entry], horizon_s: 8 }), null);
      const { n } = await answerDensity(of(capacity), null, { engineVersion: "test" });
      // A host where all fit before anything is merged, and a mark of what it needs when all is.
      const frames = (count: number): number =>
        simulate(engineInput(of(100_000), null, {}), { guests: count }).summary.frames_used.last;
      for (let count = 1; count <= n.p50; count++) expect(frames(count)).toBeLessThanOrEqual(capacity);
      expect(frames(n.p50 + 1)).toBeGreaterThan(capacity);
    }),
    { numRuns: 25 },
  );
});

const course = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 4, maxLength: 10 });

test("10: a looser objective never lowers N*", async () => {
  const limits = fc.tuple(fc.double({ min: 1, max: 3, noNaN: true }), fc.double({ min: 0, max: 2, noNaN: true }));
  const host = {
    memory_bytes: 900 * PAGE,
    tiers: [
      { name: "fast", bytes: 300 * PAGE, latency_ns: 100 },
      { name: "slow", bytes: 600 * PAGE, latency_ns: 250 },
    ],
  };
  await fc.assert(
    fc.asyncProperty(course, limits, fc.integer({ min: 0, max: 1e6 }), async (pages, [limit, more], accesses_per_s) => {
      const phases = pages.map((count) => ({ work_s: 1, pages: count }));
      const guests = [
        { kind: "work", phases, accesses_per_s },
        { kind: "onoff", base_bytes: 20 * PAGE, burst_bytes: 30 * PAGE, p: 0.3, accesses_per_s },
      ];
      const of = (p99_slowdown: number) =>
        ask({ host, guests, horizon_s: 10, objective: { p99_slowdown }, replications: { outer: 2, inner: 10 } });
      const [strict, loose] = [await of(limit), await of(limit + more)];
      expect(loose.n.p5).toBeGreaterThanOrEqual(strict.n.p5);
      expect(loose.n.p95).toBeGreaterThanOrEqual(strict.n.p95);
    }),
    { numRuns: 20 },
  );
});

test("23: all at their peaks at once fit no more than all in step, and these no more than each by itself", async () => {
  await fc.assert(
    fc.asyncProperty(course, fc.integer({ min: 100, max: 900 }), async (pages, memory) => {
      const file = "course.csv";
      const series = { [file]: { columns: ["a"], values: [Float64Array.from(pages)] } };
      const answer = (guest: object) =>
        answerDensity(
          parseScenario(onPages(memory, [guest], { horizon_s: pages.length, objective: { confidence: 0.9 } }), null),
          null,
          { engineVersion: "test", series },
        );
      const peak = await answer({ kind: "static", ram_bytes: Math.max(...pages) * PAGE });
      const inStep = await answer({ kind: "work", phases: pages.map((count) => ({ work_s: 1, pages: count })) });
      const alone = await answer({ kind: "series", file, column: "a", unit: "pages" });
      expect(inStep.n.p50).toBeGreaterThanOrEqual(peak.n.p50);
      expect(alone.n.p5).toBeGreaterThanOrEqual(inStep.n.p50);
    }),
    { numRuns: 20 },
  );
});
