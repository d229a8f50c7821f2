import { expect, it } from "vitest";
import {
  meanOccupancyWhileShrinking,
  partitionReclaimMs,
  reclaimMs,
  removableBlocks,
  scaledMs,
  speedupWithout,
} from "./reclaim-time.ts";
import { chanceMovable } from "./unmovable.ts";

const costs = { fixedMsPerBlock: 10, migrateUsPerPage: 4, zeroUsPerPage: 1, pagesPerBlock: 1000 };

it("adds fixed, migrated and zeroed time of each block", () => {
  expect(reclaimMs(costs, 3, 0.5, 0.25)).toBeCloseTo(3 * (10 + 2 + 0.25), 12);
  expect(partitionReclaimMs(3, 5)).toBe(15);
  expect(scaledMs(30, 2, 5)).toBe(75);
});

it("two instances that end one by one leave a half, then nothing: a quarter on average", () => {
  expect(meanOccupancyWhileShrinking(1)).toBe(0);
  expect(meanOccupancyWhileShrinking(2)).toBe(0.25);
});

it("three quarters removed make four times as fast; a block larger than the guest cannot go", () => {
  expect(speedupWithout([0.5, 0.25])).toBe(4);
  expect(removableBlocks(300, 128)).toBe(2);
  expect(removableBlocks(100, 128)).toBe(0);
});

it("a unit of two pages is free of unmovable ones with the square of the chance", () => {
  expect(chanceMovable(0.1, 2)).toBeCloseTo(0.81, 12);
  expect(chanceMovable(0, 1000)).toBe(1);
});
