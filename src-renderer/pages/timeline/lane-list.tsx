// The lanes: pinned ones above, the others in a list that scrolls, of which only what is seen is there.
import { useCallback, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import { useApp } from "../../app/app.tsx";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { tip } from "../../ui/tip.ts";
import { LEAST_HEIGHT, MOST_HEIGHT, withHeight, withOpen } from "./arrangement.ts";
import { GroupRowView } from "./group-row.tsx";
import { LaneRowView, type RowHandlers } from "./lane-row.tsx";
import { Overlay } from "./overlay.tsx";
import { type LaneRow, offsetsOf, type Row } from "./rows.ts";
import { Sheet } from "./sheet.tsx";
import type { GroupSpec } from "./spec.ts";
import { useStage } from "./stage.tsx";
import { useHand } from "./use-hand.ts";
import { useReorder } from "./use-reorder.ts";
import { useRoving } from "./use-roving.ts";
import { labelOf, useMeasured, useScroll, useSeen } from "./use-seen.ts";

export interface LaneListProps {
  readonly pinned: readonly LaneRow[];
  readonly rows: readonly Row[];
  /** Nothing was found. */
  readonly empty: boolean;
}

export function LaneList({ pinned, rows, empty }: LaneListProps) {
  const stage = useStage();
  const { desk, arranging } = stage;
  const body = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const [drawnSize, setDrawnSize] = useState<{ readonly lane: string; readonly height: number } | null>(null);
  const [drop, setDrop] = useState<number | null>(null);
  const focus = useStore(desk.state, (state) => state.focus);
  const offsets = useMemo(() => offsetsOf(rows), [rows]);
  const { first, until } = useScroll(scroller, offsets);
  useMeasured(body, scroller);
  const labelWidth = useCallback((): number => labelOf(body.current), []);
  const hand = useHand(body, labelWidth, false);
  const shown = useMemo(() => rows.slice(first, until), [rows, first, until]);
  const heightOf = (row: LaneRow): number => (drawnSize?.lane === row.lane.id ? drawnSize.height : row.height);
  const top = offsets[first] ?? 0;
  useSeen(pinned, shown, top, drawnSize);
  const all = useMemo(() => [...pinned, ...rows], [pinned, rows]);
  const current = all.some((row) => row.id === focus) ? focus : (all[0]?.id ?? null);

  const onFocus = useCallback((row: string) => desk.state.setState({ focus: row }), [desk]);
  const onToggle = useCallback(
    (group: GroupSpec, open: boolean) => arranging.set((a) => withOpen(a, group.id, open)),
    [arranging],
  );
  const onSize = useCallback(
    (row: LaneRow, height: number | null, done: boolean) => {
      setDrawnSize(
        done || height === null
          ? null
          : { lane: row.lane.id, height: Math.max(LEAST_HEIGHT, Math.min(MOST_HEIGHT, height)) },
      );
      if (done) arranging.change(`Height of ${row.lane.title}`, (a) => withHeight(a, row.lane.id, height));
    },
    [arranging],
  );
  const onReorder = useReorder({ rows: all, list: scroller, offsets, pinned, setDrop });
  const handlers = useMemo<RowHandlers>(() => ({ onFocus, onSize, onReorder }), [onFocus, onSize, onReorder]);
  const owners = useOwners();
  const view = (row: Row) =>
    row.kind === "group" ? (
      <GroupRowView key={row.id} row={row} focused={row.id === current} onFocus={onFocus} onToggle={onToggle} />
    ) : (
      <LaneRowView
        key={row.id}
        row={row}
        height={heightOf(row)}
        focused={row.id === current}
        owner={owners.get(row.lane.group) ?? null}
        handlers={handlers}
      />
    );
  const onKeyDown = useRoving(all, current, { scroller, offsets, pinned: pinned.length, onToggle });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears keys of the names inside
    <div className="timeline-body" ref={body} onKeyDown={onKeyDown} {...hand}>
      {pinned.length > 0 && (
        <div className="timeline-pinned">
          <Sheet sheet="pinned" from={0} to={offsetsOf(pinned).at(-1) ?? 0} />
          <ul aria-label="Pinned lanes">{pinned.map(view)}</ul>
        </div>
      )}
      <div className="timeline-scroll" ref={scroller}>
        <div className="timeline-rows" style={{ height: offsets.at(-1) }}>
          <Sheet sheet="rows" from={top} to={offsets[until] ?? 0} />
          <ul style={{ paddingTop: top }} aria-label="Lanes">
            {shown.map(view)}
          </ul>
          {drop !== null && <div className="timeline-drop" style={{ top: drop }} />}
        </div>
        <Untimed />
        {empty && <p className="timeline-nothing">No lane has these words. Esc empties the search.</p>}
      </div>
      <Overlay />
    </div>
  );
}

/** Captures whose clock is joined to no other have no place here; that is said, not passed over. */
function Untimed() {
  const { route } = useApp();
  const { data } = useStage();
  const { untimed } = data;
  if (untimed.length === 0) return null;
  const [first, ...more] = untimed;
  return (
    <p className="timeline-untimed timeline-own">
      <Icon name="warn" size={13} />
      <span className="ell" {...tip(untimed.join(", "))}>
        {first}
        {more.length > 0 && ` and ${more.length} more`} {more.length > 0 ? "are" : "is"} not on the time line: no link
        joins {more.length > 0 ? "their clocks" : "its clock"} to the others
      </span>
      <Button kind="ghost" icon="clock" onClick={() => route.go("import")}>
        See the clocks
      </Button>
    </p>
  );
}

/** Names of groups, for what stands outside of them or is spoken. */
function useOwners(): ReadonlyMap<string, string> {
  const { groups } = useStage().data.model;
  return useMemo(() => new Map(groups.map(({ id, title }) => [id, title])), [groups]);
}
