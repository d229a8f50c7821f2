import { expect, test } from "vitest";
import { placed } from "./lane-words.tsx";
import { bytesUnit, type LaneSpec } from "./spec.ts";

const told = ["a", "b"].map((measure) => ({ measure, title: measure, direct: true, how: "", unit: bytesUnit }));
const lane = { told } as unknown as LaneSpec;
const places = (a: number, b: number, height = 52) =>
  placed(
    lane,
    [
      ["a", a],
      ["b", b],
    ],
    height,
  ).map(({ id, y }) => [id, y]);

test("the upper line has its name above it, the lower one below", () => {
  expect(places(20, 30)).toEqual([
    ["a", 5],
    ["b", 32],
  ]);
});

test("names of lines that lie close at an edge stand apart, and inside of the lane", () => {
  for (const [a, b] of [
    [50, 51],
    [1, 2],
    [44, 50],
    [0, 51],
  ] as const) {
    const [[, first = 0] = [], [, second = 0] = []] = places(a, b) as [string, number][];
    expect(second - first).toBeGreaterThanOrEqual(13);
    expect(first).toBeGreaterThanOrEqual(0);
    expect(second).toBeLessThanOrEqual(52 - 13);
  }
});
