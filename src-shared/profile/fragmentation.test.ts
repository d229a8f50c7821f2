import { expect, it } from "vitest";
import { unusableIndex, usableFree } from "./fragmentation.ts";

// 8 single pages, 2 blocks of 4 and 1 of 1024: 8 + 8 + 1024 = 1040 free pages, of which 16 are in no block of 512.
const free = [8, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1];

it("counts free pages in blocks that are large enough", () => {
  expect([usableFree(free, 0), usableFree(free, 2), usableFree(free, 9)]).toEqual([1040, 1032, 1024]);
});

it("is the share of free pages that no such block holds", () => {
  expect(unusableIndex(free, 9)).toBeCloseTo(16 / 1040, 12);
  expect(unusableIndex([], 9)).toBe(0);
});
