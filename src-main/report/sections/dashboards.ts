// A dashboard as a section: its numbers, its charts with the tables behind them, its tables and words.
import { formatClock } from "../../../src-shared/base/clock.ts";
import { heatChart } from "../../../src-shared/charts/heat-chart.ts";
import { scaleOf, seriesChart } from "../../../src-shared/charts/series-chart.ts";
import { variableTokens as t } from "../../../src-shared/charts/tokens.ts";
import { scaledText, unitScale } from "../../../src-shared/charts/units.ts";
import { isNumeric } from "../../../src-shared/dashboard/columns.ts";
import { type Block, blocksOf, type Inline } from "../../../src-shared/dashboard/markdown.ts";
import { cellWords } from "../../../src-shared/dashboard/panel-table.ts";
import { heatSentence, seriesSentence } from "../../../src-shared/dashboard/words.ts";
import type { ReportPanel } from "../../../src-shared/protocol/report.ts";
import { type Html, html, joined, nothing } from "../html.ts";
import { readHeat, readSeries } from "../panels.ts";
import {
  block,
  decimal,
  figure,
  name,
  number,
  numeric,
  said,
  section,
  table,
  text,
  type View,
  withMarks,
  word,
} from "../view.ts";
import { answerFigure, answerNumber, answerTable } from "./dashboard-answers.ts";

type Shown<S extends ReportPanel["shown"]["shape"]> = Extract<ReportPanel["shown"], { shape: S }>;

const SIZE = { width: 440, height: 230 };

export function dashboardSection(view: View, at: number): Html {
  const dashboard = view.report.dashboards[at];
  if (!dashboard) return nothing;
  const path = (panel: number): string => `dashboards[${at}].panels[${panel}]`;
  const parts = dashboard.panels.map((panel, i) => ({
    panel,
    path: path(i),
    id: `dashboard-${at + 1}-panel-${i + 1}`,
  }));
  const numbers = parts.filter(({ panel }) => panel.shown.shape === "number" || isAnswerNumber(panel));
  const figures = parts.filter(
    ({ panel }) => panel.shown.shape === "series" || panel.shown.shape === "heat" || isAnswerChart(panel),
  );
  const others = parts.filter((part) => !numbers.includes(part) && !figures.includes(part));
  const facts = withMarks(
    view,
    () => html`<div class="facts">${numbers.map(({ panel, path: own }) => fact(view, panel, own))}</div>`,
  );
  return section(
    `dashboard-${at + 1}`,
    word(dashboard.title),
    html`${dashboard.about ? html`${word(dashboard.about)} ` : nothing}${scope(view, at)}`,
    numbers.length > 0 ? html`${facts.body}<p>${facts.marks}</p>` : nothing,
    figures.length > 0
      ? html`<div class="pair">${figures.map(({ panel, path: own, id }) => drawn(view, panel, own, id))}</div>`
      : nothing,
    ...others.map(({ panel, path: own }) => written(view, panel, own)),
  );
}

const NUMBER_FIELDS: readonly string[] = ["n", "n.p5", "slowdown.p99", "marginal_bytes_per_guest", "overrun.p"];
const CHART_FIELDS: readonly string[] = ["load_lines", "curve", "slowdown", "waterfall"];
const isAnswerNumber = ({ shown }: ReportPanel): boolean =>
  shown.shape === "answer" && NUMBER_FIELDS.includes(shown.field);
const isAnswerChart = ({ shown }: ReportPanel): boolean =>
  shown.shape === "answer" && CHART_FIELDS.includes(shown.field);

/** What the section is of: span, guests, parameters. */
function scope(view: View, at: number): Html {
  const dashboard = view.report.dashboards[at];
  if (!dashboard) return nothing;
  const clock = (ms: number): string => formatClock(ms, view.report.start_wall_ms, "tenth");
  const span = dashboard.span
    ? html`From ${number(view, `dashboards[${at}].span.from_ms`, clock)} to ${number(view, `dashboards[${at}].span.to_ms`, clock)}`
    : html`Of the whole recording`;
  const guests = dashboard.guests.length > 0 ? html`, guests ${joined(dashboard.guests.map(name), ", ")}` : nothing;
  const parameters = dashboard.parameters.map(
    ({ name: parameter, value }, i) =>
      html`, ${word(parameter)} ${typeof value === "number" ? number(view, `dashboards[${at}].parameters[${i}].value`) : said(view, `dashboards[${at}].parameters[${i}].value`)}`,
  );
  return html`${span}${guests}${parameters}.`;
}

