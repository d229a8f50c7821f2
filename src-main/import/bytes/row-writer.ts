// Rows written one after the other into batches: a full batch waits to be taken while the next one is filled.
import { BATCH_ROWS, type ColumnBatch } from "../../../src-shared/capture/batch.ts";
import { batchOf, clearBatch, type FillBatch } from "./columns.ts";

export interface RowWriter<B extends FillBatch> {
  /** The batch that the next row goes into, as row `rows`, which the caller raises. */
  open(): B;
  /** Whether a full batch waits. */
  full(): boolean;
  /** Full batches, with `all` every batch that holds rows. Arrays are used again once the next batch is asked for. */
  take(all: boolean): Generator<ColumnBatch, void, void>;
}

/** `make` gives an empty batch; `complete` is called with a batch before it is taken. */
export function rowWriter<B extends FillBatch>(make: () => B, complete: (batch: B) => void = () => {}): RowWriter<B> {
  const waiting: B[] = [];
  const free: B[] = [];
  let current: B | null = null;
  return {
    open() {
      if (current === null) current = make();
      else if (current.rows === BATCH_ROWS) {
        waiting.push(current);
        current = free.pop() ?? make();
      }
      return current;
    },
    full: () => waiting.length > 0 || current?.rows === BATCH_ROWS,
    *take(all) {
      if (current && (current.rows === BATCH_ROWS || (all && current.rows > 0))) {
        waiting.push(current);
        current = null;
      }
      for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
        complete(batch);
        yield batchOf(batch);
        clearBatch(batch);
        free.push(batch);
      }
      if (!all) current ??= free.pop() ?? null;
    },
  };
}
