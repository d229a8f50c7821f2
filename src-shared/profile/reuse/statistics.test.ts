// Working sets, footprints, cold ages, heat and what was not seen, against hand computations (reference/model.md section 1).
import fc from "fast-check";
import { expect, test } from "vitest";
import { coldAges, coldCurve } from "./cold-age.ts";
import { distinctCounter, pageHash } from "./distinct.ts";
import { exactCurve } from "./exact.ts";
import { damonRate, heatClasses } from "./heat.ts";
import { sharingBySample } from "./sampled-sharing.ts";
import { curveOf, zipfTrace } from "./testing/traces.ts";
import { seenIn, unseen } from "./unseen.ts";
import { footprint, footprintCurve, footprintMissRatio, mixedFootprint, windowSums } from "./windows.ts";

const letters = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0));

test("working sets of a circular trace: the sums and misses of row V5", () => {
  const sums = windowSums(letters("abcabcddab"), 5, true);
  expect([...sums.pages.slice(1)]).toEqual([10, 19, 26, 30, 34]);
  expect([...sums.misses.slice(1, 5)]).toEqual([9, 7, 4, 4]);
});

test("working sets of any trace are those counted window by window", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 40 }),
      fc.boolean(),
      (trace, round) => {
        const n = trace.length;
        const sums = windowSums(trace, n, round);
        for (let T = 1; T <= n; T++) {
          let pages = 0;
          for (let t = 0; t < n; t++) {
            const window = new Set<number>();
            for (let back = 0; back < T; back++)
              if (t - back >= 0 || round) window.add(trace[(((t - back) % n) + n) % n]!);
            pages += window.size;
          }
          expect(sums.pages[T]).toBe(pages);
        }
      },
    ),
    { seed: 1, numRuns: 60 },
  );
});

test("the footprint of the hand-computed trace: 1, 2, 3, 25/7, 4 (row V3)", () => {
  const fp = footprint([1, 2, 3, 1, 2, 4, 1, 5, 2, 3], 5);
  [0, 1, 2, 3, 25 / 7, 4].forEach((pages, w) => {
    expect(fp[w]).toBeCloseTo(pages, 12);
  });
});

test("the footprint is the mean number of pages over all windows", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 40 }), (trace) => {
      const fp = footprint(trace, trace.length);
      for (let w = 1; w <= trace.length; w++) {
        let sum = 0;
        for (let from = 0; from + w <= trace.length; from++) sum += new Set(trace.slice(from, from + w)).size;
        expect(fp[w]).toBeCloseTo(sum / (trace.length - w + 1), 9);
      }
    }),
    { seed: 4, numRuns: 60 },
  );
});

test("the miss ratio by footprint of a long loop is near its own, and guests' footprints add up", () => {
  const loop = Array.from({ length: 10_000 }, (_, i) => i % 100);
  const fp = footprint(loop, 300);
  expect(footprintMissRatio(fp, 50)).toBeCloseTo(1, 1);
  expect(footprintMissRatio(fp, 100)).toBeCloseTo(0, 1);
  expect(mixedFootprint([fp, fp], [0.5, 0.5], 200)[100]).toBeCloseTo(2 * fp[50]!, 9);
});

test("a curve by footprint has a band that holds the exact curve of most sizes, and says on what it rests", () => {
  const trace = zipfTrace(2000, 40_000, 0.9, 5);
  const sizes = [100, 200, 400, 800, 1200];
  const exact = curveOf(exactCurve(), trace);
  const { points, accuracy } = footprintCurve(trace, 20_000, sizes);
  expect(accuracy).toMatchObject({ sample: 40_000, of: "references" });
  for (const { pages, miss_ratio: r } of points) {
    expect(Math.abs(r.best - exact.at(pages).best)).toBeLessThan(0.02);
    expect(r.high).toBeGreaterThan(r.low);
  }
  expect(footprintCurve(Int32Array.of(1, 2, 1), 3, [1]).points[0]!.miss_ratio).toMatchObject({ low: 0, high: 1 });
});

test("the band of a curve from cold ages holds what twice as many pages give", () => {
  // Every page is used in a scan with a chance of its own: half often, half seldom.
  let x = 9;
  const chance = (): number => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return x / 2 ** 32;
  };
  const of = (pages: number) => {
    const ages = coldAges();
    for (let scan = 0; scan < 60; scan++)
      ages.scan(Array.from({ length: pages }, (_, page) => chance() < (page % 2 ? 0.5 : 0.05)));
    return coldCurve(ages.finish());
  };
  const [small, large] = [of(400), of(20_000)];
  // Missed after four idle scans: at the size that keeps what was used within four.
  const at = (curve: ReturnType<typeof of>) => curve.points[3]!.miss_ratio;
  expect(at(small).low).toBeLessThan(at(large).best);
  expect(at(small).high).toBeGreaterThan(at(large).best);
  expect(small.accuracy.error!).toBeGreaterThan(large.accuracy.error!);
});

