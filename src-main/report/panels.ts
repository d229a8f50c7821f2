// Panels of dashboards as the report's document holds them, and back into what drawings take.
import type { HeatData, LostSpan, SeriesAxis, SeriesData } from "../../src-shared/charts/series-data.ts";
import type { ColourName } from "../../src-shared/charts/tokens.ts";
import { lookOf } from "../../src-shared/dashboard/look.ts";
import type { PanelData } from "../../src-shared/dashboard/panel-data.ts";
import type { Panel } from "../../src-shared/dashboard/schema.ts";
import type { ReportPanel } from "../../src-shared/protocol/report.ts";

type Shown = ReportPanel["shown"];
type Axis = Extract<Shown, { shape: "series" }>["axis"];

/** JSON has no number for what is not finite. */
const finite = <T>(value: T): T | null => (typeof value === "number" && !Number.isFinite(value) ? null : value);

const known = (values: ArrayLike<number>): (number | null)[] => Array.from(values, finite);

const bare: Axis = {
  ...{ kind: "words", at: [], words: [], guests: [], name: "", from_ms: null, to_ms: null, step_ms: null },
  ...{ address: false, absolute: false },
};

function axisOf(axis: SeriesAxis): Axis {
  if (axis.kind === "words") return { ...bare, words: [...axis.words], guests: [...(axis.guests ?? [])] };
  if (axis.kind === "number")
    return { ...bare, kind: "number", at: [...axis.at], name: axis.name, address: axis.address };
  const { at, fromMs, toMs, stepMs, absolute = false } = axis;
  return { ...bare, kind: "time", at: [...at], from_ms: fromMs, to_ms: toMs, step_ms: stepMs, absolute };
}

/** What a panel shows, in JSON. */
export function shownOf(panel: Panel, data: PanelData): Shown {
  switch (data.shape) {
    case "series":
      return {
        shape: "series",
        axis: axisOf(data.axis),
        lost: (data.lost ?? []).map(({ fromMs, toMs }) => [fromMs, toMs]),
        unit: data.unit,
        series: data.series.map(({ title, guest, colour, mean, min, max }) => ({
          ...{ title, guest, colour, mean: known(mean) },
          ...{ min: min && known(min), max: max && known(max) },
        })),
        limit: data.limit,
        ...lookOf(panel.kind === "chart" ? panel.chart : undefined, data),
      };
    case "heat":
      return {
        shape: "heat",
        axis: axisOf(data.axis),
        lost: (data.lost ?? []).map(({ fromMs, toMs }) => [fromMs, toMs]),
        columns: data.columns,
        rows: data.rows,
        cells: cellsOf(data),
        y: { ...data.y, words: data.y.words && [...data.y.words] },
        unit: data.unit,
      };
    case "rows":
      return {
        shape: "rows",
        columns: data.columns.map(({ name, type, unit }) => ({ name, type, unit })),
        rows: data.rows.map((row) => row.map(finite)),
        total: data.total,
      };
    case "number":
      return { shape: "number", value: finite(data.value), unit: data.unit, of: data.of, start: finite(data.start) };
    case "answer":
      return { shape: "answer", field: data.field };
    default:
      return { shape: "nothing", what: data.what, why: data.why };
  }
}

function cellsOf({ columns, rows, values }: HeatData): [number, number, number][] {
  const cells: [number, number, number][] = [];
  for (let column = 0; column < columns; column++)
    for (let row = 0; row < rows; row++) {
      const value = values[column * rows + row] as number;
      if (value > 0) cells.push([column, row, value]);
    }
  return cells;
}

const floats = (values: readonly (number | null)[]): Float64Array =>
  Float64Array.from(values, (value) => value ?? Number.NaN);

function readAxis(axis: Axis): SeriesAxis {
  if (axis.kind === "words")
    return { kind: "words", words: axis.words, ...(axis.guests.length > 0 ? { guests: axis.guests } : {}) };
  const at = floats(axis.at);
  if (axis.kind === "number") return { kind: "number", at, name: axis.name, address: axis.address };
  const [fromMs, toMs] = [axis.from_ms ?? 0, axis.to_ms ?? 1];
  return { kind: "time", at, fromMs, toMs, stepMs: axis.step_ms, absolute: axis.absolute };
}

const lostOf = ({ lost }: { readonly lost: readonly (readonly [number, number])[] }): readonly LostSpan[] =>
  lost.map(([fromMs, toMs]) => ({ fromMs, toMs }));

export const readSeries = (shown: Extract<Shown, { shape: "series" }>): SeriesData => ({
  axis: readAxis(shown.axis),
  lost: lostOf(shown),
  unit: shown.unit,
  series: shown.series.map(({ title, guest, colour, mean, min, max }, at) => ({
    ...{ id: String(at), title, guest, colour: colour as ColourName | null, mean: floats(mean) },
    ...{ min: min && floats(min), max: max && floats(max) },
  })),
  limit: shown.limit,
});

export function readHeat(shown: Extract<Shown, { shape: "heat" }>): HeatData {
  const { axis, columns, rows, cells, y, unit } = shown;
  const values = new Float64Array(columns * rows);
  for (const [column, row, value] of cells) values[column * rows + row] = value;
  return { axis: readAxis(axis), lost: lostOf(shown), columns, rows, values, y, unit };
}
