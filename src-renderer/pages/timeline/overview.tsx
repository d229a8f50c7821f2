// The whole project in a strip: what was recorded, where things happened, which part is seen below.
import { type PointerEvent as ReactPointerEvent, useMemo, useRef } from "react";
import { useStore } from "zustand";
import { useApp } from "../../app/app.tsx";
import { ticksOf } from "../../timeline/ticks.ts";
import { lengthOf, msAt, panned, pxOf, type View, whole } from "../../timeline/view.ts";
import { halfOf } from "./axis.tsx";
import { startDrag } from "./drag.ts";
import type { EventTone } from "./events.ts";
import { LanePicture } from "./lane-picture.tsx";
import { exactText } from "./moments.ts";
import { Sheet } from "./sheet.tsx";
import { useStage } from "./stage.tsx";
import { moveTo, useFollow } from "./use-follow.ts";

/** Height of the drawing; below it stand times. */
export const OVERVIEW_HEIGHT = 38;
/** Marks of events are at least this far apart. */
const APART_PX = 9;

export function Overview() {
  const { data, startWallMs, desk } = useStage();
  const { overview } = data.model;
  return (
    <div className="timeline-overview">
      <div className="timeline-side">
        <div className="ell">
          {exactText(0, startWallMs).slice(0, -4)} to {exactText(desk.lengthMs, startWallMs).slice(0, -4)}
        </div>
        <div className="ell dim">{overview ? `${overview.title}, whole project` : "Whole project"}</div>
      </div>
      <div className="timeline-ovplot">
        {overview && <Sheet sheet="overview" from={0} to={OVERVIEW_HEIGHT} />}
        {overview && <LanePicture lane={overview} height={OVERVIEW_HEIGHT} owner={null} />}
        <OverviewTicks />
        <EventMarks />
        <Brush />
      </div>
    </div>
  );
}

function OverviewTicks() {
  const { desk, size, startWallMs } = useStage();
  const width = useStore(size, (state) => state.width);
  const view = useMemo(() => whole(desk.lengthMs), [desk]);
  return ticksOf(view, width, startWallMs)
    .filter(({ text }) => text !== null)
    .map(({ ms, text }) => {
      const x = pxOf(ms, view, width);
      const half = halfOf(text ?? "");
      return x < half || x > width - half ? null : (
        <span key={ms} className="timeline-ovtick" style={{ left: x }} aria-hidden="true">
          {text}
        </span>
      );
    });
}

const WEIGHT: Readonly<Record<EventTone, number>> = { err: 3, warn: 2, ok: 1, info: 0 };

/** Of several events in one place the gravest is marked. */
function EventMarks() {
  const { data, desk, size } = useStage();
  const width = useStore(size, (state) => state.width);
  const marks = useMemo(() => {
    const places = new Map<number, EventTone>();
    for (const { ms, tone } of data.events) {
      const place = Math.round(pxOf(ms, whole(desk.lengthMs), width) / APART_PX);
      const known = places.get(place);
      if (known === undefined || WEIGHT[known] < WEIGHT[tone]) places.set(place, tone);
    }
    return [...places];
  }, [data.events, desk, width]);
  return (
    <svg className="timeline-ovmarks" width={width} height={8} aria-hidden="true">
      {marks.map(([place, tone]) => (
        <path key={place} d={`M${place * APART_PX - 4} 1h8l-4 6z`} style={{ fill: `var(--${tone})` }} />
      ))}
    </svg>
  );
}

type Grip = "from" | "to" | "body" | "new";

/** The view within the whole: its body moves it, its ends size it, elsewhere a new one is drawn. */
function Brush() {
  const { route, escape: esc } = useApp();
  const { desk, size } = useStage();
  const box = useRef<HTMLDivElement>(null);
  const seen = useRef<HTMLDivElement>(null);
  const width = useStore(size, (state) => state.width);
  const span = useStore(route, (state) => state.selection.span);
  const all = useMemo(() => whole(desk.lengthMs), [desk]);
  useFollow(({ view }) => {
    const from = Math.round(pxOf(view.fromMs, all, width));
    const to = Math.round(pxOf(view.toMs, all, width));
    const own = seen.current;
    if (!own) return;
    moveTo(own, from);
    own.style.width = `${Math.max(3, to - from)}px`;
    const [left, right] = box.current?.querySelectorAll<HTMLElement>(".timeline-shade") ?? [];
    moveTo(left, from - width);
    moveTo(right, to);
  });
  const down = (event: ReactPointerEvent): void => {
    if (event.button !== 0) return;
    event.preventDefault();
    const at = msAt(event.clientX - (box.current?.getBoundingClientRect().left ?? 0), all, width);
    const grip = ((event.target as HTMLElement).dataset.grip as Grip | undefined) ?? "new";
    const begin = desk.state.getState().view;
    const dragged = (dx: number): View => {
      const by = (dx / width) * lengthOf(all);
      if (grip === "body") return panned(begin, by, desk.lengthMs);
      const [a, b] =
        grip === "from"
          ? [begin.fromMs + by, begin.toMs]
          : grip === "to"
            ? [begin.fromMs, begin.toMs + by]
            : [at, at + by];
      return { fromMs: Math.max(0, Math.min(a, b)), toMs: Math.min(desk.lengthMs, Math.max(a, b)) };
    };
    startDrag(event, esc, {
      move: (_, dx) => desk.show(dragged(dx)),
      // A press beside the brush brings it there.
      end: (_, moved) => {
        if (!moved && grip === "new") desk.glide(panned(begin, at - (begin.fromMs + begin.toMs) / 2, desk.lengthMs));
      },
      cancel: () => desk.show(begin),
    });
  };
  return (
    <div ref={box} className="timeline-brush" onPointerDown={down}>
      <div className="timeline-shade" />
      <div className="timeline-shade" />
      {span && (
        <div
          className="timeline-ovspan"
          style={{
            left: pxOf(span.fromMs, all, width),
            width: Math.max(1, pxOf(span.toMs, all, width) - pxOf(span.fromMs, all, width)),
          }}
        />
      )}
      <div ref={seen} className="timeline-seen" data-grip="body">
        <i data-grip="from" />
        <i data-grip="to" />
      </div>
    </div>
  );
}
