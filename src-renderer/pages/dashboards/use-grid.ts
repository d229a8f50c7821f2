// Hands on the grid: panels are moved by their head and sized by their edges; what is in the way makes room while one drags.
import { type PointerEvent, type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { bounded, type Place, placed } from "../../../src-shared/dashboard/layout.ts";
import { COLUMNS, type Panel, ROW_PX } from "../../../src-shared/dashboard/schema.ts";

export const GAP_PX = 10;
/** From the top of one row to the next. */
export const PITCH_PX = ROW_PX + GAP_PX;

export type Grip = "move" | "right" | "bottom" | "corner";

interface Drag {
  readonly id: string;
  readonly grip: Grip;
  readonly x: number;
  readonly y: number;
  readonly scroll: number;
  readonly start: Place;
  /** Width of a column with its gap, in px. */
  readonly column: number;
}

export interface Held {
  readonly id: string;
  readonly grip: Grip;
  /** How far the hand has gone, in px. */
  readonly dx: number;
  readonly dy: number;
  /** The layout as it would become. */
  readonly panels: readonly Panel[];
}

/** Edges of the page at which dragging scrolls, and how fast. */
const SCROLL_ZONE_PX = 36;
const SCROLL_PX = 14;

export interface GridHands {
  readonly held: Held | null;
  grab(event: PointerEvent, id: string, grip: Grip): void;
}

/** `settle` gets the place that a panel was put to. */
export function useGrid(
  box: RefObject<HTMLElement | null>,
  panels: readonly Panel[],
  settle: (id: string, place: Place, grip: Grip) => void,
): GridHands {
  const [held, setHeld] = useState<Held | null>(null);
  const latest = useRef({ panels, settle });
  latest.current = { panels, settle };
  const ending = useRef<(() => void) | null>(null);
  useEffect(() => () => ending.current?.(), []);
  const grab = useCallback(
    (event: PointerEvent, id: string, grip: Grip): void => {
      const start = latest.current.panels.find((panel) => panel.id === id);
      const element = box.current;
      if (event.button !== 0 || !start || !element) return;
      event.preventDefault();
      const scroller = element.closest<HTMLElement>("[data-scroll]");
      const column = (element.clientWidth + GAP_PX) / COLUMNS;
      const drag: Drag = {
        id,
        grip,
        x: event.clientX,
        y: event.clientY,
        scroll: scroller?.scrollTop ?? 0,
        start,
        column,
      };
      ending.current = follow(
        drag,
        scroller,
        (move) => {
          if (move === null) return setHeld(null);
          const place = placeOf(drag, move);
          const next = placed(latest.current.panels, id, place);
          setHeld({ id, grip, dx: move.dx, dy: move.dy, panels: next });
        },
        (move) => {
          setHeld(null);
          latest.current.settle(id, placeOf(drag, move), grip);
        },
      );
    },
    [box],
  );
  return { held, grab };
}

interface Move {
  readonly dx: number;
  readonly dy: number;
}

function placeOf({ grip, start, column }: Drag, { dx, dy }: Move): Place {
  const [columns, rows] = [Math.round(dx / column), Math.round(dy / PITCH_PX)];
  if (grip === "move") return bounded({ ...start, x: start.x + columns, y: start.y + rows });
  const w = grip === "bottom" ? start.w : Math.min(COLUMNS - start.x, Math.max(1, start.w + columns));
  const h = grip === "right" ? start.h : Math.max(1, start.h + rows);
  return bounded({ ...start, w, h });
}

/** Follows the pointer until it is let go; Esc gives up. Returns how to stop. */
function follow(
  { x, y, scroll }: Drag,
  scroller: HTMLElement | null,
  onMove: (move: Move | null) => void,
  onEnd: (move: Move) => void,
): () => void {
  let last: Move = { dx: 0, dy: 0 };
  let pointer = { x, y };
  let frame = 0;
  const tell = (): void => {
    last = { dx: pointer.x - x, dy: pointer.y - y + (scroller?.scrollTop ?? 0) - scroll };
    onMove(last);
  };
  const scrollOn = (): void => {
    frame = requestAnimationFrame(scrollOn);
    if (!scroller) return;
    const { top, bottom } = scroller.getBoundingClientRect();
    const way = pointer.y < top + SCROLL_ZONE_PX ? -1 : pointer.y > bottom - SCROLL_ZONE_PX ? 1 : 0;
    if (way === 0) return;
    const before = scroller.scrollTop;
    scroller.scrollTop += way * SCROLL_PX;
    if (scroller.scrollTop !== before) tell();
  };
  const move = (event: globalThis.PointerEvent): void => {
    pointer = { x: event.clientX, y: event.clientY };
    tell();
  };
  const stop = (): void => {
    cancelAnimationFrame(frame);
    window.removeEventListener("pointermove", move);
    window.removeEventListener("pointerup", up);
    window.removeEventListener("pointercancel", giveUp);
    window.removeEventListener("keydown", onKey, true);
  };
  const up = (): void => {
    stop();
    onEnd(last);
  };
  const giveUp = (): void => {
    stop();
    onMove(null);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    giveUp();
  };
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", up);
  window.addEventListener("pointercancel", giveUp);
  window.addEventListener("keydown", onKey, true);
  frame = requestAnimationFrame(scrollOn);
  return stop;
}
