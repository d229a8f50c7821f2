// Lanes of the timeline: which rows make which lane, and what is summed in them.
import type { TableName } from "../../src-shared/capture/tables.ts";
import { literal } from "./ddl.ts";
import type { LaneSeries } from "./lane-series.ts";

/** `count`: events, with what they add up to; `gauge`: readings; `rate`: differences between readings. */
export type LaneKind = "count" | "gauge" | "rate";

/** Which rows of a family are asked for. */
export interface RowsAsked {
  /** The condition on `capture` that keeps what is on the time line. */
  readonly captures: string;
  /** The condition on `t`. */
  readonly times: string;
  /** Where the times begin, ns. */
  readonly from: bigint;
  /** Which statistics are asked for; null: all. */
  readonly series: readonly number[] | null;
  /** The schema that holds the tables which are made for lanes: `lane_series`, `reading`. */
  readonly file: string;
  /** The last readings ahead of the span, as a select of `series, value`. */
  readonly carried: string;
}

/** A kind of lanes made from one view. */
export interface LaneFamily {
  readonly id: string;
  /** The table whose rows it counts; of `reading` lanes the table they were made from. */
  readonly table: TableName;
  readonly kind: LaneKind;
  /** Unit of what is summed; statistics have units of their own. */
  readonly unit: string;
  /** What is counted, in the plural; null for readings. */
  readonly counts: string | null;
  /** Its lanes are statistics, and `part` is a number of `lane_series`. */
  readonly statistics: boolean;
  /**
   * Select of `guest, part, t, v` (and of readings `seq, reading`): guest and part tell lanes apart, v is summed and NULL
   * where an event is only counted; reading is what a gauge or counter showed.
   */
  rows(asked: RowsAsked): string;
  /** How many lanes there are at most, as an SQL query. */
  readonly atMost: string;
  title(guest: string | null, part: string | null, series: LaneSeries | null): string;
}

const GUESTS = "SELECT count(*) + 1 FROM guest";

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

interface Events {
  readonly id: TableName;
  readonly value: string;
  readonly unit: string;
  readonly counts: string;
  /** What is said of rows that belong to no guest. */
  readonly without: string;
  /** A column by which a guest's rows are told apart, and its words. */
  readonly parts?: { readonly column: string; readonly titles: Readonly<Record<string, string>> };
}

/** Events by guest, or by guest and a kind. */
const events = ({ id, value, unit, counts, without, parts }: Events): LaneFamily => ({
  ...{ id, table: id, kind: "count", unit, counts, statistics: false },
  rows: ({ captures, times }) =>
    `SELECT guest, ${parts?.column ?? "NULL"} AS part, t, ${value} AS v FROM ${id} WHERE ${captures} AND ${times}`,
  atMost: parts ? `SELECT (count(*) + 1) * ${Object.keys(parts.titles).length} FROM guest` : GUESTS,
  title: (guest, part) =>
    `${(part === null ? null : (parts?.titles[part] ?? capital(part))) ?? capital(counts)}${guest === null ? without : ` of ${guest}`}`,
});

/** Readings that were made from a table's rows for lanes, of guests and of single processes. */
const made = (id: string, table: TableName, title: string): LaneFamily => ({
  ...{ id, table, kind: "gauge", unit: "bytes", counts: null, statistics: false },
  rows: ({ file, times }) =>
    `SELECT guest, part, t, seq, v, v AS reading FROM ${file}.reading WHERE family = ${literal(id)} AND ${times}`,
  atMost: GUESTS,
  title: (guest, part) => `${title} ${guest === null ? `by ${part ?? "unknown processes"}` : `of ${guest}`}`,
});

const statistic = (_: string | null, __: string | null, series: LaneSeries | null): string => {
  if (series === null) return "";
  const of = series.guest ?? series.subject;
  return `${series.name}${of === null ? "" : ` of ${of}`}${series.capture === null ? "" : ` in ${series.capture}`}`;
};

