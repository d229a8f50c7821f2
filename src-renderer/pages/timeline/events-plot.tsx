// The events lane: a flag for each event, with words where there is room.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import { formatNumber } from "../../../src-shared/base/format.ts";
import { pxOf, type View } from "../../timeline/view.ts";
import { tip } from "../../ui/tip.ts";
import { type Flag, flagsOf } from "./flags.ts";
import { exactText } from "./moments.ts";
import { useStage } from "./stage.tsx";
import { useExplainEvent } from "./use-events.tsx";

/** Rows and words of flags are chosen anew this often while the view moves; their places follow every frame. */
const CHOOSE_MS = 90;

export function EventsPlot({ height }: { readonly height: number }) {
  const { data, size, startWallMs } = useStage();
  const width = useStore(size, (state) => state.width);
  const view = useSlowView();
  const explain = useExplainEvent();
  const flags = useMemo(() => flagsOf(data.events, view, width), [data.events, view, width]);
  const box = usePlaces(flags);
  return (
    <div className="timeline-flags" ref={box}>
      {flags.map(({ event, row, tone, room, text, count }) => (
        <button
          key={event.id}
          type="button"
          tabIndex={-1}
          className={`timeline-flag ${tone}`}
          style={{ top: row * 17 + 3, height: height - row * 17 - 3 }}
          aria-label={`${text}, ${exactText(event.ms, startWallMs)}`}
          {...tip(`${exactText(event.ms, startWallMs)}  ${text}${count > 1 ? `, ${count} events` : ""}`)}
          onClick={() => explain(event)}
        >
          <svg width="10" height="10" aria-hidden="true">
            <path d="M0 0h9l-3 4.5l3 4.5h-9z" />
          </svg>
          {room > 0 && (
            <span className="ell" style={{ maxWidth: room }}>
              {text}
            </span>
          )}
        </button>
      ))}
    </div>
  );
}

/** How many events are seen. */
export function EventsInView() {
  const { data } = useStage();
  const { fromMs, toMs } = useSlowView();
  const count = useMemo(
    () => data.events.filter(({ ms }) => ms >= fromMs && ms <= toMs).length,
    [data.events, fromMs, toMs],
  );
  return (
    <div className="timeline-un ell">
      {formatNumber(count)} in view{data.eventsCut ? ", of the first ones" : ""}
    </div>
  );
}

/** The view, as of the last time that flags were chosen. */
function useSlowView(): View {
  const { desk } = useStage();
  const [view, setView] = useState(() => desk.state.getState().view);
  useEffect(() => {
    let timer: number | null = null;
    const take = (): void => {
      timer = null;
      setView(desk.state.getState().view);
    };
    take();
    const stop = desk.state.subscribe((now, before) => {
      if (now.view !== before.view) timer ??= window.setTimeout(take, CHOOSE_MS);
    });
    return () => {
      stop();
      if (timer !== null) window.clearTimeout(timer);
    };
  }, [desk]);
  return view;
}

/** Puts the flags where the present view has them. */
function usePlaces(flags: readonly Flag[]) {
  const { desk, size } = useStage();
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const place = (): void => {
      const { view } = desk.state.getState();
      const { width } = size.getState();
      for (const [at, { event }] of flags.entries()) {
        const flag = box.current?.children[at] as HTMLElement | undefined;
        const x = Math.min(width + 9999, Math.max(-9999, pxOf(event.ms, view, width)));
        if (flag) flag.style.transform = `translateX(${x}px)`;
      }
    };
    place();
    return desk.state.subscribe((now, before) => now.view !== before.view && place());
  }, [flags, desk, size]);
  return box;
}
