import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearestRank } from "./percentile.ts";
import { largestRemainder } from "./remainder.ts";

describe("largest remainder", () => {
  // Worked by hand in the model's section 0.
  it.each([
    [10, [1, 1, 1], [4, 3, 3]],
    [7, [5, 3, 2], [4, 2, 1]],
    [100, [1, 2, 4], [14, 29, 57]],
    [3, [0.5, 0.25, 0.25], [1, 1, 1]],
  ])("of %d by %j is %j", (n, weights, parts) => {
    expect(largestRemainder(n, weights)).toEqual(parts);
  });

  it("hands out every unit and stays within one of the exact share", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 28 }),
        fc.array(fc.integer({ min: 0, max: 2 ** 20 }), { minLength: 1, maxLength: 12 }),
        (n, weights) => {
          const total = weights.reduce((a, b) => a + b, 0);
          fc.pre(total > 0);
          const parts = largestRemainder(n, weights);
          expect(parts.reduce((a, b) => a + b, 0)).toBe(n);
          parts.forEach((part, i) => {
            expect(Math.abs(part - (n * weights[i]!) / total)).toBeLessThan(1);
          });
        },
      ),
    );
  });

  it("of weights that are all zero is an error", () => {
    expect(() => largestRemainder(3, [0, 0])).toThrow(RangeError);
  });
});

describe("nearest rank", () => {
  it("is the value of rank ceil(share · n)", () => {
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
    expect([0.01, 0.07, 0.5, 0.95, 0.99, 1].map((p) => nearestRank(hundred, p))).toEqual([1, 7, 50, 95, 99, 100]);
    expect(nearestRank([3, 9], 0)).toBe(3);
    expect(nearestRank([3, 5, 9], 0.5)).toBe(5);
    expect(nearestRank([], 0.5)).toBeNaN();
  });
});
