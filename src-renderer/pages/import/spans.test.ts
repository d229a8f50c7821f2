import { describe, expect, it } from "vitest";
import { capture, project } from "./import.fixture.ts";
import { placeOf, spanChart, ticksOf } from "./spans.ts";

const at = (text: string): number => Date.parse(text);
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

describe("ticks", () => {
  it("stand at round times of the wall clock", () => {
    const start = at("2026-11-21T13:58:30Z");
    const ticks = ticksOf(0, 40 * 60_000, start, 5);
    expect(ticks.map(({ text }) => text)).toEqual(["14:00", "14:10", "14:20", "14:30"]);
    expect(ticks.map(({ ms }) => new Date(ms + start).getUTCSeconds())).toEqual(ticks.map(() => 0));
  });
  it("say seconds where minutes are too coarse, and days where hours are too fine", () => {
    expect(ticksOf(0, 40_000, at("2026-11-21T14:00:00Z"), 5).map(({ text }) => text)).toEqual([
      "14:00:00",
      "14:00:10",
      "14:00:20",
      "14:00:30",
      "14:00:40",
    ]);
    expect(ticksOf(0, 5 * 86_400_000, at("2026-11-21T12:00:00Z"), 6)[0]?.text).toBe("11-22");
  });
  it("count from project start without a wall clock", () => {
    expect(ticksOf(0, 120_000, null, 4).map(({ text }) => text)).toEqual([
      "0:00:00",
      "0:00:30",
      "0:01:00",
      "0:01:30",
      "0:02:00",
    ]);
  });
  it("are never more than asked for, whatever the length", () => {
    for (const length of [3, 77, 999, 12_345, 7e6, 9e9, 4e12])
      expect(ticksOf(0, length, null, 6).length).toBeLessThanOrEqual(7);
    expect(ticksOf(5, 5, null)).toHaveLength(1);
  });
});
