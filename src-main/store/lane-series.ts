// Which statistics make which lane: one lane for a statistic of a subject, also where several captures recorded it.
import type { DuckDBConnection } from "@duckdb/node-api";
import { onLine, type TimeBase } from "./time-base.ts";

/** The statistic of a lane; its parts were recorded one after another. */
export interface LaneSeries {
  readonly name: string;
  readonly unit: string;
  readonly scope: string;
  readonly subject: string | null;
  readonly guest: string | null;
  /** The capture, where others have the same statistic at the same time. */
  readonly capture: string | null;
  readonly parts: readonly SeriesPart[];
}

interface SeriesPart {
  readonly series: number;
  /** Its first reading, ns. */
  readonly first: bigint;
}

/** What two series of one statistic have in common; a guest that was started again has another process. */
const SAME = "name, unit, kind, scope, subject, guest, host, CASE WHEN guest IS NULL THEN pid END";

/**
 * Makes table `lane_series` in `file`: each series on the time line with its lane, which is the least id of all series of
 * the same statistic. Series of one statistic that were recorded at the same time have lanes of their own.
 */
export async function createLaneSeries(connection: DuckDBConnection, file: string, base: TimeBase): Promise<void> {
  await connection.run(`CREATE TABLE ${file}.lane_series AS
    WITH readings AS (SELECT series, min(t) AS first, max(t) AS last FROM counter
      WHERE value IS NOT NULL AND t IS NOT NULL AND ${onLine(base)} GROUP BY series),
    known AS (SELECT s.id, s.name, s.unit, s.kind::VARCHAR AS kind, s.scope::VARCHAR AS scope, s.subject, s.pid, s.guest,
      c.host, c.name AS capture, first, last
      FROM readings JOIN series s ON s.id = readings.series JOIN capture c ON c.id = s.capture),
    beside AS (SELECT *, max(last) OVER (PARTITION BY ${SAME} ORDER BY first, id
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) >= first AS meets FROM known),
    joined AS (SELECT *, min(id) OVER same AS one, coalesce(bool_or(meets) OVER same, false) AS several
      FROM beside WINDOW same AS (PARTITION BY ${SAME}))
    SELECT id AS series, CASE WHEN several THEN id ELSE one END AS lane, kind, name, unit, scope, guest,
      CASE WHEN subject IS NULL AND scope = 'host' AND (SELECT count(DISTINCT host) FROM known) > 1 THEN host
        WHEN subject IS DISTINCT FROM guest THEN subject END AS subject,
      CASE WHEN several THEN capture END AS capture, first AS first_t
    FROM joined ORDER BY lane, first_t, series`);
}

/** The statistics of all lanes, by their lane's number as text. */
export async function readLaneSeries(
  connection: DuckDBConnection,
  file: string,
): Promise<ReadonlyMap<string, LaneSeries>> {
  const rows = await connection.runAndReadAll(
    `SELECT lane, series, first_t, name, unit, scope, subject, guest, capture FROM ${file}.lane_series
     ORDER BY lane, first_t, series`,
  );
  const lanes = new Map<string, LaneSeries & { readonly parts: SeriesPart[] }>();
  const text = (value: unknown) => (value === null ? null : String(value));
  for (const [lane, series, first, name, unit, scope, subject, guest, capture] of rows.getRows()) {
    const part = { series: Number(series), first: first as bigint };
    const known = lanes.get(String(lane));
    if (known) known.parts.push(part);
    else
      lanes.set(String(lane), {
        ...{ name: String(name), unit: String(unit), scope: String(scope), parts: [part] },
        ...{ subject: text(subject), guest: text(guest), capture: text(capture) },
      });
  }
  return lanes;
}
