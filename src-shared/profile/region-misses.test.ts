import fc from "fast-check";
import { expect, it } from "vitest";
import { regionMisses } from "./region-misses.ts";

it("a page seen in every scan costs nothing to keep, one seen in every second scan the misses of its visits", () => {
  const misses = regionMisses(4, 33);
  for (let scan = 0; scan < 33; scan++) {
    misses.accessed(scan, 0, 1);
    if (scan % 2 === 1) misses.accessed(scan, 1, 1);
  }
  // 33 visits of page 0, 16 of page 1 after one idle scan; pages 2 and 3 are never seen. At the end page 1 is idle.
  const best = misses.finish()!.points.map(({ pages, miss_ratio }) => [pages, miss_ratio.best]);
  expect(best).toEqual([
    [0, 1],
    [1, 16 / 49],
    [2, 0],
    [4, 0],
  ]);
});

it("fewer than sixteen scans give no curve, and no access either", () => {
  const few = regionMisses(10, 15);
  few.accessed(0, 0, 5);
  expect(few.finish()).toBeNull();
  expect(regionMisses(10, 100).finish()).toBeNull();
});

it("large guests have ages of blocks, and sizes stay in pages", () => {
  const pages = 2 ** 20;
  const misses = regionMisses(pages, 64);
  for (let scan = 0; scan < 64; scan++) misses.accessed(scan, (scan % 4) * (pages / 4), pages / 4);
  const curve = misses.finish()!;
  expect(curve.pagesPerUnit).toBe(4);
  expect(curve.points.at(-1)).toMatchObject({ pages, miss_ratio: { best: 0 } });
});

it("neither the curve nor its bounds ever rise with size, and the bounds hold it", () => {
  const scan = fc.array(fc.tuple(fc.nat(63), fc.integer({ min: 1, max: 20 })), { maxLength: 4 });
  fc.assert(
    fc.property(fc.array(scan, { minLength: 16, maxLength: 60 }), (scans) => {
      const misses = regionMisses(64, scans.length);
      scans.forEach((ranges, at) => {
        for (const [first, pages] of ranges) misses.accessed(at, first, pages);
      });
      const points = misses.finish()?.points ?? [];
      points.forEach(({ pages, miss_ratio: { low, best, high } }, i) => {
        expect(low).toBeLessThanOrEqual(best);
        expect(best).toBeLessThanOrEqual(high);
        const before = points[i - 1];
        if (!before) return;
        expect(pages).toBeGreaterThan(before.pages);
        for (const bound of ["low", "best", "high"] as const)
          expect(before.miss_ratio[bound]).toBeGreaterThanOrEqual({ low, best, high }[bound]);
      });
    }),
  );
});
