// The project's data lanes by what they tell: name, guest, host, and when their captures recorded.
import type { LanesReply } from "../../../src-shared/protocol/column-replies.ts";
import type { QueryReply } from "../../../src-shared/protocol/replies.ts";
import type { OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import type { LaneInfo } from "../../timeline/track.ts";

type ReplyLane = LanesReply["lanes"][number];

/** A data lane with what tells of it. */
export interface NamedLane {
  /** Stays the same when captures are added: family, name, whose it is. */
  readonly id: string;
  readonly lane: number;
  readonly family: string;
  /** `meminfo.MemFree`; the kind of a mapping, the name of an event; empty where the guest says it all. */
  readonly name: string;
  readonly title: string;
  readonly kind: ReplyLane["kind"];
  readonly unit: string;
  /** What is counted, in the plural; null for readings. */
  readonly counts: string | null;
  readonly guest: string | null;
  /** What a series is of where it is of no guest: a device, a function. */
  readonly subject: string | null;
  readonly host: string | null;
  /** Ids in the table `series`. */
  readonly series: readonly number[];
  readonly captures: readonly number[];
}

export interface LaneIndex {
  readonly lanes: readonly NamedLane[];
  readonly infos: readonly LaneInfo[];
  /** The lane of a name; of a guest, or of a host's own. */
  find(names: readonly string[], of: { readonly guest?: string; readonly host?: string | null }): NamedLane | null;
}

/** Which captures tell of what, how often. */
export interface TraceRow {
  readonly family: string;
  readonly guest: string | null;
  readonly kind: string | null;
  readonly capture: number;
  readonly n: number;
}

export const SERIES_SQL = `SELECT s.id, s.capture, c.name AS file, s.name, s.kind::VARCHAR AS kind, s.subject, s.guest
FROM series s JOIN capture c ON c.id = s.capture
UNION ALL SELECT NULL, id, name, host, NULL, NULL, NULL FROM capture WHERE host IS NOT NULL`;

/** Tables whose rows are counted into lanes, and what tells their kinds apart. */
const TRACED: Readonly<Record<string, string>> = {
  fault: "kind::VARCHAR",
  vm_exit: "NULL",
  mmu: "kind::VARCHAR",
  sched: "state::VARCHAR",
  region: "NULL",
  guest_event: "kind::VARCHAR",
  event: "event",
};

/** What was traced, by guest and capture; null where a project has no such table. */
export function tracesSql(tables: Readonly<Record<string, number>>): string | null {
  const selects = Object.entries(TRACED)
    .filter(([table]) => (tables[table] ?? 0) > 0)
    .map(([table, kind]) => {
      const guest = table === "event" ? "NULL" : "guest";
      return `SELECT '${table}' AS family, ${guest} AS guest, ${kind} AS kind, capture, count(*)::DOUBLE AS n FROM ${table} GROUP BY ALL`;
    });
  return selects.length > 0 ? selects.join("\nUNION ALL\n") : null;
}

export const traceRows = (reply: QueryReply | null): readonly TraceRow[] =>
  (reply?.rows ?? []).map(([family, guest, kind, capture, n]) => ({
    family: String(family),
    guest: guest === null ? null : String(guest),
    kind: kind === null ? null : String(kind),
    capture: Number(capture),
    n: Number(n),
  }));

interface SeriesRow {
  readonly id: number;
  readonly capture: number;
  readonly file: string;
}

/** What tells series apart that are no others' continuation. */
const seriesKey = (kind: unknown, name: unknown, guest: unknown, subject: unknown): string =>
  [kind, name, guest ?? "", guest === subject ? "" : (subject ?? "")].join("\n");

export function indexLanes(from: {
  readonly reply: LanesReply;
  readonly series: QueryReply;
  readonly traces: readonly TraceRow[];
  readonly spans: OpenReply["spans"];
}): LaneIndex {
  const series = new Map<string, SeriesRow[]>();
  const hosts = new Map<number, string>();
  for (const [id, capture, file, name, kind, subject, guest] of from.series.rows as (string | number | null)[][]) {
    if (id === null) {
      hosts.set(Number(capture), String(name));
      continue;
    }
    const key = seriesKey(kind, name, guest, subject);
    series.set(key, [...(series.get(key) ?? []), { id: Number(id), capture: Number(capture), file: String(file) }]);
  }
  const names = new Set(hosts.values());
  // What does not say its host is of the only one there is.
  const onlyHost = names.size === 1 ? ([...names][0] as string) : null;
  const spanOf = new Map(from.spans.map((span) => [span.capture, span]));
  const infos: LaneInfo[] = [];
  const lanes = from.reply.lanes.map((lane): NamedLane => {
    const ofHost = lane.scope === "host" && lane.subject !== null && names.has(lane.subject) ? lane.subject : null;
    const subject = ofHost === null ? lane.subject : null;
    const own = seriesOf(series, { ...lane, subject }).filter(
      ({ capture }) => ofHost === null || hosts.get(capture) === ofHost,
    );
    const captures = isStatistic(lane) ? own.map(({ capture }) => capture) : capturesOf(from.traces, lane);
    const spans = joinSpans(captures.map((capture) => spanOf.get(capture)));
    infos.push({ id: lane.id, spans, slow: lane.family === MADE });
    const found = captures.map((capture) => hosts.get(capture)).find((name) => name !== undefined);
    const host = lane.guest === null ? (ofHost ?? found ?? onlyHost) : null;
    return {
      id: [lane.family, lane.key, lane.guest ?? "", subject ?? "", host ?? "", captureIn(lane) ?? ""].join("/"),
      lane: lane.id,
      family: lane.family,
      name: lane.key,
      title: lane.title,
      kind: lane.kind,
      unit: lane.unit,
      counts: lane.counts,
      guest: lane.guest,
      subject,
      host,
      series: own.map(({ id }) => id),
      captures: [...new Set(captures)],
    };
  });
  return { lanes, infos, find: (wanted, of) => findLane(lanes, wanted, of) };
}

const isStatistic = ({ family }: Pick<ReplyLane, "family">): boolean => family === "gauge" || family === "rate";

/** The capture in a title, where others have the same statistic at the same time. */
const captureIn = (lane: Pick<ReplyLane, "family" | "title" | "key">): string | null =>
  isStatistic(lane) ? (/ in (.+)$/.exec(lane.title.slice(lane.key.length))?.[1] ?? null) : null;

function seriesOf(series: ReadonlyMap<string, readonly SeriesRow[]>, lane: ReplyLane): readonly SeriesRow[] {
  if (!isStatistic(lane)) return [];
  const kind = lane.family === "rate" ? "counter" : "gauge";
  const all = series.get(seriesKey(kind, lane.key, lane.guest, lane.subject)) ?? [];
  const file = captureIn(lane);
  return file === null ? all : all.filter((one) => one.file === file);
}

/** A guest's resident memory as its faults tell it: made when it is asked for, from all of them. */
export const MADE = "resident";

function capturesOf(traces: readonly TraceRow[], { family, guest, key }: ReplyLane): readonly number[] {
  return traces
    .filter((row) => {
      if (row.family !== (family === MADE ? "fault" : family)) return false;
      if (family === "event") return row.kind === key;
      return row.guest === guest && (family === "mmu" || family === "sched" ? row.kind === key : true);
    })
    .map(({ capture }) => capture);
}

/** Spans of captures as sorted pairs of ms that do not overlap; null where one of them is not known. */
export function joinSpans(spans: readonly (OpenReply["spans"][number] | undefined)[]): readonly number[] | null {
  const known: [number, number][] = [];
  for (const span of spans) {
    if (!span || span.from_ms === null || span.to_ms === null) return null;
    known.push([span.from_ms, span.to_ms]);
  }
  if (known.length === 0) return null;
  known.sort(([a], [b]) => a - b);
  const all: number[] = [];
  for (const [from, to] of known) {
    const last = all.length - 1;
    if (last > 0 && from <= (all[last] as number)) all[last] = Math.max(all[last] as number, to);
    else all.push(from, to);
  }
  return all;
}

function findLane(
  lanes: readonly NamedLane[],
  names: readonly string[],
  { guest, host }: { readonly guest?: string; readonly host?: string | null },
): NamedLane | null {
  for (const name of names) {
    const found = lanes.find(
      (lane) =>
        lane.name === name &&
        (guest === undefined
          ? lane.guest === null && lane.subject === null && (host === undefined || lane.host === host)
          : lane.guest === guest),
    );
    if (found) return found;
  }
  return null;
}
