// Which captures' times lie on the project's one time line.
import type { DuckDBConnection } from "@duckdb/node-api";

/**
 * What the times of the time line count from: the wall clock where a visible capture has that, else the clock by which most
 * captures were recorded, the first of those. An SQL expression over the view `capture`; times of two clocks that
 * nothing links cannot be put on one line.
 */
const LINE_BASE = `(SELECT time_base FROM capture WHERE state = 'active' AND first_t IS NOT NULL GROUP BY time_base
  ORDER BY coalesce(time_base = 'wall', false) DESC, count(*) DESC, min(id) LIMIT 1)`;

/** Whether a row of the view `capture` has times on the time line. */
export const ON_LINE = `(first_t IS NOT NULL AND time_base IS NOT DISTINCT FROM ${LINE_BASE})`;

/** Visible captures with times that are on the time line, and whether all with times are. */
export interface TimeBase {
  readonly captures: ReadonlySet<number>;
  readonly whole: boolean;
}

export async function readTimeBase(connection: DuckDBConnection): Promise<TimeBase> {
  const rows = await connection.runAndReadAll(
    `SELECT id, ${ON_LINE} FROM capture WHERE state = 'active' AND first_t IS NOT NULL`,
  );
  const all = rows.getRows();
  const on = all.filter(([, onLine]) => onLine === true).map(([id]) => Number(id));
  return { captures: new Set(on), whole: on.length === all.length };
}

/** The condition on column `capture` that keeps the rows on the time line. */
export const onLine = ({ captures, whole }: TimeBase): string =>
  whole ? "true" : captures.size === 0 ? "false" : `capture IN (${[...captures].join(", ")})`;
