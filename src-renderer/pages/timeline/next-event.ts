// The event before or after a moment in a lane: from the list of events, else by one small query.
import type { Client } from "../../../src-shared/protocol/client.ts";
import { askRows, numberIn } from "./ask-rows.ts";
import type { TimelineEvent } from "./events.ts";
import { conditionOf, tableOf } from "./lane-sql.ts";
import type { LaneSpec } from "./spec.ts";

/** A moment that is this near is the one where the cursor is already; half a ns. */
const SAME_MS = 5e-7;

export function nextInList(events: readonly TimelineEvent[], ms: number, way: 1 | -1): TimelineEvent | null {
  if (way > 0) return events.find((event) => event.ms > ms + SAME_MS) ?? null;
  return events.findLast((event) => event.ms < ms - SAME_MS) ?? null;
}

/** ms since project start; null when there is none. */
export async function nextInLane(
  client: Pick<Client, "request">,
  {
    project,
    lane,
    ms,
    way,
    lengthMs,
  }: {
    readonly project: string;
    readonly lane: LaneSpec;
    readonly ms: number;
    readonly way: 1 | -1;
    readonly lengthMs: number;
  },
  signal: AbortSignal,
): Promise<number | null> {
  const sql = nextSql(lane, way);
  if (sql === null) return null;
  // Both ends of a span belong to it, so it begins, or ends, a ns beside the cursor.
  const step = 1e-6;
  const span = way > 0 ? { fromMs: ms + step, toMs: lengthMs } : { fromMs: 0, toMs: ms - step };
  if (span.toMs < span.fromMs) return null;
  const { rows } = await askRows(client, { project, sql, span, limit: 1 }, signal);
  const found = numberIn(rows[0]?.[0]);
  return found === null ? null : span.fromMs + found;
}

/** ms from $from on of the first, or last, row of the lane in the span. */
export function nextSql(lane: LaneSpec, way: 1 | -1): string | null {
  const pick = way > 0 ? "min" : "max";
  const when = `(${pick}(t) - $from) / 1e6`;
  const series = lane.sources.flatMap((source) => source.series);
  if (series.length > 0)
    return `SELECT ${when} FROM counter WHERE series IN (${series.join(", ")}) AND value IS NOT NULL AND t BETWEEN $from AND $to`;
  const first = lane.sources[0];
  if (!first) return null;
  return `SELECT ${when} FROM ${tableOf(first)} WHERE ${conditionOf(first)} AND t BETWEEN $from AND $to`;
}
