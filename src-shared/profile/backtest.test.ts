// Expected values: the model's worked example, and series whose errors can be counted by hand or with a few lines of Python.
import { expect, test } from "vitest";
import { createStream } from "../base/rng.ts";
import { backtest, skillOf } from "./backtest.ts";

const series = (n: number, at: (i: number) => number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => at(i));

test("skill is 0.667 for errors of 3 against 9", () => {
  const actual = [100, 110, 105, 120, 130];
  const last = [95, 100, 110, 105, 120];
  expect(skillOf(actual, [102, 108, 109, 116, 127], [last])).toBeCloseTo(2 / 3, 12);
  // The better of two references counts: one that is off by 3, too, leaves nothing.
  expect(skillOf(actual, [102, 108, 109, 116, 127], [last, [103, 113, 108, 123, 133]])).toBe(0);
});

test("skill ends at -1, and is 0 where nothing ever changes", () => {
  expect(skillOf([1, 2], [101, 102], [[2, 3]])).toBe(-1);
  expect(skillOf([1, 2], [1, 3], [[1, 2]])).toBe(-1);
  expect(skillOf([5, 5], [5, 5], [[5, 5]])).toBe(0);
  expect(
    backtest(
      series(100, () => 7),
      50,
    ),
  ).toEqual({ skill: 0, coverage: 1, origins: 20 });
});

test("a peak every fifth epoch: the median is off by 20 on average, the last value by 40, the line by 35", () => {
  // 20 spans of one epoch, 4 of them peaks of 100. The interval goes from 0 to 100. Line: least squares in Python.
  const result = backtest(
    series(50, (i) => (i % 5 === 4 ? 100 : 0)),
    50,
  )!;
  expect(result).toMatchObject({ coverage: 1, origins: 20 });
  expect(result.skill).toBeCloseTo(0.4280801917400405, 9);
});

test("a course that only grows is forecast better by its line", () => {
  expect(
    backtest(
      series(200, (i) => 1000 + 10 * i),
      100,
    )!.skill,
  ).toBe(-1);
});

test("noise without memory: better than the last value, and the interval holds nine tenths of what comes", () => {
  let [skill, coverage] = [0, 0];
  for (let seed = 1; seed <= 20; seed++) {
    const stream = createStream(seed, { mechanism: 250 });
    const result = backtest(
      series(1000, () => 1000 + stream.next() * 100),
      1000,
    )!;
    skill += result.skill / 20;
    coverage += result.coverage / 20;
  }
  // 400 spans; 0.9 has a standard error of 0.015. A line through many spans is almost their mean, so skill is near 0.
  expect(Math.abs(coverage - 0.9)).toBeLessThan(0.05);
  expect(Math.abs(skill)).toBeLessThan(0.2);
});

test("what is shorter than a period or has no five spans is not tested", () => {
  expect(
    backtest(
      series(99, (i) => i % 7),
      100,
    ),
  ).toBeNull();
  expect(
    backtest(
      series(12, (i) => i % 7),
      5,
    ),
  ).toBeNull();
  expect(
    backtest(
      series(13, (i) => i % 7),
      5,
    ),
  ).toMatchObject({ origins: 5 });
  expect(backtest(new Float64Array(0), 0)).toBeNull();
});
