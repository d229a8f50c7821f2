import { describe, expect, it } from "vitest";
import { fieldText, numberProblem, parseNumber, rangeWords, stepped } from "./number.ts";

describe("a typed number", () => {
  it("is read with thin spaces, both minus signs and either decimal mark", () => {
    expect(["48\u202f316\u2009204", "-1.5", "−1.5", "0,25", "1.", ".5", "2e3", "1e-3", " 7 "].map(parseNumber)).toEqual(
      [48_316_204, -1.5, -1.5, 0.25, 1, 0.5, 2000, 0.001, 7],
    );
  });

  it("a comma that could part thousands is not guessed at", () => {
    expect(parseNumber("1,024")).toBeNull();
    expect(numberProblem("1,024", { min: 0, max: 9 }, false)).toBe("write 1024 or 1.024");
    expect(parseNumber("1,048,576")).toBe(1_048_576);
    expect(parseNumber("0,125")).toBe(0.125);
    expect(parseNumber("1,25")).toBe(1.25);
  });

  it("anything else is no number", () => {
    for (const text of ["", "abc", "1.2.3", "1-2", "--1", "0x10", "NaN", "Infinity", "1e999", "5 GiB"])
      expect(parseNumber(text)).toBeNull();
  });
});

describe("a number field", () => {
  it("says the allowed range with its unit", () => {
    const range = { min: 1, max: 64, unit: "GiB" };
    expect(numberProblem("128", range, false)).toBe("1 to 64 GiB");
    expect(numberProblem("64", range, false)).toBeNull();
    expect(rangeWords(0, 4_194_304, "GiB")).toBe("0 to 4\u202f194\u202f304 GiB");
    expect(rangeWords(0, Number.POSITIVE_INFINITY, "ms")).toBe("at least 0 ms");
    expect(rangeWords(Number.NEGATIVE_INFINITY, 5)).toBe("at most 5");
  });

  it("may be empty only where that means something", () => {
    expect(numberProblem(" ", { min: 0, max: 1 }, true)).toBeNull();
    expect(numberProblem(" ", { min: 0, max: 1 }, false)).toBe("a number is needed");
  });

  it("steps without the dust of binary fractions, and stops at the range", () => {
    expect(stepped(0.1, 1, 0.1, 0, 1, 2)).toBe(0.2);
    expect(stepped(0.7, 1, 0.1, 0, 1, 2)).toBe(0.8);
    expect(stepped(60, 10, 1, 0, 64, 0)).toBe(64);
    expect(stepped(1, -10, 1, 0, 64, 0)).toBe(0);
  });

  it("shows no more decimals than it keeps, and no zeros behind them", () => {
    expect([fieldText(4, 1), fieldText(4.06, 1), fieldText(0.125, 3)]).toEqual(["4", "4.1", "0.125"]);
  });
});
