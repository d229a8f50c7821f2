// The lanes: pinned ones above, the others in a list that scrolls, of which only what is seen is there.
import {
  type KeyboardEvent,
  type PointerEvent as ReactPointerEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useStore } from "zustand";
import { useApp } from "../../app/app.tsx";
import { toggleGuest } from "../../app/selection.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { rovingIndex } from "../../ui/roving.ts";
import { tip } from "../../ui/tip.ts";
import { withHeight, withMoved, withOpen } from "./arrangement.ts";
import { startDrag } from "./drag.ts";
import { GroupRowView } from "./group-row.tsx";
import { LaneRowView, type RowHandlers } from "./lane-row.tsx";
import { Overlay } from "./overlay.tsx";
import { OVERVIEW_HEIGHT } from "./overview.tsx";
import { type LaneRow, LINE, lanesOfGroup, offsetsOf, type Row, seenRows } from "./rows.ts";
import type { GroupSpec } from "./spec.ts";
import { useStage } from "./stage.tsx";
import { useHand } from "./use-hand.ts";

/** Rows beside the seen ones, in px, so that scrolling does not show empty places. */
const SPARE_PX = 160;
/** Scrolling by less than this draws nothing anew. */
const SCROLL_STEP = 40;

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
  useSeen(pinned, shown, drawnSize);
  const all = useMemo(() => [...pinned, ...rows], [pinned, rows]);
  const current = all.some((row) => row.id === focus) ? focus : (all[0]?.id ?? null);

  const onFocus = useCallback((row: string) => desk.state.setState({ focus: row }), [desk]);
  const onToggle = useCallback(
    (group: GroupSpec, open: boolean) => arranging.set((a) => withOpen(a, group.id, open)),
    [arranging],
  );
  const onSize = useCallback(
    (row: LaneRow, height: number | null, done: boolean) => {
      setDrawnSize(done || height === null ? null : { lane: row.lane.id, height: Math.max(24, Math.min(400, height)) });
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
        <ul className="timeline-pinned" aria-label="Pinned lanes">
          {pinned.map(view)}
        </ul>
      )}
      <div className="timeline-scroll" ref={scroller}>
        <div className="timeline-rows" style={{ height: offsets.at(-1) }}>
          <ul style={{ paddingTop: offsets[first] }} aria-label="Lanes">
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

const labelOf = (box: HTMLElement | null): number =>
  box ? Number.parseFloat(getComputedStyle(box).getPropertyValue("--w-lane-label")) || 196 : 196;

/** Names of groups, for what stands outside of them or is spoken. */
function useOwners(): ReadonlyMap<string, string> {
  const { groups } = useStage().data.model;
  return useMemo(() => new Map(groups.map(({ id, title }) => [id, title])), [groups]);
}

function useScroll(scroller: { readonly current: HTMLDivElement | null }, offsets: readonly number[]) {
  const { size } = useStage();
  const height = useStore(size, (state) => state.height);
  const [top, setTop] = useState(0);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onScroll = (): void => setTop(Math.floor(element.scrollTop / SCROLL_STEP) * SCROLL_STEP);
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => element.removeEventListener("scroll", onScroll);
  }, [scroller]);
  return useMemo(() => seenRows(offsets, top, height, SPARE_PX), [offsets, top, height]);
}

/** Width of the plot and height of the list, as they are now. */
function useMeasured(
  body: { readonly current: HTMLDivElement | null },
  scroller: { readonly current: HTMLDivElement | null },
): void {
  const { size } = useStage();
  useLayoutEffect(() => {
    const [box, list] = [body.current, scroller.current];
    if (!box || !list) return;
    const measure = (): void => {
      const bar = list.offsetWidth - list.clientWidth;
      const width = Math.max(0, list.clientWidth - labelOf(box));
      box.closest<HTMLElement>(".timeline")?.style.setProperty("--timeline-bar", `${bar}px`);
      size.setState({ width, height: list.clientHeight, bar });
    };
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(list);
    sizes.observe(box);
    return () => sizes.disconnect();
  }, [body, scroller, size]);
}

/** Tells the worker what is seen, in the order in which it is wanted. */
function useSeen(
  pinned: readonly LaneRow[],
  shown: readonly Row[],
  drawn: { readonly lane: string; readonly height: number } | null,
): void {
  const { painter, data } = useStage();
  const { overview } = data.model;
  useEffect(() => {
    const lanes = [...pinned, ...shown].flatMap((row) => {
      if (row.kind === "group")
        return row.group.head ? [{ id: row.group.head.id, height: row.open ? 0 : row.height }] : [];
      if (row.lane.form === "events") return [];
      return [{ id: row.lane.id, height: drawn?.lane === row.lane.id ? drawn.height : row.height }];
    });
    painter.see([...(overview ? [{ id: overview.id, height: OVERVIEW_HEIGHT }] : []), ...lanes]);
  }, [painter, overview, pinned, shown, drawn]);
}

