// The scroll bar of the grid and the rows behind it, however many there are.
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { HEAD_HEIGHT, ROW_HEIGHT } from "./grid-model.ts";
import { barTop, isSqueezed, rowsTop, type ScrollSize, scrollHeight, topToShow } from "./scroll-map.ts";

export interface GridScroll {
  /** How far the rows are scrolled, in px. */
  readonly top: number;
  readonly size: ScrollSize;
  /** Width of the window onto the rows. */
  readonly width: number;
  /** Where a row's upper edge stands in what is scrolled. */
  readonly placeOf: (row: number) => number;
  readonly height: number;
  readonly show: (row: number) => void;
}

export function useGridScroll(box: RefObject<HTMLDivElement | null>, rows: number, start: number): GridScroll {
  const [view, setView] = useState({ width: 0, height: 0 });
  const [top, setTop] = useState(start);
  const size: ScrollSize = { rows, rowHeight: ROW_HEIGHT, viewport: Math.max(0, view.height - HEAD_HEIGHT) };
  const latest = useRef({ top, size });
  latest.current = { top, size };
  /** Where the scroll bar was put by the grid itself: its event must not be read back with less precision. */
  const put = useRef<number | null>(null);

  const scrollTo = useCallback(
    (next: number): void => {
      const element = box.current;
      if (!element) return;
      const wanted = barTop(next, latest.current.size);
      setTop(rowsTop(wanted, latest.current.size) === next ? next : clamp(next, latest.current.size));
      element.scrollTop = wanted;
      put.current = element.scrollTop;
    },
    [box],
  );

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = (): void => setView({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(element);
    return () => sizes.disconnect();
  }, [box]);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const onScroll = (): void => {
      if (put.current !== null && Math.abs(element.scrollTop - put.current) < 1) return;
      put.current = null;
      setTop(rowsTop(element.scrollTop, latest.current.size));
    };
    // Where the bar is squeezed, a turn of the wheel must still move by rows.
    const onWheel = (event: WheelEvent): void => {
      const { top: now, size: of } = latest.current;
      if (!isSqueezed(of) || event.ctrlKey || Math.abs(event.deltaY) <= Math.abs(event.deltaX)) return;
      event.preventDefault();
      const unit = event.deltaMode === 1 ? ROW_HEIGHT : event.deltaMode === 2 ? of.viewport : 1;
      scrollTo(now + event.deltaY * unit);
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => {
      element.removeEventListener("scroll", onScroll);
      element.removeEventListener("wheel", onWheel);
    };
  }, [box, scrollTo]);

  // Once, when there is room: the place that was looked at when the grid was shown last.
  const wanted = useRef(start);
  useLayoutEffect(() => {
    if (view.height === 0 || wanted.current === 0) return;
    scrollTo(wanted.current);
    wanted.current = 0;
  }, [view.height, scrollTo]);

  const bar = barTop(top, size);
  return {
    top,
    size,
    width: view.width,
    height: scrollHeight(size),
    placeOf: (row) => bar + row * ROW_HEIGHT - top,
    show: (row) => scrollTo(topToShow(row, latest.current.top, latest.current.size)),
  };
}

const clamp = (top: number, { rows, rowHeight, viewport }: ScrollSize): number =>
  Math.min(Math.max(0, rows * rowHeight - viewport), Math.max(0, top));
