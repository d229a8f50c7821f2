import { describe, expect, it } from "vitest";
import { guessWidths, nextOrder, sortRows, type TableColumn, type TableRow, toCsv, toTsv } from "./table-model.ts";

const columns: readonly TableColumn[] = [
  { id: "guest", title: "Guest" },
  { id: "memory", title: "Memory", unit: "GiB", numeric: true },
];
const row = (id: string, memory: number | null): TableRow => ({ id, cells: [id, memory], values: [id, memory] });
const rows = [row("vm-10", 8), row("vm-9", null), row("vm-2", 6), row("alpha", 8)];
const ids = (sorted: readonly TableRow[]): string[] => sorted.map((one) => one.id);

describe("a table", () => {
  it("sorts numbers as numbers, and what was not seen is last either way", () => {
    expect(ids(sortRows(rows, { column: 1, descending: true }))).toEqual(["vm-10", "alpha", "vm-2", "vm-9"]);
    expect(ids(sortRows(rows, { column: 1, descending: false }))).toEqual(["vm-2", "vm-10", "alpha", "vm-9"]);
  });

  it("sorts names with numbers in them as people count", () => {
    expect(ids(sortRows(rows, { column: 0, descending: false }))).toEqual(["alpha", "vm-2", "vm-9", "vm-10"]);
  });

  it("a head orders one way, then the other, then as it was", () => {
    const memory = columns[1] as TableColumn;
    const first = nextOrder(null, 1, memory);
    const second = nextOrder(first, 1, memory);
    expect([first, second, nextOrder(second, 1, memory)]).toEqual([
      { column: 1, descending: true },
      { column: 1, descending: false },
      null,
    ]);
    expect(nextOrder({ column: 1, descending: true }, 0, columns[0] as TableColumn)).toEqual({
      column: 0,
      descending: false,
    });
  });

  it("is copied with units in its head and without tabs or line ends in a cell", () => {
    const odd: TableRow = { id: "x", cells: [], values: ["a\tb\nc", 1.5] };
    expect(toTsv(columns, [odd, row("beta", null)])).toBe("Guest\tMemory (GiB)\na b c\t1.5\nbeta\tnot seen");
  });

  it("gives a column room for its longest text, within limits", () => {
    const long: TableRow = { id: "y", cells: [], values: ["a name of quite some length", 48_316_204] };
    const [guest, memory] = guessWidths(columns, [row("a", 1), long]) as [number, number];
    expect(guest).toBeGreaterThan(150);
    expect(memory).toBeGreaterThan(80);
    expect(guessWidths(columns, [{ id: "z", cells: [], values: ["x".repeat(10_000), 1] }])[0]).toBe(360);
    expect(guessWidths([{ id: "w", title: "W", width: 33 }], [])).toEqual([33]);
  });
});

it("gives rows as CSV, with quotes where a cell needs them", () => {
  const columns = [
    { id: "name", title: "Name" },
    { id: "size", title: "Size", unit: "GiB" },
  ];
  const row = (...values: (string | number | null)[]) => ({ id: String(values[0]), cells: [], values });
  expect(toCsv(columns, [row('a, "b"', 1.5), row("c", null)])).toBe('Name,Size (GiB)\r\n"a, ""b""",1.5\r\nc,\r\n');
});
