// Over the plot of a chart of time: a drag selects a span for every page, and the crosshair stands in all charts at once.
import { type PointerEvent as ReactPointerEvent, useEffect, useRef, useState } from "react";
import { formatClock } from "../../../src-shared/base/clock.ts";
import type { PlotBox } from "../../../src-shared/charts/axes.ts";
import { useApp } from "../../app/app.tsx";
import { stepOfSpan } from "../../app/clock.ts";
import { withSpan } from "../../app/selection.ts";
import type { Desk } from "./desk.ts";

export interface HoverLine {
  readonly title: string;
  readonly value: string;
  readonly colour: string;
}

interface OverlayProps {
  readonly desk: Desk;
  readonly panel: string;
  readonly plot: PlotBox;
  readonly fromMs: number;
  readonly toMs: number;
  readonly startWallMs: number | null;
  /** What the chart has at a moment. */
  readonly valuesAt: (ms: number) => readonly HoverLine[];
}

/** Movements smaller than this are a press, not a drag. */
const LEAST_DRAG_PX = 4;

export function TimeOverlay(props: OverlayProps) {
  const { desk, panel, plot, fromMs, toMs } = props;
  const { route } = useApp();
  const box = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const pressed = useRef<number | null>(null);
  const msAt = (event: { readonly clientX: number }): number => {
    const { left, width } = (box.current as HTMLElement).getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - left) / Math.max(1, width)));
    return fromMs + share * (toMs - fromMs);
  };
  const shareOf = (ms: number): number => (ms - fromMs) / (toMs - fromMs);
  const end = (event: ReactPointerEvent): void => {
    const from = pressed.current;
    pressed.current = null;
    setDrag(null);
    if (from === null || Math.abs(from - event.clientX) < LEAST_DRAG_PX) return;
    const [a, b] = [msAt({ clientX: from }), msAt(event)];
    desk.coordinator.prefer(panel);
    const { selection } = route.getState();
    route.change({
      selection: withSpan(selection, { fromMs: roundMs(Math.min(a, b)), toMs: roundMs(Math.max(a, b)) }),
    });
  };
  return (
    <div
      ref={box}
      className="db-plot"
      data-brush=""
      style={{ inset: `${plot.top}px ${plot.right}px ${plot.bottom}px ${plot.left}px` }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        pressed.current = event.clientX;
      }}
      onPointerMove={(event) => {
        desk.hover.setState({ ms: msAt(event), panel });
        const from = pressed.current;
        if (from === null || Math.abs(from - event.clientX) < LEAST_DRAG_PX) return;
        const [a, b] = [shareOf(msAt({ clientX: from })), shareOf(msAt(event))];
        setDrag({ from: Math.min(a, b), to: Math.max(a, b) });
      }}
      onPointerUp={end}
      onPointerCancel={() => {
        pressed.current = null;
        setDrag(null);
      }}
      onPointerLeave={() => desk.hover.setState({ ms: null, panel: null })}
    >
      {drag && (
        <div className="db-brush" style={{ left: `${drag.from * 100}%`, width: `${(drag.to - drag.from) * 100}%` }} />
      )}
      <Crosshair {...props} />
    </div>
  );
}

/** A thousandth of a millisecond is finer than any pixel, and reads well in an address. */
const roundMs = (ms: number): number => Math.round(ms * 1000) / 1000;

/** Written past React: it follows the pointer in every chart of the page, each frame. */
function Crosshair({ desk, panel, fromMs, toMs, startWallMs, valuesAt }: OverlayProps) {
  const line = useRef<HTMLDivElement>(null);
  const words = useRef<HTMLDivElement>(null);
  const latest = useRef(valuesAt);
  latest.current = valuesAt;
  useEffect(() => {
    let frame = 0;
    const draw = (): void => {
      frame = 0;
      const { ms, panel: under } = desk.hover.getState();
      const [bar, tip] = [line.current, words.current];
      if (!bar || !tip) return;
      const share = ms === null ? -1 : (ms - fromMs) / (toMs - fromMs);
      const shown = ms !== null && share >= 0 && share <= 1;
      bar.hidden = !shown;
      tip.hidden = !shown;
      if (!shown) return;
      bar.style.left = `${share * 100}%`;
      const left = share > 0.5;
      tip.style.left = left ? "auto" : `calc(${share * 100}% + 6px)`;
      tip.style.right = left ? `calc(${(1 - share) * 100}% + 6px)` : "auto";
      const time = under === panel ? formatClock(ms, startWallMs, stepOfSpan({ fromMs, toMs })) : null;
      tip.replaceChildren(...wordsOf(time, latest.current(ms)));
    };
    const later = (): void => {
      frame ||= requestAnimationFrame(draw);
    };
    const stop = desk.hover.subscribe(later);
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [desk, panel, fromMs, toMs, startWallMs]);
  return (
    <>
      <div ref={line} className="db-cross" hidden aria-hidden="true" />
      <div ref={words} className="db-hover num" hidden aria-hidden="true" />
    </>
  );
}

function wordsOf(time: string | null, lines: readonly HoverLine[]): Node[] {
  const element = (tag: string, text: string): HTMLElement => {
    const made = document.createElement(tag);
    made.textContent = text;
    return made;
  };
  const rows = lines.map(({ title, value, colour }) => {
    const row = element("span", "");
    const dot = element("i", "");
    dot.style.background = colour;
    row.append(dot, element("u", title), element("b", value));
    return row;
  });
  return [...(time === null ? [] : [element("strong", time)]), ...rows];
}
