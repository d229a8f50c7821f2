import fc from "fast-check";
import { expect, it } from "vitest";
import { anywhereHit, hottestFirstHit, meanAccess } from "./placement.ts";

const classes = [
  { pages: 10, accessShare: 0.8 },
  { pages: 90, accessShare: 0.2 },
];

it("serves the hot tenth and half of the rest from 55 fast pages", () => {
  expect(hottestFirstHit(classes, 55)).toBeCloseTo(0.8 + 0.1, 12);
  expect(anywhereHit(classes, 55)).toBeCloseTo(0.55, 12);
  expect(meanAccess(0.9, 100, 300)).toBeCloseTo(120, 12);
});

it("the hottest first never serve fewer accesses than pages anywhere, and all once everything fits", () => {
  fc.assert(
    fc.property(fc.nat(150), (fast) => {
      expect(hottestFirstHit(classes, fast)).toBeGreaterThanOrEqual(anywhereHit(classes, fast) - 1e-12);
    }),
  );
  expect(hottestFirstHit(classes, 100)).toBeCloseTo(1, 12);
});
