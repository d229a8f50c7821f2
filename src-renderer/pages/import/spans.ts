// When each file recorded: bars on one axis, and round times for its ticks.

import type { OpenCapture, OpenReply } from "../../../src-shared/protocol/window-replies.ts";

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
