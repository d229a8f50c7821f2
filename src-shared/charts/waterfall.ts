// Where memory goes: steps that begin where the last one ended, and totals that stand on zero.
import type { EChartsOption } from "echarts";
import { byteUnit, formatBytesIn, formatNumber } from "../base/format.ts";
import { base, type ChartPlan, labelStyle, markStyle, shortened, still, valueAxis } from "./furniture.ts";
import { stepOf } from "./scale.ts";
import type { ChartTokens } from "./tokens.ts";

/** One step in bytes; a total has `from` 0. */
export interface WaterfallStep {
  readonly id: string;
  readonly title: string;
  readonly from_bytes: number;
  readonly to_bytes: number;
  readonly kind: "step" | "total";
}

const stateColours = [
  [/balloon/, "balloon"],
  [/dedup|ksm|shar|merged|zero/, "shared"],
  [/tier|slow|cxl/, "tiered"],
  [/swap|zpool|zswap/, "swapped"],
  [/overhead|reserve|kernel|vmm|ept/, "overhead"],
  [/file|cache/, "file"],
  [/free|idle|spare|left|untouched/, "free"],
  [/taken/, "accent"],
] as const;

/** The fixed colour of a memory state by the id of its step. */
function stateColour(step: WaterfallStep, t: ChartTokens): string {
  if (step.id === "ram") return t.colour.neutral;
  return t.colour[stateColours.find(([name]) => name.test(step.id))?.[1] ?? "anon"];
}

/** Steps from top to bottom, and a line at the memory the host offers where that is known. */
export function waterfall(steps: readonly WaterfallStep[], usableBytes: number | null, t: ChartTokens): ChartPlan {
  const highest = Math.max(1, usableBytes ?? 0, ...steps.map((step) => Math.max(step.from_bytes, step.to_bytes)));
  const unit = byteUnit(highest);
  const step = stepOf(highest / unit.bytes, 5);
  const max = Math.ceil((highest / unit.bytes / step) * 1.0001) * step;
  const low = steps.map((s) => Math.min(s.from_bytes, s.to_bytes) / unit.bytes);
  const size = steps.map((s) => Math.abs(s.to_bytes - s.from_bytes) / unit.bytes);
  const signed = (s: WaterfallStep): string => {
    const bytes = s.to_bytes - s.from_bytes;
    return s.kind === "step" && bytes > 0 ? `+${formatBytesIn(bytes, unit)}` : formatBytesIn(bytes, unit);
  };
  return {
    width: 440,
    height: 72 + steps.length * 33,
    option: {
      ...base(t),
      grid: { left: 158, right: 52, top: 24, bottom: 42 },
      yAxis: {
        type: "category",
        inverse: true,
        data: steps.map((s) => shortened(s.title)),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: t.colour.axis } },
        axisLabel: { ...labelStyle(t), color: t.colour.text, width: 124, overflow: "break", interval: 0 },
      },
      xAxis: {
        ...valueAxis(t, `memory, ${unit.name}`, "below"),
        min: 0,
        max,
        interval: step,
        axisLine: { show: false },
        axisLabel: { ...labelStyle(t), formatter: (value: number) => formatNumber(value, decimalsOf(step)) },
        splitLine: { show: true, lineStyle: { color: t.colour.grid } },
      },
      series: [
        {
          ...still,
          type: "bar",
          stack: "all",
          barWidth: 17,
          itemStyle: { color: "transparent" },
          data: low,
          ...usableLine(usableBytes === null ? null : usableBytes / unit.bytes, t),
        },
        {
          ...still,
          type: "bar",
          stack: "all",
          barWidth: 17,
          data: size.map((value, index) => ({ value, itemStyle: { color: stateColour(steps[index]!, t) } })),
        },
        {
          ...still,
          type: "bar",
          stack: "all",
          // Above the line, so that its halo keeps the number readable.
          z: 10,
          itemStyle: { color: "transparent" },
          data: size.map(() => 0),
          label: {
            show: true,
            position: "right",
            distance: 5,
            ...markStyle(t),
            formatter: (point: { dataIndex: number }) => signed(steps[point.dataIndex]!),
          },
        },
      ],
    } as EChartsOption,
  };
}

const usableLine = (usable: number | null, t: ChartTokens): object =>
  usable === null
    ? {}
    : {
        markLine: {
          silent: true,
          symbol: "none",
          lineStyle: { color: t.colour.text, width: 1.5, type: "dashed" },
          label: { ...markStyle(t), formatter: "usable memory", position: "start", distance: 5 },
          data: [{ xAxis: usable }],
        },
      };

const decimalsOf = (step: number): number =>
  Number.isInteger(step) ? 0 : step >= 0.1 ? (Number.isInteger(step * 10) ? 1 : 2) : 2;
