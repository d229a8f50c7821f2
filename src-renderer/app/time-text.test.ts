import { describe, expect, it } from "vitest";
import { formatClock } from "../../src-shared/base/clock.ts";
import { formatMoment, formatSpan } from "./clock.ts";
import { parseTime } from "./time-text.ts";

const hour = 3_600_000;
const minute = 60_000;
// 21 November 2025, 14:00:00 UTC, forty minutes long.
const line = { startWallMs: Date.UTC(2025, 10, 21, 14), lengthMs: 40 * minute, span: null };

describe("a typed time", () => {
  it("14:15 is that minute of the project", () => {
    expect(parseTime("14:15", line)).toEqual({ fromMs: 15 * minute, toMs: 16 * minute });
  });

  it("14:15:30 is that second, and a fraction that tenth or millisecond", () => {
    expect(parseTime(" 14:15:30 ", line)).toEqual({ fromMs: 930_000, toMs: 931_000 });
    expect(parseTime("14:15:30.5", line)).toEqual({ fromMs: 930_500, toMs: 930_600 });
    expect(parseTime("14:15:30.250", line)).toEqual({ fromMs: 930_250, toMs: 930_251 });
  });

  it("two times are the span between them", () => {
    const span = { fromMs: 860_000, toMs: 1_130_000 };
    for (const text of ["14:14:20 to 14:18:50", "14:14:20-14:18:50", "14:14:20..14:18:50", "14:14:20 – 14:18:50"])
      expect(parseTime(text, line)).toEqual(span);
  });

  it("a time outside of the project means nothing, and a span is cut to the project", () => {
    expect(parseTime("13:30", line)).toBeNull();
    expect(parseTime("15:00", line)).toBeNull();
    expect(parseTime("13:50 to 14:05", line)).toEqual({ fromMs: 0, toMs: 5 * minute });
  });

  it("a time after midnight is one of the next day", () => {
    const night = { startWallMs: Date.UTC(2025, 10, 21, 23), lengthMs: 3 * hour, span: null };
    expect(parseTime("00:30", night)).toEqual({ fromMs: 90 * minute, toMs: 91 * minute });
    expect(parseTime("23:30 to 00:30", night)).toEqual({ fromMs: 30 * minute, toMs: 90 * minute });
  });

  it("+30s moves the selected span, or takes the first 30 s", () => {
    expect(parseTime("+30s", line)).toEqual({ fromMs: 0, toMs: 30_000 });
    const chosen = { ...line, span: { fromMs: minute, toMs: 2 * minute } };
    expect(parseTime("+30s", chosen)).toEqual({ fromMs: 90_000, toMs: 150_000 });
    expect(parseTime("−1.5 min", { ...line, span: { fromMs: 5 * minute, toMs: 6 * minute } })).toEqual({
      fromMs: 3.5 * minute,
      toMs: 4.5 * minute,
    });
    expect(parseTime("-30s", line)).toBeNull();
  });

  it("without a wall clock times count from the start of the project", () => {
    const relative = { startWallMs: null, lengthMs: 2 * hour, span: null };
    expect(parseTime("1:15", relative)).toEqual({ fromMs: 75 * minute, toMs: 76 * minute });
    expect(parseTime("0:00:10", relative)).toEqual({ fromMs: 10_000, toMs: 11_000 });
  });

  it("anything else is no time", () => {
    for (const text of ["", "14", "14:75", "25:00", "14:15 to", "noon", "+30", "1:2"])
      expect(parseTime(text, line)).toBeNull();
  });
});

describe("times on the screen", () => {
  it("are clock times in UTC", () => {
    expect(formatClock(990_800, line.startWallMs, "tenth")).toBe("14:16:30.8");
    expect(formatClock(990_800, line.startWallMs)).toBe("14:16:30");
    expect(formatSpan({ fromMs: 860_000, toMs: 1_130_000 }, line.startWallMs)).toBe("14:14:20 to 14:18:50");
  });

  it("count from project start where there is no wall clock", () => {
    expect(formatClock(860_000, null)).toBe("0:14:20");
    expect(formatClock(-1500, null, "tenth")).toBe("−0:00:01.5");
  });

  it("a short span shows what tells its ends apart", () => {
    expect(formatSpan({ fromMs: 100, toMs: 350 }, line.startWallMs)).toBe("14:00:00.100 to 14:00:00.350");
    expect(formatSpan({ fromMs: 0, toMs: 2500 }, line.startWallMs)).toBe("14:00:00.0 to 14:00:02.5");
  });

  it("wraps at midnight", () => {
    expect(formatClock(2 * hour, Date.UTC(2025, 10, 21, 23))).toBe("01:00:00");
  });

  it("today's moments are clock times, others have their day", () => {
    const at = new Date(2025, 10, 12, 14, 41, 7).getTime();
    expect(formatMoment(at, at + 1000)).toBe("14:41:07");
    expect(formatMoment(at, new Date(2025, 10, 14).getTime())).toBe("12 November 14:41");
  });
});
