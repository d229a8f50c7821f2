// Relations on captured guests that tie density and size together, for any scenario on any captured host.
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseScenario } from "./scenario.ts";
import { answerSize } from "./size.ts";
import { ask, PAGE } from "./testing/ask.ts";
import { makeHost } from "./testing/host.ts";

const hosts = [1, 2, 3, 5].map((guests) =>
  makeHost({
    guests,
    pages: 400,
    seed: guests,
    change: (guest, i) => ({
      ...guest,
      overheadBand: i % 2 === 0 ? null : { low: 15_000, high: 40_000 },
      pinned: guests === 5 && i === 4 ? "VFIO" : null,
      residentPages: guests === 2 ? Float64Array.of(300 + 200 * i) : guest.residentPages,
      freePages: guests === 2 ? Float64Array.of(300) : guest.freePages,
    }),
  }),
);
const scenario = fc.record({
  memory: fc.integer({ min: 0, max: 100_000 }),
  reserve: fc.nat(2000),
  guests: fc.constantFrom(
    [{ kind: "profile", profile: "*" }],
    [{ kind: "profile", profile: "guest0", overhead_bytes: 0 }],
    [
      { kind: "profile", profile: "*", weight: 3 },
      { kind: "profile", profile: "guest0", weight: 0.7, sharing_domain: "b" },
    ],
    [
      { kind: "profile", profile: "*" },
      { kind: "onoff", base_bytes: 100 * PAGE, burst_bytes: 300 * PAGE, p: 0.2 },
    ],
  ),
  mechanisms: fc.constantFrom<object[]>(
    [],
    [{ id: "dedup", max_page_sharing: 3 }],
    [{ id: "balloon" }],
    [{ id: "dedup", use_zero_pages: 1 }, { id: "balloon" }],
  ),
  confidence: fc.constantFrom<number>(0.5, 0.9, 1),
  horizon_s: fc.constantFrom(1, 10, 60),
  seed: fc.nat(100),
  outer: fc.constantFrom(1, 4, 7),
  inner: fc.constantFrom(1, 5),
});
type Asked = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

const written = ({ memory, reserve, guests, mechanisms, confidence, horizon_s, seed, outer, inner }: Asked) => ({
  host: { memory_bytes: memory * PAGE, reserve_bytes: reserve * PAGE },
  guests,
  mechanisms,
  objective: { confidence },
  horizon_s,
  seed,
  replications: { outer, inner },
});
const numRuns = 50;

test("more memory, less reserve or less confidence never lowers N*, quantile by quantile", async () => {
  await fc.assert(
    fc.asyncProperty(scenario, fc.constantFrom(...hosts), fc.nat(3000), async (asked, host, more) => {
      const { n } = await ask(written(asked), host);
      for (const change of [
        { memory: asked.memory + more },
        { reserve: Math.max(0, asked.reserve - more) },
        { confidence: asked.confidence / 2 },
      ]) {
        const easier = (await ask(written({ ...asked, ...change }), host)).n;
        for (const q of ["p5", "p50", "p95"] as const) expect(easier[q]).toBeGreaterThanOrEqual(n[q]);
      }
    }),
    { numRuns },
  );
});

test("size is the smallest memory on which density finds that many guests, for each quantile", async () => {
  await fc.assert(
    fc.asyncProperty(scenario, fc.constantFrom(...hosts), fc.integer({ min: 1, max: 40 }), async (asked, host, N) => {
      const size = await answerSize(parseScenario(written(asked), null), host, N, {});
      const at = async (bytes: number) => (await ask(written({ ...asked, memory: bytes / PAGE }), host)).n;
      for (const [memory, guests] of [
        ["p5", "p95"],
        ["p50", "p50"],
        ["p95", "p5"],
      ] as const) {
        const bytes = size.memory_bytes[memory];
        expect((await at(bytes))[guests]).toBeGreaterThanOrEqual(N);
        expect((await at(bytes - PAGE))[guests]).toBeLessThan(N);
      }
    }),
    { numRuns },
  );
});
