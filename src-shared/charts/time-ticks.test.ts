import { describe, expect, it } from "vitest";
import { ticksOf } from "./time-ticks.ts";

const at = (text: string): number => Date.parse(text);

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
