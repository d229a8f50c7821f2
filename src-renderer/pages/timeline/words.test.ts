import { describe, expect, it } from "vitest";
import { cursorText } from "./moments.ts";
import { bytesUnit, countUnit, pagesUnit, percentUnit, perSecond } from "./spec.ts";
import { inUnit, rangeText, shortNumber, tempoOf, unitWords, valueText, valueWords } from "./words.ts";

const GIB = 2 ** 30;
const to = (value: number) => ({ from: 0, to: value });

describe("values beside lanes", () => {
  it("stand in the unit of the whole lane, which is written once", () => {
    expect(valueText(0.5 * GIB, bytesUnit, to(64 * GIB), "s")).toBe("0.50");
    expect(valueText(38.2 * GIB, bytesUnit, to(120 * GIB), "s")).toBe("38.2");
    expect(unitWords(bytesUnit, to(64 * GIB), "s")).toBe("GiB");
    expect(unitWords(perSecond(bytesUnit), to(2 ** 21), "s")).toBe("MiB/s");
    expect(valueText(14.55, percentUnit, to(24), "s")).toBe("14.6");
    expect(valueText(1_920_000, pagesUnit, to(2.4e6), "s")).toBe("1\u202f920\u202f000");
  });

  it("say nothing where nothing was recorded, and 0 where it was 0", () => {
    expect(valueText(Number.NaN, bytesUnit, to(GIB), "s")).toBe("");
    expect(valueWords(Number.NaN, bytesUnit, "s")).toBe("not recorded");
    expect(valueText(0, countUnit(""), to(5), "s")).toBe("0");
  });

  it("count by the second, the ms or the µs, as long as a bucket is long enough for it", () => {
    expect([tempoOf(1000), tempoOf(16), tempoOf(15), tempoOf(0.016), tempoOf(0.01)]).toEqual([
      "s",
      "s",
      "ms",
      "ms",
      "µs",
    ]);
    expect(inUnit(2_000_000, countUnit(""), to(1), "ms")).toBe(2000);
    expect(valueWords(1940, countUnit("faults"), "s")).toBe("1\u202f940 faults/s");
    expect(unitWords(countUnit("exits"), to(1), "µs")).toBe("exits per µs");
  });

  it("at the ends of ranges need few digits", () => {
    expect(rangeText(2.5 * GIB, bytesUnit, to(2.5 * GIB), "s")).toBe("2.5");
    expect([0.5, 31.62, 1000, 1234.5, 2.5e7, 0.0012].map(shortNumber)).toEqual([
      ...["0.5", "31.6", "1\u202f000", "1\u202f234.5", "25 M", "0.0012"],
    ]);
  });

  it("moments are as fine as pixels are", () => {
    // 14:08:00 UTC.
    const wall = 1_795_270_080_000;
    expect(cursorText(510_800, wall, 1000)).toBe("14:16:30");
    expect(cursorText(510_840, wall, 60)).toBe("14:16:30.8");
    expect(cursorText(510_841.25, wall, 1)).toBe("14:16:30.841");
    expect(cursorText(510_841.25, wall, 0.01)).toBe("30.841 250");
    expect(cursorText(61_000, null, 1000)).toBe("0:01:01");
  });
});
