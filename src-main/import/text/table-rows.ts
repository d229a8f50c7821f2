// Rows of the small tables, collected as objects and handed out as columns.
import {
  bitmap,
  type ColumnBatch,
  type ColumnData,
  type ColumnValues,
  setBit,
} from "../../../src-shared/capture/batch.ts";
import { type Column, type TableName, tableOf } from "../../../src-shared/capture/tables.ts";

export type Cell = string | number | bigint | boolean | null;
/** One row by column names; what is left out is NULL. ENUM columns take their word, 64-bit ones number or bigint. */
export type TableRow = Readonly<Record<string, Cell>>;

export interface TableRows {
  /** Rows waiting to be taken. */
  readonly length: number;
  add(row: TableRow): void;
  /** All waiting rows as one batch. */
  take(): ColumnBatch;
}

/** For tables of at most some thousand rows a source; statistics have a column-wise way of their own. */
export function tableRows(table: TableName): TableRows {
  const columns = tableOf(table).columns.filter((c) => c.name !== "capture_id");
  let waiting: TableRow[] = [];
  return {
    get length() {
      return waiting.length;
    },
    add(row) {
      waiting.push(row);
    },
    take() {
      const values: Record<string, ColumnValues> = {};
      for (const column of columns) {
        if (waiting.some((row) => (row[column.name] ?? null) !== null)) values[column.name] = columnOf(column, waiting);
      }
      const batch = { table, rows: waiting.length, columns: values };
      waiting = [];
      return batch;
    },
  };
}

function columnOf(column: Column, rows: readonly TableRow[]): ColumnValues {
  const valid = bitmap(rows.length);
  rows.forEach((row, i) => {
    if ((row[column.name] ?? null) !== null) setBit(valid, i);
  });
  return { data: dataOf(column, rows), valid };
}

function wordIndex(column: Column, word: string): number {
  const index = column.words?.indexOf(word) ?? -1;
  if (index < 0) throw new Error(`${column.name} has no word ${word}`);
  return index;
}

const wide = (cell: Cell): bigint => BigInt(cell ?? 0);

function dataOf(column: Column, rows: readonly TableRow[]): ColumnData {
  const cells = rows.map((row) => row[column.name] ?? null);
  switch (column.type) {
    case "BIGINT":
      return BigInt64Array.from(cells, wide);
    case "UBIGINT":
      return BigUint64Array.from(cells, wide);
    case "INTEGER":
      return Int32Array.from(cells, Number);
    case "SMALLINT":
      return Int16Array.from(cells, Number);
    case "DOUBLE":
      return Float64Array.from(cells, Number);
    case "ENUM":
      return Uint8Array.from(cells, (cell) => (cell === null ? 0 : wordIndex(column, String(cell))));
    case "BOOLEAN":
    case "UTINYINT":
      return Uint8Array.from(cells, Number);
    case "VARCHAR":
      return cells.map((cell) => (cell === null ? null : String(cell)));
    case "UHUGEINT":
      throw new Error(`${column.name}: 128-bit columns have a writer of their own`);
  }
}