const readingsOf = (kind: "gauge" | "counter", { file, captures, times, series }: RowsAsked): string =>
  `SELECT guest, lane, c.series, t, seq, value FROM (SELECT series, t, seq, value FROM counter
     WHERE value IS NOT NULL AND ${captures} AND ${times}${series ? ` AND series IN (${series.join(", ")})` : ""}) c
   JOIN ${file}.lane_series s ON s.series = c.series AND s.kind = '${kind}'`;

const gauges: LaneFamily = {
  ...{ id: "gauge", table: "counter", kind: "gauge", unit: "", counts: null, statistics: true },
  rows: (asked) =>
    `SELECT guest, lane AS part, t, seq, value AS v, value AS reading FROM (${readingsOf("gauge", asked)})`,
  atMost: "SELECT count(*) FROM series WHERE kind = 'gauge'",
  title: statistic,
};

/**
 * Differences of counters, at the later reading. A counter that dropped was reset: that difference is unknown, as is that to
 * the first reading, but both readings stay, so that the next difference can be told from them.
 */
const rates: LaneFamily = {
  ...{ id: "rate", table: "counter", kind: "rate", unit: "", counts: null, statistics: true },
  rows: (asked) =>
    `SELECT guest, lane AS part, t, seq, CASE WHEN value >= before THEN value - before END AS v, value AS reading
     FROM (SELECT *, lag(value) OVER (PARTITION BY series ORDER BY t, seq) AS before
       FROM (${readingsOf("counter", asked)}
         UNION ALL SELECT NULL, NULL, series, ${asked.from - 1n}, -1, value FROM (${asked.carried})))
     WHERE lane IS NOT NULL`,
  atMost: "SELECT count(*) FROM series WHERE kind = 'counter'",
  title: statistic,
};

/** The order of readings at one time, as one number over `t` and `seq`. */
export const READING_ORDER = "(t::HUGEINT * 4611686018427387904 + seq)";

/** All families; the order is the order of their lanes. */
export const laneFamilies: readonly LaneFamily[] = [
  events({ id: "fault", value: "stall_ns", unit: "ns", counts: "page faults", without: " outside guests" }),
  events({ id: "vm_exit", value: "stall_ns", unit: "ns", counts: "exits", without: " of unknown guests" }),
  events({
    ...{ id: "mmu", value: "bytes", unit: "bytes", counts: "changes of mappings", without: " of unknown guests" },
    parts: {
      column: "kind",
      titles: {
        map: "Pages mapped",
        change: "Mappings changed",
        unmap: "Pages unmapped",
        populate: "Pages populated",
        reclaim: "Pages reclaimed",
        split: "Huge pages split",
        age: "Pages aged",
        balloon_out: "Pages given to the balloon",
        grant: "Pages granted",
        ungrant: "Grants ended",
      },
    },
  }),
  events({
    ...{ id: "sched", value: "ns", unit: "ns", counts: "spans", without: " outside guests" },
    parts: {
      column: "state",
      titles: {
        running: "Time running",
        runnable: "Time waiting for a CPU",
        blocked: "Time blocked",
        offline: "Time offline",
      },
    },
  }),
  made("region", "region", "Memory seen in use"),
  events({ id: "guest_event", value: "bytes", unit: "bytes", counts: "events", without: " of unknown guests" }),
  {
    ...{ id: "event", table: "event", kind: "count", unit: "count", counts: "events", statistics: false },
    rows: ({ captures, times }) =>
      `SELECT NULL AS guest, event AS part, t, NULL AS v FROM event WHERE ${captures} AND ${times}`,
    atMost: "SELECT count(DISTINCT event) FROM event",
    title: (_, part) => part ?? "Other events",
  },
  gauges,
  rates,
];

export const familyOf = (id: string): LaneFamily => {
  const found = laneFamilies.find((family) => family.id === id);
  if (!found) throw new Error(`no lanes ${id}`);
  return found;
};
