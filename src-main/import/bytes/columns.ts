// Columns of a batch that are filled row by row and used again for the next batch.
import { BATCH_ROWS, type ColumnBatch, type ColumnData, type ColumnValues } from "../../../src-shared/capture/batch.ts";
import type { TableName } from "../../../src-shared/capture/tables.ts";

/** One column; every row is known until `setUnknown` says otherwise. */
export interface Fill<A extends ColumnData = ColumnData> {
  readonly data: A;
  /** The same memory as 32-bit words, low word first; empty for types that are no 64-bit integers. */
  readonly words: Uint32Array;
  readonly known: Uint8Array;
  missing: number;
}

export interface FillBatch<C extends Readonly<Record<string, Fill>> = Readonly<Record<string, Fill>>> {
  readonly table: TableName;
  rows: number;
  readonly columns: C;
}

const noWords = new Uint32Array(0);
const fill = <A extends ColumnData>(data: A, words = noWords): Fill<A> => ({
  data,
  words,
  known: new Uint8Array((data.length + 7) >> 3).fill(0xff),
  missing: 0,
});

/** BIGINT. */
export function longs(rows: number = BATCH_ROWS): Fill<BigInt64Array> {
  const data = new BigInt64Array(rows);
  return fill(data, new Uint32Array(data.buffer));
}
/** UBIGINT. */
export function ulongs(rows: number = BATCH_ROWS): Fill<BigUint64Array> {
  const data = new BigUint64Array(rows);
  return fill(data, new Uint32Array(data.buffer));
}
/** INTEGER. */
export const ints = (rows: number = BATCH_ROWS): Fill<Int32Array> => fill(new Int32Array(rows));
/** SMALLINT. */
export const shorts = (rows: number = BATCH_ROWS): Fill<Int16Array> => fill(new Int16Array(rows));
/** BOOLEAN, ENUM and UTINYINT. */
export const octets = (rows: number = BATCH_ROWS): Fill<Uint8Array> => fill(new Uint8Array(rows));
/** VARCHAR. */
export const texts = (rows: number = BATCH_ROWS): Fill<(string | null)[]> =>
  fill(new Array<string | null>(rows).fill(null));

/** A batch without rows. */
export const fillBatch = <C extends Readonly<Record<string, Fill>>>(table: TableName, columns: C): FillBatch<C> => ({
  table,
  rows: 0,
  columns,
});

/** Marks the value of `row` as unknown; once a row. */
export function setUnknown(column: Fill, row: number): void {
  const at = row >> 3;
  column.known[at] = (column.known[at] as number) & ~(1 << (row & 7));
  column.missing++;
}

/** Takes back that the value of `row` is unknown. */
export function setKnown(column: Fill, row: number): void {
  const at = row >> 3;
  const bit = 1 << (row & 7);
  if (((column.known[at] as number) & bit) !== 0) return;
  column.known[at] = (column.known[at] as number) | bit;
  column.missing--;
}

/** Writes row `row` of a 64-bit column from its two words. */
export function put64(column: Fill, row: number, low: number, high: number): void {
  column.words[2 * row] = low;
  column.words[2 * row + 1] = high;
}

/** Writes a record number, a whole number below 2^53. */
export function putSeq(column: Fill, row: number, seq: number): void {
  column.words[2 * row] = seq;
  column.words[2 * row + 1] = seq > 0xffffffff ? Math.floor(seq / 0x1_0000_0000) : 0;
}

/** The rows so far; a column that is unknown in all of them is left out. */
export function batchOf(batch: FillBatch): ColumnBatch {
  const columns: Record<string, ColumnValues> = {};
  for (const [name, column] of Object.entries(batch.columns))
    if (column.missing < batch.rows) columns[name] = { data: column.data, valid: column.missing ? column.known : null };
  return { table: batch.table, rows: batch.rows, columns };
}

/** Makes a batch empty again, once its rows were taken. */
export function clearBatch(batch: FillBatch): void {
  for (const column of Object.values(batch.columns)) {
    if (column.missing) column.known.fill(0xff);
    column.missing = 0;
  }
  batch.rows = 0;
}
