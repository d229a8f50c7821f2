// How many of a row's things fit, and how many move into a menu at its end.

/**
 * The first so many of `widths` fit into `room` with `gap` between them; when not all do, a button of `moreWidth` needs
 * room as well.
 */
export function howManyFit(widths: readonly number[], room: number, gap: number, moreWidth: number): number {
  const taken = (count: number): number =>
    widths.slice(0, count).reduce((sum, width) => sum + width, 0) + Math.max(0, count - 1) * gap;
  if (taken(widths.length) <= room) return widths.length;
  let count = widths.length - 1;
  while (count > 0 && taken(count) + gap + moreWidth > room) count--;
  return Math.max(0, count);
}
