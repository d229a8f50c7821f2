import { describe, expect, it } from "vitest";
import { intervalWords, layoutInterval } from "./interval.ts";

const axis = { from: 0, to: 20, width: 100 };

describe("an interval bar", () => {
  it("puts p5, p50 and p95 where the axis says", () => {
    expect(layoutInterval({ low: 16, mid: 18, high: 20, ...axis })).toEqual({
      band: { x: 80, width: 20 },
      mid: 90,
      cut: { left: false, right: false },
    });
  });

  it("can still be seen when all three are the same", () => {
    const { band, mid } = layoutInterval({ low: 9, mid: 9, high: 9, ...axis });
    expect(band).toEqual({ x: 43.5, width: 3 });
    expect(mid).toBe(45);
    const last = layoutInterval({ low: 20, mid: 20, high: 20, ...axis }).band;
    expect(last.x + last.width).toBeLessThanOrEqual(100);
  });

  it("says which end the axis cuts", () => {
    expect(layoutInterval({ low: -5, mid: 3, high: 40, ...axis })).toEqual({
      band: { x: 0, width: 100 },
      mid: 15,
      cut: { left: true, right: true },
    });
  });

  it("an axis without length puts everything in the middle", () => {
    expect(layoutInterval({ low: 7, mid: 7, high: 7, from: 7, to: 7, width: 100 }).mid).toBe(50);
  });

  it("is said as an interval, or as one number", () => {
    expect(intervalWords("16", "20")).toBe("16 to 20");
    expect(intervalWords("9", "9")).toBe("9");
  });
});
