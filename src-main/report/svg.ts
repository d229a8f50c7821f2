// Chart options to plain SVG: no script, no style element, colours as CSS variables of the page.
import { BarChart, CustomChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { visible } from "../../src-shared/base/visible.ts";
import type { ChartPlan } from "../../src-shared/charts/furniture.ts";

use([
  BarChart,
  CustomChart,
  LineChart,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  SVGRenderer,
]);

/** Draws a chart. `id` is unique on its page; equal plans and ids give equal text. */
export function drawChart(plan: ChartPlan, id: string): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width: plan.width, height: plan.height });
  try {
    chart.setOption(plan.option);
    return plain(chart.renderToSVGString(), id);
  } finally {
    chart.dispose();
  }
}

/** Takes out what the renderer adds for hovering and for itself, and turns inline styles into attributes. */
function plain(svg: string, id: string): string {
  return visible(svg)
    .replace(/<style\b[\s\S]*?<\/style>/g, "")
    .replace(/ (?:class|ecmeta_\w+|pointer-events|baseProfile|xmlns:xlink|version)="[^"]*"/g, "")
    .replace(/ style="([^"]*)"/g, (_, style: string) => attributesOf(style))
    .replace(/\bzr\d+-/g, `${id}-`)
    .replace(/>\s*\n\s*</g, "><")
    .trim();
}

const attributeNames = /^(?:font-size|font-weight|font-style|fill|stroke|opacity|paint-order|stroke-linejoin)$/;

function attributesOf(style: string): string {
  return style
    .split(";")
    .map((rule) => rule.split(":", 2).map((part) => part.trim()))
    .filter(([name, value]) => attributeNames.test(name ?? "") && value)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join("");
}
