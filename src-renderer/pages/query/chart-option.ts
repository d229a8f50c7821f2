// A result as a chart: lines, bars or points over one column; where rows were drawn together, their least and greatest
// value stay visible.
import type { EChartsOption } from "echarts";
import { formatClock } from "../../../src-shared/base/clock.ts";
import { formatNumber, formatPlain, NOT_SEEN, plural } from "../../../src-shared/base/format.ts";
import { bandSeries } from "../../../src-shared/charts/band.ts";
import { axisNameBelow, base, labelStyle, shortened } from "../../../src-shared/charts/furniture.ts";
import { tip, tipText } from "../../../src-shared/charts/tip.ts";
import type { ChartTokens } from "../../../src-shared/charts/tokens.ts";
import type { ResultChartReply } from "../../../src-shared/protocol/column-replies.ts";
import { timeKind } from "../../../src-shared/protocol/time-columns.ts";
import type { GridColumn } from "./grid-model.ts";

export type ChartKind = "line" | "bars" | "scatter";

export interface ChartChoice {
  readonly kind: ChartKind;
  readonly x: number;
  readonly y: readonly number[];
}

export const MOST_SERIES = 6;

/** Whether a column can be drawn as a height. */
export const isDrawable = ({ type }: Pick<GridColumn, "type">): boolean =>
  /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*\)|BOOLEAN|BIGNUM)$/.test(type);

/** More words than this on an axis cannot be read. */
const MOST_WORDS = 40;

/** What to draw of a result by itself: over its time, a few words or its first number, the first quantities of one unit. */
export function firstChoice(columns: readonly GridColumn[], rows: number): ChartChoice | null {
  const drawable = columns.map((_, at) => at).filter((at) => isDrawable(columns[at] as GridColumn));
  const time = columns.findIndex((column) => timeKind(column) !== null);
  const words = rows <= MOST_WORDS ? columns.findIndex((column) => !isDrawable(column)) : -1;
  const names = drawable.find((at) => !columns[at]?.look.quantity) ?? drawable[0] ?? -1;
  const x = time >= 0 ? time : words >= 0 ? words : names;
  const heights = drawable.filter((at) => at !== x);
  const isWorth = (at: number): boolean => columns[at]?.look.quantity === true && columns[at].seen;
  const first = heights.find(isWorth) ?? heights.find((at) => columns[at]?.seen) ?? heights[0];
  if (first === undefined || x < 0) return null;
  const unit = columns[first]?.unit ?? null;
  const y = heights
    .filter((at) => unit !== null && columns[at]?.unit === unit && columns[at]?.look.quantity)
    .slice(0, 3);
  const kind = time >= 0 ? "line" : words >= 0 ? "bars" : columns[x]?.look.quantity ? "line" : "scatter";
  return { kind, x, y: y.length > 0 ? y : [first] };
}

/** Columns that stand on one axis have one unit. */
export const fits = (columns: readonly GridColumn[], choice: ChartChoice, column: number): boolean =>
  choice.y.every((at) => columns[at]?.unit === columns[column]?.unit);

const COLOURS = ["accent", "balloon", "info", "tiered", "shared", "swapped"] as const;

const nameOf = ({ name, unit }: GridColumn): string => (unit ? `${name}, ${unit}` : name);

/** The title of a chart: what is seen. */
export const titleOf = (columns: readonly GridColumn[], { x, y }: ChartChoice): string =>
  `${y.map((at) => columns[at]?.name ?? "").join(", ")} over ${columns[x]?.name ?? ""}`;

/** One sentence with what is drawn, for those who do not see it. */
export function sentenceOf(columns: readonly GridColumn[], choice: ChartChoice, reply: ResultChartReply): string {
  const ends = reply.series.map(({ column, min, max }) => {
    const known = (values: Float64Array): number[] => [...values].filter((value) => !Number.isNaN(value));
    if (known(min).length === 0) return `${columns[column]?.name} has no values`;
    const least = known(min).reduce((a, b) => Math.min(a, b));
    const most = known(max).reduce((a, b) => Math.max(a, b));
    const unit = columns[column]?.unit;
    return `${columns[column]?.name} from ${formatPlain(least)} to ${formatPlain(most)}${unit ? ` ${unit}` : ""}`;
  });
  return `${titleOf(columns, choice)}, ${formatNumber(reply.rows)} ${plural(reply.rows, "row")}: ${ends.join("; ")}`;
}

/** A row without a value has a place on the axis as well. */
const labelWords = (text: string): string => (text === "" ? NOT_SEEN : text);

interface Axis {
  readonly option: object;
  /** A place on the axis in words. */
  readonly text: (value: number) => string;
  /** Where a point stands. */
  readonly place: (at: number) => number;
}

