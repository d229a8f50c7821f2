// The size of a box on the page, for drawings that fill it.
import { type RefObject, useLayoutEffect, useState, useSyncExternalStore } from "react";
import type { Size } from "../../src-shared/charts/svg.ts";

/** Whole px of the box's inside; null until it is laid out. */
export function useSize(box: RefObject<HTMLElement | null>): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const settle = (): void => {
      const [width, height] = [Math.floor(element.clientWidth), Math.floor(element.clientHeight)];
      if (width > 0 && height > 0)
        setSize((old) => (old?.width === width && old.height === height ? old : { width, height }));
    };
    settle();
    const watch = new ResizeObserver(settle);
    watch.observe(element);
    return () => watch.disconnect();
  }, [box]);
  return size;
}

const WIDE = "(min-width: 1181px)";

/** Whether the window has its full width; a narrow one shows less beside each other. */
export const useWide = (): boolean =>
  useSyncExternalStore(
    (listen) => {
      const query = window.matchMedia(WIDE);
      query.addEventListener("change", listen);
      return () => query.removeEventListener("change", listen);
    },
    () => window.matchMedia(WIDE).matches,
  );
