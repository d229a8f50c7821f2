// The query over the project's views that reads what lanes show: the same buckets, the same numbers.
import { type Lane, type LaneGroup, statisticName, type Taken } from "./lanes.ts";

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const list = (values: readonly string[]): string => `(${values.map(text).join(", ")})`;

/** A span as SQL; whoever runs it elsewhere puts the first and the last ns in the place of the parameters. */
const SPAN = "t BETWEEN $from AND $to";

interface Rows {
  /** View, or a select over it. */
  readonly from: string;
  /** What is summed; null where events are only counted. */
  readonly value: string | null;
  /** What tells the lanes of the family apart, and how each is called here. */
  readonly key: string;
}

const GUEST = "coalesce(guest, '')";
const TITLE = "name || coalesce(' of ' || coalesce(guest, subject), '')";
const COUNTER = "kind = 'counter' AND value IS NOT NULL AND t IS NOT NULL";

const FAMILIES: Readonly<Record<string, Rows>> = {
  fault: { from: "fault", value: "stall_ns", key: GUEST },
  vm_exit: { from: "vm_exit", value: "stall_ns", key: GUEST },
  mmu: { from: "mmu", value: "bytes", key: `${GUEST} || '/' || kind::VARCHAR` },
  sched: { from: "sched", value: "ns", key: `${GUEST} || '/' || state::VARCHAR` },
  guest_event: { from: "guest_event", value: "bytes", key: GUEST },
  event: { from: "event", value: null, key: "event" },
  gauge: { from: "(SELECT * FROM counter WHERE kind = 'gauge' AND value IS NOT NULL)", value: "value", key: TITLE },
  rate: {
    from: `(SELECT *, value - lag(value) OVER (PARTITION BY series ORDER BY t, seq) AS grew\n  FROM counter WHERE ${COUNTER})`,
    value: "grew",
    key: TITLE,
  },
};

/** How the rows of a lane are called by the family's key; null where captures that overlap would be added up. */
function nameIn(lane: Lane): string | null {
  const { family, key, guest, title } = lane;
  if (family === "event") return key;
  if (family !== "gauge" && family !== "rate") return `${guest ?? ""}${key === "" ? "" : `/${key}`}`;
  const name = statisticName(lane);
  return family === "gauge" || name === title ? name : null;
}

/** Null where a family has no view of its own. */
export function laneSql(groups: readonly LaneGroup[], taken: Taken, level: number): string | null {
  const families = new Map<string, Set<string>>();
  for (const lane of groups.flatMap((group) => group.lanes)) {
    const names = families.get(lane.family) ?? new Set<string>();
    const name = nameIn(lane);
    if (name === null) return null;
    families.set(lane.family, names.add(name));
  }
  const parts = [...families].map(([family, names]) => {
    const rows = FAMILIES[family];
    return rows ? selectOf(family, rows, [...names], taken, level) : null;
  });
  if (parts.length === 0 || parts.includes(null)) return null;
  return `${parts.join("\nUNION ALL BY NAME\n")}\nORDER BY ALL`;
}

function selectOf(family: string, rows: Rows, names: readonly string[], taken: Taken, level: number): string {
  const seconds = `${2 ** level / 1e9}`;
  const grown = family === "rate" ? " AND grew >= 0" : "";
  return `SELECT (t >> ${level}) << ${level} AS t, ${rows.key} AS lane, ${measured(rows, taken, seconds)}
FROM ${rows.from}
WHERE ${SPAN} AND ${rows.key} IN ${list(names)}${grown}
GROUP BY ALL`;
}

function measured({ value }: Rows, taken: Taken, seconds: string): string {
  if (taken === "events_per_s" || value === null) return `count(*) / ${seconds} AS per_s`;
  if (taken === "value_per_s") return `sum(${value}) / ${seconds} AS per_s`;
  return `avg(${value}) AS mean, min(${value}) AS least, max(${value}) AS greatest`;
}

/** One number of lanes in a span: its query. */
export function totalSql(groups: readonly LaneGroup[], taken: Taken, show: string): string | null {
  const lanes = groups.flatMap((group) => group.lanes);
  const [first] = lanes;
  const rows = first ? FAMILIES[first.family] : undefined;
  if (!first || !rows || lanes.some((lane) => lane.family !== first.family)) return null;
  const found = lanes.map(nameIn).filter((name) => name !== null);
  if (found.length < lanes.length) return null;
  const names = [...new Set(found)];
  const grown = first.family === "rate" ? " AND grew >= 0" : "";
  // Levels of several lanes are added up: each has its own last reading.
  const apart = taken === "level" && names.length > 1;
  return `SELECT ${apart ? `${rows.key} AS lane, ` : ""}${totalOf(rows, taken, show)}
FROM ${rows.from}
WHERE ${SPAN} AND ${rows.key} IN ${list(names)}${grown}${apart ? "\nGROUP BY ALL\nORDER BY ALL" : ""}`;
}

function totalOf({ value }: Rows, taken: Taken, show: string): string {
  const counted = taken === "events_per_s" || value === null;
  if (taken === "level") {
    const how: Readonly<Record<string, string>> = { max: "max(value)", min: "min(value)", mean: "avg(value)" };
    return `${how[show] ?? "arg_max(value, (t, seq))"} AS ${show === "sum" ? "last" : show}`;
  }
  if (taken === "value_per_event")
    return `${show === "max" ? "max" : show === "min" ? "min" : "avg"}(${value}) AS ${show}`;
  const whole = counted ? "count(*)" : `sum(${value})`;
  return show === "sum" ? `${whole} AS total` : `${whole} / (($to - $from) / 1e9) AS per_s`;
}
