import { describe, expect, it } from "vitest";
import { alikeDownTo, curveFault, hullOf, missRatio, worthOnHull } from "./miss-curve.ts";

/** Costs 100, 60, 35, 20, 12, 8 and 80, 70, 40, 10, 5, 4 of model 3.4, by units. */
const bent = [80, 70, 40, 10, 5, 4].map((cost, units) => [units, cost / 100] as const);

describe("a miss ratio curve", () => {
  it("is straight between its points, 1 without memory, and stays at its end", () => {
    const curve = [
      [100, 0.5],
      [300, 0.1],
    ] as const;
    expect([0, 50, 100, 200, 300, 900].map((pages) => missRatio(curve, pages))).toEqual([1, 0.75, 0.5, 0.3, 0.1, 0.1]);
  });

  it("has a lower hull that skips what bends the wrong way", () => {
    // 80 to 10 in three units: 70 and 40 lie above the line.
    expect(hullOf(bent).map(([units]) => units)).toEqual([0, 3, 4, 5]);
    expect(worthOnHull(hullOf(bent), 2)).toBeCloseTo(0.7 / 3, 12);
    expect([2, 4, 9].map((pages) => alikeDownTo(hullOf(bent), pages))).toEqual([0, 3, 5]);
    expect(worthOnHull(hullOf(bent), 9)).toBe(0);
  });

  it("is refused when memory makes it worse or its points do not ascend", () => {
    expect(curveFault(bent)).toBeNull();
    expect(
      curveFault([
        [1, 0.2],
        [2, 0.3],
      ]),
    ).toMatch(/never rise/);
    expect(
      curveFault([
        [2, 0.2],
        [2, 0.1],
      ]),
    ).toMatch(/ascend/);
  });
});
