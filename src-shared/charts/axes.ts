// Axes of charts whose size is known: round marks, and how wide their words are.
import { formatNumber } from "../base/format.ts";
import { labelStyle } from "./furniture.ts";
import { stepOf } from "./scale.ts";
import type { SeriesAxis } from "./series-data.ts";
import { ticksOf } from "./time-ticks.ts";
import type { ChartTokens } from "./tokens.ts";

/** Where the plot lies in its drawing: distances from its edges in px. */
export interface PlotBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Mean width of a digit of a label, in px. */
const CHARACTER = 6.4;
export const textWidth = (text: string): number => Math.ceil([...text].length * CHARACTER);

export interface ValueMarks {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly texts: readonly string[];
}

/** A round axis over the values; `zero`: from 0, as bars and areas stand. Only whole numbers where all are. */
export function valueMarks(
  low: number,
  high: number,
  most: number,
  options: { zero: boolean; whole: boolean },
): ValueMarks {
  const from = options.zero ? Math.min(0, low) : low;
  const to = options.zero ? Math.max(0, high) : high;
  // Equal values stand in the middle of an axis that they can be read on.
  const flat = to - from <= Math.abs(to) * 1e-9;
  const [least, greatest] = flat && !options.zero ? [from - Math.abs(from) * 0.1, to + Math.abs(to) * 0.1] : [from, to];
  const range = greatest - least;
  const step = stepOf(range > 0 ? range : 1, most, options.whole);
  const min = Math.floor(least / step + 1e-9) * step;
  const max = Math.max(min + step, Math.ceil(greatest / step - 1e-9) * step);
  const count = Math.round((max - min) / step) + 1;
  const decimals = Math.max(0, Math.min(9, -Math.floor(Math.log10(step) + 1e-9) + (isHalf(step) ? 1 : 0)));
  return { min, max, step, texts: Array.from({ length: count }, (_, at) => formatNumber(min + at * step, decimals)) };
}

/** Steps of 2.5 need a decimal more than their size tells. */
const isHalf = (step: number): boolean => Math.abs(step / 10 ** Math.floor(Math.log10(step) + 1e-9) - 2.5) < 1e-6;

/** How many marks an axis of this length has room for. */
export const marksFor = (px: number, each: number): number => Math.max(2, Math.min(6, Math.floor(px / each)));

export const upright = (t: ChartTokens, marks: ValueMarks, unit: string, labelWidth: number): object => ({
  type: "value",
  min: marks.min,
  max: marks.max,
  interval: marks.step,
  name: unit,
  nameLocation: "end",
  nameGap: 11,
  nameTextStyle: { ...labelStyle(t), align: "left", padding: [0, 0, 0, -labelWidth - 6] },
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: { ...labelStyle(t), formatter: (value: number) => textAt(marks, value) },
  splitLine: { lineStyle: { color: t.colour.grid } },
});

const textAt = ({ min, step, texts }: ValueMarks, value: number): string =>
  texts[Math.round((value - min) / step)] ?? "";

/** The horizontal axis of a chart, `px` long. Times are ms since project start. */
export function lying(t: ChartTokens, axis: SeriesAxis, startWallMs: number | null, px: number): object {
  const look = {
    axisLine: { lineStyle: { color: t.colour.axis } },
    axisTick: { show: false },
    splitLine: { show: false },
    axisLabel: { ...labelStyle(t), hideOverlap: true },
  };
  if (axis.kind === "time") {
    const wall = axis.absolute ? 0 : startWallMs;
    const ticks = ticksOf(axis.fromMs, axis.toMs, wall, marksFor(px, 84));
    const texts = new Map(ticks.map(({ ms, text }) => [ms, text]));
    const axisLabel = {
      ...look.axisLabel,
      customValues: ticks.map(({ ms }) => ms),
      formatter: (ms: number) => texts.get(ms) ?? "",
    };
    return { ...look, type: "value", min: axis.fromMs, max: axis.toMs, axisLabel };
  }
  if (axis.kind === "words") {
    const room = Math.max(24, px / Math.max(1, axis.words.length) - 6);
    const axisLabel = { ...look.axisLabel, width: room, overflow: "truncate" };
    return { ...look, type: "category", data: axis.words.map(wordText), axisLabel };
  }
  const low = axis.at[0] ?? 0;
  const high = axis.at.at(-1) ?? 0;
  if (axis.address) {
    const text = (value: number): string => `0x${BigInt(Math.max(0, Math.round(value))).toString(16)}`;
    return { ...look, type: "value", min: low, max: high, axisLabel: { ...look.axisLabel, formatter: text } };
  }
  const marks = valueMarks(low, high, marksFor(px, 70), { zero: false, whole: false });
  const axisLabel = { ...look.axisLabel, formatter: (value: number) => textAt(marks, value) };
  return { ...look, type: "value", min: marks.min, max: marks.max, interval: marks.step, axisLabel };
}

/** A row without a word has a place on the axis as well. */
export const wordText = (word: string): string => (word === "" ? "not seen" : word);
