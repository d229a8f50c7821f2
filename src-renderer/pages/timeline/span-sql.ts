// What a span holds, lane by lane, as SQL: counts, sums and greatest values. $from and $to are its ends.
import type { NamedLane } from "./lane-index.ts";
import { text } from "./lane-sql.ts";

/** Summed columns of each table; null: events are only counted. */
const SUMMED: Readonly<Record<string, string | null>> = {
  fault: "stall_ns",
  vm_exit: "stall_ns",
  mmu: "bytes",
  sched: "ns",
  region: "bytes",
  guest_event: "bytes",
  event: null,
};

const KINDS: Readonly<Record<string, string>> = { mmu: "kind::VARCHAR", sched: "state::VARCHAR", event: "event" };

/** One query for all counted lanes of a table: its key (guest, kind), count, sum, greatest. */
export function countedSql(family: string): string {
  const value = SUMMED[family] ?? null;
  const guest = family === "event" ? "NULL" : "guest";
  const kind = KINDS[family] ?? "NULL";
  const numbers = value === null ? "NULL, NULL" : `sum(${value})::DOUBLE, max(${value})::DOUBLE`;
  // Of regions a scan as a whole is a reading.
  const rows =
    family === "region"
      ? "(SELECT guest, t, sum(bytes) AS bytes FROM region WHERE hits > 0 GROUP BY capture, guest, scan, t)"
      : family;
  return `SELECT ${text(family)} AS family, ${guest} AS guest, ${kind} AS kind, count(*)::DOUBLE AS n, ${numbers}
FROM ${rows} WHERE t BETWEEN $from AND $to GROUP BY ALL`;
}

/** Gauges: readings, mean and greatest. The mean is of the readings. */
export const gaugeSql = (series: readonly number[]): string =>
  `SELECT series, count(*)::DOUBLE AS n, sum(value) AS sum, max(value) AS most
FROM counter WHERE series IN (${series.join(", ")}) AND value IS NOT NULL AND t BETWEEN $from AND $to GROUP BY series`;

/** Counters: rises within the span; a drop is a reset and no rise. */
export const rateSql = (series: readonly number[]): string =>
  `SELECT series, count(*)::DOUBLE AS n, sum(rise) AS sum, max(rise) AS most FROM (
  SELECT series, t, value - lag(value) OVER (PARTITION BY series ORDER BY t, seq) AS rise
  FROM counter WHERE series IN (${series.join(", ")}) AND value IS NOT NULL AND t <= $to)
WHERE rise >= 0 AND t >= $from GROUP BY series`;

/** The last value of each series at the beginning and at the end of the span. */
export const endsSql = (series: readonly number[]): string =>
  `SELECT series, arg_max(value, (t, seq)) FILTER (t <= $from) AS first, arg_max(value, (t, seq)) AS last
FROM counter WHERE series IN (${series.join(", ")}) AND value IS NOT NULL AND t <= $to GROUP BY series`;

export const faultsSql = `SELECT guest, kind::VARCHAR AS kind, access::VARCHAR AS access, count(*)::DOUBLE AS n, sum(stall_ns)::DOUBLE AS stall_ns
FROM fault WHERE t BETWEEN $from AND $to GROUP BY ALL ORDER BY n DESC`;

/** Count, sum and greatest of a lane in one span; null where nothing says them. */
export interface Sums {
  readonly n: number;
  readonly sum: number | null;
  readonly most: number | null;
}

export const noSums: Sums = { n: 0, sum: null, most: null };

export const added = (a: Sums, b: Sums): Sums => ({
  n: a.n + b.n,
  sum: a.sum === null ? b.sum : b.sum === null ? a.sum : a.sum + b.sum,
  most: a.most === null ? b.most : b.most === null ? a.most : Math.max(a.most, b.most),
});

export const isCounted = ({ family }: NamedLane): boolean => family in SUMMED;
