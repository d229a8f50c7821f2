// The load lines: the host as a hull, guests as its load, the line to which it may be loaded. One drawing for window and report.
import { formatNumber } from "../base/format.ts";
import { stepOf } from "./scale.ts";
import { circle, drawing, fitted, group, halo, path, px, rect, type Size, spread, text } from "./svg.ts";
import type { ChartTokens } from "./tokens.ts";

interface Interval {
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
const NARROW = 340;
/** Height of a rung's words, of one line of words, and of the key. */
const RUNG = 28;
const LINE = 16;
const KEY = 62;
const KEY_LINE = 15;
/** A guest is drawn by itself down to this height. */
const LEAST_GUEST = 3;

/** Where everything is, in px. */
interface Plan {
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

function planOf(load: LoadLines, size: Size): Plan {
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

/** An SVG: waterline at what runs, ring and thick line at N*, guests in the hold, a ladder with a rung for each scenario. */
export function loadLines(load: LoadLines, t: ChartTokens, size: Size = loadLinesSize): string {
  const plan = planOf(load, size);
  return drawing(size, t.size, [
    text(2, 11, "guests", { fill: t.colour.label, "font-size": t.size - 1 }),
    hull(load, plan, t),
    draft(plan, t),
    holdOf(load, plan, t),
    mark(load, plan, t),
    ladder(load, plan, t),
  ]);
}

function outline({ left, right, top, bottom }: Plan): string {
  const [high, low] = [top - 6, bottom + 10];
  return `M${px(left)} ${high}L${px(left + 4)} ${bottom - 52}C${px(left + 7)} ${bottom - 14} ${px(left + 24)} ${low} ${px(left + 62)} ${low}H${px(right - 62)}C${px(right - 24)} ${low} ${px(right - 7)} ${bottom - 14} ${px(right - 4)} ${bottom - 52}L${px(right)} ${high}`;
}

function hull({ n, running }: LoadLines, plan: Plan, t: ChartTokens): string {
  const { size, left, right, y, hold, holdWidth } = plan;
  const line = outline(plan);
  const water = y(running);
  const sea = (opacity: number, clip?: string): string =>
    running > 0
      ? rect(0, water, size.width, size.height - water, {
          fill: t.colour.water,
          "fill-opacity": opacity,
          "clip-path": clip,
        })
      : "";
  const band =
    n.p5 === n.p95
      ? ""
      : rect(hold + holdWidth + 1, y(n.p95), right - hold - holdWidth - 5, y(n.p5) - y(n.p95), {
          fill: t.colour.accent,
          "fill-opacity": 0.13,
          "clip-path": "url(#hull)",
        });
  return [
    `<clipPath id="hull"><path d="${line}Z"/></clipPath>`,
    sea(0.28),
    path(`${line}Z`, { fill: t.colour.hull }),
    sea(0.34, "url(#hull)"),
    band,
    path(`M${px(left - 5)} ${plan.top - 6}H${px(left)}${line.slice(line.indexOf("L"))}H${px(right + 5)}`, {
      stroke: t.colour.hullLine,
      "stroke-width": 2,
      "stroke-linejoin": "round",
    }),
    running > 0
      ? path(`M0 ${water}H${px(left + 1)}M${px(right - 1)} ${water}H${size.width}`, {
          stroke: t.colour.water,
          "stroke-width": 2,
        })
      : "",
    running > 0
      ? path(`M${px(hold + holdWidth)} ${water}H${px(right - 2)}`, {
          stroke: t.colour.hullLine,
          "stroke-width": 1.5,
          "stroke-dasharray": "2 3",
        })
      : "",
  ].join("");
}

function draft({ step, max, left, y }: Plan, t: ChartTokens): string {
  let marks = "";
  for (let n = 0; n <= max; n += step)
    marks +=
      text(left - 13, y(n) + 3.5, formatNumber(n), {
        "text-anchor": "end",
        fill: t.colour.text2,
        "font-size": t.size - 0.5,
      }) + path(`M${px(left - 8)} ${y(n)}H${px(left - 1)}`, { stroke: t.colour.hullLine, "stroke-width": 1.5 });
  return marks;
}

type Stowed = "running" | "room" | "best";

const look = (stowed: Stowed, colour: string): Readonly<Record<string, string | number>> =>
  stowed === "running"
    ? { fill: colour, "fill-opacity": 0.92 }
    : stowed === "room"
      ? { fill: colour, "fill-opacity": 0.26, stroke: colour, "stroke-opacity": 0.75 }
      : { fill: "none", stroke: colour, "stroke-opacity": 0.75, "stroke-dasharray": "3 3" };

/** The hold: running guests solid, room for more tinted, what fits only in the best draws dashed. */
function holdOf(load: LoadLines, plan: Plan, t: ChartTokens): string {
  const { n, running, colourOf = () => t.colour.anon } = load;
  const { hold, holdWidth, top, bottom, y } = plan;
  const room = Math.max(running, n.p50);
  const most = Math.max(room, n.p95);
  const apart = y(0) - y(1) >= LEAST_GUEST;
  const cell = (from: number, to: number, stowed: Stowed, colour: string): string => {
    const gap = apart ? Math.min(2, (y(0) - y(1)) / 4) : 0;
    return rect(hold + 4, y(to) + gap / 2, holdWidth - 8, y(from) - y(to) - gap, {
      rx: apart ? 2 : 0,
      ...look(stowed, colour),
    });
  };
  const part = (from: number, to: number, stowed: Stowed): string => {
    if (to <= from) return "";
    if (!apart)
      return sharesOf(from, to, colourOf)
        .map((one) => cell(one.from, one.to, stowed, one.colour))
        .join("");
    return Array.from({ length: to - from }, (_, i) => cell(from + i, from + i + 1, stowed, colourOf(from + i))).join(
      "",
    );
  };
  const wall = `M${px(hold)} ${top + 6}H${px(hold + holdWidth)}V${bottom + 2}H${px(hold + 46)}C${px(hold + 26)} ${bottom + 2} ${px(hold + 13)} ${bottom - 14} ${px(hold)} ${bottom - 46}Z`;
  return [
    `<clipPath id="hold"><path d="${wall}"/></clipPath>`,
    group({ "clip-path": "url(#hold)" }, [
      rect(hold, top, holdWidth, bottom + 10 - top, { fill: t.colour.page }),
      part(0, running, "running"),
      part(running, room, "room"),
      part(room, most, "best"),
    ]),
    path(`M${px(hold)} ${top + 6}H${px(hold + holdWidth)}V${bottom + 2}`, {
      stroke: t.colour.hullLine,
      "stroke-opacity": 0.5,
    }),
  ].join("");
}

/** Too many guests to be drawn one by one: a stretch for each colour, as long as there are guests of it. */
function sharesOf(
  from: number,
  to: number,
  colourOf: (guest: number) => string,
): { readonly from: number; readonly to: number; readonly colour: string }[] {
  const counts = new Map<string, number>();
  for (let guest = from; guest < to; guest++) counts.set(colourOf(guest), (counts.get(colourOf(guest)) ?? 0) + 1);
  let at = from;
  return [...counts].map(([colour, count]) => {
    const start = at;
    at += count;
    return { from: start, to: at, colour };
  });
}

function mark({ n }: LoadLines, { hold, holdWidth, ladder: x, y, size }: Plan, t: ChartTokens): string {
  const at = y(n.p50);
  const ring = size.width < NARROW ? 14 : 18;
  const middle = (hold + holdWidth + x) / 2 - 3;
  return [
    circle(middle, at, ring, { fill: t.colour.hull, stroke: t.colour.accent, "stroke-width": 5 }),
    path(`M${px(hold - 2)} ${at}H${px(x)}`, { stroke: t.colour.accent, "stroke-width": 4 }),
  ].join("");
}

interface Label {
  readonly id: string;
  readonly at: number;
  readonly n: Interval | null;
  readonly words: string;
  readonly under: string | null;
}

/** One label for each rung; the ends of the interval where nothing is compared. */
function labelsOf({ n, rungs = [], title = "N*" }: LoadLines): Label[] {
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

/** The rungs with their words; words that would touch are moved apart and a line leads to the value. */
function ladder(load: LoadLines, plan: Plan, t: ChartTokens): string {
  const { ladder: x, y, top, bottom } = plan;
  const labels = labelsOf(load);
  const heights = labels.map((label) => (label.under === null ? LINE : RUNG));
  // Words at the waterline stand under the lowest rung's.
  const foot = plan.keyUnder ? bottom - (load.running > 0 ? 16 : 4) : bottom - KEY;
  const room = foot - top;
  const wanted = heights.reduce((sum, height) => sum + height, 0);
  const squeeze = Math.min(1, room / wanted);
  const places = spreadUneven(
    labels.map((label) => y(label.at)),
    heights.map((height) => height * squeeze),
    top + 8,
    foot,
  );
  const steps = labels.map((label) => label.at);
  const [low, high] = [Math.min(...steps), Math.max(...steps)];
  const middle = waterMiddle(load, places, plan);
  return [
    low === high ? "" : path(`M${px(x)} ${y(high)}V${y(low)}`, { stroke: t.colour.text, "stroke-width": 2.5 }),
    ...labels.map((label, i) => drawRung(label, places[i]!, load.lit ?? null, plan, t)),
    middle === null ? "" : waterline(load, middle, plan, t),
    key(load, plan, middle, t),
  ].join("");
}

/** Middle of the words at the waterline: over it, under it, or as near as the words of the rungs let them. Null when nobody runs. */
function waterMiddle({ running }: LoadLines, places: readonly number[], { y, top, bottom }: Plan): number | null {
  if (running === 0) return null;
  const water = y(running);
  const isFree = (at: number): boolean => places.every((place) => Math.abs(place - at) >= LINE + 4);
  const near = [-9, 11, -24, 26, -39, 41, -54, 56].map((away) => water + away);
  return near.find((at) => at > top && at < bottom + 8 && isFree(at)) ?? water + 11;
}

/** How many run, at the right end of the waterline. */
const waterline = ({ running }: LoadLines, middle: number, { right }: Plan, t: ChartTokens): string =>
  text(right - 10, middle + 4, `${formatNumber(running)} running`, {
    "text-anchor": "end",
    fill: t.colour.text,
    "font-weight": 600,
    ...halo(t.colour.hull),
  });

/** Middles of labels of different heights, near the wanted ones and none over another. */
function spreadUneven(wanted: readonly number[], heights: readonly number[], low: number, high: number): number[] {
  let before = 0;
  const offsets = heights.map((height, i) => {
    before += i === 0 ? 0 : (heights[i - 1]! + height) / 2;
    return before;
  });
  // Without the offsets the labels only have to keep their order.
  const places = spread(
    wanted.map((place, i) => place - offsets[i]!),
    0,
    low,
    high - (offsets.at(-1) ?? 0),
  );
  return places.map((place, i) => px(place + offsets[i]!));
}

function drawRung(label: Label, place: number, lit: string | null, plan: Plan, t: ChartTokens): string {
  const { ladder: x, rungWidth, right, y } = plan;
  const current = label.id === CURRENT_RUNG;
  const on = current || label.id === lit;
  const colour = current ? t.colour.accent : t.colour.text;
  const at = y(label.at);
  const end = x + rungWidth;
  const number = formatNumber(label.at);
  const size = label.under === null ? t.size + 1 : t.size + 4;
  const words = end + 14 + number.length * size * 0.62 + 7;
  const shown = fitted(label.words, right - 8 - words, t.size);
  const ground = halo(t.colour.hull);
  return group({ "data-rung": label.id }, [
    path(`M${px(x - 1)} ${at}H${px(end)}L${px(end + 6)} ${place}H${px(end + 10)}`, {
      stroke: colour,
      "stroke-width": on ? 4 : 2.5,
      "stroke-linejoin": "round",
    }),
    label.n === null || label.n.p5 === label.n.p95
      ? ""
      : whisker(label.n, x + rungWidth / 2, on ? colour : t.colour.text2, plan),
    text(end + 14, place + size * 0.36, number, { fill: colour, "font-size": size, "font-weight": 700, ...ground }),
    text(words, place + (label.under === null ? 4 : -1.5), shown, {
      fill: t.colour.text,
      "font-weight": 600,
      ...ground,
    }),
    label.under === null
      ? ""
      : text(words, place + 10.5, label.under, { fill: t.colour.text2, "font-size": t.size - 1, ...ground }),
    // A larger area to point at than the lines themselves.
    rect(x - 4, place - 12, right - x, 24, { fill: "transparent" }),
  ]);
}

const whisker = ({ p5, p95 }: Interval, x: number, colour: string, { y }: Plan): string =>
  path(`M${px(x)} ${y(p5)}V${y(p95)}M${px(x - 4)} ${y(p5)}h8M${px(x - 4)} ${y(p95)}h8`, {
    stroke: colour,
    "stroke-width": 1.2,
  });

interface KeyEntry {
  readonly stowed: Stowed;
  readonly words: string;
}

/** What the cells of the hold mean. */
function keyOf({ n, running }: LoadLines): readonly KeyEntry[] {
  const room = Math.max(running, n.p50);
  return [
    ...(running > 0 ? [{ stowed: "running", words: "running" } as const] : []),
    ...(room > running ? [{ stowed: "room", words: running > 0 ? "room for more" : "room" } as const] : []),
    ...(n.p95 > room ? [{ stowed: "best", words: "only in the best 5 %" } as const] : []),
  ];
}

const keyWidth = ({ words }: KeyEntry): number => 20 + words.length * 5.8 + 14;

/** The key's entries in lines as wide as the hull. */
function keyLines(entries: readonly KeyEntry[], { left, right }: Plan): KeyEntry[][] {
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

function key(load: LoadLines, plan: Plan, middle: number | null, t: ChartTokens): string {
  const { hold, holdWidth, bottom, size, left } = plan;
  const entries = keyOf(load);
  const drawn = ({ stowed, words }: KeyEntry, x: number, y: number): string =>
    rect(x, y - 8, 14, 9, { rx: 2, ...look(stowed, t.colour.anon) }) +
    text(x + 20, y, words, { fill: t.colour.text2, "font-size": t.size - 0.5 });
  if (plan.keyUnder)
    return keyLines(entries, plan)
      .flatMap((line, row) => {
        const places = line.map((_, at) => line.slice(0, at).reduce((sum, entry) => sum + keyWidth(entry), left));
        return line.map((entry, at) => drawn(entry, places[at]!, bottom + 25 + row * KEY_LINE));
      })
      .join("");
  // Words at the waterline take the right half; the key then stands over them.
  const crowded = size.width < NARROW && middle !== null && middle > bottom - KEY;
  const foot = crowded ? Math.min(bottom - 8, middle - 14) : bottom - 8;
  return entries
    .map((entry, i) => drawn(entry, hold + holdWidth + 12, foot - (entries.length - 1 - i) * KEY_LINE))
    .join("");
}
