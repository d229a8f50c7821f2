import { expect, it } from "vitest";
import { provedShare, runsWithoutFailure } from "./proof.ts";

it("five runs without a failure prove a half, and no fewer", () => {
  // 0.5^4 = 6.25 %, 0.5^5 = 3.1 %.
  expect(runsWithoutFailure(0.5)).toBe(5);
});

it("n passes of n prove the n-th root of 5 %; none prove nothing", () => {
  expect(provedShare(10, 10)).toBeCloseTo(0.05 ** (1 / 10), 9);
  expect(provedShare(0, 10)).toBe(0);
  // Of Clopper and Pearson's tables: 8 of 10 at 95 % one-sided.
  expect(provedShare(8, 10)).toBeCloseTo(0.4931, 4);
});
