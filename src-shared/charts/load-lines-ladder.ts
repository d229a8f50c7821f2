// The ladder of the load lines: a rung for each scenario with its words, the waterline's words and the key.
import { formatNumber } from "../base/format.ts";
import {
  CURRENT_RUNG,
  type Interval,
  KEY,
  KEY_LINE,
  type KeyEntry,
  keyLines,
  keyOf,
  keyWidth,
  type Label,
  LINE,
  type LoadLines,
  labelsOf,
  look,
  NARROW,
  type Plan,
  RUNG,
} from "./load-lines-plan.ts";
import { fitted, group, halo, path, px, rect, spread, text } from "./svg.ts";
import type { ChartTokens } from "./tokens.ts";

/** The rungs with their words; words that would touch are moved apart and a line leads to the value. */
export function ladder(load: LoadLines, plan: Plan, t: ChartTokens): string {
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
