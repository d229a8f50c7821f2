// Panels of SQL: the points or rows of a query become courses, a heat map, a table or one number.

import type { HeatData, Series, SeriesAxis } from "../charts/series-data.ts";
import { unitText } from "../charts/units.ts";
import type { ColumnData, PanelReply, ResultChartReply } from "../protocol/column-replies.ts";
import { timeKind } from "../protocol/time-columns.ts";
import { isNumeric } from "./columns.ts";
import { type Cell, type Evidence, nothing, type PanelData, type RowsPanel } from "./panel-data.ts";
import type { ChartLook, NumberLook, Panel, ParameterValue } from "./schema.ts";
import { guestPlaces, type PanelSources, type Scope } from "./sources.ts";
import { followsSpan, withValues } from "./sql-text.ts";

/** Rows of a table that a panel holds; all of them are for the Query page. */
const TABLE_ROWS = 1000;
/** Points of a chart: about one for each two pixels of a wide panel. */
const POINTS = 512;
const HEAT_POINTS = 256;

type SqlPanel = Extract<Panel, { kind: "chart" | "table" | "number" }> & { readonly source: { readonly sql: string } };

export async function loadSql(panel: SqlPanel, scope: Scope, sources: PanelSources): Promise<PanelData> {
  const { sql } = panel.source;
  const look = panel.kind === "chart" ? (panel.chart ?? { form: "line" }) : null;
  const reply = await sources.sql({
    sql,
    selection: { from_ms: scope.span?.fromMs ?? null, to_ms: scope.span?.toMs ?? null, guests: [...scope.guests] },
    parameters: { ...scope.parameters },
    draw: look && {
      ...columnsOf(look),
      points: look.form === "heat" ? HEAT_POINTS : (scope.points ?? POINTS),
      groups: look.form === "heat" ? 256 : 12,
    },
    number: panel.kind === "number",
    rows: panel.kind === "table" ? TABLE_ROWS : 0,
  });
  const evidence = evidenceOf(sql, scope.parameters);
  const notes = reply.truncated ? [`only the first ${unitText(reply.rows, null)} rows are used`] : [];
  if (reply.rows === 0) return nothing("No row", "nothing in the project fits what the query asks for", null, evidence);
  if (panel.kind === "table") return rowsOf(reply, evidence, notes);
  if (panel.kind === "number") return numberOf(panel.number ?? {}, reply, evidence, notes);
  if (!reply.chart || !reply.draw)
    return nothing(
      "No numbers to draw",
      "a chart needs a column of numbers besides the one it is drawn over",
      "edit",
      evidence,
    );
  if (look?.form === "heat") return heatOf(reply, reply.chart, evidence, notes);
  return seriesOf(look as ChartLook, reply, reply.chart, scope, evidence, notes);
}

const columnsOf = ({ form, x, y, by }: ChartLook) =>
  // A heat map counts its second column upwards: a group for each of its values.
  form === "heat"
    ? { x: x ?? null, y: y?.slice(1) ?? null, by: y?.[0] ?? null }
    : { x: x ?? null, y: y ?? null, by: by ?? null };

function evidenceOf(sql: string, parameters: Readonly<Record<string, ParameterValue>>): Evidence {
  const how = followsSpan(sql)
    ? "Read by the query, of what is selected."
    : "Read by the query, of the whole recording.";
  return { how, sql: withValues(sql, parameters) };
}

function seriesOf(
  look: ChartLook,
  reply: PanelReply,
  chart: ResultChartReply,
  scope: Scope,
  evidence: Evidence,
  told: readonly string[],
): PanelData {
  const { columns, draw } = reply as PanelReply & { draw: NonNullable<PanelReply["draw"]> };
  const axis = axisOf(reply, chart, scope);
  const place = guestPlaces(scope);
  const isRuns = chart.points < chart.rows;
  const series = chart.series
    .filter(({ mean }) => mean.some((value) => !Number.isNaN(value)))
    .map(({ column, name, mean, min, max }): Series => {
      const title = name ?? columns[column]?.name ?? "";
      const bars = look.form === "bars" || look.form === "lying";
      // Of rows that stand in one bar the greatest is kept.
      return {
        id: `${column} ${name ?? ""}`,
        title: title === "" ? "not seen" : title,
        guest: name === undefined || name === null ? null : place(name),
        colour: null,
        mean: bars && isRuns ? max : mean,
        min: bars || !isRuns ? null : min,
        max: bars || !isRuns ? null : max,
      };
    });
  // What is of no guest stands apart from the guests' colours.
  const mixed = series.some(({ guest }) => guest !== null);
  if (series.length === 0) return nothing("Nothing to draw", "no row has a value", null, evidence);
  const lost = chart.left_out ? 0 : reply.rows - chart.rows;
  const notes = [
    ...told,
    ...(lost > 0
      ? [
          `${unitText(lost, null)} rows ${axis.kind === "words" ? "of further words are left out" : "have no place on this axis"}`,
        ]
      : []),
    ...(chart.left_out ? [`${unitText(chart.left_out, null)} smaller groups are left out`] : []),
  ];
  const limit = typeof look.limit === "number" ? { value: look.limit, title: look.limit_title ?? "limit" } : null;
  const unit = look.unit ?? columns[draw.y[0] ?? 0]?.unit ?? null;
  const coloured = mixed
    ? series.map((one) => (one.guest === null ? { ...one, colour: "overhead" as const } : one))
    : series;
  return { shape: "series", axis, unit, series: coloured, limit, evidence, notes };
}

