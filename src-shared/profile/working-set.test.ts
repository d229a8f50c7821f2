// Expected values are worked out by hand.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { workingSets } from "./working-set.ts";

const columns = (...values: number[]): Float64Array => Float64Array.from(values);

describe("working sets", () => {
  it("lie between the pages first touched in the window and the resident ones", () => {
    const firstTouches = columns(100, 0, 40, 0, 0, 0, 0, 0, 0, 10);
    const resident = columns(100, 100, 140, 140, 140, 140, 140, 140, 140, 150);
    const sets = workingSets({ epochSeconds: 1, firstTouches, resident, inUse: null });
    expect(sets).toEqual([
      { window_s: 1, pages: { low: 15, best: 133, high: 133 } },
      { window_s: 10, pages: { low: 150, best: 150, high: 150 } },
    ]);
  });

  it("take the guest's own statistics for the best value, held within the bounds", () => {
    const firstTouches = columns(100, 20);
    const resident = columns(100, 120);
    const best = (used: number): number | undefined =>
      workingSets({ epochSeconds: 1, firstTouches, resident, inUse: columns(used, used) })[0]?.pages.best;
    expect(best(70)).toBe(70);
    expect(best(10)).toBe(60);
    expect(best(500)).toBe(110);
  });

  it("are in order for any columns, and no window is longer than the capture", () => {
    const column = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 70 });
    fc.assert(
      fc.property(column, (touches) => {
        const firstTouches = Float64Array.from(touches);
        let sum = 0;
        const resident = firstTouches.map((n) => {
          sum += n;
          return sum;
        });
        for (const { window_s, pages } of workingSets({ epochSeconds: 1, firstTouches, resident, inUse: null })) {
          expect(window_s).toBeLessThanOrEqual(touches.length);
          expect(pages.low).toBeLessThanOrEqual(pages.best);
          expect(pages.best).toBeLessThanOrEqual(pages.high);
        }
      }),
    );
  });
});
