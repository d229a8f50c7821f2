import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tickStep, ticksOf, tickText } from "./ticks.ts";
import { pxOf } from "./view.ts";

// 21 November 2026, 14:08:00 UTC: 1 795 270 080 s after 1970, by `date -u -d "2026-11-21 14:08" +%s`.
const WALL = 1_795_270_080_000;
const written = (view: { fromMs: number; toMs: number }, width: number, wall: number | null) =>
  ticksOf(view, width, wall).flatMap(({ text }) => text ?? []);

describe("the marks of the time axis", () => {
  it("stand on round clock times, not on round times since the start", () => {
    expect(written({ fromMs: 0, toMs: 18 * 60_000 }, 900, WALL + 30_000)).toEqual([
      ...["14:10", "14:12", "14:14", "14:16", "14:18", "14:20", "14:22", "14:24", "14:26"],
    ]);
  });

  it("are as fine as the view: minutes, seconds, ms, µs, ns", () => {
    expect(written({ fromMs: 0, toMs: 40_000 }, 400, WALL)).toEqual([
      "14:08:00",
      "14:08:10",
      "14:08:20",
      "14:08:30",
      "14:08:40",
    ]);
    expect(written({ fromMs: 0, toMs: 0.4 }, 400, WALL)).toEqual(["00.000 000", "00.000 200", "00.000 400"]);
    expect(tickText(1.25, 1, true)).toBe("0:00:00.001".padStart(12, "0"));
    expect(tickText(12_345.000_25, 1e-5, true)).toBe("12.345 000 250");
  });

  it("count from the start where no wall clock is known", () => {
    expect(written({ fromMs: 0, toMs: 120 * 60_000 }, 400, null)).toEqual(["0:00", "0:30", "1:00", "1:30", "2:00"]);
  });

  it("name the day where a new one begins", () => {
    expect(written({ fromMs: 0, toMs: 24 * 3_600_000 }, 500, WALL)).toContain("22 Nov");
  });

  it("leave room for their words at any zoom and width", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -4, max: 10, noNaN: true }),
        fc.integer({ min: 200, max: 2500 }),
        fc.double({ min: 0, max: 1e7, noNaN: true }),
        (power, width, from) => {
          const view = { fromMs: from, toMs: from + 10 ** power };
          const places = ticksOf(view, width, WALL)
            .filter(({ text }) => text !== null)
            .map(({ ms }) => pxOf(ms, view, width));
          for (const [at, place] of places.entries())
            if (at > 0) expect(place - (places[at - 1] as number)).toBeGreaterThan(50);
          expect(places.length).toBeLessThan(50);
        },
      ),
    );
  });

  it("are parted by whole numbers of shorter marks", () => {
    const { step, parts } = tickStep({ fromMs: 0, toMs: 18 * 60_000 }, 900);
    expect(step / parts).toBe(Math.round(step / parts));
  });
});
