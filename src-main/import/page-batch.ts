// The columns of table `page`, filled row by row by importers of page tables and memory images.
import { BATCH_ROWS, bitmap, type ColumnBatch, type ColumnValues, setBit } from "../../src-shared/capture/batch.ts";

/** A column of flags; unset rows are unknown. */
export interface FlagColumn {
  readonly data: Uint8Array;
  readonly valid: Uint8Array;
}

/** Row `row` takes word 2 row of an address or frame (low word first) and word 4 row of a hash. */
export interface PageBatch {
  readonly snapshotId: Int32Array;
  readonly addr: Uint32Array;
  readonly hash: Uint32Array;
  readonly hashValid: Uint8Array;
  readonly frame: Uint32Array;
  readonly frameValid: Uint8Array;
  readonly zero: FlagColumn;
  readonly filled: FlagColumn;
  readonly resident: FlagColumn;
  readonly ksm: FlagColumn;
  /** Takes back what was marked as known in a row. */
  clearRow(row: number): void;
  /** The first `rows` rows, with the columns that are known somewhere. */
  batch(rows: number): ColumnBatch;
  /** Makes everything unknown, for the next rows. */
  reset(): void;
}

const flagColumn = (): FlagColumn => ({ data: new Uint8Array(BATCH_ROWS), valid: bitmap(BATCH_ROWS) });

export function setFlag(column: FlagColumn, row: number, flag: number): void {
  column.data[row] = flag;
  setBit(column.valid, row);
}

/** Room for BATCH_ROWS rows. */
export function pageBatch(): PageBatch {
  const snapshotId = new Int32Array(BATCH_ROWS);
  const addr = new BigUint64Array(BATCH_ROWS);
  const hash = new BigUint64Array(2 * BATCH_ROWS);
  const frame = new BigUint64Array(BATCH_ROWS);
  const hashValid = bitmap(BATCH_ROWS);
  const frameValid = bitmap(BATCH_ROWS);
  const flags = { zero: flagColumn(), filled: flagColumn(), resident: flagColumn(), ksm: flagColumn() };
  const optional: Readonly<Record<string, ColumnValues & { valid: Uint8Array }>> = {
    hash: { data: hash, valid: hashValid },
    ...flags,
    frame: { data: frame, valid: frameValid },
  };
  const bitmaps = Object.values(optional).map((column) => column.valid);

  return {
    snapshotId,
    addr: new Uint32Array(addr.buffer),
    hash: new Uint32Array(hash.buffer),
    hashValid,
    frame: new Uint32Array(frame.buffer),
    frameValid,
    ...flags,
    clearRow(row) {
      for (const bits of bitmaps) bits[row >> 3] = (bits[row >> 3] as number) & ~(1 << (row & 7));
    },
    batch(rows) {
      const columns: Record<string, ColumnValues> = {
        snapshot_id: { data: snapshotId, valid: null },
        addr: { data: addr, valid: null },
      };
      for (const [name, column] of Object.entries(optional))
        if (column.valid.some((bits) => bits !== 0)) columns[name] = column;
      return { table: "page", rows, columns };
    },
    reset() {
      for (const bits of bitmaps) bits.fill(0);
    },
  };
}
