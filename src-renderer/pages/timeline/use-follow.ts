// Following view and cursor by hand: what lies over the lanes moves with every frame, and nothing is rendered for it.
import { useLayoutEffect } from "react";
import { pxOf, type View } from "../../timeline/view.ts";
import { useStage } from "./stage.tsx";

/** Where things are in a frame. */
export interface Place {
  readonly view: View;
  readonly cursorMs: number;
  /** Of the plot, in px. */
  readonly width: number;
  /** Px of a moment from the plot's left edge; far outside is as good as just outside, and moved faster. */
  readonly xOf: (ms: number) => number;
}

const BESIDE_PX = 400;

/** Calls `act` after each rendering, and whenever view, cursor or width change. */
export function useFollow(act: (place: Place) => void): void {
  const { desk, size } = useStage();
  useLayoutEffect(() => {
    const follow = (): void => {
      const { view, cursorMs } = desk.state.getState();
      const { width } = size.getState();
      const xOf = (ms: number): number =>
        Math.round(Math.min(width + BESIDE_PX, Math.max(-BESIDE_PX, pxOf(ms, view, width))));
      act({ view, cursorMs, width, xOf });
    };
    follow();
    const stops = [
      desk.state.subscribe((now, before) => {
        if (now.view !== before.view || now.cursorMs !== before.cursorMs) follow();
      }),
      size.subscribe((now, before) => now.width !== before.width && follow()),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  });
}

/** Moves an element to a place along the time. */
export function moveTo(element: HTMLElement | SVGElement | null | undefined, x: number): void {
  if (element) element.style.transform = `translateX(${x}px)`;
}

/** Writes words where they differ, so that nothing is laid out for those that stay; false: they are what they were. */
export function write(element: Element | null | undefined, text: string): boolean {
  if (!element || element.textContent === text) return false;
  element.textContent = text;
  return true;
}

/** Shows an element with words, or nothing. */
export function writeOrHide(box: HTMLElement | null, words: Element | null | undefined, text: string | null): boolean {
  if (box && box.hidden !== (text === null)) box.hidden = text === null;
  return text !== null && write(words, text);
}
