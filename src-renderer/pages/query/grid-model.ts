// The grid of a result without its drawing: widths of columns, the chosen cells, what keys do.
import { formatNumber } from "../../../src-shared/base/format.ts";
import type { ResultOpenReply } from "../../../src-shared/protocol/column-replies.ts";
import { type Cell, type ColumnLook, lookOf, type ResultColumn, widthOf } from "./cell-text.ts";
import { cellOf } from "./row-pages.ts";

export const ROW_HEIGHT = 22;
export const HEAD_HEIGHT = 24;
/** Width of the row numbers: as wide as the last of them. */
export const numberWidth = (rows: number): number => Math.max(44, formatNumber(rows).length * 6.6 + 26);
/** Width of the bars that stand behind the column they show. */
export const BAR_WIDTH = 120;

export interface GridColumn extends ResultColumn {
  readonly look: ColumnLook;
  /** What its head and its first values need, in px. */
  readonly width: number;
  /** Whether any of its first values is known. */
  readonly seen: boolean;
}

/** Columns of a result, shown as their first rows ask for. */
export function gridColumns({ columns, first }: Pick<ResultOpenReply, "columns" | "first">): readonly GridColumn[] {
  return columns.map((column, i) => {
    const data = first.columns[i];
    const sample: Cell[] = data ? Array.from({ length: first.rows }, (_, row) => cellOf(data, row)) : [];
    const look = lookOf(column, sample);
    return { ...column, look, width: widthOf(column, look, sample), seen: sample.some((value) => value !== null) };
  });
}

/** The unit that stands behind a name; none where the name ends with it. */
export const unitBeside = ({ name, unit }: Pick<ResultColumn, "name" | "unit">): string | null =>
  unit !== null && name.toLowerCase().endsWith(`_${unit.replace("µ", "u").toLowerCase()}`) ? null : unit;

/** Of more rows the greatest value takes too long to find without being asked. */
const MOST_BARS = 1_000_000;

/** The column whose values are worth bars by themselves: the first quantity, where there are rows to compare. */
export function barColumn(columns: readonly GridColumn[], rows: number): number | null {
  const at = columns.findIndex(({ look, seen }) => look.quantity && seen);
  return rows > 1 && rows <= MOST_BARS && at >= 0 ? at : null;
}

/** Room that is left is shared out, so that a narrow result does not stick to the left edge. */
export function spread(widths: readonly number[], room: number): readonly number[] {
  const taken = widths.reduce((sum, width) => sum + width, 0);
  const left = room - taken;
  if (left <= 0 || taken === 0) return widths;
  const share = Math.min(left, taken * 1.5) / taken;
  return widths.map((width) => Math.floor(width * (1 + share)));
}

/** Chosen cells: from one corner to the other, which is the active cell. */
export interface CellRange {
  readonly anchor: CellPlace;
  readonly active: CellPlace;
}
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

export const cornersOf = ({ anchor, active }: CellRange) => ({
  top: Math.min(anchor.row, active.row),
  bottom: Math.max(anchor.row, active.row),
  left: Math.min(anchor.column, active.column),
  right: Math.max(anchor.column, active.column),
});

export const isIn = (range: CellRange | null, row: number, column: number): boolean => {
  if (!range) return false;
  const { top, bottom, left, right } = cornersOf(range);
  return row >= top && row <= bottom && column >= left && column <= right;
};

/** Where a key leads the active cell; null for keys that do not move it. */
export function moved(
  key: string,
  ctrl: boolean,
  { row, column }: CellPlace,
  size: { readonly rows: number; readonly columns: number; readonly page: number },
): CellPlace | null {
  const last = { row: size.rows - 1, column: size.columns - 1 };
  const steps: Readonly<Record<string, CellPlace>> = {
    ArrowUp: { row: ctrl ? 0 : row - 1, column },
    ArrowDown: { row: ctrl ? last.row : row + 1, column },
    ArrowLeft: { row, column: ctrl ? 0 : column - 1 },
    ArrowRight: { row, column: ctrl ? last.column : column + 1 },
    PageUp: { row: row - size.page, column },
    PageDown: { row: row + size.page, column },
    Home: { row: ctrl ? 0 : row, column: 0 },
    End: { row: ctrl ? last.row : row, column: last.column },
  };
  const step = steps[key];
  if (!step) return null;
  return {
    row: Math.min(last.row, Math.max(0, step.row)),
    column: Math.min(last.column, Math.max(0, step.column)),
  };
}

/** Most cells that are copied at once; more is what an export is for. */
export const MOST_COPIED = 1_000_000;
