// A time typed by hand as the span it means: "14:15", "14:14:20 to 14:18:50", "+30s".
import type { Span } from "./selection.ts";

export interface TimeLine {
  /** Wall clock of project start, ms since 1970; null: typed times count from the start. */
  readonly startWallMs: number | null;
  readonly lengthMs: number;
  readonly span: Span | null;
}

const DAY = 86_400_000;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, m: 60_000, h: 3_600_000 };

/**
 * Null when it means no time of the project. One clock time is the minute or second it names; two are what lies between.
 * "+30s" moves the selected span by 30 s; without one it is the first 30 s of the project.
 */
export function parseTime(text: string, line: TimeLine): Span | null {
  const moved = parseMove(text, line);
  if (moved) return within(moved, line);
  const parts = text.trim().split(/\s*(?:\bto\b|\.\.|–|-)\s*/);
  const [first, last] = [parseClock(parts[0] ?? "", line), parseClock(parts[1] ?? "", line)];
  if (!first || parts.length > 2) return null;
  if (parts.length === 1) return within({ fromMs: first.ms, toMs: first.ms + first.unit }, line);
  if (!last) return null;
  // The other end may lie behind midnight.
  const toMs = last.ms <= first.ms && line.startWallMs !== null ? last.ms + DAY : last.ms;
  return within({ fromMs: first.ms, toMs }, line);
}

function parseMove(text: string, { span }: TimeLine): Span | null {
  const [, sign, digits = "", unit = ""] = /^\s*([+\-−])\s*(\d+(?:\.\d+)?)\s*(ms|s|min|m|h)\s*$/i.exec(text) ?? [];
  if (!sign) return null;
  const ms = Number(digits) * (UNITS[unit.toLowerCase()] ?? 0) * (sign === "+" ? 1 : -1);
  if (span) return { fromMs: span.fromMs + ms, toMs: span.toMs + ms };
  return ms > 0 ? { fromMs: 0, toMs: ms } : null;
}

/** Milliseconds since project start, and how long the named minute, second or fraction is. */
function parseClock(text: string, { startWallMs, lengthMs }: TimeLine): { ms: number; unit: number } | null {
  const [, a = "", b = "", c, fraction = ""] = /^\s*(\d{1,3}):(\d{2})(?::(\d{2})(\.\d{1,3})?)?\s*$/.exec(text) ?? [];
  if (a === "" || Number(b) > 59 || Number(c ?? 0) > 59) return null;
  const unit = c === undefined ? 60_000 : fraction === "" ? 1000 : 1000 / 10 ** (fraction.length - 1);
  const rest = c === undefined ? 0 : Math.round(Number(`${c}${fraction}`) * 1000);
  const ofDay = Number(a) * 3_600_000 + Number(b) * 60_000 + rest;
  if (startWallMs === null) return { ms: ofDay, unit };
  if (Number(a) > 23) return null;
  const midnight = startWallMs - (((startWallMs % DAY) + DAY) % DAY);
  const ms = midnight + ofDay - startWallMs;
  // A time before the start is one of the next day, where the project goes that far.
  return { ms: ms + unit <= 0 && ms + DAY <= lengthMs ? ms + DAY : ms, unit };
}

/** The part of a span that the project covers; null when there is none. */
function within({ fromMs, toMs }: Span, { lengthMs }: TimeLine): Span | null {
  const [from, to] = [Math.max(0, fromMs), Math.min(lengthMs, toMs)];
  return to > from ? { fromMs: from, toMs: to } : null;
}
