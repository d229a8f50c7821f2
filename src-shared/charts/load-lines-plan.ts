// Where everything of the load lines is: the plan of the drawing, the labels of its ladder and the lines of its key.
import { formatNumber } from "../base/format.ts";
import { stepOf } from "./scale.ts";
import { px, type Size } from "./svg.ts";

export interface Interval {
  readonly p5: number;
  readonly p50: number;
  readonly p95: number;
}

/** A scenario on the ladder. */
export interface Rung {
  readonly id: string;
  readonly title: string;
  readonly n: Interval;
}

export interface LoadLines {
  readonly n: Interval;
  /** Guests that ran when the host was recorded; 0 when none was. */
  readonly running: number;
  /** Scenarios beside this one; without any the ladder shows the ends of the interval. */
  readonly rungs?: readonly Rung[];
  /** What this scenario is called on the ladder. */
  readonly title?: string;
  /** Colour of a guest, from the keel upwards. */
  readonly colourOf?: (guest: number) => string;
  /** Rung that is pointed at. */
  readonly lit?: string | null;
}

/** Id of this scenario's own rung. */
export const CURRENT_RUNG = "current";

export const loadLinesSize: Size = { width: 440, height: 322 };
export const NARROW = 340;
/** Height of a rung's words, of one line of words, and of the key. */
export const RUNG = 28;
export const LINE = 16;
export const KEY = 62;
export const KEY_LINE = 15;
/** A guest is drawn by itself down to this height. */
export const LEAST_GUEST = 3;

/** Where everything is, in px. */
export interface Plan {
  readonly size: Size;
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
  readonly hold: number;
  readonly holdWidth: number;
  readonly ladder: number;
  readonly rungWidth: number;
  readonly step: number;
  readonly max: number;
  /** Where the key stands: beside the hold, or in lines of its own under the hull where a low rung comes down to it. */
  readonly keyUnder: boolean;
  readonly y: (guests: number) => number;
}

export function planOf(load: LoadLines, size: Size): Plan {
  const plan = planWith(load, size, 0);
  const lowest = Math.min(...labelsOf(load).map((label) => label.at));
  if (plan.y(lowest) <= plan.bottom - KEY - 4) return plan;
  return planWith(load, size, keyLines(keyOf(load), plan).length);
}

/** `linesUnder`: lines of the key under the hull. */
function planWith(load: LoadLines, size: Size, linesUnder: number): Plan {
  const narrow = size.width < NARROW;
  const rungs = load.rungs ?? [];
  const highest = Math.max(load.n.p95, load.running, 1, ...rungs.map((rung) => rung.n.p95)) * 1.08;
  const [top, bottom] = [26, size.height - 26 - linesUnder * KEY_LINE];
  const step = stepOf(highest, Math.max(3, Math.floor((bottom - top) / 30)), true);
  const max = Math.ceil(highest / step) * step;
  const digits = formatNumber(max).length;
  const left = Math.max(narrow ? 36 : 44, 20 + digits * 6.4);
  const hold = left + 12;
  const holdWidth = narrow ? 54 : 84;
  return {
    size,
    top,
    bottom,
    left,
    right: size.width - (narrow ? 8 : 14),
    hold,
    holdWidth,
    ladder: hold + holdWidth + (narrow ? 46 : 58),
    rungWidth: narrow ? 18 : 26,
    step,
    max,
    keyUnder: linesUnder > 0,
    y: (guests) => px(bottom - (guests / max) * (bottom - top - 8)),
  };
}

export interface Label {
  readonly id: string;
  readonly at: number;
  readonly n: Interval | null;
  readonly words: string;
  readonly under: string | null;
}

/** One label for each rung; the ends of the interval where nothing is compared. */
export function labelsOf({ n, rungs = [], title = "N*" }: LoadLines): Label[] {
  const rung = (id: string, words: string, of: Interval): Label => ({
    id,
    at: of.p50,
    n: of,
    words,
    under: of.p5 === of.p95 ? "no spread" : `${formatNumber(of.p5)} to ${formatNumber(of.p95)}`,
  });
  const end = (id: string, at: number, words: string): Label => ({ id, at, n: null, words, under: null });
  return [
    ...(rungs.length === 0 && n.p95 > n.p50 ? [end("p95", n.p95, "at most (p95)")] : []),
    rung(CURRENT_RUNG, title, n),
    ...(rungs.length === 0 && n.p5 < n.p50 ? [end("p5", n.p5, "careful plan (p5)")] : []),
    ...rungs.map((one) => rung(one.id, one.title, one.n)),
  ].sort((a, b) => b.at - a.at);
}

export type Stowed = "running" | "room" | "best";

/** How a cell of the hold is drawn. */
export const look = (stowed: Stowed, colour: string): Readonly<Record<string, string | number>> =>
  stowed === "running"
    ? { fill: colour, "fill-opacity": 0.92 }
    : stowed === "room"
      ? { fill: colour, "fill-opacity": 0.26, stroke: colour, "stroke-opacity": 0.75 }
      : { fill: "none", stroke: colour, "stroke-opacity": 0.75, "stroke-dasharray": "3 3" };

export interface KeyEntry {
  readonly stowed: Stowed;
  readonly words: string;
}

/** What the cells of the hold mean. */
export function keyOf({ n, running }: LoadLines): readonly KeyEntry[] {
  const room = Math.max(running, n.p50);
  return [
    ...(running > 0 ? [{ stowed: "running", words: "running" } as const] : []),
    ...(room > running ? [{ stowed: "room", words: running > 0 ? "room for more" : "room" } as const] : []),
    ...(n.p95 > room ? [{ stowed: "best", words: "only in the best 5 %" } as const] : []),
  ];
}

export const keyWidth = ({ words }: KeyEntry): number => 20 + words.length * 5.8 + 14;

/** The key's entries in lines as wide as the hull. */
export function keyLines(entries: readonly KeyEntry[], { left, right }: Plan): KeyEntry[][] {
  const lines: KeyEntry[][] = [];
  let taken = Number.POSITIVE_INFINITY;
  for (const entry of entries) {
    if (taken + keyWidth(entry) > right - left) {
      lines.push([]);
      taken = 0;
    }
    lines.at(-1)?.push(entry);
    taken += keyWidth(entry);
  }
  return lines;
}
