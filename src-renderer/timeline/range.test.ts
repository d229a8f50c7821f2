import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeColumns } from "./columns.ts";
import { extentOf, rangeFor, roundTop } from "./range.ts";
import type { Measure, Track } from "./track.ts";

const MIB = 2 ** 20;
const measure = (id: string, look: Measure["look"]): Measure => ({
  id,
  kind: "gauge",
  parts: [],
  needs: "first",
  look,
  ink: "",
});
const columns = (...values: number[]) => {
  const made = makeColumns(values.length);
  for (const list of [made.value, made.low, made.high]) list.set(values);
  return made;
};
const track = (scale: Partial<Track["scale"]>, measures: Measure[] = []): Track => ({
  id: "t",
  measures,
  heat: null,
  scale: { from: "zero", binary: false, ...scale },
  losses: [],
});

describe("the range of a lane", () => {
  it("ends at a round number that is not much more than the greatest value", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e15, noNaN: true }), (value) => {
        expect(roundTop(value, false)).toBeGreaterThanOrEqual(value * (1 - 1e-6));
        expect(roundTop(value, false)).toBeLessThanOrEqual(value * 1.51);
      }),
    );
    expect([roundTop(97, false), roundTop(1940, false), roundTop(0, false)]).toEqual([100, 2000, 1]);
  });

  it("of memory is round in the unit that people read", () => {
    expect(roundTop(187 * MIB, true)).toBe(200 * MIB);
    expect(roundTop(5.2 * 1024 * MIB, true)).toBe(6 * 1024 * MIB);
  });

  it("adds up what is stacked and leaves out what is only told", () => {
    const lanes = track({}, [measure("a", "stack"), measure("b", "stack"), measure("c", "told")]);
    const known = new Map([
      ["a", columns(1, 2, Number.NaN)],
      ["b", columns(5, -3, Number.NaN)],
      ["c", columns(99, 99, 99)],
    ]);
    expect(extentOf(lanes, known)).toEqual({ from: 0, to: 6 });
    expect(extentOf(track({}, [measure("a", "line")]), new Map([["a", columns(Number.NaN)]]))).toBeNull();
  });

  it("stays as long as it can, so that it does not jump while the view moves", () => {
    const before = { from: 0, to: 100 };
    expect(rangeFor(track({}), { from: 0, to: 60 }, before)).toBe(before);
    expect(rangeFor(track({}), { from: 0, to: 120 }, before)).toEqual({ from: 0, to: 120 });
    expect(rangeFor(track({}), { from: 0, to: 10 }, before)).toEqual({ from: 0, to: 10 });
  });

  it("begins at 0, but for levels that are all far from it", () => {
    expect(rangeFor(track({}), { from: 95, to: 100 }, null)).toEqual({ from: 0, to: 100 });
    const near = rangeFor(track({ from: "values" }), { from: 95, to: 100 }, null);
    expect(near.from).toBeGreaterThan(80);
    expect(near.from).toBeLessThanOrEqual(95);
    expect(near.to).toBeGreaterThanOrEqual(100);
    expect(rangeFor(track({ from: "values" }), { from: 10, to: 100 }, null)).toEqual({ from: 0, to: 100 });
  });

  it("keeps a top that is known beforehand", () => {
    expect(rangeFor(track({ top: 64 }), { from: 0, to: 3 }, null)).toEqual({ from: 0, to: 64 });
    expect(rangeFor(track({ top: 64 }), { from: 0, to: 70 }, null).to).toBe(80);
  });
});
