// Misses by the memory that a guest is given, with the band of what the capture leaves open.
import type { EChartsOption } from "echarts";
import { byteUnit, formatBytes, formatNumber } from "../base/format.ts";
import { axisNameAbove, axisNameBelow, base, type ChartPlan, haloStyle, labelStyle, still } from "./furniture.ts";
import { axisOf, markText } from "./scale.ts";
import { tip, tipText } from "./tip.ts";
import type { ChartTokens } from "./tokens.ts";

/** Share of accesses that miss when the guest has `bytes` of memory: least, best estimate, most. */
export interface MissRatioPoint {
  readonly bytes: number;
  readonly low: number;
  readonly best: number;
  readonly high: number;
}

export interface MissRatioLine {
  readonly id: string;
  readonly title: string;
  readonly colour: string;
  readonly points: readonly MissRatioPoint[];
}

/** A size that the curve is read at, such as the working set. */
export interface MissRatioMark {
  readonly bytes: number;
  readonly text: string;
}

export function missRatioChart(
  lines: readonly MissRatioLine[],
  marks: readonly MissRatioMark[],
  t: ChartTokens,
): ChartPlan {
  const points = lines.flatMap((line) => line.points);
  const widest = Math.max(0, ...points.map((point) => point.bytes), ...marks.map((mark) => mark.bytes));
  const unit = byteUnit(widest);
  const xAxis = axisOf(widest / unit.bytes, 6);
  const yAxis = axisOf(Math.max(0, ...points.map((point) => point.high)) * 100, 4);
  return {
    width: 440,
    height: 230,
    option: {
      ...base(t),
      grid: { left: 40, right: 14, top: 26, bottom: 38 },
      tooltip: tip(t, "axis", (at) => {
        const bytes = Number((at[0]?.value as readonly number[] | undefined)?.[0] ?? 0) * unit.bytes;
        return tipText(
          `With ${formatBytes(bytes)}`,
          lines.flatMap((line) => {
            const point = nearest(line.points, bytes);
            return point ? [{ name: line.title, value: words(point), colour: line.colour }] : [];
          }),
        );
      }),
      xAxis: {
        type: "value",
        min: 0,
        max: xAxis.max,
        interval: xAxis.step,
        ...axisNameBelow(t, `memory given to the guest, ${unit.name}`),
        axisLine: { lineStyle: { color: t.colour.axis } },
        axisTick: { show: false },
        splitLine: { show: false },
        axisLabel: { ...labelStyle(t), formatter: markText },
      },
      yAxis: {
        type: "value",
        min: 0,
        max: yAxis.max,
        interval: yAxis.step,
        ...axisNameAbove(t, "misses, % of accesses", 32),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { ...labelStyle(t), formatter: markText },
        splitLine: { lineStyle: { color: t.colour.grid } },
      },
      series: lines.flatMap((line, index) => [
        ...band(line, unit.bytes),
        {
          type: "line",
          id: line.id,
          name: line.title,
          showSymbol: false,
          emphasis: { disabled: true },
          lineStyle: { color: line.colour, width: 2 },
          itemStyle: { color: line.colour },
          data: line.points.map((point) => [point.bytes / unit.bytes, point.best * 100]),
          ...(index === 0 ? { markLine: markLines(marks, unit.bytes, t) } : {}),
        },
      ]),
    } as EChartsOption,
  };
}

const percent = (share: number): string => formatNumber(share * 100, share < 0.1 ? 2 : 1);
const words = ({ low, best, high }: MissRatioPoint): string =>
  low === high ? `${percent(best)} %` : `${percent(best)} % (${percent(low)} to ${percent(high)})`;

/** Two stacked lines: one that cannot be seen up to the least, and the area from there to the most. */
function band(line: MissRatioLine, unitBytes: number): object[] {
  const part = (id: string, value: (point: MissRatioPoint) => number, opacity: number): object => ({
    ...still,
    type: "line",
    id: `${id} ${line.id}`,
    stack: `band ${line.id}`,
    // The default stacks values of one sign only, and a part of the band may be 0.
    stackStrategy: "all",
    showSymbol: false,
    lineStyle: { opacity: 0 },
    itemStyle: { color: line.colour },
    areaStyle: { color: line.colour, opacity },
    data: line.points.map((point) => [point.bytes / unitBytes, value(point) * 100]),
  });
  return [part("low", (point) => point.low, 0), part("high", (point) => point.high - point.low, 0.2)];
}

const markLines = (marks: readonly MissRatioMark[], unitBytes: number, t: ChartTokens): object => ({
  silent: true,
  symbol: "none",
  lineStyle: { color: t.colour.text2, type: [3, 3], width: 1 },
  data: marks.map((mark, index) => ({
    xAxis: mark.bytes / unitBytes,
    label: {
      ...haloStyle(t),
      rotate: 0,
      // Two marks may be close together: their words go to different sides.
      position: "insideEndTop",
      align: index % 2 === 0 ? "right" : "left",
      formatter: mark.text,
      distance: 6,
    },
  })),
});

function nearest(points: readonly MissRatioPoint[], bytes: number): MissRatioPoint | null {
  let best: MissRatioPoint | null = null;
  for (const point of points) if (!best || Math.abs(point.bytes - bytes) < Math.abs(best.bytes - bytes)) best = point;
  return best;
}
