// Tables of demand over time as CSV text: one column of numbers for each guest.
import { failure } from "../base/errors.ts";

/** Columns of equal length by name; NaN where a cell is empty. */
export interface SeriesTable {
  readonly columns: readonly string[];
  readonly values: readonly Float64Array[];
}

/** Tables of `series` guests by the file name written in the scenario. */
export type SeriesTables = Readonly<Record<string, SeriesTable>>;

/** Most cells of one table: 512 MiB of doubles must not come out of a small file's name. */
const MAX_CELLS = 1 << 26;

/**
 * A table from CSV with a header line; separators are commas, cells may be quoted. Throws `series.bad_table` with the
 * line when a row has another number of cells or a cell is no number of at least 0.
 */
export function parseSeriesTable(text: string, file: string): SeriesTable {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  while (lines.length > 0 && lines[lines.length - 1] === "") lines.pop();
  const bad = (line: number, what: string, expected: string) =>
    failure("series.bad_table", what, { where: { file, line }, expected, next: "correct the file and run again" });
  const columns = cells(lines[0] ?? "");
  const rows = lines.length - 1;
  if (rows < 1) throw bad(1, "the table has no rows", "a header line and at least one row");
  if (rows * columns.length > MAX_CELLS) throw bad(1, "the table is too large", `at most ${MAX_CELLS} cells`);
  const values = columns.map(() => new Float64Array(rows));
  for (let row = 0; row < rows; row++) {
    const line = cells(lines[row + 1]!);
    if (line.length !== columns.length)
      throw bad(row + 2, `the row has ${line.length} cells`, `${columns.length} cells as in the header`);
    for (let c = 0; c < line.length; c++) {
      const cell = line[c]!;
      const value = cell === "" ? Number.NaN : Number(cell);
      if (cell !== "" && !(value >= 0 && value < Number.MAX_SAFE_INTEGER))
        throw bad(row + 2, `${JSON.stringify(cell.slice(0, 40))} is no demand`, "a number of at least 0");
      values[c]![row] = value;
    }
  }
  return { columns, values };
}

const cells = (line: string): string[] =>
  line.split(",").map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, "$1")
      .trim(),
  );
