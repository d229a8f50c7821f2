import fc from "fast-check";
import { expect, it } from "vitest";
import { burstingGuests, chernoffGuests, meanGuests, normalGuests, overrunChance, peakGuests } from "./bursting.ts";

it("two guests of 1 + 1 pages with chance a half overrun three pages in one case of four", () => {
  expect(overrunChance({ base: 1, burst: 1, p: 0.5 }, 3, 2)).toBeCloseTo(0.25, 12);
  expect(overrunChance({ base: 1, burst: 1, p: 0.5 }, 1, 2)).toBe(1);
  expect(burstingGuests({ base: 1, burst: 1, p: 0.5 }, 3, 0.25)).toBe(2);
  expect(burstingGuests({ base: 1, burst: 1, p: 0.5 }, 3, 0.24)).toBe(1);
});

it("guests that fit lie between their peak sizes and their mean sizes, and above Chernoff's bound", () => {
  const guest = fc.record({
    base: fc.integer({ min: 1, max: 20 }),
    burst: fc.integer({ min: 1, max: 90 }),
    p: fc.constantFrom(0.02, 0.05, 0.1, 0.3),
  });
  fc.assert(
    fc.property(guest, fc.integer({ min: 200, max: 4000 }), fc.constantFrom(0.01, 0.001), (of, capacity, epsilon) => {
      const fits = burstingGuests(of, capacity, epsilon);
      expect(fits).toBeGreaterThanOrEqual(peakGuests(of, capacity));
      expect(fits).toBeLessThanOrEqual(meanGuests(of, capacity) + 1);
      expect(chernoffGuests(of, capacity, epsilon)).toBeLessThanOrEqual(fits);
      expect(overrunChance(of, capacity, fits)).toBeLessThanOrEqual(epsilon);
      expect(overrunChance(of, capacity, fits + 1)).toBeGreaterThan(epsilon);
    }),
    { numRuns: 60 },
  );
});

it("the normal curve takes the mean where nothing varies", () => {
  expect(normalGuests({ base: 10, burst: 0, p: 0.5 }, 1000, 0.01)).toBe(100);
});
