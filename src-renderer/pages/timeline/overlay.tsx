// What lies over all lanes: the selected span with its handles, the span that is kept to be compared, the cursor.
import { type PointerEvent as ReactPointerEvent, useRef } from "react";
import { useStore } from "zustand";
import { useApp } from "../../app/app.tsx";
import type { Span } from "../../app/selection.ts";
import { msPerPx } from "../../timeline/view.ts";
import { startDrag } from "./drag.ts";
import { useStage } from "./stage.tsx";
import { moveTo, useFollow } from "./use-follow.ts";
import { useSelectSpan } from "./use-hand.ts";

export function Overlay() {
  const { route } = useApp();
  const { desk } = useStage();
  const selected = useStore(route, (state) => state.selection.span);
  const draft = useStore(desk.state, (state) => state.draft);
  const kept = useStore(desk.state, (state) => state.kept);
  const span = draft ?? selected;
  return (
    <div className="timeline-overlay">
      {kept && <Box span={kept} className="timeline-span kept" />}
      {span && <Box span={span} className="timeline-span" />}
      {span && <Handle span={span} end="fromMs" />}
      {span && <Handle span={span} end="toMs" />}
      <Cursor />
    </div>
  );
}

function Box({ span, className }: { readonly span: Span; readonly className: string }) {
  const box = useRef<HTMLDivElement>(null);
  useFollow(({ xOf }) => {
    const [from, to] = [xOf(span.fromMs), xOf(span.toMs)];
    if (box.current) box.current.style.width = `${Math.max(1, to - from)}px`;
    moveTo(box.current, from);
  });
  return <div ref={box} className={className} />;
}

/** An end of the span that can be dragged. */
function Handle({ span, end }: { readonly span: Span; readonly end: "fromMs" | "toMs" }) {
  const { escape: esc } = useApp();
  const { desk, size } = useStage();
  const select = useSelectSpan();
  const box = useRef<HTMLDivElement>(null);
  useFollow(({ xOf }) => moveTo(box.current, xOf(span[end])));
  const onPointerDown = (event: ReactPointerEvent): void => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    const moved = (dx: number): Span => {
      const { view } = desk.state.getState();
      const at = span[end] + dx * msPerPx(view, size.getState().width);
      const other = end === "fromMs" ? span.toMs : span.fromMs;
      const place = Math.min(desk.lengthMs, Math.max(0, at));
      return place < other ? { fromMs: place, toMs: other } : { fromMs: other, toMs: place };
    };
    let last = span;
    startDrag(event, esc, {
      move: (_, dx) => {
        last = moved(dx);
        desk.state.setState({ draft: last });
      },
      end: (_, far) => {
        desk.state.setState({ draft: null });
        if (far) select(last);
      },
      cancel: () => desk.state.setState({ draft: null }),
    });
  };
  return <div ref={box} className="timeline-handle" onPointerDown={onPointerDown} />;
}

function Cursor() {
  const box = useRef<HTMLDivElement>(null);
  useFollow(({ cursorMs, xOf }) => moveTo(box.current, xOf(cursorMs)));
  return <div ref={box} className="timeline-cursor" />;
}
