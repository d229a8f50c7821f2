// Times on the screen: clock time in UTC where the project knows it, else time since project start.
import type { Span } from "./selection.ts";

const DAY = 86_400_000;
const MONTHS = "January February March April May June July August September October November December".split(" ");

/** How finely a time is written. */
export type ClockStep = "s" | "tenth" | "ms";

const pad = (value: number, digits = 2): string => String(value).padStart(digits, "0");

/** `ms` since project start as "14:14:20"; without a wall clock as time since the start, "0:14:20". */
export function formatClock(ms: number, startWallMs: number | null, step: ClockStep = "s"): string {
  const unit = step === "s" ? 1000 : step === "tenth" ? 100 : 1;
  const whole = Math.floor(Math.round(ms + (startWallMs ?? 0)) / unit) * unit;
  const day = startWallMs === null ? Math.abs(whole) : ((whole % DAY) + DAY) % DAY;
  const [hours, minutes, seconds] = [
    Math.floor(day / 3_600_000),
    Math.floor(day / 60_000) % 60,
    Math.floor(day / 1000) % 60,
  ];
  const rest = day % 1000;
  const fraction = step === "s" ? "" : step === "tenth" ? `.${Math.floor(rest / 100)}` : `.${pad(rest, 3)}`;
  const sign = startWallMs === null && whole < 0 ? "\u2212" : "";
  const first = startWallMs === null ? String(hours) : pad(hours);
  return `${sign}${first}:${pad(minutes)}:${pad(seconds)}${fraction}`;
}

/** The step that tells both ends of a span apart. */
export const stepOfSpan = ({ fromMs, toMs }: Span): ClockStep =>
  toMs - fromMs < 1000 ? "ms" : toMs - fromMs < 60_000 ? "tenth" : "s";

/** "14:14:20 to 14:18:50". */
export function formatSpan(span: Span, startWallMs: number | null): string {
  const step = stepOfSpan(span);
  return `${formatClock(span.fromMs, startWallMs, step)} to ${formatClock(span.toMs, startWallMs, step)}`;
}

/** A moment of the machine's own life, such as an import's end: "14:41:07", or "12 November 14:41" on another day. */
export function formatMoment(wallMs: number, nowMs: number): string {
  const [moment, now] = [new Date(wallMs), new Date(nowMs)];
  const clock = `${pad(moment.getHours())}:${pad(moment.getMinutes())}`;
  if (moment.toDateString() === now.toDateString()) return `${clock}:${pad(moment.getSeconds())}`;
  return `${moment.getDate()} ${MONTHS[moment.getMonth()]} ${clock}`;
}
