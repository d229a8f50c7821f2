// Round times for the axis of a drawing.
import { formatClock } from "../base/clock.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 30, 90, 365].map((n) => n * DAY),
];

export interface Tick {
  readonly ms: number;
  readonly text: string;
}

/** Round times of the wall clock, or since project start without one; at most `most` of them. */
export function ticksOf(fromMs: number, toMs: number, startWallMs: number | null, most = 8): readonly Tick[] {
  const length = toMs - fromMs;
  if (length <= 0) return [{ ms: fromMs, text: formatClock(fromMs, startWallMs, "ms") }];
  const step = STEPS.find((one) => length / one <= most) ?? 365 * DAY * Math.ceil(length / most / (365 * DAY));
  const base = startWallMs ?? 0;
  const first = Math.ceil((fromMs + base) / step) * step - base;
  const ticks: Tick[] = [];
  for (let ms = first; ms <= toMs; ms += step) ticks.push({ ms, text: tickText(ms, startWallMs, step) });
  return ticks;
}

function tickText(ms: number, startWallMs: number | null, step: number): string {
  if (step < SECOND) return formatClock(ms, startWallMs, step < 100 ? "ms" : "tenth");
  if (startWallMs !== null && step >= DAY) return new Date(ms + startWallMs).toISOString().slice(5, 10);
  const text = formatClock(ms, startWallMs, "s");
  // Without a wall clock hours and minutes alone could be taken for minutes and seconds.
  return step >= MINUTE && startWallMs !== null ? text.replace(/:00$/, "") : text;
}
