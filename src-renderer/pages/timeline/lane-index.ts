// The project's data lanes by what they tell: name, guest, host, and when their captures recorded.
import type { LanesReply } from "../../../src-shared/protocol/column-replies.ts";
import type { QueryReply } from "../../../src-shared/protocol/replies.ts";
import type { OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import type { LaneInfo } from "../../timeline/track.ts";

type ReplyLane = LanesReply["lanes"][number];

/** Data lanes of one thing: one for each capture that tells it, in the order of the reply. */
export interface NamedLane {
  /** Stays the same when captures are added: family, name, whose it is. */
  readonly id: string;
  readonly family: string;
  /** `meminfo.MemFree`, or the key of its family: the kind of a mapping, the name of an event. */
  readonly name: string;
  readonly kind: ReplyLane["kind"];
  readonly unit: string;
  readonly guest: string | null;
  /** What a series is of where it is of no guest: a device, a function. */
  readonly subject: string | null;
  readonly host: string | null;
  readonly lanes: readonly number[];
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

export const SERIES_SQL =
  "SELECT id, capture, name, subject, guest FROM series UNION ALL SELECT NULL, id, host, NULL, NULL FROM capture WHERE host IS NOT NULL";

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
  readonly capture: number;
  readonly name: string;
  readonly subject: string | null;
}

export function indexLanes(from: {
  readonly reply: LanesReply;
  readonly series: QueryReply;
  readonly traces: readonly TraceRow[];
  readonly spans: OpenReply["spans"];
}): LaneIndex {
  const series = new Map<number, SeriesRow>();
  const hosts = new Map<number, string>();
  for (const [id, capture, name, subject] of from.series.rows as (string | number | null)[][])
    if (id === null) hosts.set(Number(capture), String(name));
    else series.set(Number(id), { capture: Number(capture), name: String(name), subject: subject as string | null });
  const names = new Set(hosts.values());
  // What does not say its host is of the only one there is.
  const onlyHost = names.size === 1 ? ([...names][0] as string) : null;
  const hostOf = (captures: readonly number[]): string | null =>
    captures.map((capture) => hosts.get(capture)).find((host) => host !== undefined) ?? onlyHost;
  const all = new Map<string, NamedLane>();
  const infos: LaneInfo[] = [];
  const spanOf = new Map(from.spans.map((span) => [span.capture, span]));
  for (const lane of from.reply.lanes) {
    const own = lane.family === "gauge" || lane.family === "rate" ? series.get(Number(lane.key)) : undefined;
    const captures = own ? [own.capture] : capturesOf(from.traces, lane);
    infos.push({ id: lane.id, spans: joinSpans(captures.map((capture) => spanOf.get(capture))) });
    const one: Omit<NamedLane, "id"> = {
      family: lane.family,
      name: own?.name ?? nameOf(lane),
      kind: lane.kind,
      unit: lane.unit,
      guest: lane.guest,
      subject: lane.guest === null ? (own?.subject ?? null) : null,
      host: lane.guest === null ? hostOf(captures) : null,
      lanes: [lane.id],
      series: own ? [Number(lane.key)] : [],
      captures,
    };
    const id = [one.family, one.name, one.guest ?? "", one.subject ?? "", one.host ?? ""].join("/");
    const known = all.get(id);
    all.set(id, known ? joined(known, one) : { id, ...one });
  }
  const lanes = [...all.values()];
  return { lanes, infos, find: (wanted, of) => findLane(lanes, wanted, of) };
}

/** The part of a lane's key that is no guest. */
function nameOf({ family, key, guest, title }: ReplyLane): string {
  if (family === "event") return key;
  if (family === "mmu" || family === "sched") return key.slice(key.lastIndexOf("/") + 1);
  return guest === null ? title : title.replace(new RegExp(` of ${escaped(guest)}$`), "");
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function capturesOf(traces: readonly TraceRow[], lane: ReplyLane): readonly number[] {
  const rows = traces.filter(({ family, guest, kind }) => {
    if (family !== lane.family) return false;
    if (family === "event") return kind === lane.key;
    return guest === lane.guest && (family !== "mmu" && family !== "sched" ? true : kind === nameOf(lane));
  });
  return [...new Set(rows.map(({ capture }) => capture))];
}

const joined = (known: NamedLane, more: Omit<NamedLane, "id">): NamedLane => ({
  ...known,
  lanes: [...known.lanes, ...more.lanes],
  series: [...known.series, ...more.series],
  captures: [...new Set([...known.captures, ...more.captures])],
});

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
