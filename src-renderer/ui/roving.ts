// Arrow keys inside of a group that has one tab stop: bars, lists, menus, tables.

export interface RovingOptions {
  /** Which arrows move. */
  readonly way: "row" | "column" | "both";
  /** Goes on at the other end. */
  readonly wrap?: boolean;
  /** Steps of Page Up and Page Down; left out: these keys do nothing. */
  readonly page?: number;
}

/** Where a key leads from place `at` of `count`; null when it does not move. A place of -1 is before the first one. */
export function rovingIndex(key: string, at: number, count: number, { way, wrap, page }: RovingOptions): number | null {
  if (count === 0) return null;
  const steps = stepsOf(key, way, page);
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if (steps === null) return null;
  if (at < 0) return steps > 0 ? 0 : count - 1;
  const next = at + steps;
  if (wrap && Math.abs(steps) === 1) return (next + count) % count;
  return Math.min(count - 1, Math.max(0, next));
}

function stepsOf(key: string, way: RovingOptions["way"], page: number | undefined): number | null {
  if (way !== "row" && (key === "ArrowDown" || key === "ArrowUp")) return key === "ArrowDown" ? 1 : -1;
  if (way !== "column" && (key === "ArrowRight" || key === "ArrowLeft")) return key === "ArrowRight" ? 1 : -1;
  if (page !== undefined && (key === "PageDown" || key === "PageUp")) return key === "PageDown" ? page : -page;
  return null;
}

/** Moves the focus among `items` for a key; true when it has. */
export function moveFocus(key: string, items: readonly HTMLElement[], options: RovingOptions): boolean {
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next = rovingIndex(key, at, items.length, options);
  if (next === null) return false;
  items[next]?.focus();
  return true;
}
