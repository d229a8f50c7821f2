import { expect, test } from "vitest";
import { parseSeriesTable } from "./series-table.ts";

test("columns of numbers with quotes, a byte order mark and empty cells", () => {
  const table = parseSeriesTable('\uFEFFa, "b"\r\n1,2\r\n,4.5\r\n', "t.csv");
  expect(table.columns).toEqual(["a", "b"]);
  expect(table.values.map((column) => [...column])).toEqual([
    [1, Number.NaN],
    [2, 4.5],
  ]);
});

test.each([
  ["", 1],
  ["a,b\n", 1],
  ["a,b\n1\n", 2],
  ["a\n1\nx\n", 3],
  ["a\n-1\n", 2],
  ["a\n1\n\n2\n", 3],
  ["a\nInfinity\n", 2],
])("a bad table is refused with its line: %j", (text, line) => {
  if (text === "a\n1\n\n2\n") return expect(parseSeriesTable(text, "t.csv").values[0]![1]).toBeNaN();
  expect(() => parseSeriesTable(text, "t.csv")).toThrow(
    expect.objectContaining({
      report: expect.objectContaining({ code: "series.bad_table", where: { file: "t.csv", offset: null, line } }),
    }),
  );
});
