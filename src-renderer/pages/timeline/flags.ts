// Where flags of events stand: two rows, words where there is room for them, one flag for several in one place.
import { pxOf, type View } from "../../timeline/view.ts";
import type { EventTone, TimelineEvent } from "./events.ts";

export interface Flag {
  /** The first of its events. */
  readonly event: TimelineEvent;
  readonly x: number;
  readonly row: 0 | 1;
  readonly tone: EventTone;
  /** Width in px of its words; 0: there is no room for any. */
  readonly room: number;
  readonly text: string;
  readonly count: number;
}

const GRAVITY: readonly EventTone[] = ["info", "ok", "warn", "err"];
const FLAG_PX = 10;
const LETTER_PX = 5.6;
/** Words shorter than this say nothing. */
const LEAST_ROOM = 34;

/** Flags of the events that are seen, from left to right. */
export function flagsOf(events: readonly TimelineEvent[], view: View, width: number): readonly Flag[] {
  const groups: { x: number; events: TimelineEvent[] }[] = [];
  for (const event of events) {
    const x = pxOf(event.ms, view, width);
    if (x < -1 || x > width + 1) continue;
    const last = groups.at(-1);
    if (last && x - last.x < FLAG_PX * 0.6) last.events.push(event);
    else groups.push({ x, events: [event] });
  }
  const free: [number, number] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  return groups.map(({ x, events: own }, at) => {
    const text =
      own.length === 1 ? (own[0] as TimelineEvent).text : `${(own[0] as TimelineEvent).text} + ${own.length - 1}`;
    const wanted = FLAG_PX + 4 + text.length * LETTER_PX;
    const row: 0 | 1 = free[0] <= x ? 0 : free[1] <= x ? 1 : free[0] <= free[1] ? 0 : 1;
    const blocked = free[row] > x;
    // The one after the next may stand in this row.
    const next = groups.slice(at + 1).find((_, more) => more >= 1)?.x ?? width;
    const space = Math.min(width, next) - x - FLAG_PX - 4;
    const room = blocked ? 0 : Math.min(wanted - FLAG_PX, space);
    const shown = room >= LEAST_ROOM ? room : 0;
    free[row] = x + FLAG_PX + shown;
    const tone = own.reduce<EventTone>(
      (most, one) => (GRAVITY.indexOf(one.tone) > GRAVITY.indexOf(most) ? one.tone : most),
      "info",
    );
    return { event: own[0] as TimelineEvent, x, row, tone, room: shown, text, count: own.length };
  });
}
