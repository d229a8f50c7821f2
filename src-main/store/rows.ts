// Column batches from a few plain rows, for the small tables that are not loaded in bulk.
import { bitmap, type ColumnBatch, type ColumnData, setBit } from "../../src-shared/capture/batch.ts";
import { type Column, type TableName, tableOf } from "../../src-shared/capture/tables.ts";
import type { SqlValue } from "./contract.ts";

type Row = Readonly<Record<string, SqlValue>>;

/** Rows of one table as a batch; a value that is missing or null is unknown. ENUM values are given as words. */
export function batchOfRows(table: TableName, rows: readonly Row[]): ColumnBatch {
  const declared = tableOf(table);
  for (const row of rows)
    for (const key of Object.keys(row))
      if (!declared.columns.some((c) => c.name === key)) throw new Error(`row of ${table}: no column ${key}`);
  const columns: Record<string, { data: ColumnData; valid: Uint8Array }> = {};
  for (const column of declared.columns)
    if (column.name !== "capture_id") columns[column.name] = columnOfRows(table, column, rows);
  return { table, rows: rows.length, columns };
}

function columnOfRows(table: TableName, column: Column, rows: readonly Row[]) {
  const data = emptyColumn(column, rows.length);
  const valid = bitmap(rows.length);
  rows.forEach((row, i) => {
    const value = row[column.name] ?? null;
    if (value === null) {
      if (!column.nullable) throw new Error(`row of ${table}: ${column.name} is missing`);
      return;
    }
    setBit(valid, i);
    setValue(column, data, i, value);
  });
  return { data, valid };
}

function emptyColumn(column: Column, rows: number): Exclude<ColumnData, readonly unknown[]> | (string | null)[] {
  switch (column.type) {
    case "BIGINT":
      return new BigInt64Array(rows);
    case "UBIGINT":
      return new BigUint64Array(rows);
    case "UHUGEINT":
      return new BigUint64Array(2 * rows);
    case "INTEGER":
      return new Int32Array(rows);
    case "SMALLINT":
      return new Int16Array(rows);
    case "DOUBLE":
      return new Float64Array(rows);
    case "VARCHAR":
      return new Array<string | null>(rows).fill(null);
    default:
      return new Uint8Array(rows);
  }
}

function setValue(column: Column, data: ReturnType<typeof emptyColumn>, row: number, value: NonNullable<SqlValue>) {
  if (Array.isArray(data)) {
    data[row] = String(value);
  } else if (column.type === "UHUGEINT") {
    const whole = BigInt(value);
    (data as BigUint64Array)[2 * row] = BigInt.asUintN(64, whole);
    (data as BigUint64Array)[2 * row + 1] = BigInt.asUintN(64, whole >> 64n);
  } else if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    data[row] = BigInt(value);
  } else if (column.words) {
    const code = column.words.indexOf(String(value));
    if (code < 0) throw new Error(`${column.name}: "${value}" is not one of ${column.words.join(", ")}`);
    data[row] = code;
  } else {
    data[row] = Number(value);
  }
}
