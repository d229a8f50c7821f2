// When each file recorded: bars on one axis, and round times for its ticks.
import type { OpenCapture, OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import { formatClock } from "../../app/clock.ts";

export interface Bar {
  readonly capture: OpenCapture;
  readonly fromMs: number;
  readonly toMs: number;
  /** One moment rather than a span. */
  readonly instant: boolean;
  /** Left out of the views. */
  readonly hidden: boolean;
}

export interface SpanChart {
  readonly bars: readonly Bar[];
  /** Captures that are not on the time line: without times, or on a clock that nothing links. */
  readonly without: readonly OpenCapture[];
  readonly fromMs: number;
  readonly toMs: number;
}

export function spanChart(project: Pick<OpenReply, "info" | "spans" | "excluded">): SpanChart {
  const spans = new Map(project.spans.map((span) => [span.capture, span]));
  const bars: Bar[] = [];
  const without: OpenCapture[] = [];
  for (const capture of project.info.captures) {
    const span = spans.get(capture.id);
    if (!span || span.from_ms === null || span.to_ms === null) {
      without.push(capture);
      continue;
    }
    const { from_ms: fromMs, to_ms: toMs } = span;
    const hidden = capture.duplicate_of !== null || project.excluded.includes(capture.id);
    bars.push({ capture, fromMs, toMs, instant: fromMs === toMs, hidden });
  }
  // Those that count stand first, whatever was left out; of them the longest.
  bars.sort((a, b) => Number(a.hidden) - Number(b.hidden) || b.toMs - b.fromMs - (a.toMs - a.fromMs));
  const fromMs = Math.min(0, ...bars.map((bar) => bar.fromMs));
  const toMs = Math.max(...bars.map((bar) => bar.toMs), fromMs);
  return { bars, without, fromMs, toMs };
}

/** Left edge and width as shares of the axis, 0 to 1; a chart of one moment has it in its middle. */
export function placeOf({ fromMs, toMs }: { fromMs: number; toMs: number }, chart: SpanChart) {
  const length = chart.toMs - chart.fromMs;
  if (length <= 0) return { left: 0.5, width: 0 };
  return { left: (fromMs - chart.fromMs) / length, width: (toMs - fromMs) / length };
}

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

interface Tick {
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
