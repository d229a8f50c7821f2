// Batches of the tables that a Xen recording fills, and the columns that they have in common.
import { BATCH_ROWS } from "../../../../src-shared/capture/batch.ts";
import { type Fill, fillBatch, ints, longs, octets, putSeq, setUnknown, ulongs } from "../../bytes/columns.ts";
import type { TickTime } from "../../bytes/tick-time.ts";
import { type faultBatch, type OnCpu, onCpu } from "../../table-batches.ts";

/** ENUM words of the columns, as in the declaration of the tables. */
export const KIND = { shadow: 4, npf: 5, pv: 6 } as const;
export const ACCESS = { read: 0, write: 1, exec: 2 } as const;
export const ISA = { vmx: 0, svm: 1 } as const;
export const MMU = {
  map: 0,
  unmap: 2,
  populate: 3,
  reclaim: 4,
  split: 5,
  balloonOut: 7,
  grant: 8,
  ungrant: 9,
} as const;
export const SPACE_GPA = 2;
export const STATE = { running: 0, runnable: 1, blocked: 2, offline: 3 } as const;

export type FaultBatch = ReturnType<typeof faultBatch>;

/** `codes`: what the columns `isa` and `reason_id` are made of once it is known whose exits they are. */
export const exitBatch = () => ({
  ...fillBatch("vm_exit", { ...onCpu(), isa: octets(), reason_id: ints(), ip: ulongs(), stall_ns: longs() }),
  codes: new Uint32Array(BATCH_ROWS),
});
export type ExitBatch = ReturnType<typeof exitBatch>;

/** Events with values in the first `columns` columns. */
export const eventBatch = (columns: number) =>
  fillBatch("event", {
    ...onCpu(),
    event_id: ints(),
    ...Object.fromEntries(Array.from({ length: columns }, (_, i) => [`v${i + 1}`, longs()])),
  });

/** When, where and for whom a row was recorded; `timed` false: its CPU told no time yet. `task` 0: unknown. */
export interface Moment {
  seq: number;
  timed: boolean;
  low: number;
  high: number;
  cpu: number;
  task: number;
}

export const newMoment = (): Moment => ({ seq: 0, timed: false, low: 0, high: 0, cpu: -1, task: 0 });

export function copyMoment(from: Moment, to: Moment): void {
  to.seq = from.seq;
  to.timed = from.timed;
  to.low = from.low;
  to.high = from.high;
  to.cpu = from.cpu;
  to.task = from.task;
}

/** Writes the columns that all these tables have. */
export function putMoment(columns: OnCpu, row: number, time: TickTime, moment: Moment): void {
  putSeq(columns.seq, row, moment.seq);
  if (moment.timed) time.put(columns.t, row, moment.low, moment.high);
  else setUnknown(columns.t, row);
  if (moment.cpu >= 0) columns.cpu.data[row] = moment.cpu;
  else setUnknown(columns.cpu, row);
  if (moment.task > 0) columns.task_id.data[row] = moment.task;
  else setUnknown(columns.task_id, row);
}

/** Writes a whole number of ns, unknown where it is negative or none. */
export function putNs(column: Fill, row: number, ns: number): void {
  if (ns >= 0) putSeq(column, row, ns);
  else setUnknown(column, row);
}
