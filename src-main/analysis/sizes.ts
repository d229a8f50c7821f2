// How the sizes of guests moved: events, orders and statistics of the balloon and of plugged devices.
import { type SizeMove, type SizeReading, type SizeStep, sizeMoves } from "../../src-shared/profile/balloon.ts";
import type { QueryClient } from "../store/contract.ts";
import type { RecordedGuest } from "./recording.ts";
import { groupBy, numberOf, type Row, rowsOf, sqlList } from "./sql.ts";

/** Statistics that tell the size of a guest: what its balloon leaves it. */
const SIZE_SERIES = ["domstats.balloon.current", "dommemstat.actual", "qmp.balloon.actual"];

/** How many readings tell the sizes of each guest. */
export const SIZE_READINGS_SQL = `SELECT guest, count(*) AS n FROM counter
  WHERE name IN (${sqlList(SIZE_SERIES)}) AND guest IS NOT NULL GROUP BY guest`;

/** Sizes by events (what the guest has, what it was asked to have) and every change of the size that statistics show. */
const sizesSql = (
  guests: string,
): string => `SELECT guest, kind::VARCHAR AS kind, coalesce(device, '') AS device, t // 1000000 AS ms,
    NULL::BIGINT AS since_ms, bytes, wanted_bytes FROM guest_event
  WHERE kind IN ('balloon', 'plug') AND guest IN (${guests}) AND t IS NOT NULL
  UNION ALL SELECT guest, 'statistics', name, ms, coalesce(since_ms, ms), bytes, NULL FROM (
    SELECT guest, name, t // 1000000 AS ms, value::BIGINT AS bytes, lag(t // 1000000) OVER w AS since_ms, lag(value) OVER w AS before
    FROM counter WHERE name IN (${sqlList(SIZE_SERIES)}) AND guest IN (${guests}) AND t IS NOT NULL AND value IS NOT NULL
    WINDOW w AS (PARTITION BY guest, name ORDER BY t, seq)) WHERE before IS NULL OR bytes <> before
  ORDER BY guest, ms, kind, device, bytes, wanted_bytes`;

/** A log line may be stamped a little after the change began; an order is stamped when its command returned. */
const EVENT_SLACK_MS = 250;
const ORDER_SLACK_MS = 1000;
/** Time that an order has to be carried out when nothing tells when it was. */
const ORDER_TAKES_MS = 5000;

/** The best source of sizes: events that tell the size, else statistics, else orders. */
function readingsOf(rows: readonly Row[], statistics: readonly Row[]): SizeReading[] {
  const reading = (row: Row, column: string, sinceMs: number, ms = numberOf(row, "ms")): SizeReading => ({
    ms,
    bytes: numberOf(row, column),
    sinceMs,
  });
  const told = rows.filter((r) => r.bytes !== null);
  if (told.length > 0) return told.map((r) => reading(r, "bytes", numberOf(r, "ms") - EVENT_SLACK_MS));
  if (statistics.length > 0) {
    const first = statistics[0]!.device;
    return statistics.filter((r) => r.device === first).map((r) => reading(r, "bytes", numberOf(r, "since_ms")));
  }
  return rows
    .filter((r) => r.wanted_bytes !== null)
    .map((r) => reading(r, "wanted_bytes", numberOf(r, "ms") - ORDER_SLACK_MS, numberOf(r, "ms") + ORDER_TAKES_MS));
}

/** Moves of each guest: of its balloon from its RAM size on, of a plugged device from its first known size on. */
function movesOf(rows: readonly Row[], guests: readonly RecordedGuest[]): Map<string, SizeMove[]> {
  const moves = new Map<string, SizeMove[]>();
  for (const [name, own] of groupBy(rows, "guest")) {
    const guest = guests.find((g) => g.name === name);
    if (!guest) continue;
    const found: SizeMove[] = [];
    const of = (kind: string): Row[] => own.filter((r) => r.kind === kind);
    found.push(...sizeMoves(readingsOf(of("balloon"), of("statistics")), guest.ramBytes));
    for (const device of groupBy(of("plug"), "device").values()) found.push(...sizeMoves(readingsOf(device, []), null));
    moves.set(
      name,
      found.sort((a, b) => a.fromMs - b.fromMs),
    );
  }
  return moves;
}

/** A span in which a guest gave up pages; the faults in it are the hand-over. */
export interface GivingSpan {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly steps: readonly SizeStep[];
}

/** The spans of one guest in which pages were given up, in order of time; those that overlap (two devices) are one. */
export function givingSpans(moves: readonly SizeMove[]): GivingSpan[] {
  const spans: { fromMs: number; untilMs: number; steps: SizeStep[] }[] = [];
  for (const move of moves) {
    if (move.pages <= 0) continue;
    const last = spans.at(-1);
    if (last && move.fromMs <= last.untilMs) {
      last.untilMs = Math.max(last.untilMs, move.untilMs);
      last.steps.push(...move.steps);
    } else spans.push({ fromMs: move.fromMs, untilMs: move.untilMs, steps: [...move.steps] });
  }
  return spans;
}

/** Reads the moves of some guests, in order of time. */
export const readMoves = async (
  query: QueryClient,
  guests: readonly RecordedGuest[],
): Promise<Map<string, SizeMove[]>> =>
  movesOf(await rowsOf(query, sizesSql(sqlList(guests.map(({ name }) => name)))), guests);
