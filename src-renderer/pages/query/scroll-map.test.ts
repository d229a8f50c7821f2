import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { barTop, isSqueezed, MOST_HEIGHT, rowsSeen, rowsTop, scrollHeight, topToShow } from "./scroll-map.ts";

const few = { rows: 3072, rowHeight: 22, viewport: 400 };
const many = { rows: 10_000_000, rowHeight: 22, viewport: 400 };

describe("scrolling", () => {
  it("of what a browser can lay out is the browser's own, pixel by pixel", () => {
    expect([isSqueezed(few), scrollHeight(few)]).toEqual([false, 3072 * 22]);
    for (const top of [0, 1, 1234, 3072 * 22 - 400]) expect([rowsTop(top, few), barTop(top, few)]).toEqual([top, top]);
  });

  it("of ten million rows reaches the first and the last one, and every row between", () => {
    expect([isSqueezed(many), scrollHeight(many)]).toEqual([true, MOST_HEIGHT]);
    expect(rowsSeen(rowsTop(0, many), many)).toEqual({ first: 0, until: 19 });
    expect(rowsSeen(rowsTop(MOST_HEIGHT - 400, many), many).until).toBe(10_000_000);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: many.rows - 20 }), (row) => {
        const top = rowsTop(barTop(row * 22, many), many);
        expect(Math.abs(top - row * 22)).toBeLessThan(1);
      }),
    );
  });

  it("never goes beyond either end", () => {
    for (const size of [
      few,
      many,
      { rows: 3, rowHeight: 22, viewport: 400 },
      { rows: 0, rowHeight: 22, viewport: 400 },
    ])
      for (const top of [-50, 1e12]) {
        const { first, until } = rowsSeen(rowsTop(top, size), size);
        expect(first >= 0 && until <= size.rows && barTop(top, size) <= scrollHeight(size)).toBe(true);
      }
  });

  it("shows a row with the least movement", () => {
    expect(topToShow(5, 0, few)).toBe(0);
    expect(topToShow(100, 0, few)).toBe(101 * 22 - 400);
    expect(topToShow(2, 500, few)).toBe(44);
  });
});
