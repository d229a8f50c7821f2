// Miss-ratio curves against hand-computed rows, a slow LRU, and counts of other programs (reference/peers.md section 3).
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aetCurve } from "./aet.ts";
import { pointsOf } from "./curve.ts";
import { exactCurve } from "./exact.ts";
import { lruMemory } from "./lru.ts";
import { shardsCurve } from "./shards.ts";
import { curveOf, meanError, oracleTraces, slowDistances, zipfTrace } from "./testing/traces.ts";

const HAND = [1, 2, 3, 1, 2, 4, 1, 5, 2, 3];
const traces = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 300 });
const best = (curve: { at(pages: number): { best: number } }, sizes: readonly number[]): number[] =>
  sizes.map((pages) => curve.at(pages).best);

describe("the exact curve", () => {
  test("of a trace computed by hand: distance 3 three times, 4 and 5 once, five first uses", () => {
    const curve = curveOf(exactCurve(), HAND);
    expect(curve.distances()).toEqual([
      [3, 3],
      [4, 1],
      [5, 1],
      [null, 5],
    ]);
    expect(best(curve, [0, 1, 2, 3, 4, 5, 6])).toEqual([1, 1, 1, 0.7, 0.6, 0.5, 0.5]);
    expect(pointsOf(curve).map((p) => p.pages)).toEqual([0, 3, 4, 5]);
  });

  test("of a loop misses always in one page less than the loop, and only at first in all of it", () => {
    const loop = Array.from({ length: 5000 }, (_, i) => i % 100);
    expect(best(curveOf(exactCurve(), loop), [99, 100])).toEqual([1, 100 / 5000]);
  });

  test("has the distances of a slow LRU stack, whatever the trace", () => {
    fc.assert(
      fc.property(traces, (trace) => {
        const counts = new Map<number | null, number>();
        for (const d of slowDistances(trace)) counts.set(d, (counts.get(d) ?? 0) + 1);
        const found = curveOf(exactCurve(), trace).distances()!;
        expect(found.length).toBe(counts.size);
        for (const [d, n] of found) expect(n).toBe(counts.get(d));
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  test("keeps apart page numbers that differ only beyond 32 bits", () => {
    const far = 2 ** 40;
    expect(curveOf(exactCurve(), [1, far + 1, 1, far + 1]).distances()).toEqual([
      [2, 2],
      [null, 2],
    ]);
  });

  test("never rises with size, in its best estimate and both bounds", () => {
    fc.assert(
      fc.property(traces, (trace) => {
        let [low, mid, high] = [1, 1, 1];
        for (const { miss_ratio: r } of pointsOf(curveOf(exactCurve(), trace))) {
          expect(r.low).toBeLessThanOrEqual(Math.min(low, r.best));
          expect(r.best).toBeLessThanOrEqual(mid);
          expect(r.high).toBeLessThanOrEqual(high);
          expect(r.high).toBeGreaterThanOrEqual(r.best);
          [low, mid, high] = [r.low, r.best, r.high];
        }
      }),
      { seed: 5, numRuns: 50 },
    );
  });

  test("counts long traces after its time slots were renumbered often", () => {
    const loop = Array.from({ length: 100_000 }, (_, i) => i % 3000);
    expect(curveOf(exactCurve(), loop).distances()).toEqual([
      [3000, 97_000],
      [null, 3000],
    ]);
  });
});

describe("LRU misses of three generated traces, as an independent program and libCacheSim count them", () => {
  const { a, b, c } = oracleTraces();
  const known: [string, readonly number[], readonly [number, number][]][] = [
    [
      "A",
      a,
      [
        [50, 90_105],
        [100, 80_545],
        [200, 63_031],
        [400, 34_700],
      ],
    ],
    [
      "B",
      b,
      [
        [999, 100_000],
        [1000, 1000],
      ],
    ],
    [
      "C",
      c,
      [
        [50, 60_858],
        [100, 27_006],
        [200, 10_165],
        [1000, 9173],
      ],
    ],
  ];
  test("the traces are the ones meant: their pages and sums are as published", () => {
    const sum = (values: readonly number[]): number => values.reduce((x, y) => x + y, 0);
    expect([new Set(a).size, sum(a), a.slice(0, 5)]).toEqual([969, 24_150_259, [535, 165, 17, 500, 13]]);
    expect([new Set(c).size, sum(c), c.slice(0, 5)]).toEqual([4473, 39_616_443, [69, 15, 88, 93, 80]]);
  });
  for (const [name, trace, misses] of known)
    test(`trace ${name}, by stack distances and by replay`, () => {
      const curve = curveOf(exactCurve(), trace);
      for (const [size, n] of misses) {
        expect(Math.round(curve.at(size).best * trace.length)).toBe(n);
        const memory = lruMemory(size, Math.max(...trace) + 1);
        expect(trace.reduce((sum, page) => sum + Number(memory.use(page)), 0)).toBe(n);
      }
    });
});

test("an LRU memory of any size misses as often as the stack distances say", () => {
  fc.assert(
    fc.property(traces, fc.integer({ min: 0, max: 40 }), (trace, size) => {
      const memory = lruMemory(size, 31);
      const misses = trace.reduce((sum, page) => sum + Number(memory.use(page)), 0);
      expect(misses).toBe(slowDistances(trace).filter((d) => d === null || d > size).length);
    }),
    { seed: 9, numRuns: 200 },
  );
});

describe("a sampled curve", () => {
  const whole = { rate: 1, maxSampled: null, correction: "pages" } as const;
  test("at rate 1 equals the exact one bit by bit", () => {
    fc.assert(
      fc.property(traces, (trace) => {
        const [a, b] = [curveOf(exactCurve(), trace), curveOf(shardsCurve(whole), trace)];
        expect(b.distances()).toEqual(a.distances());
        expect(pointsOf(b)).toEqual(pointsOf(a));
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  test("with room for all pages equals the exact one too", () => {
    const trace = zipfTrace(300, 5000, 0.8, 4);
    const [a, b] = [curveOf(exactCurve(), trace), curveOf(shardsCurve({ ...whole, maxSampled: 400 }), trace)];
    for (let size = 0; size <= 300; size += 7) expect(b.at(size).best).toBeCloseTo(a.at(size).best, 12);
  });

  test("at rate 0.1, corrected by pages, is within 0.01 on Zipf 0.8 (row V6)", () => {
    const trace = zipfTrace(20_000, 400_000, 0.8, 7);
    const exact = curveOf(exactCurve(), trace);
    const curve = curveOf(shardsCurve({ ...whole, rate: 0.1 }), trace);
    expect(meanError(curve, exact, exact.distinct)).toBeLessThanOrEqual(0.01);
    expect(curve.distinct).toBe(exact.distinct);
    expect(curve.sampling?.indicative).toBe(false);
  });

  test("of a loop has no error once it is corrected by pages, and much by references alone", () => {
    const loop = Array.from({ length: 100_000 }, (_, i) => (i % 5000) * 7919);
    const exact = curveOf(exactCurve(), loop);
    const error = (correction: "pages" | "adj"): number =>
      meanError(curveOf(shardsCurve({ ...whole, rate: 0.1, correction }), loop), exact, 5000);
    expect(error("pages")).toBeLessThan(1e-9);
    expect(error("adj")).toBeGreaterThan(error("pages"));
  });

  test("of a fixed size holds no more pages than asked and stays near (row V7)", () => {
    const trace = zipfTrace(60_000, 400_000, 0.8, 11);
    const exact = curveOf(exactCurve(), trace);
    const curve = curveOf(shardsCurve({ ...whole, maxSampled: 8192 }), trace);
    expect(curve.sampling?.pages).toBe(8192);
    expect(meanError(curve, exact, exact.distinct)).toBeLessThan(0.01);
  });

  test("from fewer than 500 pages says that it is a hint only", () => {
    expect(curveOf(shardsCurve({ ...whole, rate: 0.1 }), zipfTrace(1000, 9000, 0.8, 2)).sampling?.indicative).toBe(
      true,
    );
  });

  test("has a band that holds the exact curve at nine of ten sizes and more", () => {
    const trace = zipfTrace(20_000, 200_000, 0.9, 13);
    const exact = curveOf(exactCurve(), trace);
    const curve = curveOf(shardsCurve({ ...whole, rate: 0.1 }), trace);
    const sizes = Array.from({ length: 100 }, (_, i) => Math.round(((i + 1) * exact.distinct) / 100));
    const inside = pointsOf(curve, sizes).filter(
      ({ pages, miss_ratio: r }) => r.low <= exact.at(pages).best && exact.at(pages).best <= r.high,
    );
    expect(inside.length).toBeGreaterThanOrEqual(90);
  });
});

describe("the curve from reuse times", () => {
  test("of the trace computed by hand", () => {
    expect(best(curveOf(aetCurve(), HAND), [0, 1, 2, 3, 4, 5])).toEqual([1, 1, 1, 0.7, 0.6, 0.5]);
  });

  test("of a loop is exact", () => {
    const loop = Array.from({ length: 5000 }, (_, i) => i % 100);
    expect(best(curveOf(aetCurve(), loop), [99, 100])).toEqual([1, 100 / 5000]);
  });

  test("is within 0.005 of the exact one on Zipf 1.1 (row V8)", () => {
    const trace = zipfTrace(20_000, 400_000, 1.1, 3);
    const exact = curveOf(exactCurve(), trace);
    expect(meanError(curveOf(aetCurve(), trace), exact, exact.distinct)).toBeLessThanOrEqual(0.005);
  });

  test("agrees with its definition, summed step by step", () => {
    fc.assert(
      fc.property(traces, fc.integer({ min: 0, max: 40 }), (trace, pages) => {
        const last = new Map<number, number>();
        const times = trace.map((page, at) => {
          const time = at - (last.get(page) ?? Number.NEGATIVE_INFINITY);
          last.set(page, at);
          return time;
        });
        const longer = (t: number): number => times.filter((time) => time > t).length;
        let [sum, time] = [0, 0];
        // Everything that is used again has left by then.
        while (sum < pages * trace.length && time <= 100 * trace.length) sum += longer(time++);
        expect(curveOf(aetCurve(), trace).at(pages).best).toBe(longer(time) / trace.length);
      }),
      { seed: 2, numRuns: 60 },
    );
  });
});

test("every curve says how it was made, on how much, and how far it may err", () => {
  const trace = zipfTrace(20_000, 200_000, 0.9, 13);
  const sampled = (change: object) => shardsCurve({ rate: 0.1, maxSampled: null, correction: "pages", ...change });
  const [exact, rate, size, aet] = [exactCurve(), sampled({}), sampled({ rate: 1, maxSampled: 1000 }), aetCurve()].map(
    (builder) => curveOf(builder, trace),
  );
  expect(exact!.accuracy).toMatchObject({
    method: expect.stringContaining("Mattson"),
    sample: 200_000,
    of: "references",
  });
  expect(rate!.accuracy).toMatchObject({ method: expect.stringContaining("share"), of: "pages" });
  expect(size!.accuracy).toMatchObject({ method: expect.stringContaining("number"), sample: 1000, of: "pages" });
  expect(aet!.accuracy).toMatchObject({ method: expect.stringContaining("AET"), sample: 200_000, of: "references" });
  // A sample adds its own error to that of time; a small one adds more.
  expect(rate!.accuracy.error!).toBeGreaterThan(exact!.accuracy.error!);
  expect(size!.accuracy.error!).toBeGreaterThan(rate!.accuracy.error!);
  for (const curve of [rate!, size!])
    expect(meanError(curve, exact!, exact!.distinct)).toBeLessThan(curve.accuracy.error!);
});

test("an empty trace has an empty curve, not a broken one", () => {
  for (const builder of [exactCurve(), aetCurve(), shardsCurve({ rate: 0.5, maxSampled: null, correction: "pages" })]) {
    const curve = builder.finish();
    expect([curve.references, curve.distinct, curve.at(10).best]).toEqual([0, 0, 0]);
  }
});