test("cold ages count pages by scans without an access, and accesses by the age they ended", () => {
  const ages = coldAges();
  // Page 0 always, page 1 in the first and last scan, page 2 in the first, page 3 never.
  for (const scan of [
    [1, 1, 1, 0],
    [1, 0, 0, 0],
    [1, 0, 0, 0],
    [1, 1, 0, 0],
  ])
    ages.scan(scan);
  const { pages, cold, promotions } = ages.finish();
  expect([pages, ...cold.slice(0, 5)]).toEqual([4, 4, 2, 2, 2, 1]);
  expect([...promotions.slice(0, 4)]).toEqual([7, 1, 1, 0]);
  const curve = coldCurve(ages.finish());
  // Keeping what was used within three scans holds two pages and misses nothing that was seen.
  expect(curve.points.map(({ pages: size, miss_ratio }) => [size, miss_ratio.best])).toEqual([
    [2, 0],
    [3, 0],
    [4, 0],
  ]);
  expect(curve.accuracy).toMatchObject({ sample: 4, of: "pages" });
});

test("heat classes are doublings of accesses, hottest first, and their shares add up to 1", () => {
  const heat = heatClasses([8, 9, 1, 0, 0, 2]);
  expect(heat.classes.map(({ pages, access_share }) => [pages, access_share])).toEqual([
    [2, 17 / 20],
    [1, 2 / 20],
    [1, 1 / 20],
    [2, 0],
  ]);
  // 17 of 20: sqrt(0.85 · 0.15 / 20).
  expect(heat.accuracy).toMatchObject({ sample: 20, of: "accesses", error: Math.sqrt((0.85 * 0.15) / 20) });
  expect(heatClasses([0, 0])).toMatchObject({ classes: [], accuracy: { error: null } });
});

test("the access rate of a DAMON region seen in 10 of 20 checks of 5 ms is ln 2 / 5 ms; seen always, only a bound", () => {
  expect(damonRate(10, 20, 0.005).perSecond).toBeCloseTo(Math.log(2) / 0.005, 9);
  // p = 1/2 in 20 checks: sqrt(1 / 20) / 5 ms.
  expect(damonRate(10, 20, 0.005).deviation).toBeCloseTo(Math.sqrt(1 / 20) / 0.005, 9);
  expect(damonRate(20, 20, 0.005)).toMatchObject({ atLeast: true, deviation: null });
});

test("Good-Turing of a a b c c d is 4/6 (row V9), and Chao1 is at least what was seen", () => {
  const { coverage, atLeast } = unseen(seenIn("aabccd"));
  expect(coverage!.best).toBe(4 / 6);
  // D = 4, f1 = 2, f2 = 2: 4 + 2 · 1 / (2 · 3).
  expect(atLeast).toBeCloseTo(4 + 1 / 3, 12);
  // Esty: sqrt(2 (1 - 2/6) + 2 · 2) / 6.
  expect(unseen(seenIn("aabccd")).accuracy).toMatchObject({
    sample: 6,
    of: "draws",
    error: expect.closeTo(Math.sqrt(4 / 3 + 4) / 6),
  });
  expect(unseen(seenIn([]))).toMatchObject({ coverage: null, accuracy: { error: null } });
});

test("sharing from contents chosen by hash is right on average, its spread as computed (model section 1.4)", () => {
  // 20 000 contents, every third with three copies: 33 334 pages, saving 1 - 20 000 / 33 334.
  let x = 1;
  const draw = (): number => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return x / 2 ** 32;
  };
  const errors: number[] = [];
  let deviation = 0;
  for (let run = 0; run < 100; run++) {
    const contents = Array.from({ length: 20_000 }, (_, i) => ({ hash: draw(), copies: i % 3 === 0 ? 3 : 1 }));
    const estimate = sharingBySample(contents, 0.05);
    deviation = estimate.accuracy.error!;
    errors.push(1 - estimate.distinct / estimate.pages - (1 - 20_000 / 33_334));
  }
  const mean = errors.reduce((a, b) => a + b, 0) / errors.length;
  const spread = Math.sqrt(errors.reduce((a, b) => a + (b - mean) ** 2, 0) / errors.length);
  expect(Math.abs(mean)).toBeLessThan(deviation / 2);
  expect(spread / deviation).toBeGreaterThan(0.75);
  expect(spread / deviation).toBeLessThan(1.25);
  expect(
    sharingBySample(
      [
        { hash: 0.9, copies: 500 },
        { hash: 0.2, copies: 1 },
      ],
      1,
    ).saving.best,
  ).toBeCloseTo(1 - 2 / 501, 12);
});

test("different pages are counted exactly up to a quarter of a million and to a thousandth beyond", () => {
  const counter = distinctCounter();
  const add = (low: number, high: number): void => counter.add(low, high, pageHash(low, high));
  for (let i = 0; i < 262_144; i++) add(i, 0);
  expect([counter.count(), counter.exact()]).toEqual([262_144, true]);
  for (let i = 0; i < 1_000_000; i++) add(i, 7);
  expect(counter.exact()).toBe(false);
  expect(Math.abs(counter.count() / 1_262_144 - 1)).toBeLessThan(0.001);
});