const ADDRESS = /^(addr|.*_addr|address|gpa|hva|gva|hpa|ip)$/i;

function axisOf({ columns, draw }: PanelReply, chart: ResultChartReply, scope: Scope): SeriesAxis {
  const column = columns[draw?.x ?? 0];
  const at = chart.x;
  if (!column || at === null) {
    const words = chart.labels ?? [];
    const guests = words.map(guestPlaces(scope));
    return { kind: "words", words, ...(guests.every((guest) => guest !== null) ? { guests } : {}) };
  }
  const kind = timeKind(column);
  const [first, last] = [at[0] ?? 0, at.at(-1) ?? 0];
  if (kind === null) return { kind: "number", at, name: column.name, address: ADDRESS.test(column.name) };
  const step = at.length > 1 ? (last - first) / (at.length - 1) : 0;
  const shown = scope.span ?? { fromMs: first, toMs: last > first ? last : first + 1 };
  return {
    kind: "time",
    at,
    fromMs: Math.min(shown.fromMs, first),
    toMs: Math.max(shown.toMs, last),
    stepMs: step > 0 ? 0 : null,
  };
}

function heatOf(reply: PanelReply, chart: ResultChartReply, evidence: Evidence, notes: readonly string[]): PanelData {
  const { columns, draw } = reply;
  const rows = chart.series;
  const length = chart.labels?.length ?? chart.x?.length ?? 0;
  if (rows.length === 0 || length === 0) return nothing("Nothing to draw", "no row has a value", null, evidence);
  const values = new Float64Array(length * rows.length);
  rows.forEach(({ mean }, row) => {
    for (let at = 0; at < length; at++)
      values[at * rows.length + row] = Number.isNaN(mean[at]) ? 0 : (mean[at] as number);
  });
  const by = columns[draw?.by ?? 0];
  const numbers = rows.map(({ name }) => Number(name));
  const even = isNumeric(by?.type ?? "") && numbers.every(Number.isFinite);
  const step =
    even && numbers.length > 1 ? Math.min(...numbers.slice(1).map((value, i) => value - (numbers[i] as number))) : 1;
  const from = numbers[0] ?? 0;
  const isRegular = even && numbers.every((value, i) => Math.abs(value - from - i * step) < step / 1000);
  const at = chart.x;
  const axis: SeriesAxis = at
    ? { kind: "time", at, fromMs: at[0] ?? 0, toMs: (at.at(-1) ?? 0) + stepOf(at), stepMs: stepOf(at) }
    : { kind: "words", words: chart.labels ?? [] };
  const isTime = columns[draw?.x ?? 0] && timeKind(columns[draw?.x ?? 0] as { name: string; type: string }) !== null;
  const data: HeatData = {
    axis: at && !isTime ? { kind: "number", at, name: columns[draw?.x ?? 0]?.name ?? "", address: false } : axis,
    columns: length,
    rows: rows.length,
    values,
    y: isRegular
      ? { from, to: from + step * rows.length, unit: by?.unit ?? null, words: null }
      : { from: 0, to: rows.length, unit: null, words: rows.map(({ name }) => name ?? "not seen") },
    unit: columns[draw?.y[0] ?? 0]?.unit ?? columns[draw?.y[0] ?? 0]?.name ?? null,
  };
  return { shape: "heat", ...data, evidence, notes };
}

const stepOf = (at: Float64Array): number => {
  const steps = Array.from(at.slice(1), (value, i) => value - (at[i] as number)).filter((step) => step > 0);
  return steps.length > 0 ? steps.reduce((a, b) => Math.min(a, b)) : 1;
};

/** A value of a column of a page: numbers as such, but whole ones beyond 2^53 as text. */
function cellOf({ data, valid }: ColumnData, row: number, type: string): Cell {
  if (valid && valid[row] === 0) return null;
  const value = data[row];
  if (value === undefined || value === null) return null;
  if (typeof value === "number" || !isNumeric(type)) return typeof value === "bigint" ? String(value) : value;
  const number = Number(value);
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? String(value) : number;
}

function rowsOf({ columns, page, rows }: PanelReply, evidence: Evidence, told: readonly string[]): RowsPanel {
  const shown = Array.from({ length: page.rows }, (_, row) =>
    page.columns.map((column, at) => cellOf(column, row, columns[at]?.type ?? "")),
  );
  const notes =
    rows > page.rows ? [...told, `the first ${unitText(page.rows, null)} of ${unitText(rows, null)} rows`] : told;
  return { shape: "rows", columns, rows: shown, total: rows, evidence, notes };
}

/** The first column of numbers: one row gives the number, several a course of which one is shown. */
function numberOf(
  look: NumberLook,
  { columns, rows, number }: PanelReply,
  evidence: Evidence,
  notes: readonly string[],
): PanelData {
  if (!number) return nothing("No number", "the query gives no column of numbers", "edit", evidence);
  const series = rows > 1;
  const show = look.show ?? "last";
  return {
    shape: "number",
    value: show === "mean" ? number.sum && number.sum / number.known : number[show],
    unit: look.unit ?? columns[number.column]?.unit ?? null,
    of: series ? show : null,
    start: series && show === "last" ? number.first : null,
    spark: series ? number.course : null,
    evidence,
    notes,
  };
}