const OF: Readonly<Record<string, string>> = {
  last: "at its end",
  mean: "mean",
  max: "most",
  min: "least",
  sum: "all together",
};

function fact(view: View, panel: ReportPanel, path: string): Html {
  const { shown } = panel;
  if (shown.shape === "answer") {
    const { value, note } = answerNumber(view, shown.field);
    const letter = shown.field.startsWith("n") ? html`, coverage ${word(view.report.density.coverage.grade)}` : nothing;
    return html`<div><span>${word(panel.title)}</span><b>${value}</b><small>${note}${letter}</small></div>`;
  }
  if (shown.shape !== "number") return nothing;
  const scale = unitScale(shown.unit, Math.abs(shown.value ?? 0));
  const value = number(view, `${path}.shown.value`, (one) => `${scaledText(one, scale)} ${scale.name}`.trimEnd());
  const start =
    shown.start === null
      ? html`${panel.sub ? word(panel.sub) : (OF[shown.of ?? ""] ?? "")}`
      : html`${number(view, `${path}.shown.start`, (one) => `${scaledText(one, scale)} ${scale.name}`.trimEnd())} at the start`;
  return html`<div><span>${word(panel.title)}</span><b>${value}</b><small>${start}</small></div>`;
}

function drawn(view: View, panel: ReportPanel, path: string, id: string): Html {
  const { shown, title } = panel;
  const note = noteOf(panel);
  const frame = { ...SIZE, startWallMs: view.report.start_wall_ms, still: true };
  if (shown.shape === "answer") return answerFigure(view, shown.field, id);
  if (shown.shape === "series") {
    const data = readSeries(shown);
    const { option } = seriesChart(data, shown, frame, t);
    const label = seriesSentence(title, data, view.report.start_wall_ms);
    return figure(view, {
      id,
      title: word(title),
      note,
      drawing: { option, ...SIZE },
      label,
      table: () => seriesTable(view, shown, `${path}.shown`),
    });
  }
  if (shown.shape !== "heat") return nothing;
  const data = readHeat(shown);
  const { option } = heatChart(data, frame, t);
  const strongest = shown.cells.reduce((most, cell, i) => (cell[2] > (shown.cells[most]?.[2] ?? 0) ? i : most), 0);
  const most = html`strongest colour ${number(view, `${path}.shown.cells[${strongest}][2]`)} ${word(shown.unit ?? "")}`;
  return figure(view, {
    id,
    title: word(title),
    note: html`${note}${note === "" ? "" : "; "}${most}`,
    drawing: { option, ...SIZE },
    label: heatSentence(title, data),
    table: () => heatTable(view, shown, `${path}.shown`),
  });
}

/** Scope, unit and what a reader must know, in the words of whoever wrote them. */
function noteOf({ sub, notes }: ReportPanel): Html | string {
  const words = [sub, ...notes].filter(Boolean).join("; ");
  return words === "" ? "" : word(words);
}

const moment =
  (view: View, axis: Shown<"series">["axis"]) =>
  (ms: number): string =>
    formatClock(ms, axis.absolute ? 0 : view.report.start_wall_ms, "ms");

function seriesTable(view: View, shown: Shown<"series">, path: string): Html {
  const { axis, series } = shown;
  const scale = scaleOf(readSeries(shown), shown.stacked);
  const unit = scale.name === "" ? "" : `, ${scale.name}`;
  const show = (value: number): string => scaledText(value, scale);
  const length = axis.kind === "words" ? axis.words.length : axis.at.length;
  const first = axis.kind === "words" ? text("Entry") : numeric(axis.kind === "time" ? "Time" : word(axis.name));
  const rows = Array.from({ length }, (_, i) => i)
    .filter((i) => series.some(({ mean }) => mean[i] !== null))
    .map((i) => [
      axis.kind === "words"
        ? said(view, `${path}.axis.words[${i}]`)
        : number(view, `${path}.axis.at[${i}]`, axis.kind === "time" ? moment(view, axis) : undefined),
      ...series.flatMap(({ min }, k) => {
        const mean = number(view, `${path}.series[${k}].mean[${i}]`, show);
        if (!min) return [mean];
        return [
          mean,
          number(view, `${path}.series[${k}].min[${i}]`, show),
          number(view, `${path}.series[${k}].max[${i}]`, show),
        ];
      }),
    ]);
  const heads = series.flatMap(({ title, min }) => [
    numeric(word(`${title}${unit}`)),
    ...(min ? [numeric("least"), numeric("greatest")] : []),
  ]);
  return table([first, ...heads], rows);
}

