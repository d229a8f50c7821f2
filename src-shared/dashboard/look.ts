// How a panel's courses are drawn, from what its author chose.
import type { SeriesData, SeriesLook } from "../charts/series-data.ts";
import type { ChartLook } from "./schema.ts";

/** Lines and areas need an axis with an order: over words they are bars. */
export function lookOf(chart: ChartLook | undefined, { axis }: Pick<SeriesData, "axis">): SeriesLook {
  const asked = chart?.form === "heat" ? "line" : (chart?.form ?? "line");
  const form = axis.kind === "words" && (asked === "line" || asked === "area") ? "bars" : asked;
  return { form, stacked: chart?.stacked ?? false };
}