function axisOf(column: GridColumn, reply: ResultChartReply, startWallMs: number | null, t: ChartTokens): Axis {
  const { labels } = reply;
  const x = reply.x ?? new Float64Array(0);
  const look = {
    axisLine: { lineStyle: { color: t.colour.axis } },
    axisTick: { show: false },
    axisLabel: { ...labelStyle(t), hideOverlap: true },
    splitLine: { show: false },
    ...axisNameBelow(t, nameOf(column)),
  };
  if (labels) {
    const axisLabel = { ...look.axisLabel, formatter: (text: string) => shortened(labelWords(text)) };
    const option = { ...look, type: "category", data: labels, axisLabel };
    return { option, text: (value) => labelWords(labels[value] ?? ""), place: (at) => at };
  }
  const kind = timeKind(column);
  // Timestamps are of the wall clock whatever the project's own times are.
  const wall = kind === "wall" ? (startWallMs ?? 0) : kind === "base" ? startWallMs : null;
  if (kind !== null && wall !== null) {
    const span = (x.at(-1) ?? 0) - (x[0] ?? 0);
    const step = span < 10_000 ? (span < 1000 ? "ms" : "tenth") : "s";
    const named = { ...look, ...axisNameBelow(t, `${column.name}, UTC`) };
    const axisLabel = { ...look.axisLabel, formatter: (ms: number) => formatClock(ms - wall, wall, step) };
    return {
      option: { ...named, type: "time", axisLabel, splitNumber: 6 },
      text: (value) => formatClock(value - wall, wall, "ms"),
      place: (at) => (x[at] ?? 0) + wall,
    };
  }
  if (kind === "base") {
    const axisLabel = { ...look.axisLabel, formatter: (ms: number) => formatClock(ms, null) };
    const named = axisNameBelow(t, "time since project start");
    return {
      option: { ...look, ...named, type: "value", scale: true, axisLabel },
      text: (value) => formatClock(value, null, "ms"),
      place: (at) => x[at] ?? 0,
    };
  }
  // An address is read in hexadecimal digits, as everywhere, and round in them.
  const isAddress = column.look.mono;
  const text = (value: number): string =>
    isAddress && value >= 0 ? `0x${BigInt(Math.round(value)).toString(16)}` : formatPlain(value);
  const [first, last] = [x[0] ?? 0, x.at(-1) ?? 0];
  const interval = 2 ** Math.ceil(Math.log2(Math.max(1, (last - first) / 6)));
  const ends = { min: Math.floor(first / interval) * interval, max: Math.ceil((last + 1) / interval) * interval };
  const marks = isAddress ? { interval, ...ends } : {};
  const axisLabel = { ...look.axisLabel, formatter: text };
  return {
    option: { ...look, type: "value", scale: true, ...marks, axisLabel },
    text,
    place: (at) => x[at] ?? 0,
  };
}

/** `startWallMs`: project start on the wall clock, ms since 1970. */
export function chartOption(
  columns: readonly GridColumn[],
  choice: ChartChoice,
  reply: ResultChartReply,
  startWallMs: number | null,
  t: ChartTokens,
): EChartsOption {
  const axis = axisOf(columns[choice.x] as GridColumn, reply, startWallMs, t);
  const isRuns = reply.points < reply.rows;
  const colour = (i: number): string => t.colour[COLOURS[i % COLOURS.length] as (typeof COLOURS)[number]];
  const points = (values: Float64Array): (readonly (number | null)[])[] =>
    Array.from(values, (value, at) => [axis.place(at), Number.isNaN(value) ? null : value]);
  const places = Array.from({ length: reply.points }, (_, at) => axis.place(at));
  const unit = columns[choice.y[0] ?? 0]?.unit;
  const name = unit ?? (choice.y.length === 1 ? columns[choice.y[0] ?? 0]?.name : "");
  const option = {
    ...base(t),
    useUTC: true,
    grid: { left: 64, right: 32, top: choice.y.length > 1 ? 44 : 28, bottom: 44 },
    legend: {
      show: choice.y.length > 1,
      ...{ top: 0, left: 56, itemWidth: 14, itemHeight: 8, icon: "roundRect", textStyle: labelStyle(t) },
      data: choice.y.map((at) => columns[at]?.name ?? ""),
    },
    tooltip: tip(t, choice.kind === "scatter" ? "item" : "axis", (spoken) => {
      const at = spoken[0]?.dataIndex ?? 0;
      const lines = reply.series.map(({ column, mean, min, max }, i) => ({
        name: columns[column]?.name ?? "",
        value: valueWords(mean[at] ?? Number.NaN, min[at] ?? Number.NaN, max[at] ?? Number.NaN, isRuns),
        colour: colour(i),
      }));
      return tipText(axis.text(axis.place(at)), lines);
    }),
    xAxis: axis.option,
    yAxis: {
      type: "value",
      scale: choice.kind !== "bars",
      name: name ?? "",
      nameTextStyle: { ...labelStyle(t), align: "left", padding: [0, 0, 0, -48] },
      axisLabel: { ...labelStyle(t), formatter: (value: number) => formatPlain(value) },
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { lineStyle: { color: t.colour.grid } },
      splitNumber: 5,
    },
    series: reply.series.flatMap(({ column, mean, min, max }, i) => {
      const own = { name: columns[column]?.name ?? "", id: `y${column}`, itemStyle: { color: colour(i) } };
      const lines = { lineStyle: { color: colour(i), width: 1.5 }, showSymbol: reply.points <= 60, symbolSize: 5 };
      if (choice.kind === "bars")
        return [{ ...own, type: "bar", barMaxWidth: 40, large: true, data: points(isRuns ? max : mean) }];
      if (choice.kind === "scatter") {
        const dots = { type: "scatter", symbolSize: 5, itemStyle: { color: colour(i), opacity: 0.8 } };
        const ends = isRuns
          ? [min, max].map((values, k) => ({ ...own, ...dots, id: `y${column} ${k}`, data: points(values) }))
          : [];
        return [{ ...own, ...dots, data: points(mean) }, ...ends];
      }
      const line = { ...own, type: "line", ...lines, connectNulls: false, data: points(mean) };
      return isRuns ? [bandSeries(`band ${column}`, places, min, max, colour(i)), line] : [line];
    }),
  };
  return option as unknown as EChartsOption;
}

function valueWords(mean: number, min: number, max: number, isRuns: boolean): string {
  if (Number.isNaN(mean)) return NOT_SEEN;
  return isRuns ? `${formatPlain(mean)} (${formatPlain(min)} to ${formatPlain(max)})` : formatPlain(mean);
}
