import { expect, test } from "vitest";
import { createStream } from "../base/rng.ts";
import { autocorrelation, blockLength, onEpochs, warmUpEpochs } from "./blocks.ts";

const f = (...values: number[]) => Float64Array.of(...values);

test("longer epochs keep the largest value, shorter ones repeat it", () => {
  expect([...onEpochs(f(1, 5, 2, 3, 9), 1, 2)]).toEqual([5, 3, 9]);
  expect([...onEpochs(f(1, 5), 2, 1)]).toEqual([1, 1, 5, 5]);
});

test("an unknown value is the last known one, at the start the first", () => {
  expect([...onEpochs(f(Number.NaN, 4, Number.NaN, 2), 1, 1)]).toEqual([4, 4, 4, 2]);
});

test("autocorrelation of an alternating and of a constant series", () => {
  expect(autocorrelation(f(1, -1, 1, -1), 1)).toBe(-1);
  expect(autocorrelation(f(1, -1, 1, -1), 2)).toBe(1);
  expect(autocorrelation(f(3, 3, 3), 1)).toBe(1);
});

test("a block is five times the memory of an AR(1) series: lag -1 / ln 0.9 = 9.5", () => {
  const draws = createStream(7, { mechanism: 250 });
  const series = new Float64Array(4000);
  for (let i = 1; i < series.length; i++) series[i] = 0.9 * series[i - 1]! + draws.next() - 0.5;
  const block = blockLength(series);
  expect(block).toBeGreaterThanOrEqual(5 * 7);
  expect(block).toBeLessThanOrEqual(5 * 15);
});

test("a series that is short for its memory is one block", () => {
  expect(blockLength(Float64Array.from({ length: 128 }, (_, i) => i))).toBe(128);
  expect(blockLength(f(5, 5, 5))).toBe(3);
});

test("warm-up ends where growth ends, and shrinking is never cut off", () => {
  const growing = Float64Array.from({ length: 100 }, (_, i) => Math.min(i, 30));
  expect(warmUpEpochs(growing)).toBe(30);
  expect(warmUpEpochs(growing.map((value) => -value))).toBe(0);
  expect(warmUpEpochs(Float64Array.from({ length: 100 }, (_, i) => i))).toBe(50);
  expect(warmUpEpochs(f(4, 4, 4))).toBe(0);
});
