import { describe, expect, it } from "vitest";
import { capture, project } from "./import.fixture.ts";
import { placeOf, spanChart } from "./spans.ts";

const chart = spanChart(
  project([capture(1), capture(2), capture(3), capture(4, { duplicate_of: 1 })], {
    spans: [
      { capture: 1, from_ms: 0, to_ms: 1000 },
      { capture: 2, from_ms: 250, to_ms: 250 },
      { capture: 3, from_ms: null, to_ms: null },
      { capture: 4, from_ms: -1000, to_ms: 500 },
    ],
  }),
);

describe("bars", () => {
  it("are one for each capture with times; the others are named", () => {
    expect(chart.bars.map(({ capture: one, instant, hidden }) => [one.id, instant, hidden])).toEqual([
      [1, false, false],
      [2, true, false],
      [4, false, true],
    ]);
    expect(chart.without.map(({ id }) => id)).toEqual([3]);
  });
  it("share an axis that reaches over duplicates from before the start", () => {
    expect([chart.fromMs, chart.toMs]).toEqual([-1000, 1000]);
    expect(placeOf({ fromMs: 0, toMs: 1000 }, chart)).toEqual({ left: 0.5, width: 0.5 });
    expect(placeOf({ fromMs: 250, toMs: 250 }, chart)).toEqual({ left: 0.625, width: 0 });
  });
  it("of one moment stand in the middle", () => {
    const one = spanChart(project([capture(1)], { spans: [{ capture: 1, from_ms: 0, to_ms: 0 }] }));
    expect(placeOf({ fromMs: 0, toMs: 0 }, one)).toEqual({ left: 0.5, width: 0 });
  });
});
