// What the pages of each guest hold: one lying bar a guest, cut by how its pages could be merged.
import type { EChartsOption } from "echarts";
import { byteUnit, formatBytes, formatBytesIn, formatPercent } from "../base/format.ts";
import { axisNameBelow, base, type ChartPlan, labelStyle, shortened } from "./furniture.ts";
import { axisOf, markText } from "./scale.ts";
import { tip, tipText } from "./tip.ts";
import { type ChartTokens, type ColourName, guestColour } from "./tokens.ts";

/** Bytes of a guest's pages by class; the classes are apart from each other. */
export interface ContentParts {
  /** All bytes 0, backed by the host (or not known to be unbacked). */
  readonly zero: number;
  /** One page of each content that another guest holds too. */
  readonly elsewhere: number;
  /** Pages beyond the first of each content inside the guest. */
  readonly copies: number;
  /** One page of each content that no other guest holds. */
  readonly own: number;
  /** Never backed by the host. */
  readonly untouched: number;
}

export type ContentPart = keyof ContentParts;

/** The classes in the order in which they are drawn. */
export const contentParts: readonly { readonly id: ContentPart; readonly title: string }[] = [
  { id: "zero", title: "zero" },
  { id: "elsewhere", title: "same in another guest" },
  { id: "copies", title: "copies inside" },
  { id: "own", title: "own" },
  { id: "untouched", title: "untouched" },
];

/** `faint`: a tint of the colour, as two hexadecimal digits after it. */
const fills: Readonly<Record<ContentPart, { colour: ColourName; ink: ColourName | "dark"; faint?: string }>> = {
  zero: { colour: "zero", ink: "text" },
  elsewhere: { colour: "shared", ink: "dark" },
  copies: { colour: "shared", ink: "dark", faint: "a6" },
  own: { colour: "anon", ink: "onAnon" },
  untouched: { colour: "free", ink: "text" },
};
const fillOf = (id: ContentPart, t: ChartTokens): string => t.colour[fills[id].colour] + (fills[id].faint ?? "");
/** Text on a light fill of either theme. */
const DARK_INK = "#0b1017";

export interface ContentRow {
  readonly guest: string;
  /** Place among the guests of the project. */
  readonly index: number;
  /** Null: not seen. */
  readonly parts: ContentParts | null;
}

/** Up to this many bars stand wide apart above their legend; more are closer, with the legend in sight above them. */
const FEW = 4;

/** `t` with colours themselves: tints are made of them. */
export function contentsChart(rows: readonly ContentRow[], t: ChartTokens): ChartPlan {
  const totals = rows.map(({ parts }) => (parts ? contentParts.reduce((sum, { id }) => sum + parts[id], 0) : 0));
  const unit = byteUnit(Math.max(1, ...totals));
  const axis = axisOf(Math.max(...totals, 0) / unit.bytes, 5);
  const longest = Math.max(4, ...rows.map((row) => Math.min(16, [...row.guest].length)));
  const few = rows.length <= FEW;
  const left = Math.round(30 + longest * 6.2);
  return {
    width: 440,
    height: 66 + rows.length * (few ? 46 : 28),
    option: {
      ...base(t),
      grid: { left, right: 16, top: few ? 4 : 26, bottom: few ? 62 : 38 },
      legend: {
        left: 0,
        ...(few ? { bottom: 0 } : { top: 0 }),
        padding: 0,
        itemWidth: 10,
        itemHeight: 10,
        itemGap: 12,
        icon: "roundRect",
        selectedMode: false,
        textStyle: { ...labelStyle(t), color: t.colour.text2 },
      },
      tooltip: tip(t, "item", ([point]) => {
        const row = rows[point?.dataIndex ?? -1];
        if (!row?.parts) return "";
        const { parts } = row;
        const total = totals[point!.dataIndex]!;
        return tipText(
          `Pages of ${row.guest}, ${formatBytes(total)}`,
          contentParts.map(({ id, title }) => ({
            name: title,
            value: `${formatBytes(parts[id])}, ${formatPercent(parts[id] / total)}`,
            colour: fillOf(id, t),
          })),
        );
      }),
      yAxis: {
        type: "category",
        inverse: true,
        data: rows.map((_, index) => String(index)),
        axisTick: { show: false },
        axisLine: { show: false },
        axisLabel: {
          ...labelStyle(t),
          interval: 0,
          align: "left",
          margin: left,
          formatter: (value: string) => {
            const row = rows[Number(value)];
            return row ? `{mark${row.index}|}  {name|${shortName(row.guest)}}` : "";
          },
          rich: {
            name: { ...labelStyle(t), color: t.colour.text },
            ...Object.fromEntries(
              rows.map(({ index }) => [
                `mark${index}`,
                { backgroundColor: guestColour(t, index), width: 10, height: 10, borderRadius: 2.5 },
              ]),
            ),
          },
        },
      },
      xAxis: {
        type: "value",
        min: 0,
        max: axis.max,
        interval: axis.step,
        ...axisNameBelow(t, unit.name),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { ...labelStyle(t), formatter: markText },
        splitLine: { lineStyle: { color: t.colour.grid } },
      },
      series: contentParts.map(({ id, title }) => ({
        type: "bar",
        id,
        name: title,
        stack: "contents",
        barWidth: few ? 27 : 20,
        emphasis: { disabled: true },
        itemStyle: {
          color: fillOf(id, t),
          borderColor: t.colour.panel,
          borderWidth: 1,
          borderRadius: 2,
        },
        label: {
          show: true,
          color: inkOf(id, t),
          fontFamily: t.font,
          fontSize: t.size,
          fontWeight: 540,
          formatter: ({ value }: { value: number }) => (value > 0 ? formatBytesIn(value * unit.bytes, unit) : ""),
        },
        labelLayout: fitsOrGoes,
        data: rows.map(({ parts }) => (parts ? parts[id] / unit.bytes : 0)),
      })),
    } as unknown as EChartsOption,
  };
}

const inkOf = (id: ContentPart, t: ChartTokens): string => {
  const { ink } = fills[id];
  return ink === "dark" ? DARK_INK : t.colour[ink];
};

/** Names in axis labels are rich text of ECharts: braces and bars would be taken for its marks. */
const shortName = (name: string): string => {
  const plain = shortened(name).replace(/[{}|\n]/g, " ");
  return [...plain].length > 16 ? `${[...plain].slice(0, 15).join("")}…` : plain;
};

/** A number that is wider than its part is left out; tip and table have it. */
const fitsOrGoes = ({ rect, labelRect }: { rect: { width: number }; labelRect: { width: number } }): object =>
  labelRect.width + 6 > rect.width ? { fontSize: 0.01 } : {};
