// Points of a kept result for a chart: all rows, or runs of rows with their mean, least and greatest value.
import type { DuckDBConnection } from "@duckdb/node-api";
import { failure } from "../../src-shared/base/errors.ts";
import { timeKind } from "../../src-shared/protocol/time-columns.ts";
import type { ColumnHead } from "./result-columns.ts";

export interface ChartRequest {
  /** Columns by their index. */
  readonly x: number;
  readonly y: readonly number[];
  /** Most points. */
  readonly points: number;
  /** Project start in the time base: a time becomes ms since then. Null: there is none. */
  readonly startNs: bigint | null;
  /** Whether the time base is wall time, so that dates and timestamps are counted from project start too. */
  readonly wall: boolean;
  /** Sums are made row by row, so that they are the same to the last bit each time; it takes several times as long. */
  readonly exact?: boolean;
}

/** The sum of a column: that of all threads together differs in its last bits with the order in which they end. */
export const sumOf = (value: string, order: string, exact = false): string =>
  exact ? `sum(${value} ORDER BY ${order})` : `sum(${value})`;

export interface ChartPoints {
  /** Rows that went in. */
  readonly rows: number;
  readonly points: number;
  /** Words of the x axis, where it is no number and no time: a run's first, or its first and last. */
  readonly labels: readonly string[] | null;
  readonly x: Float64Array<ArrayBuffer> | null;
  /** Values of each `y`, NaN where none is known. */
  readonly series: readonly {
    readonly column: number;
    readonly mean: Float64Array<ArrayBuffer>;
    readonly min: Float64Array<ArrayBuffer>;
    readonly max: Float64Array<ArrayBuffer>;
  }[];
}

const NUMBER = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*\)|BOOLEAN|BIGNUM)$/;

/** `x` as a number, null where it is words. */
export function axisOf(
  x: string,
  head: ColumnHead,
  { startNs, wall }: Pick<ChartRequest, "startNs" | "wall">,
): string | null {
  const kind = timeKind(head);
  if (kind === "wall") return `(epoch_ns(${x})::HUGEINT - (${wall ? (startNs ?? 0n) : 0n}))::DOUBLE / 1e6`;
  if (kind === "base" && startNs !== null) return `(${x}::HUGEINT - (${startNs}))::DOUBLE / 1e6`;
  return NUMBER.test(head.type) ? `${x}::DOUBLE` : null;
}

/** Error: `result.not_numeric`. */
export function requireNumbers(heads: readonly ColumnHead[], columns: readonly number[]): void {
  const words = columns.map((column) => heads[column] as ColumnHead).find(({ type }) => !NUMBER.test(type));
  if (!words) return;
  throw failure("result.not_numeric", `${words.name} holds no numbers`, {
    expected: "a column of numbers to draw",
    next: "choose another column, or cast it in the query",
    exit: 2,
  });
}

/** Error: `result.not_numeric`. With numbers on the x axis rows are taken in their order, else as the query gave them. */
export async function readChart(
  connection: DuckDBConnection,
  table: string,
  { heads, rows }: { readonly heads: readonly ColumnHead[]; readonly rows: number },
  request: ChartRequest,
): Promise<ChartPoints> {
  requireNumbers(heads, request.y);
  const x = `c${request.x}`;
  const axis = axisOf(x, heads[request.x] as ColumnHead, request);
  const values = request.y.map((column, i) => {
    const value = `c${column}::DOUBLE`;
    return `CASE WHEN isfinite(${value}) THEN ${value} END AS y${i}`;
  });
  // A value that stands nowhere on a numeric axis cannot be drawn; a word that is unknown can.
  const source = `SELECT ${axis ?? `coalesce(${x}::VARCHAR, '')`} AS x, rowid AS r, ${values.join(", ")} FROM ${table}
    ${axis === null ? "" : `WHERE isfinite(${axis})`}`;
  const inOrder = axis === null || (await isRising(connection, source));
  const numbered = inOrder
    ? `SELECT *, r AS i, ${rows} AS n FROM (${source})`
    : `SELECT *, row_number() OVER (ORDER BY x, r) - 1 AS i, count(*) OVER () AS n FROM (${source})`;
  const run = `CASE WHEN n <= ${request.points} THEN i ELSE i * ${request.points} // n END`;
  const shown =
    axis === null ? ["arg_min(x, i)", "arg_max(x, i)"] : [`${sumOf("x", "i", request.exact)} / count(x)`, "NULL"];
  const summed = request.y.map(
    (_, i) => `${sumOf(`y${i}`, "i", request.exact)} / count(y${i}), min(y${i}), max(y${i})`,
  );
  const drawn = (
    await connection.runAndReadAll(
      `SELECT ${[...shown, "count(*)::DOUBLE", ...summed].join(", ")} FROM (${numbered}) GROUP BY ${run} ORDER BY ${run}`,
    )
  ).getRows();
  const column = (at: number) => Float64Array.from(drawn, (row) => (row[at] as number | null) ?? Number.NaN);
  return {
    rows: drawn.reduce((sum, row) => sum + Number(row[2]), 0),
    points: drawn.length,
    labels: axis === null ? drawn.map((row) => labelOf(String(row[0]), String(row[1]), Number(row[2]))) : null,
    x: axis === null ? null : column(0),
    series: request.y.map((y, i) => ({
      column: y,
      mean: column(3 + 3 * i),
      min: column(4 + 3 * i),
      max: column(5 + 3 * i),
    })),
  };
}

/** Whether rows stand in the order of their `x` already, as those of a time usually do: then they need no sorting. */
async function isRising(connection: DuckDBConnection, source: string): Promise<boolean> {
  const [row] = (
    await connection.runAndReadAll(
      `SELECT coalesce(bool_and(x >= before), true) FROM (SELECT x, lag(x) OVER () AS before FROM (${source}))`,
    )
  ).getRows();
  return row?.[0] === true;
}

const labelOf = (first: string, last: string, rows: number): string =>
  rows === 1 || first === last ? first : `${first} to ${last}`;
