// The rows behind a lane as SQL that a person can read; $from and $to are the ends of the selected span.
import { MADE, type NamedLane } from "./lane-index.ts";
import type { LaneSpec } from "./spec.ts";

export const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const IN_SPAN = "t BETWEEN $from AND $to";

/** Columns worth reading of each table. */
const COLUMNS: Readonly<Record<string, string>> = {
  fault: "time, guest, kind, access, addr, gpa, stall_ns, cpu, comm",
  vm_exit: "time, guest, reason, stall_ns, cpu",
  mmu: "time, guest, kind, space, addr, bytes, frame",
  sched: "time, guest, state, ns, cpu",
  region: "time, guest, scan, gpa, bytes, hits, samples",
  guest_event: "time, guest, kind, bytes, wanted_bytes, took_ns, detail",
};

/** Null for a lane that no table holds, such as bookmarks. */
export function laneSql(lane: LaneSpec): string | null {
  const series = lane.sources.filter(({ series: ids }) => ids.length > 0);
  if (lane.form === "events" && series.length === 0)
    return `SELECT ${COLUMNS.guest_event}\nFROM guest_event\nWHERE ${IN_SPAN}\nORDER BY t`;
  if (series.length > 0) return seriesSql(series);
  const first = lane.sources[0];
  return first ? rowsSql(first) : null;
}

function rowsSql(lane: NamedLane): string {
  const table = tableOf(lane);
  const columns = COLUMNS[table] ?? "*";
  return `SELECT ${columns}\nFROM ${table}\nWHERE ${conditionOf(lane)} AND ${IN_SPAN}\nORDER BY t`;
}

/** The table whose rows a lane is made from. */
export const tableOf = ({ family }: NamedLane): string => (family === MADE ? "fault" : family);

/** Which rows of its table a lane counts. */
export function conditionOf({ family, guest, name }: NamedLane): string {
  const who = guest === null ? "guest IS NULL" : `guest = ${text(guest)}`;
  if (family === "event") return `event = ${text(name)}`;
  if (family === "mmu") return `${who} AND kind = ${text(name)}`;
  if (family === "sched") return `${who} AND state = ${text(name)}`;
  return family === "region" ? `${who} AND hits > 0` : who;
}

function seriesSql(lanes: readonly NamedLane[]): string {
  const names = [...new Set(lanes.map(({ name }) => name))];
  const guests = [...new Set(lanes.map(({ guest }) => guest))];
  const [only] = guests;
  const who =
    guests.length === 1
      ? only === null || only === undefined
        ? " AND guest IS NULL"
        : ` AND guest = ${text(only)}`
      : "";
  const which = names.length === 1 ? `name = ${text(names[0] as string)}` : `name IN (${names.map(text).join(", ")})`;
  if (!lanes.some(({ kind }) => kind === "rate"))
    return `SELECT time, name, guest, value\nFROM counter\nWHERE ${which}${who} AND ${IN_SPAN}\nORDER BY t, name`;
  // A counter that fell began anew: it tells no change.
  return `SELECT time, name, guest, value,
  CASE WHEN kind = 'counter' AND value >= lag(value) OVER before THEN 1e9 * (value - lag(value) OVER before) / nullif(t - lag(t) OVER before, 0) END AS per_second
FROM counter
WHERE ${which}${who} AND ${IN_SPAN}
WINDOW before AS (PARTITION BY series ORDER BY t, seq)
ORDER BY t, name`;
}
