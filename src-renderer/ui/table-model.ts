// A table's rows and columns without their drawing: order, widths, text to copy.
import type { ReactNode } from "react";

export interface TableColumn {
  readonly id: string;
  readonly title: string;
  readonly unit?: string;
  /** Right-aligned, tabular digits. */
  readonly numeric?: boolean;
  readonly width?: number;
  readonly sortable?: boolean;
}

export interface TableRow {
  readonly id: string;
  /** What is shown, by column. */
  readonly cells: readonly ReactNode[];
  /** What is sorted by and copied, by column; null: not seen. */
  readonly values: readonly (string | number | null)[];
}

export interface TableData {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

export interface Order {
  readonly column: number;
  readonly descending: boolean;
}

/** First press: numbers from the top, words from A; then the other way, then as it was. */
export function nextOrder(order: Order | null, at: number, column: TableColumn): Order | null {
  const first = column.numeric === true;
  if (order?.column !== at) return { column: at, descending: first };
  return order.descending === first ? { column: at, descending: !first } : null;
}

/** Rows in order; equal ones stay as they were, and what was not seen is last whatever the order. */
export function sortRows(rows: readonly TableRow[], order: Order | null): readonly TableRow[] {
  if (!order) return rows;
  const sign = order.descending ? -1 : 1;
  const sortedBy = (row: TableRow): string | number | null => row.values[order.column] ?? null;
  return [...rows].sort((a, b) => {
    const [x, y] = [sortedBy(a), sortedBy(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return sign * compare(x, y);
  });
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") return a - b || Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return String(a).localeCompare(String(b), "en", { numeric: true });
}

const heads = (columns: readonly TableColumn[]): readonly string[] =>
  columns.map((column) => (column.unit ? `${column.title} (${column.unit})` : column.title));

/** Head and rows as tab-separated text with units in the head; "not seen" for what was not seen. */
export function toTsv(columns: readonly TableColumn[], rows: readonly TableRow[]): string {
  const clean = (value: string | number | null | undefined): string =>
    value === null || value === undefined ? "not seen" : String(value).replace(/[\t\r\n]+/g, " ");
  return [heads(columns), ...rows.map((row) => columns.map((_, at) => clean(row.values[at])))]
    .map((cells) => cells.join("\t"))
    .join("\n");
}

/** Head and rows as CSV (RFC 4180); an empty cell for what was not seen. */
export function toCsv(columns: readonly TableColumn[], rows: readonly TableRow[]): string {
  const quoted = (value: string | number | null | undefined): string => {
    const text = String(value ?? "");
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [heads(columns), ...rows.map((row) => columns.map((_, at) => row.values[at]))]
    .map((cells) => `${cells.map(quoted).join(",")}\r\n`)
    .join("");
}

const [LETTER, PADDING, LEAST, MOST] = [6.6, 26, 56, 360] as const;
const SAMPLED_ROWS = 400;

/** A width for each column from its head and a sample of its rows: tables of which only a part is drawn need one. */
export function guessWidths(columns: readonly TableColumn[], rows: readonly TableRow[]): readonly number[] {
  const every = Math.max(1, Math.floor(rows.length / SAMPLED_ROWS));
  return columns.map((column, at) => {
    if (column.width !== undefined) return column.width;
    let longest = column.title.length + (column.unit?.length ?? 0) + 2;
    for (let row = 0; row < rows.length; row += every)
      longest = Math.max(longest, shownLength(rows[row]?.values[at] ?? null));
    return Math.round(Math.min(MOST, Math.max(LEAST, longest * LETTER + PADDING)));
  });
}

/** Groups of three make numbers longer than their digits. */
function shownLength(value: string | number | null): number {
  if (value === null) return "not seen".length;
  if (typeof value === "string") return value.length;
  const digits = Math.trunc(Math.abs(value)).toString().length;
  return digits + Math.floor(digits / 3) + (Number.isInteger(value) ? 0 : 3);
}

export const LEAST_WIDTH = 40;
