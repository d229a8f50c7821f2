// One number of all rows of a query: what its first column of numbers comes to, and the course that it took.
import type { DuckDBConnection } from "@duckdb/node-api";
import { numberColumn } from "../../src-shared/dashboard/columns.ts";
import type { ColumnHead } from "./result-columns.ts";

/** Points of the course. */
const POINTS = 256;

/** Of the rows whose value is known, in their order; null where there is none. */
export interface ResultNumber {
  readonly column: number;
  readonly known: number;
  readonly first: number | null;
  readonly last: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly sum: number | null;
  /** The rows, or means of runs of them; NaN: not known. */
  readonly course: Float64Array<ArrayBuffer>;
}

/** Null where no column holds numbers. Sums are made in the order of the rows, so that equal rows have equal sums. */
export async function readNumber(
  connection: DuckDBConnection,
  table: string,
  { heads, rows }: { readonly heads: readonly ColumnHead[]; readonly rows: number },
): Promise<ResultNumber | null> {
  const column = numberColumn(heads);
  if (column < 0) return null;
  const value = `c${column}::DOUBLE`;
  const source = `SELECT CASE WHEN isfinite(${value}) THEN ${value} END AS v, rowid AS r FROM ${table}`;
  const [totals = []] = (
    await connection.runAndReadAll(
      `SELECT count(v)::DOUBLE, arg_min(v, r), arg_max(v, r), min(v), max(v), sum(v ORDER BY r) FROM (${source})`,
    )
  ).getRows();
  const run = rows <= POINTS ? "r" : `r * ${POINTS} // ${rows}`;
  const course = (
    await connection.runAndReadAll(
      `SELECT sum(v ORDER BY r) / count(v) FROM (${source}) GROUP BY ${run} ORDER BY ${run}`,
    )
  ).getRows();
  const [known, first = null, last = null, min = null, max = null, sum = null] = totals as (number | null)[];
  return {
    ...{ column, known: known ?? 0, first, last, min, max, sum },
    course: Float64Array.from(course, ([mean]) => (mean as number | null) ?? Number.NaN),
  };
}