/** Cells that the page lists; all of them are in the JSON form. */
const MOST_CELLS = 200;

function heatTable(view: View, shown: Shown<"heat">, path: string): Html {
  const { axis, cells, y } = shown;
  const step = (y.to - y.from) / shown.rows;
  const unit = unitScale(y.unit, y.to);
  const place = (column: number): Html =>
    axis.kind === "words"
      ? said(view, `${path}.axis.words[${column}]`)
      : number(view, `${path}.axis.at[${column}]`, axis.kind === "time" ? moment(view, axis) : undefined);
  const rows = cells
    .slice(0, MOST_CELLS)
    .map(([column, row], i) => [
      place(column),
      y.words
        ? said(view, `${path}.y.words[${row}]`)
        : number(view, `${path}.cells[${i}][1]`, (at) => scaledText(y.from + at * step, unit)),
      number(view, `${path}.cells[${i}][2]`),
    ]);
  const more =
    cells.length > MOST_CELLS
      ? html`<p class="more">The other cells are in the JSON form of this report.</p>`
      : nothing;
  return html`${table([text("Time"), numeric(`From${unit.name === "" ? "" : `, ${unit.name}`}`), numeric(word(shown.unit ?? "Count"))], rows)}${more}`;
}

function written(view: View, panel: ReportPanel, path: string): Html {
  const { shown, title } = panel;
  const note = noteOf(panel);
  if (shown.shape === "text")
    return html`<div class="block"><h3>${word(title)}</h3>${blocksOf(shown.text).map(blockHtml)}</div>`;
  if (shown.shape === "nothing")
    return html`<p class="more">${word(title)}: ${word(`${shown.what}: ${shown.why}`)}</p>`;
  if (shown.shape === "answer") return answerTable(view, shown.field, title);
  if (shown.shape !== "rows") return nothing;
  return block(view, word(title), note, () => rowsTable(view, shown, `${path}.shown`));
}

/** Rows of a table on the page. */
const MOST_ROWS = 100;

function rowsTable(view: View, { columns, rows }: Shown<"rows">, path: string): Html {
  const shown = rows.slice(0, MOST_ROWS);
  const looks = columns.map(({ name: title, type, unit }, at) => {
    const isNumber = isNumeric(type);
    return {
      isNumber,
      ...cellWords(
        { title, unit, numeric: isNumber, time: false },
        shown.map((row) => row[at] ?? null),
      ),
    };
  });
  const heads = columns.map(({ name: title }, at) => {
    const { isNumber = false, unit = null } = looks[at] ?? {};
    return (isNumber ? numeric : text)(word(unit ? `${title}, ${unit}` : title));
  });
  const cells = shown.map((row, i) =>
    row.map((value, at) => {
      const own = `${path}.rows[${i}][${at}]`;
      const show = (one: number | string): string => looks[at]?.text(one) ?? String(one);
      if (typeof value === "number") return number(view, own, show);
      return looks[at]?.isNumber && value !== null ? decimal(view, own, show) : said(view, own);
    }),
  );
  const more =
    rows.length > MOST_ROWS ? html`<p class="more">The other rows are in the JSON form of this report.</p>` : nothing;
  return html`${table(heads, cells)}${more}`;
}

function blockHtml(part: Block): Html {
  switch (part.kind) {
    case "heading":
      return html`<h3>${part.words.map(inlineHtml)}</h3>`;
    case "code":
      return html`<pre>${part.text}</pre>`;
    case "list":
      return part.ordered
        ? html`<ol>${part.items.map((words) => html`<li>${words.map(inlineHtml)}</li>`)}</ol>`
        : html`<ul>${part.items.map((words) => html`<li>${words.map(inlineHtml)}</li>`)}</ul>`;
    default:
      return html`<p>${part.words.map(inlineHtml)}</p>`;
  }
}

/** An author's words: numbers in them are the author's, as in code. */
function inlineHtml({ kind, text: words }: Inline): Html {
  if (kind === "code") return html`<code>${words}</code>`;
  if (kind === "strong") return html`<b>${word(words)}</b>`;
  return kind === "em" ? html`<i>${word(words)}</i>` : word(words);
}
