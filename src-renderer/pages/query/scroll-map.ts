// Scrolling through more rows than a browser can lay out: where the scroll bar stands, and where the rows do.

/** Tallest content that every browser scrolls exactly, in px. */
export const MOST_HEIGHT = 8_000_000;

export interface ScrollSize {
  readonly rows: number;
  /** Height of a row and of the window onto them, in px. */
  readonly rowHeight: number;
  readonly viewport: number;
}

const contentOf = ({ rows, rowHeight }: ScrollSize): number => rows * rowHeight;

/** Height of what the browser scrolls. */
export const scrollHeight = (size: ScrollSize): number => Math.min(MOST_HEIGHT, contentOf(size));

/** Whether a step of the scroll bar is more than the same step of the rows. */
export const isSqueezed = (size: ScrollSize): boolean => contentOf(size) > MOST_HEIGHT;

const furthest = (height: number, { viewport }: ScrollSize): number => Math.max(0, height - viewport);

/** How far the rows are scrolled, in px, when the scroll bar stands at `scrollTop`. */
export function rowsTop(scrollTop: number, size: ScrollSize): number {
  const most = furthest(contentOf(size), size);
  if (!isSqueezed(size)) return Math.min(most, Math.max(0, scrollTop));
  const share = scrollTop / furthest(scrollHeight(size), size);
  return Math.min(most, Math.max(0, share * most));
}

/** Where the scroll bar stands when the rows are scrolled by `top` px. */
export function barTop(top: number, size: ScrollSize): number {
  const most = furthest(contentOf(size), size);
  if (!isSqueezed(size) || most === 0) return Math.min(most, Math.max(0, top));
  return (Math.min(most, Math.max(0, top)) / most) * furthest(scrollHeight(size), size);
}

/** Rows of which something is seen: from `first` to before `until`. */
export function rowsSeen(top: number, { rows, rowHeight, viewport }: ScrollSize): { first: number; until: number } {
  const first = Math.min(rows, Math.max(0, Math.floor(top / rowHeight)));
  return { first, until: Math.min(rows, Math.ceil((top + viewport) / rowHeight)) };
}

/** How far to scroll so that a row is seen whole; `top` where it is already. */
export function topToShow(row: number, top: number, size: ScrollSize): number {
  const [from, until] = [row * size.rowHeight, (row + 1) * size.rowHeight];
  if (from < top) return from;
  return until > top + size.viewport ? until - size.viewport : top;
}
