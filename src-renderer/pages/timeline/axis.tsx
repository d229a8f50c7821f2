// The time axis: marks, the selected span as a pill, the moment of the cursor, bookmarks.
import { type ReactNode, useMemo, useRef } from "react";
import { useStore } from "zustand";
import { useApp } from "../../app/app.tsx";
import { durationWords } from "../../app/selection-words.ts";
import { ticksOf } from "../../timeline/ticks.ts";
import { lengthOf, pxOf } from "../../timeline/view.ts";
import { cursorText } from "./moments.ts";
import { NoteFlags } from "./note-flags.tsx";
import { useStage } from "./stage.tsx";
import { useHand } from "./use-hand.ts";

const noLabel = (): number => 0;

export function Axis({ clock }: { readonly clock: string }) {
  const plot = useRef<HTMLDivElement>(null);
  const hand = useHand(plot, noLabel, true);
  return (
    <div className="timeline-axis">
      <div className="timeline-side ell">{clock}</div>
      <div className="timeline-axisplot" ref={plot} {...hand}>
        <Ticks />
        <Kept />
        <Pill />
        <NoteFlags />
        <CursorTime />
      </div>
    </div>
  );
}

/** Px that the cursor's words need at its right. */
const CURSOR_WORDS = 92;

/** Px that a mark's words need at either side of it. */
export const halfOf = (text: string): number => text.length * 3.1 + 2;

function Ticks() {
  const { route } = useApp();
  const { desk, size, startWallMs } = useStage();
  const view = useStore(desk.state, (state) => state.view);
  const width = useStore(size, (state) => state.width);
  const ticks = useMemo(() => ticksOf(view, width, startWallMs), [view, width, startWallMs]);
  const cursorMs = useStore(desk.state, (state) => state.cursorMs);
  const span = useStore(route, (state) => state.selection.span);
  const { draft, kept } = useStore(desk.state);
  // What lies over the marks is read instead of them.
  const x = pxOf(cursorMs, view, width);
  const cursor = x > width - CURSOR_WORDS ? [x - CURSOR_WORDS, x] : [x, x + CURSOR_WORDS];
  const covers = [
    cursor,
    ...[draft ?? span, kept].flatMap((one) =>
      one ? [[pxOf(one.fromMs, view, width), pxOf(one.toMs, view, width)]] : [],
    ),
  ];
  const isRead = (at: number, half: number): boolean =>
    at >= half && at <= width - half && !covers.some(([from = 0, to = 0]) => at + half > from && at - half < to);
  return ticks.map(({ ms, text }) => {
    const at = pxOf(ms, view, width);
    if (at < 0 || at > width) return null;
    return (
      <i key={ms} className={text === null ? "timeline-tick" : "timeline-tick long"} style={{ left: at }}>
        {text !== null && isRead(at, halfOf(text)) && <span aria-hidden="true">{text}</span>}
      </i>
    );
  });
}

/** A part of the axis from one moment to another, as far as it is seen. */
function Part(props: {
  readonly span: { fromMs: number; toMs: number };
  readonly className: string;
  readonly children: ReactNode;
}) {
  const { desk, size } = useStage();
  const view = useStore(desk.state, (state) => state.view);
  const width = useStore(size, (state) => state.width);
  const from = Math.max(-4, pxOf(props.span.fromMs, view, width));
  const to = Math.min(width + 4, pxOf(props.span.toMs, view, width));
  if (to < 0 || from > width) return null;
  return (
    <span className={props.className} style={{ left: from, width: Math.max(2, to - from) }}>
      {to - from > 44 && props.children}
    </span>
  );
}

function Pill() {
  const { route } = useApp();
  const { desk } = useStage();
  const selected = useStore(route, (state) => state.selection.span);
  const draft = useStore(desk.state, (state) => state.draft);
  const kept = useStore(desk.state, (state) => state.kept);
  const span = draft ?? selected;
  return (
    span && (
      <Part span={span} className="timeline-pill">
        {kept && "B "}
        {durationWords(span)}
      </Part>
    )
  );
}

function Kept() {
  const kept = useStore(useStage().desk.state, (state) => state.kept);
  return (
    kept && (
      <Part span={kept} className="timeline-pill kept">
        A {durationWords(kept)}
      </Part>
    )
  );
}

function CursorTime() {
  const { desk, size, startWallMs } = useStage();
  const { view, cursorMs } = useStore(desk.state);
  const width = useStore(size, (state) => state.width);
  const x = pxOf(cursorMs, view, width);
  if (x < 0 || x > width) return null;
  return (
    <span className="timeline-now" style={{ left: x }}>
      <span className={x > width - CURSOR_WORDS ? "before" : ""}>
        {cursorText(cursorMs, startWallMs, lengthOf(view) / Math.max(1, width))}
      </span>
    </span>
  );
}
