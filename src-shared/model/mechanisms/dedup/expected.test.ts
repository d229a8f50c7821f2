import { expect, it } from "vitest";
import { expectedDistinct } from "./expected.ts";

it("three guests that hold a content with chance a half miss it all in one case of eight", () => {
  expect(expectedDistinct([0.5], 3)).toBeCloseTo(7 / 8, 12);
  expect(expectedDistinct([1, 0], 3)).toBe(1);
});
