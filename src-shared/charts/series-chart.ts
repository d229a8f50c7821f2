// Courses as lines with bands, areas, bars, or lying bars, on a drawing of known size: the same in a window and a report.
import type { EChartsOption } from "echarts";
import { lying, marksFor, type PlotBox, textWidth, upright, type ValueMarks, valueMarks, wordText } from "./axes.ts";
import { bandSeries } from "./band.ts";
import { base, labelStyle, markStyle, shortened, still } from "./furniture.ts";
import { lostSeries } from "./lost-spans.ts";
import { greatestOf, leastOf, type Series, type SeriesData, type SeriesLook } from "./series-data.ts";
import { tip, tipText } from "./tip.ts";
import { type ChartTokens, type ColourName, guestColour } from "./tokens.ts";
import { scaledText, type UnitScale, unitScale } from "./units.ts";

/** The drawing that a chart is made for. */
export interface ChartFrame {
  readonly width: number;
  readonly height: number;
  /** Project start on the wall clock, ms since 1970. */
  readonly startWallMs: number | null;
  /** On paper: names of the series stand in the drawing itself, and nothing is said at a pointer. */
  readonly still: boolean;
}

export interface DrawnChart {
  readonly option: EChartsOption;
  /** Where its plot lies; null where that is left to the drawing. */
  readonly plot: PlotBox;
  readonly scale: UnitScale;
}

/** More lines than these are drawn one below the other. */
export const MOST_LINES = 6;

/** Colours of series that are neither guests nor states, by their order. */
const ORDER: readonly ColourName[] = ["info", "balloonLine", "tiered", "sharedLine", "swapped", "overhead"];
const LINE_COLOURS: Readonly<Partial<Record<ColourName, ColourName>>> = {
  file: "fileLine",
  shared: "sharedLine",
  balloon: "balloonLine",
};

/** A thin line of a state has a colour of its own. */
export function seriesColour(
  one: Pick<Series, "guest" | "colour">,
  nth: number,
  t: ChartTokens,
  thin: boolean,
): string {
  if (one.colour) return t.colour[(thin ? LINE_COLOURS[one.colour] : undefined) ?? one.colour];
  if (one.guest !== null) return guestColour(t, one.guest);
  return t.colour[ORDER[nth % ORDER.length] as ColourName];
}

export const isThin = ({ form }: SeriesLook): boolean => form === "line";

/** The scale that suits all values of a chart, and its limit. */
export function scaleOf({ series, unit, limit }: SeriesData, stacked = false): UnitScale {
  const each = series.map(({ mean, max }) => greatestOf(max ?? mean));
  const low = series.map(({ mean, min }) => -leastOf(min ?? mean));
  return unitScale(unit, Math.max(stacked ? sum(each) : 0, limit?.value ?? 0, ...each, ...low));
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

export function seriesChart(data: SeriesData, look: SeriesLook, frame: ChartFrame, t: ChartTokens): DrawnChart {
  if (look.form === "lying") return lyingChart(data, frame, t);
  if (look.form === "line" && data.series.length > MOST_LINES) return multiples(data, look, frame, t);
  const stacked = look.stacked && data.series.length > 1;
  const scale = scaleOf(data, stacked);
  const top = (frame.still && data.series.length > 1 ? 22 : 0) + (scale.name === "" ? 8 : 26);
  const height = frame.height - top - BOTTOM;
  const marks = marksOf(data, look, scale, marksFor(height, 34), stacked);
  const labels = Math.max(...marks.texts.map(textWidth), 14);
  const plot = { left: labels + 8, right: RIGHT, top, bottom: BOTTOM };
  const option = {
    ...base(t),
    grid: plot,
    legend: legendOf(data, look, frame, t),
    xAxis: lying(t, barAxis(data, look).axis, frame.startWallMs, frame.width - plot.left - plot.right),
    yAxis: upright(t, marks, scale.name, labels),
    ...(data.axis.kind === "time" || frame.still ? {} : { tooltip: tooltipOf(data, scale, look, t) }),
    series: [
      ...data.series.flatMap((one, nth) => drawnSeries(data, one, nth, look, { scale, stacked, t })),
      ...lostSeries(data.lost, t),
    ],
  };
  return { option: option as unknown as EChartsOption, plot, scale };
}

const BOTTOM = 22;
const RIGHT = 10;

function marksOf(data: SeriesData, look: SeriesLook, scale: UnitScale, most: number, stacked: boolean): ValueMarks {
  const zero = look.form !== "line";
  const whole = data.unit === null || data.unit === "count";
  const [low, high] = stacked ? stackedRange(data.series) : rangeOf(data.series);
  const top = Math.max(high, data.limit?.value ?? Number.NEGATIVE_INFINITY);
  return valueMarks(low / scale.per, top / scale.per, most, { zero, whole: whole && allWhole(data.series) });
}

const allWhole = (series: readonly Series[]): boolean =>
  series.every(({ mean }) => mean.every((value) => Number.isNaN(value) || Number.isInteger(value)));

function rangeOf(series: readonly Series[]): readonly [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { mean, min, max } of series)
    for (const values of [mean, min ?? mean, max ?? mean])
      for (const value of values) {
        if (value < low) low = value;
        if (value > high) high = value;
      }
  return low > high ? [0, 0] : [low, high];
}

