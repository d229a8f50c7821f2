// Dragging with the pointer: follows it wherever it goes, ends when it is let go, gives up on Esc.
import type { PointerEvent as ReactPointerEvent } from "react";
import type { Escape } from "../../app/escape.ts";

export interface Dragging {
  /** `dx` and `dy` from where it began. */
  readonly move: (event: PointerEvent, dx: number, dy: number) => void;
  /** `moved`: it went farther than a press does. */
  readonly end: (event: PointerEvent, moved: boolean) => void;
  readonly cancel: () => void;
}

/** A hand that presses is not perfectly still. */
const STILL_PX = 3;

export function startDrag(start: ReactPointerEvent, esc: Escape, { move, end, cancel }: Dragging): void {
  const { clientX, clientY, pointerId } = start;
  let moved = false;
  const stop = (): void => {
    window.removeEventListener("pointermove", onMove);
    window.removeEventListener("pointerup", onUp);
    window.removeEventListener("pointercancel", onCancel);
    forget();
  };
  const onMove = (event: PointerEvent): void => {
    if (event.pointerId !== pointerId) return;
    const [dx, dy] = [event.clientX - clientX, event.clientY - clientY];
    moved ||= Math.hypot(dx, dy) > STILL_PX;
    if (moved) move(event, dx, dy);
  };
  const onUp = (event: PointerEvent): void => {
    if (event.pointerId !== pointerId) return;
    stop();
    end(event, moved);
  };
  const onCancel = (): void => {
    stop();
    cancel();
  };
  const forget = esc.add("cancel", () => {
    onCancel();
    return true;
  });
  window.addEventListener("pointermove", onMove);
  window.addEventListener("pointerup", onUp);
  window.addEventListener("pointercancel", onCancel);
}
