// Rows of the table `mmu`: a page of a guest, or a range of its process, and what happened to it.
import { put64, setUnknown } from "../bytes/columns.ts";
import { mmuBatch } from "../table-batches.ts";
import type { TraceMoment } from "./contract.ts";
import type { TraceRows } from "./rows.ts";
import { bytesOfLevel, type Spte } from "./sptes.ts";

/** Words of `mmu.kind` and `mmu.space` by their place in the declaration of the tables. */
export const MAP = 0;
export const CHANGE = 1;
export const UNMAP = 2;
export const SPLIT = 5;
export const AGE = 6;
const HVA = 0;
const GPA = 2;

const PAGE_BITS = 12;
const WORD_BITS = 32;
const WORD = 0x1_0000_0000;

export interface MmuRows {
  /** A range of a process. */
  putRange(moment: TraceMoment, kind: number, low: number, high: number, bytes: number): void;
  /** A guest page of a level, with the frame it has; null where it has none. The words are those of its number. */
  putPage(moment: TraceMoment, kind: number, low: number, high: number, level: number, entry: Spte | null): void;
}

export function mmuRows(rows: TraceRows): MmuRows {
  const queue = rows.queue(mmuBatch);

  function putRow(
    moment: TraceMoment,
    kind: number,
    space: number,
    low: number,
    high: number,
    bytes: number,
    entry: Spte | null,
  ): void {
    const batch = queue.open();
    const { columns } = batch;
    const row = batch.rows++;
    rows.putMoment(columns, row, moment);
    columns.kind.data[row] = kind;
    columns.space.data[row] = space;
    put64(columns.addr, row, low, high);
    put64(columns.bytes, row, bytes % WORD, Math.floor(bytes / WORD));
    if (entry) {
      put64(columns.frame, row, entry.frameLow, entry.frameHigh);
      columns.writable.data[row] = entry.writable ? 1 : 0;
    } else {
      setUnknown(columns.frame, row);
      setUnknown(columns.writable, row);
    }
  }

  return {
    putRange: (moment, kind, low, high, bytes) => putRow(moment, kind, HVA, low, high, bytes, null),
    putPage(moment, kind, low, high, level, entry) {
      const upper = (high << PAGE_BITS) | (low >>> (WORD_BITS - PAGE_BITS));
      putRow(moment, kind, GPA, low << PAGE_BITS, upper, bytesOfLevel(level), entry);
    },
  };
}