/** Arrows go from row to row; left and right close and open groups. */
function useRoving(
  rows: readonly Row[],
  current: string | null,
  at: {
    readonly scroller: { readonly current: HTMLDivElement | null };
    readonly offsets: readonly number[];
    readonly pinned: number;
    readonly onToggle: (group: GroupSpec, open: boolean) => void;
  },
): (event: KeyboardEvent) => void {
  const { route } = useApp();
  const { desk } = useStage();
  const goTo = (row: Row | undefined): void => {
    if (!row) return;
    desk.state.setState({ focus: row.id });
    const list = at.scroller.current;
    const place = rows.indexOf(row) - at.pinned;
    if (list && place >= 0) {
      const [top, bottom] = [at.offsets[place] as number, at.offsets[place + 1] as number];
      if (top < list.scrollTop) list.scrollTop = top;
      else if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight;
    }
    // A row that was not there is drawn first.
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        document.querySelector<HTMLElement>(`.timeline [data-row="${CSS.escape(row.id)}"]`)?.focus(),
      ),
    );
  };
  return (event) => {
    if (
      !(event.target as Element).matches("[data-row]") ||
      event.altKey ||
      event.ctrlKey ||
      event.metaKey ||
      event.shiftKey
    )
      return;
    const place = rows.findIndex((row) => row.id === current);
    const row = rows[place];
    const next = rovingIndex(event.key, place, rows.length, { way: "column", page: 8 });
    if (next !== null) goTo(rows[next]);
    else if (event.key === " " && row?.kind === "group" && row.group.kind === "guest") {
      const { selection } = route.getState();
      route.change({ selection: toggleGuest(selection, row.group.title) });
    } else if (event.key === "ArrowLeft" && row) {
      if (row.kind === "group" && row.open) at.onToggle(row.group, false);
      else goTo(rows.slice(0, place).findLast((one) => one.kind === "group"));
    } else if (event.key === "ArrowRight" && row?.kind === "group") {
      if (row.open) goTo(rows[place + 1]);
      else at.onToggle(row.group, true);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

/** A lane that is dragged by its grip comes to stand between the lanes of its group, or of the pinned ones. */
function useReorder(at: {
  readonly rows: readonly Row[];
  readonly list: { readonly current: HTMLDivElement | null };
  readonly offsets: readonly number[];
  readonly pinned: readonly LaneRow[];
  readonly setDrop: (top: number | null) => void;
}): RowHandlers["onReorder"] {
  const { escape: esc } = useApp();
  const { arranging, data } = useStage();
  const { rows, list, offsets, pinned, setDrop } = at;
  return useCallback(
    (event: ReactPointerEvent, row: LaneRow) => {
      if (event.button !== 0) return;
      event.preventDefault();
      const group = row.pinned ? null : row.lane.group;
      const ids = row.pinned
        ? pinned.map(({ lane }) => lane.id)
        : lanesOfGroup(data.model, arranging.arrangement, row.lane.group).map(({ id }) => id);
      const places = rows.flatMap((one, place) =>
        one.kind === "lane" && one.pinned === row.pinned && ids.includes(one.lane.id)
          ? [{ id: one.lane.id, place }]
          : [],
      );
      const targetAt = (clientY: number): { readonly before: string | null; readonly top: number } => {
        if (row.pinned) {
          const boxes = [...document.querySelectorAll(".timeline-pinned [data-lane]")].map((one) =>
            one.getBoundingClientRect(),
          );
          const found = boxes.findIndex(({ top, height }) => clientY < top + height / 2);
          return { before: found < 0 ? null : (ids[found] ?? null), top: 0 };
        }
        const y = clientY - (list.current?.getBoundingClientRect().top ?? 0) + (list.current?.scrollTop ?? 0);
        const start = (place: number): number => offsets[place - pinned.length] as number;
        const found = places.find(({ place }) => y < (start(place) + start(place + 1)) / 2);
        const last = places.at(-1);
        return found
          ? { before: found.id, top: start(found.place) - LINE }
          : { before: null, top: last ? start(last.place + 1) - LINE : 0 };
      };
      startDrag(event, esc, {
        move: (now) => setDrop(row.pinned ? null : targetAt(now.clientY).top),
        end: (now, moved) => {
          setDrop(null);
          if (!moved) return;
          const { before } = targetAt(now.clientY);
          if (before !== row.lane.id)
            arranging.change(`${row.lane.title} moved`, (a) => withMoved(a, group, ids, row.lane.id, before));
        },
        cancel: () => setDrop(null),
      });
    },
    [esc, arranging, data, rows, list, offsets, pinned, setDrop],
  );
}
