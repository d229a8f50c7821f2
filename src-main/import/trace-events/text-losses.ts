// Records that a text says were lost: told to the sink when the next event of their CPU comes, and in all at the end.
import type { ImportContext } from "../importer.ts";
import type { TraceMoment, TraceSink } from "./contract.ts";
import { MAX_CPUS } from "./rows.ts";

const ANY_CPU = -1;

interface Pending {
  /** Last recorded time before the loss, null for none. */
  readonly from: bigint | null;
  /** Null: how many is not known. */
  records: number | null;
}

export interface TextLosses {
  /** The head of the text says that so many of all records are no longer there. */
  overrun(records: number): void;
  /** The data of a CPU begin here, because what came before was overwritten. */
  begins(cpu: number): void;
  /** A line says that records of a CPU were lost here; null: it does not say how many. */
  lost(cpu: number, records: number | null): void;
  /** Records of one event that were lost in all: the sum of these counts, whatever the lines between events said. */
  counted(records: number): void;
  /** The source tells of losses, so that without any of them nothing was lost. */
  told(): void;
  /** An event comes: what was lost before it is over. */
  before(moment: TraceMoment, sink: TraceSink): void;
  /** There is no further event: tells the context how many records were lost; returns losses without a number. */
  finish(sink: TraceSink | null): number;
}

const nsOf = (low: number, high: number): bigint => (BigInt(high) << 32n) | BigInt(low);

export function textLosses(context: ImportContext): TextLosses {
  const pending = new Map<number, Pending>();
  // Times of the last event of each CPU, and of the first of all.
  const last = new Uint32Array(2 * MAX_CPUS);
  const timed = new Uint8Array(MAX_CPUS);
  let first: bigint | null = null;
  let total: number | null = null;
  let byEvent: number | null = null;
  let overwritten = false;
  let uncounted = 0;

  const lastOf = (cpu: number): bigint | null =>
    timed[cpu] ? nsOf(last[2 * cpu] as number, last[2 * cpu + 1] as number) : null;

  function add(cpu: number, from: bigint | null, records: number | null): void {
    const before = pending.get(cpu);
    if (!before) pending.set(cpu, { from, records });
    else if (records !== null) before.records = (before.records ?? 0) + records;
    if (records !== null) total = (total ?? 0) + records;
  }

  function settle(cpu: number, until: bigint | null, sink: TraceSink): void {
    const loss = pending.get(cpu);
    if (!loss) return;
    pending.delete(cpu);
    sink.lost(cpu, loss.from, until, loss.records);
  }

  return {
    overrun(records) {
      total ??= 0;
      if (records <= 0) return;
      overwritten = true;
      add(ANY_CPU, null, records);
    },
    begins(cpu) {
      if (overwritten && cpu < MAX_CPUS) add(cpu, first, null);
    },
    lost(cpu, records) {
      if (records === null) uncounted++;
      add(cpu < MAX_CPUS ? cpu : ANY_CPU, cpu < MAX_CPUS ? lastOf(cpu) : null, records);
    },
    counted(records) {
      byEvent = (byEvent ?? 0) + records;
    },
    told() {
      total ??= 0;
    },
    before(moment, sink) {
      const { cpu, low, high } = moment;
      if (moment.timed && first === null) first = nsOf(low, high);
      if (pending.size > 0) {
        const until = moment.timed ? nsOf(low, high) : null;
        settle(ANY_CPU, until, sink);
        settle(cpu, until, sink);
      }
      if (!moment.timed || cpu < 0 || cpu >= MAX_CPUS) return;
      last[2 * cpu] = low;
      last[2 * cpu + 1] = high;
      timed[cpu] = 1;
    },
    finish(sink) {
      if (sink) for (const cpu of [...pending.keys()]) settle(cpu, null, sink);
      const lost = byEvent ?? total;
      if (lost !== null) context.lost(lost);
      return uncounted;
    },
  };
}