function stackedRange(series: readonly Series[]): readonly [low: number, high: number] {
  const length = series[0]?.mean.length ?? 0;
  let [low, high] = [0, 0];
  for (let at = 0; at < length; at++) {
    let [below, above] = [0, 0];
    for (const { mean } of series) {
      const value = mean[at] as number;
      if (value > 0) above += value;
      else if (value < 0) below += value;
    }
    if (above > high) high = above;
    if (below < low) low = below;
  }
  return [low, high];
}

function legendOf(data: SeriesData, look: SeriesLook, frame: ChartFrame, t: ChartTokens): object {
  return {
    show: frame.still && data.series.length > 1,
    top: 0,
    left: 0,
    itemWidth: 11,
    itemHeight: 11,
    itemGap: 16,
    icon: "rect",
    selectedMode: false,
    textStyle: { ...labelStyle(t), color: t.colour.text2 },
    data: data.series.map(({ title, ...one }, nth) => ({
      name: title,
      itemStyle: { color: seriesColour(one, nth, t, isThin(look)) },
    })),
  };
}

/** Bars over numbers stand side by side like words. */
function barAxis(data: SeriesData, { form }: SeriesLook): SeriesData {
  const { axis } = data;
  if (form !== "bars" || axis.kind !== "number") return data;
  const words = Array.from(axis.at, (value) => scaledText(value, { per: 1, name: "" }));
  return { ...data, axis: { kind: "words", words } };
}

interface Drawing {
  readonly scale: UnitScale;
  readonly stacked: boolean;
  readonly t: ChartTokens;
}

function drawnSeries(
  data: SeriesData,
  one: Series,
  nth: number,
  look: SeriesLook,
  { scale, stacked, t }: Drawing,
): object[] {
  const { axis, limit } = barAxis(data, look);
  const colour = seriesColour(one, nth, t, isThin(look));
  const step = axis.kind === "time" ? (axis.stepMs ?? 0) : 0;
  // A value of a span stands in its middle.
  const place = (at: number): number => (axis.kind === "words" ? at : (axis.at[at] as number) + step / 2);
  const scaled = (values: Float64Array): Float64Array => values.map((value) => value / scale.per);
  const mean = scaled(one.mean);
  const points = Array.from(mean, (value, at) => [place(at), Number.isNaN(value) ? null : value]);
  const own = {
    ...still,
    silent: axis.kind === "time",
    id: one.id,
    name: one.title,
    itemStyle: { color: colour },
    ...(stacked ? { stack: "all", stackStrategy: "all" } : {}),
    ...(nth === 0 && limit ? { markLine: limitLine(limit.value / scale.per, limit.title, t) } : {}),
    data: points,
  };
  if (look.form === "bars")
    return [{ ...own, type: "bar", barMaxWidth: 64, barCategoryGap: axis.kind === "time" ? "0%" : "38%" }];
  const line = { ...own, type: "line", showSymbol: points.length === 1, symbolSize: 5, connectNulls: false };
  if (look.form === "area")
    return [
      {
        ...line,
        lineStyle: { width: stacked ? 0 : 1.5, color: colour },
        areaStyle: { color: colour, opacity: stacked ? 0.92 : 0.3 },
      },
    ];
  const drawn = { ...line, lineStyle: { width: 1.5, color: colour } };
  if (!one.min || !one.max || same(one.min, one.max)) return [drawn];
  const places = Array.from(mean, (_, at) => place(at));
  return [bandSeries(`band ${one.id}`, places, scaled(one.min), scaled(one.max), colour), drawn];
}

const same = (a: Float64Array, b: Float64Array): boolean =>
  a.every((value, at) => value === b[at] || (Number.isNaN(value) && Number.isNaN(b[at] as number)));

const limitLine = (value: number, title: string, t: ChartTokens): object => ({
  silent: true,
  symbol: "none",
  lineStyle: { color: t.colour.text2, type: [4, 3], width: 1 },
  label: { ...labelStyle(t), color: t.colour.text2, position: "insideEndTop", formatter: () => title },
  data: [{ yAxis: value }],
});

function tooltipOf(data: SeriesData, scale: UnitScale, look: SeriesLook, t: ChartTokens): object {
  const { axis } = data;
  const title = (at: number): string =>
    axis.kind === "words" ? wordText(axis.words[at] ?? "") : scaledText(axis.at[at] ?? 0, { per: 1, name: "" });
  return tip(t, "axis", (spoken) => {
    const at = spoken[0]?.dataIndex ?? 0;
    const lines = data.series.map((one, nth) => ({
      name: one.title,
      value: `${scaledText(one.mean[at] ?? Number.NaN, scale)} ${scale.name}`.trimEnd(),
      colour: seriesColour(one, nth, t, isThin(look)),
    }));
    return tipText(title(at), lines);
  });
}

