import { expect, it } from "vitest";
import { sobolIndices } from "./sobol.ts";

it("a sum of two independent inputs is explained by each in proportion to its variance", () => {
  const { first, total, variance } = sobolIndices((x) => x[0]! + 2 * x[1]!, 3, 20_000, 1);
  // Variances 1/12 and 4/12.
  expect(variance).toBeCloseTo(5 / 12, 2);
  for (const [i, share] of [0.2, 0.8, 0].entries()) {
    expect(first[i]).toBeCloseTo(share, 1);
    expect(total[i]).toBeCloseTo(share, 1);
  }
});

it("a product is explained by both together: total above first-order", () => {
  const { first, total } = sobolIndices((x) => (x[0]! - 0.5) * (x[1]! - 0.5), 2, 20_000, 1);
  expect(Math.abs(first[0]!)).toBeLessThan(0.05);
  expect(total[0]).toBeCloseTo(1, 1);
});
