// Expected values are worked out by hand.
import { describe, expect, it } from "vitest";
import { byEpoch, carried, summary } from "./series.ts";

describe("series by epochs", () => {
  it("are summed up in whole numbers, the median by nearest rank", () => {
    expect(summary([5, 1.4, 9, 3])).toEqual({ first: 5, min: 1, median: 3, max: 9, last: 3 });
    expect(summary([7])).toEqual({ first: 7, min: 7, median: 7, max: 7, last: 7 });
    expect(summary([])).toBeNull();
  });

  it("are laid out, and carry the last reading forward and the first one back", () => {
    expect([...byEpoch(3, [0, 2, 2, 9, -4], [1, 2, 3, 10, 100])]).toEqual([101, 0, 15]);
    expect([...byEpoch(0, [0], [1])]).toEqual([]);
    expect([...carried(5, [1, 3], [10, 30])!]).toEqual([10, 10, 10, 30, 30]);
    expect(carried(5, [], [])).toBeNull();
  });
});
