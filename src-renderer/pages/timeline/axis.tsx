// The time axis: marks, the selected span as a pill, the moment of the cursor, bookmarks.
import { type ReactNode, useCallback, useRef } from "react";
import { useStore } from "zustand";
import { useApp } from "../../app/app.tsx";
import { durationWords } from "../../app/selection-words.ts";
import { AXIS_HEIGHT, ticksOf } from "../../timeline/ticks.ts";
import { lengthOf } from "../../timeline/view.ts";
import { cursorText } from "./moments.ts";
import { NoteFlags } from "./note-flags.tsx";
import { Sheet } from "./sheet.tsx";
import { useStage } from "./stage.tsx";
import { moveTo, useFollow, write } from "./use-follow.ts";
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

/** Words of the axis stay the same elements while they move; the strokes are drawn with the lanes. */
function Ticks() {
  const { route } = useApp();
  const { desk, startWallMs } = useStage();
  const words = useRef<HTMLDivElement>(null);
  const span = useStore(route, (state) => state.selection.span);
  const draft = useStore(desk.state, (state) => state.draft);
  const kept = useStore(desk.state, (state) => state.kept);
  useFollow(({ view, width, cursorMs, xOf }) => {
    // What lies over the marks is read instead of them.
    const x = xOf(cursorMs);
    const covers = [
      x > width - CURSOR_WORDS ? [x - CURSOR_WORDS, x] : [x, x + CURSOR_WORDS],
      ...[draft ?? span, kept].flatMap((one) => (one ? [[xOf(one.fromMs), xOf(one.toMs)]] : [])),
    ];
    const isRead = (at: number, half: number): boolean =>
      at >= half && at <= width - half && !covers.some(([from = 0, to = 0]) => at + half > from && at - half < to);
    const read: { readonly text: string; readonly x: number }[] = [];
    for (const { ms, text } of ticksOf(view, width, startWallMs)) {
      const at = xOf(ms);
      if (text !== null && isRead(at, halfOf(text))) read.push({ text, x: at });
    }
    if (words.current) placeWords(words.current, read);
  });
  return (
    <>
      <Sheet sheet="axis" from={0} to={AXIS_HEIGHT} />
      <div ref={words} className="timeline-ticks" aria-hidden="true" />
    </>
  );
}

/** Gives each of the words an element of the box: the one that has it already, else one that is not needed any more. */
function placeWords(box: HTMLElement, words: readonly { readonly text: string; readonly x: number }[]): void {
  const wanted = new Set(words.map(({ text }) => text));
  const kept = new Map<string, HTMLElement>();
  const spare: HTMLElement[] = [];
  for (const child of box.children) {
    const own = child as HTMLElement;
    const text = own.textContent ?? "";
    if (wanted.has(text) && !kept.has(text)) kept.set(text, own);
    else spare.push(own);
  }
  for (const { text, x } of words) {
    const own = kept.get(text) ?? spare.pop() ?? box.appendChild(document.createElement("span"));
    kept.delete(text);
    write(own, text);
    moveTo(own, x);
  }
  for (const own of spare) own.remove();
}

/** A part of the axis from one moment to another, as far as it is seen. */
function Part(props: {
  readonly span: { fromMs: number; toMs: number };
  readonly className: string;
  readonly children: ReactNode;
}) {
  const box = useRef<HTMLSpanElement>(null);
  const { fromMs, toMs } = props.span;
  useFollow(({ width, xOf }) => {
    const [from, to] = [Math.max(-4, xOf(fromMs)), Math.min(width + 4, xOf(toMs))];
    const own = box.current;
    if (!own) return;
    own.hidden = to < 0 || from > width;
    own.style.width = `${Math.max(2, to - from)}px`;
    own.classList.toggle("narrow", to - from <= 44);
    moveTo(own, from);
  });
  return (
    <span ref={box} className={props.className}>
      {props.children}
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
  const { desk, size, words, startWallMs } = useStage();
  const box = useRef<HTMLSpanElement>(null);
  const tell = useCallback((): boolean => {
    const { view, cursorMs } = desk.state.getState();
    const perPx = lengthOf(view) / Math.max(1, size.getState().width);
    return write(box.current?.firstElementChild, cursorText(cursorMs, startWallMs, perPx));
  }, [desk, size, startWallMs]);
  useFollow(({ cursorMs, width, xOf }) => {
    const own = box.current;
    if (!own) return;
    const x = xOf(cursorMs);
    own.hidden = x < 0 || x > width;
    if (own.hidden) return;
    moveTo(own, x);
    own.firstElementChild?.classList.toggle("before", x > width - CURSOR_WORDS);
    words.ask(tell);
  });
  return (
    <span ref={box} className="timeline-now">
      <span />
    </span>
  );
}
