// Working set by length of window: the best estimate with its bounds, of one guest or of several side by side.
import type { EChartsOption } from "echarts";
import { byteUnit, formatBytes, formatBytesIn, formatNumber } from "../base/format.ts";
import { axisNameAbove, axisNameBelow, base, type ChartPlan, haloStyle, labelStyle, still } from "./furniture.ts";
import { axisOf, markText } from "./scale.ts";
import { tip, tipText } from "./tip.ts";
import type { ChartTokens } from "./tokens.ts";

/** Bytes used in a window of time: at least, best estimate, at most. */
export interface WorkingSetPoint {
  readonly window_s: number;
  readonly low: number;
  readonly best: number;
  readonly high: number;
}

export interface WorkingSetLine {
  readonly id: string;
  readonly title: string;
  readonly colour: string;
  readonly points: readonly WorkingSetPoint[];
}

/** The window that tables quote. */
export const QUOTED_WINDOW_S = 60;

/** Length of a window as an axis and a table head say it. */
export function windowText(seconds: number): string {
  const [size, unit] = seconds >= 3600 ? [3600, "h"] : seconds >= 60 ? [60, "min"] : [1, "s"];
  return `${formatNumber(seconds / size)} ${unit}`;
}

export interface WorkingSetScale {
  /** The memory of the guest, as a dashed line. */
  readonly limit: number | null;
  /** What the axis shows at least, so that several charts can be compared. */
  readonly atLeast?: number;
}

export function workingSetChart(
  lines: readonly WorkingSetLine[],
  { limit, atLeast = 0 }: WorkingSetScale,
  t: ChartTokens,
): ChartPlan {
  const windows = [...new Set(lines.flatMap((line) => line.points.map((point) => point.window_s)))].sort(
    (a, b) => a - b,
  );
  const highest = Math.max(atLeast, limit ?? 0, ...lines.flatMap((line) => line.points.map((point) => point.high)));
  const unit = byteUnit(highest);
  const axis = axisOf(highest / unit.bytes, 4);
  const apart = Math.min(0.12, 0.6 / lines.length);
  const place = (line: number, point: WorkingSetPoint): number =>
    windows.indexOf(point.window_s) + (line - (lines.length - 1) / 2) * apart;
  return {
    width: 440,
    height: 230,
    option: {
      ...base(t),
      grid: { left: 40, right: 18, top: 26, bottom: 38 },
      tooltip: tip(t, "axis", (points) => {
        const at = Math.round(Number((points[0]?.value as readonly number[] | undefined)?.[0] ?? 0));
        return tipText(
          `Within ${windowText(windows[at] ?? 0)}`,
          lines.flatMap((line) => tipLines(line, windows[at] ?? 0)),
        );
      }),
      xAxis: {
        type: "value",
        min: -0.5,
        max: windows.length - 0.5,
        interval: 0.5,
        ...axisNameBelow(t, "length of window"),
        axisLine: { lineStyle: { color: t.colour.axis } },
        axisTick: { show: false },
        splitLine: { show: false },
        axisLabel: {
          ...labelStyle(t),
          formatter: (value: number) => axisLabel(windows[value]),
          rich: { quoted: { ...labelStyle(t), color: t.colour.text, fontWeight: 640 } },
        },
      },
      yAxis: {
        type: "value",
        min: 0,
        max: axis.max,
        interval: axis.step,
        ...axisNameAbove(t, unit.name, 32),
        axisLine: { show: false, onZero: false },
        axisTick: { show: false },
        axisLabel: { ...labelStyle(t), formatter: markText },
        splitLine: { lineStyle: { color: t.colour.grid } },
      },
      series: lines.flatMap((line, index) => {
        const values = line.points.map((point) => [
          place(index, point),
          point.best / unit.bytes,
          point.low / unit.bytes,
          point.high / unit.bytes,
        ]);
        return [
          bounds(line, values),
          estimate(line, values, lines.length === 1, limit === null ? null : limit / unit.bytes, unit, t),
        ];
      }),
    } as EChartsOption,
  };

  function tipLines(line: WorkingSetLine, window: number) {
    const point = line.points.find((one) => one.window_s === window);
    if (!point) return [];
    const between = `${formatBytes(point.low)} to ${formatBytes(point.high)}`;
    return [
      { name: line.title, value: formatBytes(point.best), colour: line.colour },
      { name: "bounds", value: between, colour: null },
    ];
  }
}

const axisLabel = (window: number | undefined): string =>
  window === undefined ? "" : window === QUOTED_WINDOW_S ? `{quoted|${windowText(window)}}` : windowText(window);

interface Api {
  value(dimension: number): number;
  coord(point: readonly [number, number]): readonly [number, number];
}

const BOUNDS_WIDTH = 7;

/** A faint bar from the least to the most. */
const bounds = (line: WorkingSetLine, data: readonly number[][]): object => ({
  ...still,
  type: "custom",
  id: `bounds ${line.id}`,
  encode: { x: 0, y: [2, 3] },
  data,
  renderItem: (_: unknown, api: Api) => {
    const [x, low] = api.coord([api.value(0), api.value(2)]);
    const [, high] = api.coord([api.value(0), api.value(3)]);
    return {
      type: "rect",
      shape: { x: x - BOUNDS_WIDTH / 2, y: high, width: BOUNDS_WIDTH, height: Math.max(1, low - high), r: 3 },
      style: { fill: line.colour, opacity: 0.3 },
    };
  },
});

const estimate = (
  line: WorkingSetLine,
  data: readonly number[][],
  labelled: boolean,
  limit: number | null,
  unit: ReturnType<typeof byteUnit>,
  t: ChartTokens,
): object => ({
  type: "line",
  id: line.id,
  name: line.title,
  encode: { x: 0, y: 1 },
  data,
  symbol: "circle",
  symbolSize: 8,
  lineStyle: { color: line.colour, width: 1.6 },
  itemStyle: { color: line.colour, borderColor: t.colour.panel, borderWidth: 1.5 },
  emphasis: { disabled: true },
  label: {
    show: labelled,
    position: "top",
    distance: 8,
    ...haloStyle(t),
    formatter: (point: { value: readonly number[] }) => formatBytesIn(point.value[1]! * unit.bytes, unit),
  },
  ...(limit === null
    ? {}
    : {
        markLine: {
          silent: true,
          symbol: "none",
          label: {
            show: true,
            position: "insideStartTop",
            ...haloStyle(t),
            color: t.colour.label,
            formatter: "memory",
          },
          lineStyle: { color: t.colour.label, type: [4, 3], width: 1 },
          data: [{ yAxis: limit }],
        },
      }),
});
