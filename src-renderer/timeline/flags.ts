// Where flags of events stand, two rows of them, and their drawing: one flag for several in one place, words where there is room.
import { box, column, type Surface } from "./surface.ts";
import { lengthOf, pxOf, type View } from "./view.ts";

/** Events in the order of time. */
export interface FlagColumns {
  readonly ms: Float64Array;
  /** How grave each is: an index into `TONES`. */
  readonly tone: Uint8Array;
  /** Letters of its words. */
  readonly letters: Uint16Array;
}

/** From the least to the gravest; also the names of their colours. */
export const TONES = ["info", "ok", "warn", "err"] as const;

export interface FlagPlace {
  /** The first of its events, and how many they are. */
  readonly first: number;
  readonly count: number;
  readonly x: number;
  readonly row: 0 | 1;
  /** Of the gravest of them. */
  readonly tone: number;
  /** Width in px of its words; 0: there is no room for any. */
  readonly room: number;
}

const FLAG_PX = 10;
const LETTER_PX = 5.6;
/** Words shorter than this say nothing. */
const LEAST_ROOM = 34;
/** From the top of the lane to the first row, and from row to row. */
const TOP_PX = 3;
const ROW_PX = 17;

export const flagTop = (row: 0 | 1): number => TOP_PX + row * ROW_PX;

/** The first event at or after a moment. */
function firstFrom(ms: Float64Array, from: number): number {
  let [low, high] = [0, ms.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ms[middle] as number) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many events are within a view. */
export function countWithin({ ms }: FlagColumns, { fromMs, toMs }: View): number {
  let until = firstFrom(ms, toMs);
  while (ms[until] === toMs) until++;
  return until - firstFrom(ms, fromMs);
}

/** Words of several events say how many more there are: " + 12". */
const lettersOf = (letters: number, count: number): number => letters + (count > 1 ? 3 + String(count - 1).length : 0);

/** Flags of the events that are seen, from left to right, for a plot of `width` px. */
export function placeFlags({ ms, tone, letters }: FlagColumns, view: View, width: number): readonly FlagPlace[] {
  const groups: { first: number; count: number; x: number; tone: number }[] = [];
  const px = lengthOf(view) / Math.max(1, width);
  for (let at = firstFrom(ms, view.fromMs - px); at < ms.length; at++) {
    const x = pxOf(ms[at] as number, view, width);
    if (x > width + 1) break;
    const last = groups.at(-1);
    if (!last || x - last.x >= FLAG_PX * 0.6) groups.push({ first: at, count: 1, x, tone: tone[at] as number });
    else {
      last.count++;
      last.tone = Math.max(last.tone, tone[at] as number);
    }
  }
  const free: [number, number] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  return groups.map((group, at) => {
    const { first, count, x } = group;
    const wanted = 4 + lettersOf(letters[first] as number, count) * LETTER_PX;
    const row: 0 | 1 = free[0] <= x ? 0 : free[1] <= x ? 1 : free[0] <= free[1] ? 0 : 1;
    const blocked = free[row] > x;
    // The one after the next may stand in this row.
    const next = groups[at + 2]?.x ?? width;
    const space = Math.min(width, next) - x - FLAG_PX - 4;
    const room = blocked ? 0 : Math.min(wanted, space);
    const shown = room >= LEAST_ROOM ? room : 0;
    free[row] = x + FLAG_PX + shown;
    return { ...group, row, room: shown };
  });
}

/** Rows of a flag's cloth, in px, and how wide it is in each: it is cut in at its free end. */
const CLOTH_PX = 9;
const clothWidth = (y: number): number => 9 - 3 * (1 - Math.abs(y - CLOTH_PX / 2) / (CLOTH_PX / 2));

/** Draws poles and cloths; `colours` by tone. */
export function drawFlags(s: Surface, flags: readonly FlagPlace[], ratio: number, colours: readonly number[]): void {
  const pole = Math.max(1, Math.floor(ratio));
  for (const { x, row, tone } of flags) {
    const colour = colours[tone] ?? 0x808080;
    const left = Math.round(x * ratio);
    const top = Math.round(flagTop(row) * ratio);
    box(s, { from: left, until: left + pole, top, bottom: s.height }, colour);
    const height = Math.round(CLOTH_PX * ratio);
    for (let y = 0; y < height; y++) {
      const wide = clothWidth((y + 0.5) / ratio) * ratio;
      const full = Math.floor(wide);
      box(s, { from: left + pole, until: left + pole + full, top: top + y, bottom: top + y + 1 }, colour);
      const edge = left + pole + full;
      if (edge >= 0 && edge < s.width) column(s, edge, top + y, top + y + 1, colour, wide - full);
    }
  }
}
