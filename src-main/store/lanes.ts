// Lanes of the timeline: which rows make which lane, and what is summed in them.
import type { TableName } from "../../src-shared/capture/tables.ts";

/** `count`: events, with what they add up to; `gauge`: readings; `rate`: differences between readings. */
export type LaneKind = "count" | "gauge" | "rate";

/** A kind of lanes made from one view. */
export interface LaneFamily {
  readonly id: string;
  readonly table: TableName;
  readonly kind: LaneKind;
  readonly unit: string;
  /** What tells the family's lanes apart, as an SQL expression over the rows. */
  readonly key: string;
  /** What is summed, with its minimum and maximum; NULL where events are only counted. */
  readonly value: string;
  /** Title of a lane from its `key`, as an SQL expression. */
  readonly title: string;
  /** How many lanes there may be, as an SQL query. */
  readonly atMost: string;
  /** The rows: the view, or a select over it where a value depends on the row before. */
  readonly rows: string;
}

const byGuest = (
  rest: Pick<LaneFamily, "id" | "table" | "value" | "unit"> & { title: string; rows?: string },
): LaneFamily => ({
  atMost: "SELECT count(*) + 1 FROM guest",
  kind: "count",
  key: "coalesce(guest, '')",
  rows: rest.table,
  ...rest,
  title: `${rest.title} || CASE key WHEN '' THEN '' ELSE ' of ' || key END`,
});

const byGuestAnd = (column: string) => `coalesce(guest, '') || '/' || ${column}`;

/** Differences of the counters; a counter that dropped was reset, so that difference is unknown. */
const RATES = `(SELECT series, t, value - before AS value FROM (
  SELECT series, t, value, lag(value) OVER (PARTITION BY series ORDER BY t, seq) AS before
  FROM counter WHERE kind = 'counter' AND value IS NOT NULL AND t IS NOT NULL) WHERE value >= before)`;

const seriesTitle =
  "(SELECT name || coalesce(' of ' || coalesce(guest, subject), '') FROM series WHERE id = CAST(key AS INTEGER))";

/** All families; the order is the order of their lanes. */
export const laneFamilies: readonly LaneFamily[] = [
  byGuest({ id: "fault", table: "fault", value: "stall_ns", unit: "ns", title: "'page faults'" }),
  byGuest({ id: "vm_exit", table: "vm_exit", value: "stall_ns", unit: "ns", title: "'exits'" }),
  {
    ...byGuest({ id: "mmu", table: "mmu", value: "bytes", unit: "bytes", title: "''" }),
    key: byGuestAnd("kind"),
    atMost: "SELECT (count(*) + 1) * 10 FROM guest",
    title: "'mappings: ' || key",
  },
  {
    ...byGuest({ id: "sched", table: "sched", value: "ns", unit: "ns", title: "''" }),
    key: byGuestAnd("state"),
    atMost: "SELECT (count(*) + 1) * 4 FROM guest",
    title: "'time: ' || key",
  },
  byGuest({
    id: "region",
    table: "region",
    value: "bytes",
    unit: "bytes",
    title: "'memory in use'",
    rows: "(SELECT * FROM region WHERE hits > 0)",
  }),
  byGuest({ id: "guest_event", table: "guest_event", value: "bytes", unit: "bytes", title: "'events'" }),
  {
    id: "event",
    table: "event",
    kind: "count",
    unit: "count",
    key: "event",
    value: "NULL",
    title: "key",
    atMost: "SELECT count(DISTINCT event) FROM event",
    rows: "event",
  },
  {
    id: "gauge",
    table: "counter",
    kind: "gauge",
    unit: "",
    key: "series::VARCHAR",
    value: "value",
    title: seriesTitle,
    atMost: "SELECT count(*) FROM series WHERE kind = 'gauge'",
    rows: "(SELECT * FROM counter WHERE kind = 'gauge' AND value IS NOT NULL)",
  },
  {
    id: "rate",
    table: "counter",
    kind: "rate",
    unit: "",
    key: "series::VARCHAR",
    value: "value",
    title: seriesTitle,
    atMost: "SELECT count(*) FROM series WHERE kind = 'counter'",
    rows: RATES,
  },
];

export const familyOf = (id: string): LaneFamily => {
  const found = laneFamilies.find((family) => family.id === id);
  if (!found) throw new Error(`no lanes ${id}`);
  return found;
};
