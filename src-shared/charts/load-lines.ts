// The load lines: the host as a hull, guests as its load, the line to which it may be loaded. One drawing for window and report.
import { formatNumber } from "../base/format.ts";
import { ladder } from "./load-lines-ladder.ts";
import {
  LEAST_GUEST,
  type LoadLines,
  loadLinesSize,
  look,
  NARROW,
  type Plan,
  planOf,
  type Stowed,
} from "./load-lines-plan.ts";
import { circle, drawing, group, path, px, rect, type Size, text } from "./svg.ts";
import type { ChartTokens } from "./tokens.ts";

/** An SVG: waterline at what runs, ring and thick line at N*, guests in the hold, a ladder with a rung for each scenario. */
export function loadLines(load: LoadLines, t: ChartTokens, size: Size = loadLinesSize): string {
  const plan = planOf(load, size);
  return drawing(size, t.size, [
    text(2, 11, "guests", { fill: t.colour.label, "font-size": t.size - 1 }),
    hull(load, plan, t),
    draft(plan, t),
    holdOf(load, plan, t),
    mark(load, plan, t),
    ladder(load, plan, t),
  ]);
}

function outline({ left, right, top, bottom }: Plan): string {
  const [high, low] = [top - 6, bottom + 10];
  return `M${px(left)} ${high}L${px(left + 4)} ${bottom - 52}C${px(left + 7)} ${bottom - 14} ${px(left + 24)} ${low} ${px(left + 62)} ${low}H${px(right - 62)}C${px(right - 24)} ${low} ${px(right - 7)} ${bottom - 14} ${px(right - 4)} ${bottom - 52}L${px(right)} ${high}`;
}

function hull({ n, running }: LoadLines, plan: Plan, t: ChartTokens): string {
  const { size, left, right, y, hold, holdWidth } = plan;
  const line = outline(plan);
  const water = y(running);
  const sea = (opacity: number, clip?: string): string =>
    running > 0
      ? rect(0, water, size.width, size.height - water, {
          fill: t.colour.water,
          "fill-opacity": opacity,
          "clip-path": clip,
        })
      : "";
  const band =
    n.p5 === n.p95
      ? ""
      : rect(hold + holdWidth + 1, y(n.p95), right - hold - holdWidth - 5, y(n.p5) - y(n.p95), {
          fill: t.colour.accent,
          "fill-opacity": 0.13,
          "clip-path": "url(#hull)",
        });
  return [
    `<clipPath id="hull"><path d="${line}Z"/></clipPath>`,
    sea(0.28),
    path(`${line}Z`, { fill: t.colour.hull }),
    sea(0.34, "url(#hull)"),
    band,
    path(`M${px(left - 5)} ${plan.top - 6}H${px(left)}${line.slice(line.indexOf("L"))}H${px(right + 5)}`, {
      stroke: t.colour.hullLine,
      "stroke-width": 2,
      "stroke-linejoin": "round",
    }),
    running > 0
      ? path(`M0 ${water}H${px(left + 1)}M${px(right - 1)} ${water}H${size.width}`, {
          stroke: t.colour.water,
          "stroke-width": 2,
        })
      : "",
    running > 0
      ? path(`M${px(hold + holdWidth)} ${water}H${px(right - 2)}`, {
          stroke: t.colour.hullLine,
          "stroke-width": 1.5,
          "stroke-dasharray": "2 3",
        })
      : "",
  ].join("");
}

function draft({ step, max, left, y }: Plan, t: ChartTokens): string {
  let marks = "";
  for (let n = 0; n <= max; n += step)
    marks +=
      text(left - 13, y(n) + 3.5, formatNumber(n), {
        "text-anchor": "end",
        fill: t.colour.text2,
        "font-size": t.size - 0.5,
      }) + path(`M${px(left - 8)} ${y(n)}H${px(left - 1)}`, { stroke: t.colour.hullLine, "stroke-width": 1.5 });
  return marks;
}

/** The hold: running guests solid, room for more tinted, what fits only in the best draws dashed. */
function holdOf(load: LoadLines, plan: Plan, t: ChartTokens): string {
  const { n, running, colourOf = () => t.colour.anon } = load;
  const { hold, holdWidth, top, bottom, y } = plan;
  const room = Math.max(running, n.p50);
  const most = Math.max(room, n.p95);
  const apart = y(0) - y(1) >= LEAST_GUEST;
  const cell = (from: number, to: number, stowed: Stowed, colour: string): string => {
    const gap = apart ? Math.min(2, (y(0) - y(1)) / 4) : 0;
    return rect(hold + 4, y(to) + gap / 2, holdWidth - 8, y(from) - y(to) - gap, {
      rx: apart ? 2 : 0,
      ...look(stowed, colour),
    });
  };
  const part = (from: number, to: number, stowed: Stowed): string => {
    if (to <= from) return "";
    if (!apart)
      return sharesOf(from, to, colourOf)
        .map((one) => cell(one.from, one.to, stowed, one.colour))
        .join("");
    return Array.from({ length: to - from }, (_, i) => cell(from + i, from + i + 1, stowed, colourOf(from + i))).join(
      "",
    );
  };
  const wall = `M${px(hold)} ${top + 6}H${px(hold + holdWidth)}V${bottom + 2}H${px(hold + 46)}C${px(hold + 26)} ${bottom + 2} ${px(hold + 13)} ${bottom - 14} ${px(hold)} ${bottom - 46}Z`;
  return [
    `<clipPath id="hold"><path d="${wall}"/></clipPath>`,
    group({ "clip-path": "url(#hold)" }, [
      rect(hold, top, holdWidth, bottom + 10 - top, { fill: t.colour.page }),
      part(0, running, "running"),
      part(running, room, "room"),
      part(room, most, "best"),
    ]),
    path(`M${px(hold)} ${top + 6}H${px(hold + holdWidth)}V${bottom + 2}`, {
      stroke: t.colour.hullLine,
      "stroke-opacity": 0.5,
    }),
  ].join("");
}

/** Too many guests to be drawn one by one: a stretch for each colour, as long as there are guests of it. */
function sharesOf(
  from: number,
  to: number,
  colourOf: (guest: number) => string,
): { readonly from: number; readonly to: number; readonly colour: string }[] {
  const counts = new Map<string, number>();
  for (let guest = from; guest < to; guest++) counts.set(colourOf(guest), (counts.get(colourOf(guest)) ?? 0) + 1);
  let at = from;
  return [...counts].map(([colour, count]) => {
    const start = at;
    at += count;
    return { from: start, to: at, colour };
  });
}

function mark({ n }: LoadLines, { hold, holdWidth, ladder: x, y, size }: Plan, t: ChartTokens): string {
  const at = y(n.p50);
  const ring = size.width < NARROW ? 14 : 18;
  const middle = (hold + holdWidth + x) / 2 - 3;
  return [
    circle(middle, at, ring, { fill: t.colour.hull, stroke: t.colour.accent, "stroke-width": 5 }),
    path(`M${px(hold - 2)} ${at}H${px(x)}`, { stroke: t.colour.accent, "stroke-width": 4 }),
  ].join("");
}
