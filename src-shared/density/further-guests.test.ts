// Expected values: by hand from the definitions; Student's t from printed tables.
import { expect, test } from "vitest";
import { bootstrapStretch, metAgain } from "./further-guests.ts";
import { ask, PAGE } from "./testing/ask.ts";
import { makeHost } from "./testing/host.ts";

const patternsOf = (...patterns: [copies: number[], contents: number][]) => ({
  ...makeHost({ guests: 3, pages: 100, seed: 1 }),
  patterns: patterns.map(([copies, contents]) => ({ copies, contents })),
});

test("a content of one guest alone is met again as often as contents of two say", () => {
  // Q1 = 30 + 30, Q2 = 10: 2 * 10 / (2 * 60 + 2 * 10). Draws: 60 + 20 + 3 * 5 = 95, of which 60 once.
  const host = patternsOf([[4, 0, 0], 30], [[0, 0, 1], 30], [[1, 2, 0], 10], [[1, 1, 1], 5]);
  expect(metAgain(host)).toEqual({ chance: 20 / 140, share: 35 / 95, guests: 3 });
  expect(metAgain(patternsOf([[1, 0, 0], 30], [[0, 1, 0], 30]))).toEqual({ chance: 0, share: 0, guests: 2 });
  expect(metAgain(patternsOf([[1, 0, 0], 30]))).toBeNull();
  expect(metAgain({ ...patternsOf(), patterns: null })).toBeNull();
});

test("intervals from few guests are wider by Student's t", () => {
  // sqrt(3 / 2) * 2.920 / 1.645 and so on; 40 degrees of freedom: 1.684.
  expect(bootstrapStretch(3)).toBeCloseTo((Math.sqrt(1.5) * 2.92) / 1.645, 6);
  expect(bootstrapStretch(41)).toBeCloseTo((Math.sqrt(41 / 40) * 1.684) / 1.645, 3);
  expect(bootstrapStretch(1)).toBe(1);
  for (let guests = 3; guests < 200; guests++)
    expect(bootstrapStretch(guests)).toBeLessThan(bootstrapStretch(guests - 1));
});

test("guests that differ in size give an interval that says how little two of them tell", async () => {
  // 900 and 1100 pages: by Student's t the mean is known to 1000 +- 6.31 * 141 / sqrt(2) = 630 pages.
  const host = makeHost({
    guests: 2,
    pages: 1000,
    seed: 1,
    change: (guest, i) => ({ ...guest, overheadPages: 0, residentPages: Float64Array.of(900 + 200 * i), faults: null }),
  });
  const { n } = await ask(
    {
      host: { memory_bytes: 100_000 * PAGE },
      guests: [{ kind: "profile", profile: "*" }],
      replications: { outer: 400 },
    },
    { ...host, patterns: null },
  );
  expect(n.p50).toBe(100);
  expect(n.p5).toBeGreaterThanOrEqual(Math.floor(100_000 / 1650));
  expect(n.p5).toBeLessThanOrEqual(Math.ceil(100_000 / 1500));
  expect(n.p95).toBeGreaterThanOrEqual(Math.floor(100_000 / 500));
});

test("as many guests as were captured share exactly what they shared, whatever further guests may hold", async () => {
  const host = makeHost({
    guests: 4,
    pages: 1000,
    seed: 9,
    change: (g) => ({ ...g, residentPages: null, faults: null }),
  });
  const named = host.guests.map(({ name }) => ({ kind: "profile", profile: name }));
  // Each of the four once. Frames by hand: one for each content, zero pages in ceil(4 * 200 / 256), overhead 100 each.
  const distinct = host.patterns!.reduce((sum, { contents }) => sum + contents, 0);
  const need = distinct + Math.ceil((4 * 200) / 256) + 400;
  const at = (pages: number) =>
    ask({ host: { memory_bytes: pages * PAGE }, guests: named, mechanisms: [{ id: "dedup" }] }, host);
  expect((await at(need)).n.p5).toBeGreaterThanOrEqual(4);
  expect((await at(need - 1)).n.p95).toBeLessThan(4);
});
