// What all charts share: axes, grid lines, label styles. Pure parts of ECharts options.
import type { EChartsOption } from "echarts";
import type { ChartTokens } from "./tokens.ts";

/** A drawing of fixed design size; it is scaled as a whole. */
export interface ChartPlan {
  readonly option: EChartsOption;
  /** Design size in px. */
  readonly width: number;
  readonly height: number;
}

/** Options of every chart: still, silent, without outside colours. */
export const base = (t: ChartTokens): EChartsOption => ({
  animation: false,
  backgroundColor: "transparent",
  textStyle: { fontFamily: t.font, fontSize: t.size, color: t.colour.text2 },
});

export const labelStyle = (t: ChartTokens) => ({ color: t.colour.label, fontFamily: t.font, fontSize: t.size });

/** A label on a mark, on a ground of its own so that lines and bands below do not cross it. */
export const markStyle = (t: ChartTokens) => ({
  color: t.colour.text,
  fontFamily: t.font,
  fontSize: t.size,
  fontWeight: 600,
  backgroundColor: t.colour.panel,
  padding: [1, 2],
  borderRadius: 2,
});

/** A number axis; `title` names what is measured and its unit. */
export const valueAxis = (t: ChartTokens, title: string, place: "top" | "below") => ({
  type: "value" as const,
  name: title,
  nameLocation: place === "top" ? ("end" as const) : ("middle" as const),
  nameGap: place === "top" ? 12 : 24,
  nameTextStyle: { ...labelStyle(t), align: place === "top" ? ("left" as const) : ("center" as const) },
  axisLine: { show: place === "below", lineStyle: { color: t.colour.axis } },
  axisTick: { show: false },
  axisLabel: labelStyle(t),
  splitLine: { show: place === "top", lineStyle: { color: t.colour.grid } },
  splitNumber: 4,
});

/** The name of a horizontal axis at its end, below the labels. */
export const axisNameBelow = (t: ChartTokens, name: string) => ({
  name,
  nameLocation: "end" as const,
  nameGap: 0,
  nameMoveOverlap: false,
  nameTextStyle: {
    ...labelStyle(t),
    align: "right" as const,
    verticalAlign: "top" as const,
    padding: [24, 0, 0, 0] as [number, number, number, number],
  },
});

/** Widest character of a name, in px, as far as telling long names from short ones needs it. */
const NAME_CHARACTER = 6;

/** The name of an upright axis above it: a unit ends where the labels end, a longer name begins where they begin. */
export const axisNameAbove = (t: ChartTokens, name: string, labelWidth: number) => {
  const long = name.length * NAME_CHARACTER > labelWidth;
  return {
    name,
    nameLocation: "end" as const,
    nameGap: 10,
    nameMoveOverlap: false,
    nameTextStyle: {
      ...labelStyle(t),
      align: long ? ("left" as const) : ("right" as const),
      padding: (long ? [0, 0, 0, -labelWidth] : [0, 8, 0, 0]) as [number, number, number, number],
    },
  };
};

/** Text over a mark, with a halo so that lines do not cross it. */
export const haloStyle = (t: ChartTokens) => ({
  color: t.colour.text,
  fontFamily: t.font,
  fontSize: t.size,
  textBorderColor: t.colour.panel,
  textBorderWidth: 3,
});

/** Marks that nobody hovers: the drawing is the same on paper. */
export const still = { silent: true, emphasis: { disabled: true } } as const;

const MOST_CHARACTERS = 40;

/** A row's name as a chart has room for it: a long one loses its middle; the table behind the chart has all of it. */
export function shortened(text: string): string {
  const characters = [...text];
  if (characters.length <= MOST_CHARACTERS) return text;
  return `${characters.slice(0, MOST_CHARACTERS - 13).join("")}…${characters.slice(-12).join("")}`;
}
