// A lane: its name with the value at the cursor at the left, its drawing at the right.
import { memo, type PointerEvent as ReactPointerEvent, useRef } from "react";
import { useApp } from "../../app/app.tsx";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { MenuButton } from "../../ui/menu.tsx";
import { tip } from "../../ui/tip.ts";
import { startDrag } from "./drag.ts";
import { EventsInView, EventsPlot } from "./events-plot.tsx";
import { explainLane } from "./explain.ts";
import { LanePicture } from "./lane-picture.tsx";
import { HeatLegend, LaneError, LaneWords, LossWords } from "./lane-words.tsx";
import type { LaneRow as Row } from "./rows.ts";
import type { LaneSpec } from "./spec.ts";
import { useShown, useStage, useValues, useWaiting } from "./stage.tsx";
import { write } from "./use-follow.ts";
import { useLaneMenu } from "./use-lane-menu.ts";
import { subWords, tempoOf, valueText } from "./words.ts";

export interface RowHandlers {
  readonly onFocus: (row: string) => void;
  readonly onReorder: (event: ReactPointerEvent, row: Row) => void;
  readonly onSize: (row: Row, height: number | null, done: boolean) => void;
}

/** Smaller lanes have no room for a second line of words. */
const TWO_LINES = 34;
const LEGEND_HEIGHT = 74;

export const LaneRowView = memo(function LaneRowView(props: {
  readonly row: Row;
  readonly height: number;
  readonly focused: boolean;
  readonly owner: string | null;
  readonly handlers: RowHandlers;
}) {
  const { row, height, focused, owner, handlers } = props;
  const { lane } = row;
  const busy = useWaiting(lane.id) ?? lane.form !== "events";
  return (
    <li
      className={`timeline-lane${row.found ? " found" : ""}${focused ? " here" : ""}`}
      data-lane={lane.id}
      aria-busy={busy || undefined}
      style={{ height: height + 1 }}
    >
      <div className="timeline-label">
        <Name row={row} focused={focused} owner={owner} handlers={handlers} />
        {height >= TWO_LINES && <Sub lane={lane} owner={row.pinned ? owner : null} />}
        {lane.form === "heat" && height >= LEGEND_HEIGHT && <HeatLegend lane={lane} />}
        <Grip row={row} handlers={handlers} />
        <Edge row={row} height={height} handlers={handlers} />
      </div>
      <div className="timeline-plot" data-plot="">
        {lane.form === "events" ? (
          <EventsPlot height={height} />
        ) : (
          <>
            <LanePicture lane={lane} height={height} owner={owner} />
            <LaneWords lane={lane} height={height} />
            {lane.track.losses.length > 0 && <LossWords lane={lane} />}
            <LaneError lane={lane} />
          </>
        )}
      </div>
    </li>
  );
});

function Name(props: {
  readonly row: Row;
  readonly focused: boolean;
  readonly owner: string | null;
  readonly handlers: RowHandlers;
}) {
  const { row, focused, owner, handlers } = props;
  const { lane } = row;
  const { drawer, settings } = useApp();
  const stage = useStage();
  const menu = useLaneMenu(lane);
  return (
    <div className="timeline-nm">
      <button
        type="button"
        className="timeline-name ell"
        data-row={row.id}
        tabIndex={focused ? 0 : -1}
        {...tip(`${lane.title}: show what it is made from`)}
        onFocus={() => handlers.onFocus(row.id)}
        onClick={() => {
          settings.setState({ drawerOpen: true });
          drawer.explain(lane.title, () => explainLane(lane, stage));
        }}
      >
        {lane.title}
        {owner && <span className="sr"> of {owner}</span>}
      </button>
      {row.found ? (
        <Button
          kind="ghost"
          icon="plus"
          label={`Add ${lane.title}`}
          className="timeline-add"
          onClick={() => menu.show(true)}
        />
      ) : (
        <>
          <Value lane={lane} />
          <span className="timeline-more">
            <MenuButton kind="ghost" icon="more" label={`More of ${lane.title}`} items={menu.items} align="end" />
          </span>
        </>
      )}
    </div>
  );
}

function Value({ lane }: { readonly lane: LaneSpec }) {
  const text = useRef<HTMLElement>(null);
  const { latest } = useStage();
  const unit = lane.told.find((one) => one.measure === lane.value)?.unit ?? lane.unit;
  useValues((valueAt) => {
    const shown = latest.get(lane.id);
    if (!shown) return false;
    const value = valueAt(lane.id, lane.value);
    return write(text.current, valueText(value, unit, shown.range, tempoOf(shown.bucketMs)));
  });
  return lane.value === null ? null : <b ref={text} className="timeline-value num" />;
}

function Sub({ lane, owner }: { readonly lane: LaneSpec; readonly owner: string | null }) {
  const shown = useShown(lane.id);
  if (lane.form === "events") return <EventsInView />;
  const words = shown ? subWords(lane, shown.range, tempoOf(shown.bucketMs)) : lane.sub;
  return <div className="timeline-un ell">{owner === null ? words : `${owner}, ${words}`}</div>;
}

/** Where a lane is taken to be put elsewhere. */
function Grip({ row, handlers }: { readonly row: Row; readonly handlers: RowHandlers }) {
  if (row.found || row.lane.form === "events") return null;
  return (
    <span
      className="timeline-grip timeline-own"
      {...tip("Drag to put it elsewhere", "timeline.moveDown")}
      onPointerDown={(event) => handlers.onReorder(event, row)}
    >
      <Icon name="grip" size={13} />
    </span>
  );
}

/** The lower edge: dragging makes the lane higher, a double click gives the usual height again. */
function Edge({
  row,
  height,
  handlers,
}: {
  readonly row: Row;
  readonly height: number;
  readonly handlers: RowHandlers;
}) {
  const { escape: esc } = useApp();
  if (row.lane.form === "events") return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys size the lane by commands
    <span
      className="timeline-edge timeline-own"
      onDoubleClick={() => handlers.onSize(row, null, true)}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.preventDefault();
        let next = height;
        startDrag(event, esc, {
          move: (_, __, dy) => {
            next = height + dy;
            handlers.onSize(row, next, false);
          },
          end: (_, moved) => moved && handlers.onSize(row, next, true),
          cancel: () => handlers.onSize(row, height, false),
        });
      }}
    />
  );
}
