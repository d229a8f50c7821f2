// The events lane: a flag for each event, with words where there is room.
import { useMemo } from "react";
import { useStore } from "zustand";
import { tip } from "../../ui/tip.ts";
import { flagsOf } from "./flags.ts";
import { exactText } from "./moments.ts";
import { useStage } from "./stage.tsx";
import { useExplainEvent } from "./use-events.tsx";

export function EventsPlot({ height }: { readonly height: number }) {
  const { data, desk, size, startWallMs } = useStage();
  const view = useStore(desk.state, (state) => state.view);
  const width = useStore(size, (state) => state.width);
  const explain = useExplainEvent();
  const flags = useMemo(() => flagsOf(data.events, view, width), [data.events, view, width]);
  return (
    <div className="timeline-flags">
      {flags.map(({ event, x, row, tone, room, text, count }) => (
        <button
          key={event.id}
          type="button"
          tabIndex={-1}
          className={`timeline-flag ${tone}`}
          style={{ left: x, top: row * 17 + 3, height: height - row * 17 - 3 }}
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
