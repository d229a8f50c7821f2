// Where the memory goes, what each mechanism brings, and what happens when memory runs short.
import { formatNumber, formatPercent, formatSeconds, plural } from "../../../src-shared/base/format.ts";
import { variableTokens as t } from "../../../src-shared/charts/tokens.ts";
import { waterfall } from "../../../src-shared/charts/waterfall.ts";
import { mechanismTitle } from "../../../src-shared/density/words.ts";
import { type Html, html, nothing } from "../html.ts";
import {
  block,
  figure,
  illustrated,
  inUnit,
  number,
  numeric,
  said,
  size,
  table,
  text,
  unitOf,
  type View,
} from "../view.ts";
import { slowdownFigure } from "./fits.ts";
import { functionsBlock, nodesBlock } from "./parts.ts";

export function memorySection(view: View): Html {
  const steps = view.report.derived.waterfall;
  const guests = view.report.density.waterfall[0]?.guests;
  const of =
    guests === undefined
      ? nothing
      : html`All ${number(view, "density.waterfall[0].guests")} ${plural(guests, "guest")} of N* together. `;
  return illustrated(
    "memory",
    "Where the memory goes",
    html`${of}A page that several causes could save is counted once, for the first of them. The host offers ${size(view, "derived.host.usable_bytes")}.`,
    [steps.length > 0 ? waterfallFigure(view) : nothing, mechanisms(view)],
    deserved(view),
    functionsBlock(view),
    nodesBlock(view),
  );
}

export function waterfallFigure(view: View, id = "waterfall"): Html {
  const steps = view.report.derived.waterfall;
  const unit = unitOf(steps.map((step) => step.to_bytes));
  const signed = (bytes: number): string => (bytes > 0 ? `+${inUnit(unit)(bytes)}` : inUnit(unit)(bytes));
  return figure(view, {
    id,
    title: "From the RAM configured to the memory taken",
    note: unit.name,
    drawing: waterfall(
      steps.filter((step) => step.kind === "total" || step.change_bytes !== 0),
      view.report.derived.host.usable_bytes,
      t,
    ),
    label:
      "Steps from the configured RAM of all guests down to the frames in use and up to the memory taken of the host.",
    table: () =>
      table(
        [text("Step"), numeric(`Change, ${unit.name}`), numeric(`After it, ${unit.name}`)],
        steps.map((step, i) => [
          said(view, `derived.waterfall[${i}].title`),
          step.kind === "total" ? nothing : number(view, `derived.waterfall[${i}].change_bytes`, signed),
          number(view, `derived.waterfall[${i}].to_bytes`, inUnit(unit)),
        ]),
      ),
  });
}

function mechanisms(view: View): Html {
  const list = view.report.density.mechanisms;
  if (list.length === 0) return nothing;
  const unit = unitOf(list.map((mechanism) => mechanism.saved_bytes_per_guest.p95));
  return html`<div>${block(view, "What each mechanism brings", `saved per guest, ${unit.name}`, () =>
    table(
      [text("Mechanism"), numeric("Median"), numeric("p5"), numeric("p95")],
      list.map((mechanism, i) => [
        mechanismTitle(mechanism.id),
        ...(["p50", "p5", "p95"] as const).map((q) =>
          number(view, `density.mechanisms[${i}].saved_bytes_per_guest.${q}`, inUnit(unit)),
        ),
      ]),
    ),
  )}<dl class="notes">${list.map(
    (mechanism, i) =>
      html`<dt>${mechanismTitle(mechanism.id)}</dt><dd>Price: ${said(view, `density.mechanisms[${i}].cost`)}.</dd>${mechanism.note === null ? nothing : html`<dd>Here: ${said(view, `density.mechanisms[${i}].note`)}.</dd>`}`,
  )}</dl></div>`;
}

/** Exact attribution beside the fixed order of the chart above. */
function deserved(view: View): Html {
  const { shapley } = view.report.density;
  if (!shapley) return nothing;
  const title = "Which mechanism deserves what";
  if (shapley.why !== null || shapley.total === null)
    return html`<p><b>${title}.</b> Not attributed: ${said(view, "density.shapley.why")}.</p>`;
  const two = (value: number): string => formatNumber(value, 2);
  const share = (path: string): Html[] =>
    [
      ["n.mean", two],
      ["n.p5", two],
      ["n.p95", two],
      ["n.in_order", two],
      ["pages.mean", formatNumber],
      ["pages.in_order", formatNumber],
    ].map(([field, show]) => number(view, `${path}.${field}`, show as (value: number) => string));
  return block(
    view,
    title,
    html`guests of N* and pages saved with ${number(view, "density.shapley.guests")} guests; over all orders in which the mechanisms could come`,
    () =>
      table(
        [
          text("Mechanism"),
          numeric("Guests of N*"),
          numeric("p5"),
          numeric("p95"),
          numeric("In the chart’s order"),
          numeric("Pages saved"),
          numeric("In the chart’s order"),
        ],
        [
          ...shapley.players.map(({ id }, i) => [mechanismTitle(id), ...share(`density.shapley.players[${i}]`)]),
          [html`<b>all together</b>`, ...share("density.shapley.total")],
        ],
      ),
  );
}

export function wrongSection(view: View): Html {
  const { overrun, binding } = view.report.density;
  const optional = (path: string, value: number | null): Html =>
    value === null ? nothing : number(view, path, formatPercent);
  const depth = view.report.derived.overrun.depth_share;
  const slowdown = slowdownFigure(view);
  const overrunTable = block(view, "Overrun with one guest too many", "in the runs in which it happens", () =>
    table(
      [text("Quantity"), numeric("Mean"), numeric("p95")],
      [
        ["memory missing", ...(["mean", "p95"] as const).map((q) => size(view, `derived.overrun.depth_bytes.${q}`))],
        [
          "memory missing, pages",
          ...(["mean", "p95"] as const).map((q) => number(view, `density.overrun.depth_pages.${q}`)),
        ],
        [
          "share of the usable memory",
          optional("derived.overrun.depth_share.mean", depth.mean),
          optional("derived.overrun.depth_share.p95", depth.p95),
        ],
        [
          "duration",
          ...(["mean", "p95"] as const).map((q) => number(view, `density.overrun.seconds.${q}`, formatSeconds)),
        ],
      ],
    ),
  );
  const bindingTable = block(view, "What ends the runs that fail", "with one guest more than N*", () =>
    table(
      [text("Resource"), numeric("Share of failing runs")],
      binding.map((_, i) => [
        said(view, `density.binding[${i}].resource`),
        number(view, `density.binding[${i}].share`, formatPercent),
      ]),
    ),
  );
  return illustrated(
    "wrong",
    "When it goes wrong",
    overrun.p === 0
      ? html`What happens with one guest more than N*: in none of the simulated runs (${number(view, "density.overrun.p", formatPercent)}) did the demand pass the usable memory.`
      : html`What happens with one guest more than N*: in ${number(view, "density.overrun.p", formatPercent)} of the simulated runs the demand passes the usable memory at least once.`,
    slowdown === nothing
      ? [overrunTable, binding.length > 0 ? bindingTable : nothing]
      : [html`<div>${overrunTable}${binding.length > 0 ? bindingTable : nothing}</div>`, slowdown],
  );
}
