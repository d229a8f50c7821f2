import { describe, expect, it } from "vitest";
import { dayInWords, fileTime } from "./dates.ts";

const at = (text: string): number => Date.parse(text);

describe("when a project was last open", () => {
  const now = at("2026-11-27T14:50:00Z");
  it("is told with the time for today and yesterday", () => {
    expect(dayInWords(at("2026-11-27T14:41:59Z"), now, "UTC")).toBe("today 14:41");
    expect(dayInWords(at("2026-11-27T00:00:00Z"), now, "UTC")).toBe("today 00:00");
    expect(dayInWords(at("2026-11-26T23:59:00Z"), now, "UTC")).toBe("yesterday 23:59");
    expect(dayInWords(at("2026-11-26T00:00:00Z"), now, "UTC")).toBe("yesterday 00:00");
  });
  it("is a day of this year, or a date with its year", () => {
    expect(dayInWords(at("2026-11-21T10:00:00Z"), now, "UTC")).toBe("21 November");
    expect(dayInWords(at("2025-03-03T10:00:00Z"), now, "UTC")).toBe("3 March 2025");
  });
  it("is told in the time zone of the reader", () => {
    expect(dayInWords(at("2026-11-26T16:00:00Z"), now, "Asia/Tokyo")).toBe("today 01:00");
    expect(dayInWords(at("2026-11-26T14:59:00Z"), now, "Asia/Tokyo")).toBe("yesterday 23:59");
  });
  it("has its yesterday on the day after the clocks change", () => {
    const monday = at("2026-10-26T00:30:00Z");
    expect(dayInWords(at("2026-10-25T00:30:00+02:00"), monday, "Europe/Berlin")).toBe("yesterday 00:30");
    expect(dayInWords(at("2026-10-25T23:30:00+01:00"), monday, "Europe/Berlin")).toBe("yesterday 23:30");
  });
  it("is a plain date where the clock of the machine was set back", () => {
    expect(dayInWords(at("2026-11-28T10:00:00Z"), now, "UTC")).toBe("28 November");
  });
});

it("a file's time is sortable by eye", () => {
  expect(fileTime(at("2026-03-01T05:07:00Z"), "UTC")).toBe("2026-03-01 05:07");
});
