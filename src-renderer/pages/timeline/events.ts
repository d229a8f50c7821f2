// What happened: events of guests, losses, out of memory; one list in the order of time, with words for each.
import { formatBytes, formatNumber, formatSeconds } from "../../../src-shared/base/format.ts";
import type { Points } from "../../timeline/track.ts";
import { type Cell, numberIn, textIn } from "./ask-rows.ts";
import type { SeenGuest } from "./memory-lane.ts";
import type { Loss } from "./model.ts";

export type EventTone = "info" | "ok" | "warn" | "err";

export interface TimelineEvent {
  /** Capture and record, so that it stays the same when it is read again. */
  readonly id: string;
  readonly ms: number;
  readonly kind: string;
  readonly tone: EventTone;
  readonly guest: string | null;
  readonly text: string;
  readonly capture: number;
  /** Columns of its row that say more, in their order. */
  readonly more: readonly (readonly [string, string])[];
  /** The query that gives its row. */
  readonly sql: string;
  readonly wantedBytes: number | null;
}

/** Most events that are listed: with more of them none can be told from the next. */
export const MOST_EVENTS = 5000;

const WHEN = "(t - $from) / 1e6 AS ms";
const GUEST_EVENTS = `SELECT ${WHEN}, 'guest_event' AS source, kind::VARCHAR AS kind, guest, capture, seq, bytes, wanted_bytes, took_ns, device, detail
FROM guest_event WHERE t BETWEEN $from AND $to`;
const OUT_OF_MEMORY = `SELECT ${WHEN}, 'event' AS source, event AS kind, guest, capture, seq, NULL AS bytes, NULL AS wanted_bytes, NULL AS took_ns, NULL AS device, NULL AS detail
FROM event WHERE event LIKE 'oom:%' AND t BETWEEN $from AND $to`;

/** Null where a project has no table of events. */
export function eventsSql(tables: Readonly<Record<string, number>>): string | null {
  const parts = [
    ...((tables.guest_event ?? 0) > 0 ? [GUEST_EVENTS] : []),
    ...((tables.event ?? 0) > 0 ? [OUT_OF_MEMORY] : []),
  ];
  return parts.length === 0 ? null : `${parts.join("\nUNION ALL\n")}\nORDER BY ms, capture, seq`;
}

const TONES: Readonly<Record<string, EventTone>> = {
  create: "ok",
  start: "ok",
  resume: "ok",
  pause: "warn",
  stop: "warn",
  destroy: "warn",
  crash: "err",
};

export function eventOf(cells: readonly Cell[]): TimelineEvent {
  const [ms, source, kind, guest, capture, seq, bytes, wanted, took, device, detail] = cells;
  const name = textIn(kind) ?? "event";
  const own = {
    guest: textIn(guest),
    bytes: numberIn(bytes),
    wanted: numberIn(wanted),
    tookNs: numberIn(took),
    device: textIn(device),
    detail: textIn(detail),
  };
  const more: (readonly [string, string])[] = [];
  if (own.guest !== null) more.push(["Guest", own.guest]);
  if (own.bytes !== null) more.push(["Memory afterwards", formatBytes(own.bytes)]);
  if (own.wanted !== null) more.push(["Memory asked for", formatBytes(own.wanted)]);
  if (own.tookNs !== null) more.push(["Took", formatSeconds(own.tookNs / 1e9)]);
  if (own.device !== null) more.push(["Device", own.device]);
  if (own.detail !== null && own.detail !== "") more.push(["In the source's words", own.detail]);
  return {
    id: `${capture}/${seq}/${textIn(source)}`,
    ms: numberIn(ms) ?? 0,
    kind: name,
    tone: source === "event" ? "err" : (TONES[name] ?? "info"),
    guest: own.guest,
    text: eventWords(name, own),
    capture: numberIn(capture) ?? 0,
    more,
    sql: `SELECT * FROM ${textIn(source)} WHERE capture = ${capture} AND seq = ${seq}`,
    wantedBytes: name === "balloon" ? own.wanted : null,
  };
}

interface EventParts {
  readonly guest: string | null;
  readonly bytes: number | null;
  readonly wanted: number | null;
  readonly device: string | null;
  readonly detail: string | null;
}

/** "alpha asked for 86 MiB", "Balloon alpha 86 MiB", "Mark: t0". */
export function eventWords(kind: string, { guest, bytes, wanted, device, detail }: EventParts): string {
  const who = guest === null ? "" : ` ${guest}`;
  if (kind === "balloon")
    return wanted !== null && bytes === null
      ? `Balloon target${who} ${formatBytes(wanted)}`
      : `Balloon${who}${bytes === null ? "" : ` ${formatBytes(bytes)}`}`;
  if (kind === "plug") {
    const size = bytes ?? wanted;
    return `Plug${who}${size === null ? "" : ` ${formatBytes(size)}`}${device === null ? "" : `, ${device}`}`;
  }
  if (kind === "mark") return `${guest === null ? "" : `${guest}: `}${detail || "mark"}`;
  const verbs: Readonly<Record<string, string>> = {
    create: "created",
    start: "starts",
    pause: "paused",
    resume: "resumed",
    stop: "stops",
    crash: "crashed",
    destroy: "destroyed",
    migrate: "migrates",
  };
  const verb = verbs[kind];
  return verb ? `${guest ?? "Guest"} ${verb}` : kind;
}

/** Losses as events. */
export function lossEvents(losses: readonly Loss[], nameOf: (capture: number) => string): readonly TimelineEvent[] {
  return losses.map((loss, at) => ({
    id: `loss/${loss.capture}/${at}`,
    ms: loss.fromMs,
    kind: "loss",
    tone: "err",
    guest: null,
    text: lossWords(loss),
    capture: loss.capture,
    more: [
      ["Capture", nameOf(loss.capture)],
      ...(loss.toMs > loss.fromMs ? [["Lasted", formatSeconds((loss.toMs - loss.fromMs) / 1000)] as const] : []),
    ],
    sql: `SELECT * FROM loss WHERE capture = ${loss.capture} ORDER BY t`,
    wantedBytes: null,
  }));
}

/** "1 204 events lost", "events lost, how many is not known". */
export const lossWords = ({ n }: Pick<Loss, "n">): string =>
  n === null ? "events lost, how many is not known" : `${formatNumber(n)} ${n === 1 ? "event" : "events"} lost`;

/** What each guest's balloon was asked to hold: its memory without what was asked for it. */
export function balloonTargets(
  events: readonly TimelineEvent[],
  guests: readonly SeenGuest[],
): ReadonlyMap<string, Points> {
  const targets = new Map<string, Points>();
  for (const { name, ramBytes } of guests) {
    if (ramBytes === null) continue;
    const own = events.filter((event) => event.guest === name && event.wantedBytes !== null);
    if (own.length === 0) continue;
    targets.set(name, {
      ms: Float64Array.from(own, ({ ms }) => ms),
      value: Float64Array.from(own, ({ wantedBytes }) => Math.max(0, ramBytes - (wantedBytes as number))),
    });
  }
  return targets;
}
