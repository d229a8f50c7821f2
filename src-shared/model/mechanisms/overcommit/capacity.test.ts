import fc from "fast-check";
import { expect, it } from "vitest";
import { bestSplit, greedySplit, pooledCapacity } from "./capacity.ts";

it("a pool takes its frames from full speed and gives its ratio before the disk", () => {
  expect(pooledCapacity(100, 10, 4)).toEqual({ fullSpeed: 90, diskFree: 130 });
});

it("the best split is that of trying all of them, of equals the one that gives the first guests least", () => {
  const curve = fc.array(fc.nat(50), { minLength: 1, maxLength: 7 });
  fc.assert(
    fc.property(curve, curve, curve, fc.nat(8), (a, b, c, units) => {
      const at = (of: number[], u: number): number => of[Math.min(u, of.length - 1)]!;
      let best: number[] | null = null;
      for (let x = 0; x <= units; x++)
        for (let y = 0; x + y <= units; y++) {
          const cost = at(a, x) + at(b, y) + at(c, units - x - y);
          if (!best || cost < best[3]!) best = [x, y, units - x - y, cost];
        }
      const split = bestSplit([a, b, c], units);
      expect([...split.units, split.cost]).toEqual(best);
      expect(greedySplit([a, b, c], units).cost).toBeGreaterThanOrEqual(split.cost);
    }),
  );
});