/** Many lines: each on a row of its own, all on one scale, so that they compare. */
function multiples(data: SeriesData, look: SeriesLook, frame: ChartFrame, t: ChartTokens): DrawnChart {
  const scale = scaleOf(data);
  const labels = Math.min(110, Math.max(...data.series.map(({ title }) => textWidth(shortened(title)))));
  const plot = { left: labels + 12, right: RIGHT, top: 6, bottom: BOTTOM };
  const row = (frame.height - plot.top - plot.bottom) / data.series.length;
  const marks = marksOf(data, { ...look, form: "area" }, scale, 2, false);
  const grids = data.series.map((_, at) => ({
    left: plot.left,
    right: plot.right,
    top: plot.top + at * row + 2,
    height: Math.max(2, row - 4),
  }));
  const last = data.series.length - 1;
  const width = frame.width - plot.left - plot.right;
  const option = {
    ...base(t),
    grid: grids,
    xAxis: data.series.map((_, at) => ({
      ...lying(t, data.axis, frame.startWallMs, width),
      gridIndex: at,
      ...(at === last ? {} : { axisLabel: { show: false }, axisLine: { lineStyle: { color: t.colour.grid } } }),
    })),
    yAxis: data.series.map(({ title }, at) => ({
      type: "value",
      gridIndex: at,
      min: marks.min,
      max: marks.max,
      interval: marks.max - marks.min,
      name: shortened(title),
      nameLocation: "middle",
      nameRotate: 0,
      nameGap: 8,
      nameTextStyle: { ...labelStyle(t), color: t.colour.text, align: "right", width: labels, overflow: "truncate" },
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { show: false },
      splitLine: { show: false },
    })),
    series: data.series.flatMap((one, nth) => {
      const grid = { xAxisIndex: nth, yAxisIndex: nth };
      const drawing = { scale, stacked: false, t };
      return [
        ...drawnSeries({ ...data, limit: null }, one, nth, { ...look, form: "area" }, drawing).map((drawn) => ({
          ...drawn,
          ...grid,
        })),
        ...lostSeries(data.lost, t, { ...grid, id: `lost ${nth}` }),
      ];
    }),
  };
  return { option: option as unknown as EChartsOption, plot, scale };
}

/** Lying bars from 0, the first row on top, each with its value at its end. */
function lyingChart(data: SeriesData, frame: ChartFrame, t: ChartTokens): DrawnChart {
  const { axis } = barAxis(data, { form: "bars", stacked: false });
  const words = axis.kind === "words" ? axis.words.map((word) => shortened(wordText(word))) : [];
  const scale = scaleOf(data);
  const ends = data.series.flatMap(({ mean }) => Array.from(mean, (value) => textWidth(scaledText(value, scale))));
  const labels = Math.min(frame.width * 0.4, Math.max(24, ...words.map(textWidth)));
  const top = frame.still && data.series.length > 1 ? 24 : 4;
  const plot = { left: labels + 10, right: Math.max(24, ...ends) + 14, top, bottom: scale.name === "" ? 6 : 20 };
  const highest = rangeOf(data.series)[1] / scale.per;
  const option = {
    ...base(t),
    grid: plot,
    legend: legendOf(data, { form: "bars", stacked: false }, frame, t),
    ...(frame.still ? {} : { tooltip: tooltipOf(data, scale, { form: "bars", stacked: false }, t) }),
    yAxis: {
      type: "category",
      inverse: true,
      data: words,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: t.colour.axis } },
      axisLabel: { ...labelStyle(t), color: t.colour.text, width: labels, overflow: "truncate", interval: "auto" },
    },
    xAxis: {
      type: "value",
      min: 0,
      max: highest > 0 ? highest : 1,
      name: scale.name,
      nameLocation: "middle",
      nameGap: 4,
      nameTextStyle: labelStyle(t),
      axisLabel: { show: false },
      splitLine: { show: false },
    },
    series: data.series.map((one, nth) => ({
      ...still,
      silent: false,
      type: "bar",
      id: one.id,
      name: one.title,
      barMaxWidth: 44,
      barCategoryGap: "44%",
      itemStyle: { color: seriesColour(one, nth, t, false), borderRadius: 2 },
      data: Array.from(one.mean, (value, at) => {
        const guest = axis.kind === "words" ? axis.guests?.[at] : null;
        const colour =
          guest === null || guest === undefined || data.series.length > 1
            ? {}
            : { itemStyle: { color: guestColour(t, guest) } };
        return { value: Number.isNaN(value) ? undefined : value / scale.per, ...colour };
      }),
      label: {
        show: words.length <= 24,
        position: "right",
        distance: 6,
        ...markStyle(t),
        formatter: (point: { readonly dataIndex: number }) =>
          scaledText(one.mean[point.dataIndex] ?? Number.NaN, scale),
      },
    })),
  };
  return { option: option as unknown as EChartsOption, plot, scale };
}
