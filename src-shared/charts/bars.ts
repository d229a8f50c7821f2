// Lying bars with a number at each end: two values side by side, stacked parts, and one value against a band.
import type { EChartsOption } from "echarts";
import { base, type ChartPlan, labelStyle, markStyle, shortened, still, valueAxis } from "./furniture.ts";
import { stepOf } from "./scale.ts";
import type { ChartTokens } from "./tokens.ts";

/** One colour of the bars with its value in each row; null draws nothing. */
export interface BarSeries {
  readonly title: string;
  readonly colour: string;
  readonly values: readonly (number | null)[];
}

export interface BarChart {
  readonly rows: readonly string[];
  readonly series: readonly BarSeries[];
  /** What is measured, and its unit. */
  readonly axis: string;
  /** A value as it stands at the end of its bar. */
  readonly show: (value: number) => string;
  readonly stacked: boolean;
  /** Colours of single rows, by index, of a chart with one series. */
  readonly rowColours?: readonly string[];
  /** A shaded span of the axis with its middle. */
  readonly band?: { readonly low: number; readonly middle: number; readonly high: number };
  /** Only whole numbers on the axis. */
  readonly whole?: boolean;
  readonly width?: number;
}

/** Widest label of a row in px of the design, as the renderer guesses it, and how much wider a real font may be. */
const LABEL_WIDTH = 122;
const CHARACTER = 6.4;
const WIDER = 1.2;

/** Bars from 0, first row on top. */
export function bars(chart: BarChart, t: ChartTokens): ChartPlan {
  const { series } = chart;
  const rows = chart.rows.map(shortened);
  const pitch = chart.stacked || series.length === 1 ? 30 : 16 * series.length + 16;
  const top = series.length > 1 ? 34 : 10;
  const longest = Math.max(0, ...rows.map((row) => row.length)) * CHARACTER;
  const labelWidth = Math.min(LABEL_WIDTH, Math.max(48, longest));
  const lines = Math.max(1, Math.ceil(longest / LABEL_WIDTH));
  const highest = Math.max(...ends(chart), chart.band?.high ?? 0);
  const step = stepOf(highest > 0 ? highest : 1, 5, chart.whole ?? false);
  const max = Math.max(step, Math.ceil((highest / step) * 1.0001) * step);
  return {
    width: chart.width ?? 440,
    height: top + 46 + rows.length * Math.max(pitch, lines * 14 + 6),
    option: {
      ...base(t),
      grid: { left: Math.ceil(labelWidth * WIDER) + 12, right: 64, top, bottom: 42 },
      legend: {
        show: series.length > 1,
        top: 2,
        left: 0,
        itemWidth: 11,
        itemHeight: 11,
        itemGap: 30,
        icon: "rect",
        selectedMode: false,
        textStyle: { ...labelStyle(t), color: t.colour.text2 },
      },
      yAxis: {
        type: "category",
        data: [...rows],
        inverse: true,
        axisTick: { show: false },
        axisLine: { show: true, lineStyle: { color: t.colour.axis } },
        axisLabel: { ...labelStyle(t), color: t.colour.text, width: labelWidth, overflow: "break", interval: 0 },
      },
      xAxis: {
        ...valueAxis(t, chart.axis, "below"),
        min: 0,
        max,
        interval: step,
        axisLine: { show: false },
        axisLabel: { ...labelStyle(t), formatter: (value: number) => chart.show(value) },
        splitLine: { show: true, lineStyle: { color: t.colour.grid } },
      },
      series: series.map((one, index) => barSeries(chart, one, index, t)),
    } as EChartsOption,
  };
}

function barSeries(chart: BarChart, one: BarSeries, index: number, t: ChartTokens): object {
  const last = index === chart.series.length - 1;
  const totals = ends(chart);
  return {
    ...still,
    type: "bar",
    name: one.title,
    ...(chart.stacked ? { stack: "all" } : {}),
    barWidth: chart.stacked || chart.series.length === 1 ? 15 : 13,
    barGap: "15%",
    itemStyle: { color: one.colour },
    data: one.values.map((value, row) => ({
      value: value ?? undefined,
      ...(chart.rowColours?.[row] === undefined ? {} : { itemStyle: { color: chart.rowColours[row] } }),
    })),
    label: {
      show: !chart.stacked || last,
      position: "right",
      distance: 5,
      ...markStyle(t),
      formatter: (point: { dataIndex: number }) => {
        const value = chart.stacked ? totals[point.dataIndex] : one.values[point.dataIndex];
        return value === null || value === undefined ? "" : chart.show(value);
      },
    },
    ...(index === 0 && chart.band !== undefined ? band(chart.band, t) : {}),
  };
}

/** Where each row ends: the sum of stacked parts, else the largest value. */
function ends(chart: BarChart): number[] {
  return chart.rows.map((_, row) => {
    const values = chart.series.map((one) => one.values[row] ?? 0);
    return chart.stacked ? values.reduce((sum, value) => sum + value, 0) : Math.max(0, ...values);
  });
}

const band = (span: NonNullable<BarChart["band"]>, t: ChartTokens): object => ({
  markArea: {
    silent: true,
    itemStyle: { color: t.colour.accent, opacity: 0.14 },
    data: span.low === span.high ? [] : [[{ xAxis: span.low }, { xAxis: span.high }]],
  },
  markLine: {
    silent: true,
    symbol: "none",
    label: { show: false },
    lineStyle: { color: t.colour.accent, width: 1.5, type: "dashed" },
    data: [{ xAxis: span.middle }],
  },
});
