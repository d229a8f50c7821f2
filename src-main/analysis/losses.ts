// Spans in which captures lost records, few enough to be drawn.
import type { QueryClient } from "../store/contract.ts";
import { maybe, numberOf, rowsOf } from "./sql.ts";
import type { TimeLine } from "./time-line.ts";

export interface Loss {
  readonly capture: number;
  readonly from_ms: number;
  readonly to_ms: number;
  readonly cpu: number | null;
  readonly n: number | null;
}

/** Spans that are told one by one; of more the neighbours in time are told as one. */
const MOST_SPANS = 2000;
const FIRST_LEVEL = 16;
const LEVEL_STEP = 2;
const LAST_LEVEL = 62;

/** The losses on the time line in order, their CPU and number null where joined ones differ or do not tell. */
export async function readLosses(query: QueryClient, { startNs, spans }: TimeLine): Promise<Loss[]> {
  const captures = spans.filter(({ from_ms }) => from_ms !== null).map(({ capture }) => capture);
  if (startNs === null || captures.length === 0) return [];
  const timed = `FROM loss WHERE t IS NOT NULL AND capture IN (${captures.join(", ")})`;
  const [all] = await rowsOf(query, `SELECT count(*) AS n ${timed}`);
  const most = Math.max(MOST_SPANS, captures.length);
  let by = "capture, seq";
  if (all && numberOf(all, "n") > most) by = await neighbours(query, timed, most);
  const rows = await rowsOf(
    query,
    `SELECT capture, min(t) - ${startNs} AS from_ns, max(coalesce(until_t, t)) - ${startNs} AS to_ns,
       CASE WHEN min(cpu) = max(cpu) AND count(cpu) = count(*) THEN min(cpu)::INTEGER END AS cpu,
       CASE WHEN count(n) = count(*) THEN sum(n)::BIGINT END AS n
     ${timed} GROUP BY ${by} ORDER BY from_ns, capture, to_ns, cpu`,
  );
  return rows.map((row) => ({
    capture: numberOf(row, "capture"),
    from_ms: numberOf(row, "from_ns") / 1e6,
    to_ms: numberOf(row, "to_ns") / 1e6,
    cpu: maybe(row, "cpu"),
    n: maybe(row, "n"),
  }));
}

/** The finest grouping by spans of a power of two of ns that leaves few enough. */
async function neighbours(query: QueryClient, timed: string, most: number): Promise<string> {
  for (let level = FIRST_LEVEL; ; level += LEVEL_STEP) {
    const by = `capture, t >> ${level}`;
    const [groups] = await rowsOf(query, `SELECT count(*) AS n FROM (SELECT 1 ${timed} GROUP BY ${by})`);
    if (level >= LAST_LEVEL || !groups || numberOf(groups, "n") <= most) return by;
  }
}
