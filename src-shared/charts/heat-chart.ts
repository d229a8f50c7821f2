// Counts over two axes as a heat map: dark where nothing was seen, by powers where the range is wide.
import type { EChartsOption } from "echarts";
import { formatPlain } from "../base/format.ts";
import { lying, marksFor, textWidth } from "./axes.ts";
import { base, labelStyle } from "./furniture.ts";
import { lostSeries } from "./lost-spans.ts";
import { stepOf } from "./scale.ts";
import type { ChartFrame, DrawnChart } from "./series-chart.ts";
import { greatestOf, type HeatData } from "./series-data.ts";
import { type ChartTokens, type ColourName, HEAT_STEPS } from "./tokens.ts";
import { scaledText, unitScale } from "./units.ts";

/** Below this range between the least and the greatest count, colours are even steps; else powers. */
const WIDE = 20;

export interface HeatScale {
  readonly least: number;
  readonly greatest: number;
  readonly powers: boolean;
}

export function heatScale(values: ArrayLike<number>): HeatScale {
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if (value > 0 && value < least) least = value;
  }
  const greatest = greatestOf(values);
  return { least: Number.isFinite(least) ? least : 0, greatest, powers: greatest >= WIDE * least };
}

/** The step of a colour: 0 nothing seen, 1 to HEAT_STEPS. */
export function heatStep(value: number, { least, greatest, powers }: HeatScale): number {
  if (!(value > 0)) return 0;
  if (greatest <= least) return HEAT_STEPS;
  const share = powers ? Math.log(value / least) / Math.log(greatest / least) : (value - least) / (greatest - least);
  return 1 + Math.min(HEAT_STEPS - 1, Math.floor(share * HEAT_STEPS));
}

interface Api {
  coord(point: readonly [number, number]): readonly [number, number];
}

const BOTTOM = 22;

export function heatChart(data: HeatData, frame: ChartFrame, t: ChartTokens): DrawnChart {
  const scale = heatScale(data.values);
  const unit = unitScale(data.y.unit, data.y.to);
  const top = unit.name === "" ? 6 : 26;
  const height = frame.height - top - BOTTOM;
  const step = stepOf((data.y.to - data.y.from) / unit.per, marksFor(height, 40)) * unit.per;
  const words = data.y.words;
  const widest = Math.max(...(words ?? [scaledText(data.y.to, unit)]).map(textWidth), 20);
  const labels = Math.min(widest, frame.width * 0.3);
  const plot = { left: labels + 8, right: 10, top, bottom: BOTTOM };
  const option = {
    ...base(t),
    grid: plot,
    xAxis: lying(t, data.axis, frame.startWallMs, frame.width - plot.left - plot.right),
    yAxis: words
      ? {
          type: "category",
          data: [...words],
          axisLine: { show: false },
          axisTick: { show: false },
          axisLabel: { ...labelStyle(t), width: labels, overflow: "truncate" },
        }
      : {
          type: "value",
          min: data.y.from,
          max: data.y.to,
          interval: step,
          name: unit.name,
          nameLocation: "end",
          nameGap: 11,
          nameTextStyle: { ...labelStyle(t), align: "left", padding: [0, 0, 0, -labels - 6] },
          axisLine: { show: false },
          axisTick: { show: false },
          axisLabel: { ...labelStyle(t), formatter: (value: number) => scaledText(value, unit) },
          splitLine: { show: false },
        },
    series: [cellSeries(data, scale, t), ...lostSeries(data.lost, t)],
  };
  return { option: option as unknown as EChartsOption, plot, scale: unitScale(data.unit, scale.greatest) };
}

/** All cells of a colour are one shape: ten thousand shapes would be slow on a screen and large in a report. */
function cellSeries(data: HeatData, scale: HeatScale, t: ChartTokens): object {
  return {
    type: "custom",
    id: "heat",
    silent: true,
    clip: true,
    data: [[0, 0]],
    renderItem: (_: unknown, api: Api) => {
      const paths = Array.from({ length: HEAT_STEPS + 1 }, () => [] as string[]);
      const corner = cornersOf(data, api);
      for (let x = 0; x < data.columns; x++)
        eachRun(data, scale, x, (from, to, colour) => paths[colour]?.push(boxOf(corner, x, from, to)));
      const ground = boxOf(corner, 0, 0, data.rows, data.columns);
      const children = [ground, ...paths.slice(1).map((boxes) => boxes.join(""))].map((pathData, colour) => ({
        type: "path",
        silent: true,
        shape: { pathData },
        style: { fill: t.colour[`q${colour}` as ColourName] },
      }));
      return { type: "group", children: children.filter(({ shape }) => shape.pathData !== "") };
    },
  };
}

/** Cells of one column that follow each other in one colour. */
function eachRun(
  data: HeatData,
  scale: HeatScale,
  x: number,
  take: (from: number, to: number, colour: number) => void,
): void {
  let from = 0;
  let colour = 0;
  for (let row = 0; row <= data.rows; row++) {
    const next = row === data.rows ? -1 : heatStep(data.values[x * data.rows + row] as number, scale);
    if (next === colour) continue;
    if (colour > 0) take(from, row, colour);
    [from, colour] = [row, next];
  }
}

type Corner = (column: number, row: number) => readonly [x: number, y: number];

function cornersOf({ axis, columns, rows, y }: HeatData, api: Api): Corner {
  if (axis.kind === "words" || y.words !== null) {
    // Categories stand in the middle of their cells.
    return (column, row) => {
      const [x0, y0] = api.coord([0, 0]);
      const [x1, y1] = api.coord([1, 1]);
      return [x0 + (column - 0.5) * (x1 - x0), y0 + (row - 0.5) * (y1 - y0)];
    };
  }
  const start = axis.at[0] ?? 0;
  const step =
    axis.kind === "time" && axis.stepMs !== null
      ? axis.stepMs
      : ((axis.at.at(-1) ?? 0) - start) / Math.max(1, columns - 1);
  return (column, row) =>
    api.coord([start + column * step, y.from + ((y.to - y.from) * row) / rows]) as readonly [number, number];
}

const round = (value: number): number => Math.round(value * 10) / 10;

function boxOf(corner: Corner, column: number, from: number, to: number, columns = 1): string {
  const [x0, y0] = corner(column, from);
  const [x1, y1] = corner(column + columns, to);
  return `M${round(x0)} ${round(y0)}H${round(x1)}V${round(y1)}H${round(x0)}Z`;
}

/** The ends of the legend in words. */
export const heatEnds = ({ unit }: HeatData, { greatest }: HeatScale): readonly [string, string] => [
  "0",
  `${formatPlain(greatest)}${unit === null ? "" : ` ${unit}`}`,
];
