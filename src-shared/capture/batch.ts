// Column batches: what importers produce and the store takes. Typed arrays of equal length, no object per record.
import type { TableName } from "./tables.ts";

/** Values of one column. 64-bit types are best written through a Uint32Array view of the same buffer (low word first). */
export type ColumnData =
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Int16Array
  | Float64Array
  | Uint8Array
  | readonly (string | null)[];

export interface ColumnValues {
  /**
   * At least `rows` values. By column type: BIGINT BigInt64Array, UBIGINT BigUint64Array, INTEGER Int32Array,
   * SMALLINT Int16Array, DOUBLE Float64Array, BOOLEAN, ENUM (index into the word list) and UTINYINT Uint8Array,
   * UHUGEINT BigUint64Array of 2 x rows (low word first), VARCHAR strings.
   */
  readonly data: ColumnData;
  /** Bit i (least significant first) is 1 where row i is known; null means all are. */
  readonly valid: Uint8Array | null;
}

/**
 * Rows of one canonical table. A column that is left out is unknown (NULL) in every row; `capture_id` is filled by
 * the store. The arrays belong to the importer again as soon as it is asked for the next batch.
 */
export interface ColumnBatch {
  readonly table: TableName;
  readonly rows: number;
  readonly columns: Readonly<Record<string, ColumnValues>>;
}

/** Rows in a full batch: large enough to hide call costs, small enough to stay in cache. */
export const BATCH_ROWS = 65_536;

/** A bitmap of `rows` bits, all 0. */
export const bitmap = (rows: number): Uint8Array => new Uint8Array((rows + 7) >> 3);

/** Marks row `row` as known. */
export function setBit(bits: Uint8Array, row: number): void {
  const at = row >> 3;
  bits[at] = (bits[at] as number) | (1 << (row & 7));
}

/** Whether row `row` is known. */
export const hasBit = (bits: Uint8Array | null, row: number): boolean =>
  bits === null || (((bits[row >> 3] as number) >> (row & 7)) & 1) === 1;
