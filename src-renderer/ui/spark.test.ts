import { describe, expect, it } from "vitest";
import { sparkPath } from "./spark.ts";

const points = (line: string): number[][][] =>
  line
    .split("M")
    .filter(Boolean)
    .map((run) => run.split("L").map((point) => point.split(" ").map(Number.parseFloat)));

describe("a sparkline", () => {
  it("runs from the left edge to the right one, high values on top", () => {
    const { line } = sparkPath({ values: Float32Array.of(0, 5, 10), width: 101, height: 23 });
    expect(points(line)).toEqual([
      [
        [0.5, 21.5],
        [50.5, 11.5],
        [100.5, 1.5],
      ],
    ]);
  });

  it("has a gap where nothing was seen", () => {
    const { line, area } = sparkPath({ values: Float32Array.of(1, Number.NaN, 2, 3), width: 40, height: 20 });
    expect(points(line)).toHaveLength(2);
    expect(area.split("Z").filter(Boolean)).toHaveLength(2);
    expect(line + area).not.toContain("NaN");
  });

  it("keeps a burst of one value among a million", () => {
    const values = new Float32Array(1_000_000);
    values[500_321] = 9;
    const heights = points(sparkPath({ values, width: 120, height: 24 }).line).flat();
    expect(Math.min(...heights.map((point) => point[1] as number))).toBe(1.5);
    expect(heights.length).toBeLessThanOrEqual(240);
  });

  it("a flat line and no values at all do no harm", () => {
    expect(sparkPath({ values: Float32Array.of(4, 4), width: 10, height: 10 }).line).not.toContain("NaN");
    expect(sparkPath({ values: new Float32Array(0), width: 10, height: 10 })).toEqual({ line: "", area: "" });
    expect(sparkPath({ values: Float32Array.of(Number.NaN), width: 10, height: 10 }).line).toBe("");
  });

  it("shares an axis when it is told its ends", () => {
    const { line } = sparkPath({ values: Float32Array.of(5, 5), width: 11, height: 23, min: 0, max: 10 });
    expect(
      points(line)
        .flat()
        .map((point) => point[1]),
    ).toEqual([11.5, 11.5]);
  });
});
