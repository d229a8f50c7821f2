import { describe, expect, it } from "vitest";
import { type Cell, decimalsOf, lookOf, toTsv, widthOf } from "./cell-text.ts";

const look = (name: string, type: string, sample: readonly Cell[] = []) => lookOf({ name, type, unit: null }, sample);

describe("a value on the screen", () => {
  it("has groups of three and a true minus, exact at every size", () => {
    expect(look("n", "BIGINT").text(9223372036854775807n)).toBe("9 223 372 036 854 775 807".replaceAll(" ", "\u202f"));
    expect(look("n", "INTEGER").text(-1234)).toBe("−1\u202f234");
    expect(look("n", "HUGEINT").text("170141183460469231731687303715884105727")).toMatch(/^170\u202f141/);
  });

  it("has the decimals of its column: three digits that count at the greatest value, none where all are whole", () => {
    expect([
      decimalsOf([1, 2.0, 30]),
      decimalsOf([123.456, 4]),
      decimalsOf([0.5]),
      decimalsOf([0.00123]),
      decimalsOf([]),
    ]).toEqual([0, 1, 3, 5, 0]);
    const share = look("share", "DOUBLE", [0.25, 12.5, null]);
    expect([share.text(12.5), share.text(0.25), share.text(-3)]).toEqual(["12.5", "0.3", "−3.0"]);
  });

  it("is never rounded to nothing", () => {
    expect(look("x", "DOUBLE", [250.5]).text(0.0004)).toBe("4.00e−4");
    expect(look("x", "DOUBLE", [250.5]).text(0)).toBe("0.0");
    expect(look("x", "DOUBLE", [1.5]).text(Number.NaN)).toBe("not a number");
  });

  it("is hexadecimal for addresses, plain for names that are numbers, text as it is but harmless", () => {
    expect(look("gpa", "UBIGINT").text("18446744073709551615")).toBe("0xffffffffffffffff");
    expect(look("pid", "INTEGER").text(12345)).toBe("12345");
    expect(look("comm", "VARCHAR").text("a\u202eb")).toBe("a\ufffdb");
    expect([look("gpa", "UBIGINT").mono, look("hash", "UHUGEINT", ["0".repeat(32)]).numeric]).toEqual([true, false]);
  });

  it("can be drawn as a bar where it is a quantity", () => {
    expect(["faults", "t", "pid", "gpa"].map((name) => look(name, "BIGINT").quantity)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe("copied cells", () => {
  const heads = [
    { name: "stall", type: "DOUBLE", unit: "ms" },
    { name: "kind", type: "VARCHAR", unit: null },
  ];
  it("are exact and plain, one line a row, with units in the head", () => {
    expect(
      toTsv(
        [
          [1234567.5, "a\tb\nc"],
          [null, ""],
        ],
        heads,
      ),
    ).toBe("stall (ms)\tkind\n1234567.5\ta b c\n\t");
    expect(toTsv([[9223372036854775807n]], null)).toBe("9223372036854775807");
  });
});

it("a column is as wide as its head and its values need, within limits", () => {
  const column = { name: "n", type: "VARCHAR", unit: null };
  expect(widthOf(column, lookOf(column, []), ["x"])).toBe(56);
  expect(widthOf(column, lookOf(column, []), ["x".repeat(500)])).toBe(320);
});
