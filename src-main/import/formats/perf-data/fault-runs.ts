// Page faults of one event that stand one behind the other, as rows of `fault`: the hot loop of the importer.
import { BATCH_ROWS } from "../../../../src-shared/capture/batch.ts";
import { setUnknown } from "../../bytes/columns.ts";
import type { TimeSpan } from "../../bytes/time-span.ts";
import type { ByteWindow } from "../../bytes/window.ts";
import { MAX_CPUS } from "../../trace-events/rows.ts";
import type { EventAttr } from "./attr.ts";
import { type CountedBatch, KIND_HOST } from "./batches.ts";
import type { CpuTimes } from "./cpu-times.ts";
import type { RecordedEvent } from "./events.ts";
import { SAMPLE } from "./record-types.ts";

interface FaultRunSetting {
  readonly times: TimeSpan;
  readonly cpuTimes: CpuTimes;
  /** Samples by CPU. */
  readonly counts: Float64Array;
  /** Task of a sample with a time, 0 where it cannot be kept. */
  readonly taskOf: (tid: number, pid: number) => number;
  /** What is added to recorded ns. */
  readonly offset: bigint;
}

/** Whether samples of an event say when, where and by whom, so that they can be taken in runs. */
export const comesInRuns = ({ tid, time, cpu }: EventAttr): boolean => tid >= 0 && time >= 0 && cpu >= 0;

/**
 * Takes the sample at the window's start and those behind it that are like it, as far as the batch has room, and moves
 * the window behind them. The record must be whole, in the machine's byte order and at a multiple of 4; `idPlace` as of
 * the events. Returns how many were taken.
 */
type TakeFaults = (
  window: ByteWindow,
  batch: CountedBatch,
  event: RecordedEvent,
  idPlace: number,
  seq: number,
) => number;

/** Whether a whole sample with all fixed fields, `fixed` bytes, begins at word `base`. */
function isSample(words: Uint32Array, base: number, end: number, fixed: number): boolean {
  if (base + (fixed >> 2) > end || words[base] !== SAMPLE) return false;
  const size = (words[base + 1] as number) >>> 16;
  return size >= fixed && (size & 3) === 0 && base + (size >> 2) <= end;
}

export function faultRuns({ times, cpuTimes, counts, taskOf, offset }: FaultRunSetting): TakeFaults {
  const offsetLow = Number(BigInt.asIntN(32, offset));
  const offsetHigh = Number(BigInt.asIntN(32, offset >> 32n));

  function putCpu(column: CountedBatch["columns"]["cpu"], row: number, cpu: number, low: number, high: number): void {
    if (cpu >= MAX_CPUS) {
      setUnknown(column, row);
      return;
    }
    column.data[row] = cpu;
    counts[cpu] = (counts[cpu] as number) + 1;
    cpuTimes.see(cpu, low, high);
  }

  /** Fills what is the same in all rows of a run. */
  function putSame({ columns }: CountedBatch, from: number, to: number, { attr, nameId }: RecordedEvent): void {
    columns.event_id.data.fill(nameId, from, to);
    columns.kind.data.fill(KIND_HOST, from, to);
    if (attr.addr < 0) for (let row = from; row < to; row++) setUnknown(columns.addr, row);
    if (attr.ip < 0) for (let row = from; row < to; row++) setUnknown(columns.ip, row);
  }

  return (window, batch, event, idPlace, seq) => {
    const { words } = window;
    const { columns, rows: first } = batch;
    const { attr } = event;
    const end = window.end >> 2;
    const [seqs, stamps, addrs, ips] = [columns.seq.words, columns.t.words, columns.addr.words, columns.ip.words];
    const [tidAt, timeAt, cpuAt, idAt] = [attr.tid >> 2, attr.time >> 2, attr.cpu >> 2, idPlace >> 2];
    // What is not recorded is written like the time, and unknown in the end.
    const addrAt = attr.addr < 0 ? timeAt : attr.addr >> 2;
    const ipAt = attr.ip < 0 ? timeAt : attr.ip >> 2;
    let base = window.at >> 2;
    const [idLow, idHigh] = [words[base + idAt], words[base + idAt + 1]];
    let leastLow = words[base + timeAt] as number;
    let leastHigh = words[base + timeAt + 1] as number;
    let [mostLow, mostHigh] = [leastLow, leastHigh];
    let tid = 0;
    let task = 0;
    let row = first;
    do {
      const thread = (words[base + tidAt + 1] as number) | 0;
      if (row === first || thread !== tid) {
        tid = thread;
        task = taskOf(tid, (words[base + tidAt] as number) | 0);
      }
      if (task > 0) columns.task_id.data[row] = task;
      else setUnknown(columns.task_id, row);
      const number = seq + row - first;
      seqs[2 * row] = number;
      seqs[2 * row + 1] = number > 0xffffffff ? Math.floor(number / 0x1_0000_0000) : 0;
      const low = words[base + timeAt] as number;
      const high = words[base + timeAt + 1] as number;
      const sum = (low + offsetLow) | 0;
      stamps[2 * row] = sum;
      stamps[2 * row + 1] = high + offsetHigh + (sum >>> 0 < offsetLow >>> 0 ? 1 : 0);
      if (high < leastHigh || (high === leastHigh && low < leastLow)) {
        leastLow = low;
        leastHigh = high;
      } else if (high > mostHigh || (high === mostHigh && low > mostLow)) {
        mostLow = low;
        mostHigh = high;
      }
      putCpu(columns.cpu, row, words[base + cpuAt] as number, low, high);
      addrs[2 * row] = words[base + addrAt] as number;
      addrs[2 * row + 1] = words[base + addrAt + 1] as number;
      ips[2 * row] = words[base + ipAt] as number;
      ips[2 * row + 1] = words[base + ipAt + 1] as number;
      row++;
      base += (words[base + 1] as number) >>> 18;
    } while (
      row < BATCH_ROWS &&
      isSample(words, base, end, attr.fixed) &&
      (idPlace < 0 || (words[base + idAt] === idLow && words[base + idAt + 1] === idHigh))
    );
    times.see(leastLow, leastHigh);
    times.see(mostLow, mostHigh);
    putSame(batch, first, row, event);
    batch.rows = row;
    window.at = base << 2;
    return row - first;
  };
}
