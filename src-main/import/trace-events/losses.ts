// Losses of records: rows of the table `loss`, and whether something was lost since a moment.
import { fillBatch, longs, putSeq, setUnknown, shorts } from "../bytes/columns.ts";
import { MAX_CPUS, type TraceRows } from "./rows.ts";

const LOSS_ROWS = 4096;

const lossBatch = () =>
  fillBatch("loss", {
    seq: longs(LOSS_ROWS),
    t: longs(LOSS_ROWS),
    until_t: longs(LOSS_ROWS),
    cpu: shorts(LOSS_ROWS),
    n: longs(LOSS_ROWS),
  });

export interface Losses {
  /** Records were lost; times are recorded ones. */
  add(seq: number, cpu: number, fromNs: bigint | null, untilNs: bigint | null, records: number | null): void;
  /** Stands for now in questions to come. */
  mark(): number;
  /** Whether records of one of two CPUs may have been lost since the mark; an unknown CPU is any CPU. */
  since(mark: number, cpu: number, other: number): boolean;
  /** Whether records of any CPU were lost since the mark. */
  sinceOnAny(mark: number): boolean;
}

export function losses(rows: TraceRows, offset: bigint): Losses {
  const queue = rows.queue(lossBatch);
  let count = 0;
  // Number of the last loss of a CPU, and of the last one that may have been on any.
  let last: Int32Array | null = null;
  let anywhere = 0;

  const since = (mark: number, cpu: number): boolean =>
    cpu < 0 || cpu >= MAX_CPUS ? count > mark : last !== null && (last[cpu] as number) > mark;

  return {
    add(seq, cpu, fromNs, untilNs, records) {
      count++;
      if (cpu < 0 || cpu >= MAX_CPUS) anywhere = count;
      else {
        last ??= new Int32Array(MAX_CPUS);
        last[cpu] = count;
      }
      const batch = queue.open();
      const row = batch.rows++;
      const { columns } = batch;
      putSeq(columns.seq, row, seq);
      // A loss of which only the end is known has a moment.
      const from = fromNs ?? untilNs;
      if (from === null) setUnknown(columns.t, row);
      else columns.t.data[row] = from + offset;
      if (fromNs === null || untilNs === null) setUnknown(columns.until_t, row);
      else columns.until_t.data[row] = untilNs + offset;
      if (cpu < 0 || cpu >= MAX_CPUS) setUnknown(columns.cpu, row);
      else columns.cpu.data[row] = cpu;
      if (records === null) setUnknown(columns.n, row);
      else putSeq(columns.n, row, records);
    },
    mark: () => count,
    since: (mark, cpu, other) => count > mark && (anywhere > mark || since(mark, cpu) || since(mark, other)),
    sinceOnAny: (mark) => count > mark,
  };
}
