// Times on the screen: spans of a project, and moments of the machine's own life.
import { type ClockStep, formatClock } from "../../src-shared/base/clock.ts";
import type { Span } from "./selection.ts";

const MONTHS = "January February March April May June July August September October November December".split(" ");

const pad = (value: number): string => String(value).padStart(2, "0");

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
