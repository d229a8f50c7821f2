// Small results of a query as rows, and literals for SQL that a user may run again as it stands.
import type { QueryClient, ResultColumn } from "../store/contract.ts";

/** One row: numbers (64-bit ones as doubles, exact to 2^53), text, or null where unknown. */
export type Row = Readonly<Record<string, number | string | null>>;

/** An SQL text literal. */
export const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A list of literals for `IN (...)`. */
export const sqlList = (texts: readonly string[]): string => texts.map(sqlText).join(", ");

const known = (column: ResultColumn, row: number): boolean =>
  column.valid === null || ((column.valid[row >> 3]! >> (row & 7)) & 1) === 1;

function valueAt(column: ResultColumn, row: number): number | string | null {
  if (!known(column, row)) return null;
  const value = column.data[row];
  return typeof value === "bigint" ? Number(value) : (value ?? null);
}

/** All rows of a small result. Counts must be BIGINT (cast sums), truth values INTEGER. */
export async function rowsOf(query: QueryClient, sql: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of query.select(sql))
    for (let i = 0; i < batch.rows; i++)
      rows.push(Object.fromEntries(batch.columns.map((column) => [column.name, valueAt(column, i)])));
  return rows;
}

/** A number that the query always gives. */
export const numberOf = (row: Row, name: string): number => Number(row[name] ?? 0);

/** A number or null. */
export const maybe = (row: Row, name: string): number | null => (row[name] == null ? null : Number(row[name]));

/** Text, empty where unknown. */
export const textOf = (row: Row, name: string): string => String(row[name] ?? "");

/** Rows by the value of one column, in order of appearance. */
export function groupBy(rows: readonly Row[], name: string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = textOf(row, name);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

/** Neighbours together as long as their weights sum up to at most `most`; one that weighs more stands alone. */
export function runsUpTo<T>(items: readonly T[], weightOf: (item: T) => number, most: number): T[][] {
  const runs: T[][] = [];
  let sum = 0;
  for (const item of items) {
    const weight = weightOf(item);
    const last = runs.at(-1);
    if (last && sum + weight <= most) {
      last.push(item);
      sum += weight;
    } else {
      runs.push([item]);
      sum = weight;
    }
  }
  return runs;
}
