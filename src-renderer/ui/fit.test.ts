import { describe, expect, it } from "vitest";
import { howManyFit } from "./fit.ts";

describe("actions of a page head", () => {
  it("all stay when there is room", () => {
    expect(howManyFit([100, 100, 100], 316, 8, 26)).toBe(3);
  });

  it("the last one moves into the menu first, and the menu's button has room", () => {
    expect(howManyFit([100, 100, 100], 315, 8, 26)).toBe(2);
    expect(howManyFit([100, 100, 100], 241, 8, 26)).toBe(1);
  });

  it("none is left when there is no room at all", () => {
    expect(howManyFit([100, 100], 60, 8, 26)).toBe(0);
    expect(howManyFit([], 0, 8, 26)).toBe(0);
  });
});
