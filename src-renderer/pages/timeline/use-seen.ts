// What of the lanes is seen: rows by scrolling, width and height of the plot, and what the worker hears of it.
import { useEffect, useLayoutEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import type { SeenLane, SheetId } from "../../timeline/messages.ts";
import { AXIS, AXIS_HEIGHT } from "../../timeline/ticks.ts";
import { OVERVIEW_HEIGHT } from "./overview.tsx";
import { type LaneRow, LINE, type Row, seenRows } from "./rows.ts";
import { useStage } from "./stage.tsx";

/** Rows beside the seen ones, in px, so that scrolling does not show empty places. */
const SPARE_PX = 160;
/** Scrolling by less than this draws nothing anew. */
const SCROLL_STEP = 40;

/** Width of the labels in px, as the style sheet has it. */
export const labelOf = (box: HTMLElement | null): number =>
  box ? Number.parseFloat(getComputedStyle(box).getPropertyValue("--w-lane-label")) || 196 : 196;

/** The rows that are near what is seen. */
export function useScroll(scroller: { readonly current: HTMLDivElement | null }, offsets: readonly number[]) {
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
export function useMeasured(
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
export function useSeen(
  pinned: readonly LaneRow[],
  shown: readonly Row[],
  top: number,
  drawn: { readonly lane: string; readonly height: number } | null,
): void {
  const { painter, data } = useStage();
  const { overview } = data.model;
  useEffect(() => {
    const lanesOf = (rows: readonly Row[], sheet: SheetId, from: number): readonly SeenLane[] => {
      let next = from;
      return rows.flatMap((row): readonly SeenLane[] => {
        const place = { sheet, top: next };
        const height = row.kind === "lane" && drawn?.lane === row.lane.id ? drawn.height : row.height;
        next += height + LINE;
        if (row.kind === "group")
          return row.group.head ? [{ id: row.group.head.id, ...place, height: row.open ? 0 : height }] : [];
        return [{ id: row.lane.id, ...place, height }];
      });
    };
    painter.see([
      { id: AXIS.id, sheet: "axis", top: 0, height: AXIS_HEIGHT },
      ...(overview ? [{ id: overview.id, sheet: "overview", top: 0, height: OVERVIEW_HEIGHT } as const] : []),
      ...lanesOf(pinned, "pinned", 0),
      ...lanesOf(shown, "rows", top),
    ]);
  }, [painter, overview, pinned, shown, top, drawn]);
}
