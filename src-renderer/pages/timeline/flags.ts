// Flags of events with their words: where they stand is the drawing's business, what they say is the page's.
import { type FlagColumns, type FlagPlace, placeFlags, TONES } from "../../timeline/flags.ts";
import type { View } from "../../timeline/view.ts";
import type { EventTone, TimelineEvent } from "./events.ts";

export interface Flag extends Omit<FlagPlace, "tone"> {
  /** The first of its events. */
  readonly event: TimelineEvent;
  readonly tone: EventTone;
  readonly text: string;
}

/** `events` in the order of time. */
export const flagColumns = (events: readonly TimelineEvent[]): FlagColumns => ({
  ms: Float64Array.from(events, ({ ms }) => ms),
  tone: Uint8Array.from(events, ({ tone }) => TONES.indexOf(tone)),
  letters: Uint16Array.from(events, ({ text }) => text.length),
});

/** Flags of the events that are seen, from left to right; `columns` are theirs. */
export const flagsOf = (
  events: readonly TimelineEvent[],
  columns: FlagColumns,
  view: View,
  width: number,
): readonly Flag[] =>
  placeFlags(columns, view, width).map((place) => {
    const event = events[place.first] as TimelineEvent;
    const text = place.count === 1 ? event.text : `${event.text} + ${place.count - 1}`;
    return { ...place, event, text, tone: TONES[place.tone] as EventTone };
  });
