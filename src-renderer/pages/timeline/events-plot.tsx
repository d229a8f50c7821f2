// The events lane: a flag for each event, with words where there is room.
import { memo, useMemo, useRef } from "react";
import { useStore } from "zustand";
import { formatNumber } from "../../../src-shared/base/format.ts";
import { countWithin, flagTop } from "../../timeline/flags.ts";
import { tip } from "../../ui/tip.ts";
import { type Flag, flagsOf } from "./flags.ts";
import { exactText } from "./moments.ts";
import { useLately, useStage } from "./stage.tsx";
import { useExplainEvent } from "./use-events.tsx";
import { moveTo, useFollow } from "./use-follow.ts";

/** Flags are drawn with the lanes, in every frame; words follow them, and what can be pressed when the view has come to rest. */
export function EventsPlot({ height }: { readonly height: number }) {
  const { data, desk, size } = useStage();
  const width = useStore(size, (state) => state.width);
  const lately = useLately();
  const rested = useStore(desk.rested);
  const named = useMemo(
    () => flagsOf(data.events, data.flags, lately, width).filter(({ room }) => room > 0),
    [data, lately, width],
  );
  const others = useMemo(
    () => flagsOf(data.events, data.flags, rested, width).filter(({ room }) => room === 0),
    [data, rested, width],
  );
  const box = useRef<HTMLDivElement>(null);
  useFollow(({ xOf }) => {
    for (const [at, { event }] of named.entries())
      moveTo(box.current?.children[at] as HTMLElement | undefined, xOf(event.ms));
  });
  return (
    <div className="timeline-flags">
      {others.map(({ event, ...flag }) => (
        <FlagButton key={event.id} event={event} {...flag} height={height} />
      ))}
      <div ref={box}>
        {named.map(({ event, x: _, ...flag }) => (
          <FlagButton key={event.id} event={event} {...flag} x={null} height={height} />
        ))}
      </div>
    </div>
  );
}

/** What of a flag can be pressed, and its words. `x`: null where it follows the view by hand. */
const FlagButton = memo(function FlagButton(
  props: Omit<Flag, "x"> & { readonly x: number | null; readonly height: number },
) {
  const { event, x, row, tone, room, text, count, height } = props;
  const { startWallMs } = useStage();
  const explain = useExplainEvent();
  const when = exactText(event.ms, startWallMs);
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`timeline-flag timeline-tone ${tone}`}
      style={{ top: flagTop(row), height: height - flagTop(row), ...(x === null ? {} : { left: Math.round(x) }) }}
      aria-label={`${text}, ${when}`}
      {...tip(`${when}  ${text}${count > 1 ? `, ${count} events` : ""}`)}
      onClick={() => explain(event)}
    >
      {room > 0 && (
        <span className="ell" style={{ maxWidth: room }}>
          {text}
        </span>
      )}
    </button>
  );
});

/** How many events are seen. */
export function EventsInView() {
  const { data } = useStage();
  const { fromMs, toMs } = useLately();
  const count = useMemo(() => countWithin(data.flags, { fromMs, toMs }), [data.flags, fromMs, toMs]);
  return (
    <div className="timeline-un ell">
      {formatNumber(count)} in view{data.eventsCut ? ", of the first ones" : ""}
    </div>
  );
}
