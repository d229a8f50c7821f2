// What the pointer does over lanes and axis: selecting by dragging, panning, zooming with the wheel, carrying the cursor.
import { type PointerEvent as ReactPointerEvent, type RefObject, useCallback, useEffect } from "react";
import { useApp } from "../../app/app.tsx";
import { type Span, withSpan } from "../../app/selection.ts";
import { msAt, msPerPx, panned, zoomed } from "../../timeline/view.ts";
import { startDrag } from "./drag.ts";
import { useStage } from "./stage.tsx";

/** How much longer or shorter a turn of the wheel by 1 px makes the view. */
const WHEEL = 0.002;

/** Selects a span, or none, for every page. */
export function useSelectSpan(): (span: Span | null) => void {
  const { route } = useApp();
  return useCallback(
    (span: Span | null) => route.change({ selection: withSpan(route.getState().selection, span) }),
    [route],
  );
}

export interface Hand {
  readonly onPointerDown: (event: ReactPointerEvent) => void;
  readonly onPointerMove: (event: ReactPointerEvent) => void;
  readonly onPointerLeave: () => void;
}

/** `box` holds the plot at `left` px from its own left edge. `zooms`: the wheel zooms without Ctrl as well. */
export function useHand(box: RefObject<HTMLElement | null>, left: () => number, zooms: boolean): Hand {
  const { escape: esc } = useApp();
  const { desk, size } = useStage();
  const select = useSelectSpan();
  const xOf = useCallback(
    (clientX: number): number => clientX - (box.current?.getBoundingClientRect().left ?? 0) - left(),
    [box, left],
  );
  const width = useCallback((): number => Math.max(1, size.getState().width), [size]);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const onWheel = (event: WheelEvent): void => {
      const x = xOf(event.clientX);
      if (x < 0 || x > width()) return;
      const goal = desk.goal();
      const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
      if (sideways) desk.show(panned(goal, event.deltaX * msPerPx(goal, width()), desk.lengthMs));
      else if (event.ctrlKey || event.metaKey || zooms) {
        const factor = Math.exp(Math.max(-240, Math.min(240, event.deltaY)) * WHEEL);
        desk.show(zoomed(goal, factor, msAt(x, goal, width()), desk.lengthMs));
      } else return;
      event.preventDefault();
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [box, desk, xOf, width, zooms]);

  const onPointerMove = useCallback(
    (event: ReactPointerEvent): void => {
      const x = xOf(event.clientX);
      desk.pointer(x >= 0 && x <= width() ? x / width() : null);
    },
    [desk, xOf, width],
  );
  const onPointerLeave = useCallback((): void => desk.pointer(null), [desk]);

  const onPointerDown = useCallback(
    (event: ReactPointerEvent): void => {
      const x = xOf(event.clientX);
      if (x < 0 || x > width() || (event.target as Element).closest("button, input, a, .timeline-own")) return;
      const pans = event.button === 1 || (event.button === 0 && event.shiftKey);
      if (!pans && event.button !== 0) return;
      event.preventDefault();
      (document.activeElement as HTMLElement | null)?.blur();
      const { view } = desk.state.getState();
      const from = msAt(x, view, width());
      const drawn = (clientX: number): Span => {
        const now = desk.state.getState().view;
        const to = Math.min(
          desk.lengthMs,
          Math.max(0, msAt(Math.min(width(), Math.max(0, xOf(clientX))), now, width())),
        );
        return from < to ? { fromMs: from, toMs: to } : { fromMs: to, toMs: from };
      };
      const draft = (span: Span | null): void => desk.state.setState({ draft: span });
      startDrag(event, esc, {
        move: (now, dx) => {
          if (pans) desk.show(panned(view, -dx * msPerPx(view, width()), desk.lengthMs));
          else draft(drawn(now.clientX));
        },
        end: (now, moved) => {
          draft(null);
          if (moved && !pans) select(drawn(now.clientX));
        },
        cancel: () => draft(null),
      });
    },
    [desk, esc, select, xOf, width],
  );
  return { onPointerDown, onPointerMove, onPointerLeave };
}
