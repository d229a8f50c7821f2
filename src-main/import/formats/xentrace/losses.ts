// Records that Xen had to drop because a buffer was full, as rows of table `loss`.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { fillBatch, longs, putSeq, setUnknown, shorts } from "../../bytes/columns.ts";
import { rowWriter } from "../../bytes/row-writer.ts";
import type { TickTime } from "../../bytes/tick-time.ts";
import type { Cpu, Time } from "./cpus.ts";

const lossBatch = () => fillBatch("loss", { seq: longs(), t: longs(), until_t: longs(), cpu: shorts(), n: longs() });

export interface Losses {
  /** `n` records of a CPU were lost from `first` to the CPU's last time. */
  put(seq: number, cpu: Cpu, first: Time, n: number): void;
  /** Records lost so far. */
  n(): number;
  full(): boolean;
  take(all: boolean): Generator<ColumnBatch, void, void>;
}

export function losses(time: TickTime): Losses {
  const writer = rowWriter(lossBatch);
  let lost = 0;
  return {
    put(seq, cpu, first, n) {
      lost += n;
      const batch = writer.open();
      const row = batch.rows++;
      const { columns } = batch;
      putSeq(columns.seq, row, seq);
      columns.cpu.data[row] = cpu.index;
      putSeq(columns.n, row, n);
      if (cpu.timed) {
        time.put(columns.t, row, first.low, first.high);
        time.put(columns.until_t, row, cpu.low, cpu.high);
      } else for (const column of [columns.t, columns.until_t]) setUnknown(column, row);
    },
    n: () => lost,
    full: writer.full,
    take: writer.take,
  };
}
