// Which captures' times lie on the project's one time line.
import type { DuckDBConnection } from "@duckdb/node-api";

/**
 * Whether the time line is wall time: it is where any visible capture's clock is linked to it. An SQL condition over the view
 * `capture`. Times of two clocks that nothing links cannot be put on one line, so captures of another kind are not on it.
 */
export const LINE_IS_WALL =
  "(SELECT coalesce(bool_or(t_wall), false) FROM capture WHERE state = 'active' AND first_t IS NOT NULL)";

/** Visible captures with times that are on the time line, and whether all with times are. */
export interface TimeBase {
  readonly captures: ReadonlySet<number>;
  readonly whole: boolean;
}

export async function readTimeBase(connection: DuckDBConnection): Promise<TimeBase> {
  const rows = await connection.runAndReadAll(
    `SELECT id, coalesce(t_wall, false) = ${LINE_IS_WALL} FROM capture WHERE state = 'active' AND first_t IS NOT NULL`,
  );
  const all = rows.getRows();
  const on = all.filter(([, onLine]) => onLine === true).map(([id]) => Number(id));
  return { captures: new Set(on), whole: on.length === all.length };
}

/** The condition on column `capture` that keeps the rows on the time line. */
export const onLine = ({ captures, whole }: TimeBase): string =>
  whole ? "true" : captures.size === 0 ? "false" : `capture IN (${[...captures].join(", ")})`;
