import { describe, expect, it } from "vitest";
import { rovingIndex } from "./roving.ts";

describe("arrow keys in a group", () => {
  it("move along a column and stop at its ends", () => {
    const column = { way: "column" } as const;
    expect(rovingIndex("ArrowDown", 0, 3, column)).toBe(1);
    expect(rovingIndex("ArrowDown", 2, 3, column)).toBe(2);
    expect(rovingIndex("ArrowUp", 0, 3, column)).toBe(0);
    expect(rovingIndex("ArrowRight", 0, 3, column)).toBeNull();
  });

  it("go round in a menu", () => {
    const menu = { way: "column", wrap: true } as const;
    expect(rovingIndex("ArrowDown", 2, 3, menu)).toBe(0);
    expect(rovingIndex("ArrowUp", 0, 3, menu)).toBe(2);
  });

  it("Home, End and pages reach the ends of a long table and never pass them", () => {
    const table = { way: "column", page: 20, wrap: true } as const;
    expect(rovingIndex("End", 5, 1000, table)).toBe(999);
    expect(rovingIndex("Home", 5, 1000, table)).toBe(0);
    expect(rovingIndex("PageDown", 990, 1000, table)).toBe(999);
    expect(rovingIndex("PageUp", 5, 1000, table)).toBe(0);
    expect(rovingIndex("PageDown", 5, 1000, { way: "column" })).toBeNull();
  });

  it("begin at the near end when nothing is focused, and do nothing in an empty group", () => {
    expect(rovingIndex("ArrowDown", -1, 3, { way: "column" })).toBe(0);
    expect(rovingIndex("ArrowUp", -1, 3, { way: "column" })).toBe(2);
    expect(rovingIndex("End", -1, 0, { way: "column" })).toBeNull();
  });
});
