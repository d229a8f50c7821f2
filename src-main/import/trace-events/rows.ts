// Rows of trace events: batches that are filled, set aside when they are full, and used again.
import type { ColumnBatch } from "../../../src-shared/capture/batch.ts";
import { batchOf, clearBatch, type Fill, type FillBatch, putSeq, setUnknown } from "../bytes/columns.ts";
import { type TimeSpan, timeSpan } from "../bytes/time-span.ts";
import type { OnCpu } from "../table-batches.ts";
import type { TraceMoment } from "./contract.ts";

/** CPUs that there can be. */
export const MAX_CPUS = 32_768;

type Columns = Readonly<Record<string, Fill>>;

/** One kind of rows. One record may give any number of them. */
export interface RowQueue<C extends Columns> {
  /** The batch with room for the next row, which is `rows++`. */
  open(): FillBatch<C>;
}

export interface TraceRows {
  readonly times: TimeSpan;
  /** A further kind of rows; its batches are made when they are needed. */
  queue<C extends Columns>(make: () => FillBatch<C>): RowQueue<C>;
  /** Writes record number, time, CPU and task. */
  putMoment(columns: OnCpu, row: number, moment: TraceMoment): void;
  full(): boolean;
  batches(all: boolean): Generator<ColumnBatch, void, void>;
}

/** Any one column tells how many rows a batch holds. */
const capacityOf = (batch: FillBatch): number => Object.values(batch.columns)[0]?.data.length ?? 0;

/** `offset` is what is added to recorded ns. */
export function traceRows(offset: bigint): TraceRows {
  const times = timeSpan(offset);
  const queues: { readonly current: () => FillBatch | null; readonly spare: (batch: FillBatch) => void }[] = [];
  const ready: { readonly batch: FillBatch; readonly spare: (batch: FillBatch) => void }[] = [];

  function* emptied(batch: FillBatch): Generator<ColumnBatch, void, void> {
    yield batchOf(batch);
    clearBatch(batch);
  }

  return {
    times,
    queue<C extends Columns>(make: () => FillBatch<C>): RowQueue<C> {
      const spares: FillBatch<C>[] = [];
      let current: FillBatch<C> | null = null;
      let capacity = 0;
      const spare = (batch: FillBatch): void => void spares.push(batch as FillBatch<C>);
      queues.push({ current: () => current, spare });
      return {
        open() {
          if (current && current.rows < capacity) return current;
          if (current) ready.push({ batch: current, spare });
          current = spares.pop() ?? make();
          capacity = capacityOf(current);
          return current;
        },
      };
    },
    putMoment(columns, row, moment) {
      putSeq(columns.seq, row, moment.seq);
      if (moment.timed) times.put(columns.t, row, moment.low, moment.high);
      else setUnknown(columns.t, row);
      if (moment.cpu >= 0 && moment.cpu < MAX_CPUS) columns.cpu.data[row] = moment.cpu;
      else setUnknown(columns.cpu, row);
      if (moment.task > 0) columns.task_id.data[row] = moment.task;
      else setUnknown(columns.task_id, row);
    },
    full: () => ready.length > 0,
    *batches(all) {
      for (const { batch, spare } of ready) {
        yield* emptied(batch);
        spare(batch);
      }
      ready.length = 0;
      if (!all) return;
      for (const { current } of queues) {
        const batch = current();
        if (batch && batch.rows > 0) yield* emptied(batch);
      }
    },
  };
}
