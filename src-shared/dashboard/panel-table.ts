// The table behind a panel: the same numbers as are drawn, with their units, for the window and the report.
import { formatDecimal, formatNumber, formatPlain, NOT_SEEN } from "../base/format.ts";
import type { HeatData, SeriesData } from "../charts/series-data.ts";
import { scaledText, unitScale } from "../charts/units.ts";
import { timeKind } from "../protocol/time-columns.ts";
import { isNumeric } from "./columns.ts";
import { tableOf as answerTable } from "./load-answer.ts";
import type { Cell, PanelData, RowsColumn } from "./panel-data.ts";

export interface PanelColumn {
  readonly title: string;
  /** Unit of the values; null for words and plain counts. */
  readonly unit: string | null;
  readonly numeric: boolean;
  /** `ms`: values are ms since project start and are shown as clock times. */
  readonly time: boolean;
}

export interface PanelTable {
  readonly columns: readonly PanelColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** Rows that are left out at the end. */
  readonly more: number;
}

/** Rows of a table behind a panel: more cannot be read. */
export const MOST_TABLE_ROWS = 1000;

const words = (title: string): PanelColumn => ({ title, unit: null, numeric: false, time: false });
const number = (title: string, unit: string | null): PanelColumn => ({ title, unit, numeric: true, time: false });

/** Null where nothing is behind a panel. */
export function panelTable(data: PanelData, most = MOST_TABLE_ROWS): PanelTable | null {
  switch (data.shape) {
    case "series":
      return cut(seriesTable(data), most);
    case "heat":
      return cut(heatTable(data), most);
    case "rows":
      return {
        columns: data.columns.map(rowsColumn),
        rows: data.rows.slice(0, most),
        more: Math.max(0, data.total - Math.min(most, data.rows.length)),
      };
    case "answer": {
      const { columns, rows } = answerTable(data.reply, data.field);
      return { columns: columns.map(rowsColumn), rows, more: 0 };
    }
    default:
      return null;
  }
}

const cut = (table: Omit<PanelTable, "more">, most: number): PanelTable => ({
  ...table,
  rows: table.rows.slice(0, most),
  more: Math.max(0, table.rows.length - most),
});

const known = (value: number | undefined): number | null => (value === undefined || Number.isNaN(value) ? null : value);

function seriesTable({ axis, series, unit }: SeriesData): Omit<PanelTable, "more"> {
  const length = axis.kind === "words" ? axis.words.length : axis.at.length;
  const first: PanelColumn =
    axis.kind === "words"
      ? words("entry")
      : axis.kind === "time"
        ? { title: "time", unit: null, numeric: true, time: true }
        : number(axis.name, null);
  const columns = series.flatMap(({ title, min, max }) => [
    number(title, unit),
    ...(min && max ? [number(`${title}, least`, unit), number(`${title}, greatest`, unit)] : []),
  ]);
  const rows: Cell[][] = [];
  for (let at = 0; at < length; at++) {
    const values = series.flatMap(({ mean, min, max }) => [
      known(mean[at]),
      ...(min && max ? [known(min[at]), known(max[at])] : []),
    ]);
    // Buckets in which nothing is known would only make the table long.
    if (values.every((value) => value === null)) continue;
    rows.push([axis.kind === "words" ? (axis.words[at] ?? "") : (axis.at[at] ?? 0), ...values]);
  }
  return { columns: [first, ...columns], rows };
}

function heatTable({ axis, columns, rows: height, values, y, unit }: HeatData): Omit<PanelTable, "more"> {
  const rows: Cell[][] = [];
  const step = (y.to - y.from) / height;
  for (let column = 0; column < columns; column++)
    for (let row = 0; row < height; row++) {
      const value = values[column * height + row] as number;
      if (!(value > 0)) continue;
      const place = axis.kind === "words" ? (axis.words[column] ?? "") : (axis.at[column] ?? 0);
      rows.push([place, y.words ? (y.words[row] ?? "") : y.from + row * step, value]);
    }
  const first = axis.kind === "time" ? { title: "time", unit: null, numeric: true, time: true } : words("entry");
  return { columns: [first, y.words ? words("row") : number("from", y.unit), number(unit ?? "value", null)], rows };
}

function rowsColumn({ name, type, unit }: RowsColumn): PanelColumn {
  const numeric = isNumeric(type);
  return { title: name, unit, numeric, time: false };
}

/** Names of columns whose values are addresses, read in hexadecimal digits. */
const ADDRESS = /^(addr|.*_addr|address|gpa|hva|gva|hpa|ip)$/i;
const NAMING = /^(id|.*_id|pid|tid|domid|cpu|vcpu|capture|snapshot|n)$/i;

/** Whole numbers beyond 2^53 come as text, of which every digit counts. */
const isDigits = (value: Cell): value is string => typeof value === "string" && /^-?\d+$/.test(value);

function addressText(value: number | string): string {
  const whole = isDigits(value) ? BigInt(value) : Number.isFinite(value) ? BigInt(Math.round(Number(value))) : null;
  return whole === null || whole < 0n ? digitsText(value) : `0x${whole.toString(16)}`;
}

const digitsText = (value: number | string): string =>
  isDigits(value) ? formatDecimal(value) : formatPlain(Number(value));

/** How the values of a column are written, decided once for all of them; sizes in the unit of the largest. */
export function cellWords(
  column: PanelColumn,
  values: readonly Cell[],
): { readonly unit: string | null; readonly text: (value: Cell) => string } {
  const { title, unit, numeric } = column;
  const greatest = values.reduce<number>(
    (most, value) => (typeof value === "number" ? Math.max(most, Math.abs(value)) : most),
    0,
  );
  if (!numeric) return { unit: null, text: (value) => (value === null ? NOT_SEEN : String(value)) };
  if (ADDRESS.test(title)) return { unit: null, text: (value) => (value === null ? NOT_SEEN : addressText(value)) };
  if (unit === "share")
    return { unit: "%", text: (value) => (value === null ? NOT_SEEN : formatNumber(Number(value) * 100, 1)) };
  // A moment in ns is read digit by digit, not in seconds.
  if (timeKind({ name: title, type: "BIGINT" }) !== null || NAMING.test(title))
    return { unit, text: (value) => (value === null ? NOT_SEEN : digitsText(value)) };
  const scale = unitScale(unit, greatest);
  return {
    unit: scale.name === "" ? unit : scale.name,
    text: (value) => (value === null ? NOT_SEEN : scaledText(Number(value), scale)),
  };
}
