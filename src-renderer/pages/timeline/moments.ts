// Moments and spans of the timeline in words, as finely as they can be told apart on the screen.
import { type ClockStep, formatClock } from "../../../src-shared/base/clock.ts";

import { tickText } from "../../timeline/ticks.ts";

/** The step of clock times for pixels of `perPx` ms. */
const clockStep = (perPx: number): ClockStep => (perPx >= 500 ? "s" : perPx >= 50 ? "tenth" : "ms");

/** A moment as it stands on the axis: "14:16:30.8", and under a ms with its ns. */
export function cursorText(ms: number, startWallMs: number | null, perPx: number): string {
  if (perPx >= 0.5) return formatClock(ms, startWallMs, clockStep(perPx));
  const day = 86_400_000;
  const offset = startWallMs === null ? 0 : ((startWallMs % day) + day) % day;
  return tickText(offset + ms, perPx >= 5e-4 ? 1e-3 : 1e-6, startWallMs !== null);
}

/** The ends of a view as the page's head shows them, to the ms. */
export const exactText = (ms: number, startWallMs: number | null): string => formatClock(ms, startWallMs, "ms");
