// Samples as rows of the tables `fault`, `access` and `event`: the hot loop of the importer.
import { BATCH_ROWS } from "../../../../src-shared/capture/batch.ts";
import { type Fill, type FillBatch, put64, putSeq, setUnknown } from "../../bytes/columns.ts";
import { timeSpan } from "../../bytes/time-span.ts";
import type { ByteWindow } from "../../bytes/window.ts";
import { traceMoment } from "../../trace-events/contract.ts";
import { MAX_CPUS } from "../../trace-events/rows.ts";
import { accessBatch, putAccess } from "./accesses.ts";
import { type EventAttr, rawPlace } from "./attr.ts";
import { countedBatch, eventBatch, KIND_HOST, type OnCpu } from "./batches.ts";
import type { CpuTimes } from "./cpu-times.ts";
import type { RecordedEvent } from "./events.ts";
import { comesInRuns, faultRuns } from "./fault-runs.ts";
import { type TailPlaces, tailPlaces } from "./sample-tail.ts";
import type { Tasks } from "./tasks.ts";
import type { Traces } from "./traces.ts";

export interface SampleSink {
  /** Whether one of the batches holds no further row. */
  full(): boolean;
  /** Whether samples of an event can be taken in runs, where they lie as this machine has its words. */
  comesInRuns(event: RecordedEvent): boolean;
  /** Takes the sample at the window's start, which is as long as its event's fixed fields at least. */
  put(window: ByteWindow, size: number, event: RecordedEvent, seq: number): void;
  /** Takes the sample at the window's start and those like it behind it; moves the window, returns how many it took. */
  run(window: ByteWindow, event: RecordedEvent, idPlace: number, seq: number): number;
  batches(): FillBatch[];
  /** Least and greatest recorded time, null before the first. */
  span(): { readonly first: bigint; readonly last: bigint } | null;
  /** Samples by CPU. */
  cpus(): ReadonlyMap<number, number>;
}

/** Header and all fixed fields of a sample, in words. */
const SCRATCH_WORDS = 32;

export interface SampleSetting {
  readonly tasks: Tasks;
  readonly traces: Traces;
  readonly cpuTimes: CpuTimes;
  readonly little: boolean;
  /** What is added to recorded ns. */
  readonly offset: bigint;
}

export function sampleSink({ tasks, traces, cpuTimes, little, offset }: SampleSetting): SampleSink {
  // Each in its own batch: columns that one kind never fills are then left out at no cost a row.
  let counted: ReturnType<typeof countedBatch> | null = null;
  let accesses: ReturnType<typeof accessBatch> | null = null;
  let other: ReturnType<typeof eventBatch> | null = null;
  const times = timeSpan(offset);
  const counts = new Float64Array(MAX_CPUS);
  const scratch = new Uint32Array(SCRATCH_WORDS);
  const moment = traceMoment();
  const tail: TailPlaces = { weight: -1, source: -1 };
  const { threads } = tasks;
  const takeFaults = faultRuns({
    ...{ times, cpuTimes, counts, offset },
    taskOf(tid, pid) {
      const thread = threads.of(tid, pid);
      return thread < 0 ? 0 : (threads.task[thread] as number) || tasks.timed(thread);
    },
  });

  /** Copies the fixed fields as native words, low word first. */
  function nativeFields(view: DataView, at: number, attr: EventAttr): void {
    for (let place = 8; place < attr.fixed; place += 8) {
      const first = view.getUint32(at + place, little);
      const second = view.getUint32(at + place + 4, little);
      // Two fields of 32 bits keep their order, one of 64 bits starts with its high word in big-endian files.
      const pair = little || place === attr.tid || place === attr.cpu;
      scratch[place >> 2] = pair ? first : second;
      scratch[(place >> 2) + 1] = pair ? second : first;
    }
  }

  /** Place of a sample's thread, -1 where it cannot be kept. */
  function threadOf(fields: Uint32Array, base: number, attr: EventAttr): number {
    if (attr.tid < 0) return threads.of(-1, -1);
    const place = base + (attr.tid >> 2);
    return threads.of((fields[place + 1] as number) | 0, (fields[place] as number) | 0);
  }

  /** Task of a sample's thread, 0 where it cannot be kept. */
  function taskOf(thread: number, attr: EventAttr): number {
    if (thread < 0) return 0;
    return attr.time < 0 ? tasks.untimed(thread) : (threads.task[thread] as number) || tasks.timed(thread);
  }

  /** The columns that all tables have. */
  function putCommon(
    fields: Uint32Array,
    base: number,
    { attr }: RecordedEvent,
    row: number,
    columns: Omit<OnCpu, "event_id">,
    seq: number,
  ) {
    putSeq(columns.seq, row, seq);
    const cpu = attr.cpu >= 0 ? (fields[base + (attr.cpu >> 2)] as number) : MAX_CPUS;
    if (cpu < MAX_CPUS) {
      columns.cpu.data[row] = cpu;
      counts[cpu] = (counts[cpu] as number) + 1;
    } else setUnknown(columns.cpu, row);
    if (attr.time >= 0) {
      const place = base + (attr.time >> 2);
      const low = fields[place] as number;
      const high = fields[place + 1] as number;
      times.put(columns.t, row, low, high);
      if (cpu < MAX_CPUS) cpuTimes.see(cpu, low, high);
    } else setUnknown(columns.t, row);
    const task = taskOf(threadOf(fields, base, attr), attr);
    if (task) columns.task_id.data[row] = task;
    else setUnknown(columns.task_id, row);
  }

  function putField(fields: Uint32Array, base: number, place: number, column: Fill, row: number): void {
    if (place < 0) setUnknown(column, row);
    else put64(column, row, fields[base + (place >> 2)] as number, fields[base + (place >> 2) + 1] as number);
  }

  function putCounted(fields: Uint32Array, base: number, e: RecordedEvent, seq: number): void {
    counted ??= countedBatch();
    const row = counted.rows++;
    const { columns } = counted;
    putCommon(fields, base, e, row, columns, seq);
    columns.event_id.data[row] = e.nameId;
    columns.kind.data[row] = KIND_HOST;
    putField(fields, base, e.attr.addr, columns.addr, row);
    putField(fields, base, e.attr.ip, columns.ip, row);
  }

  function putTraced(
    fields: Uint32Array,
    base: number,
    e: RecordedEvent,
    window: ByteWindow,
    size: number,
    seq: number,
  ): void {
    const { attr, tracepoint } = e;
    if (!tracepoint) return;
    const { view, at } = window;
    const thread = threadOf(fields, base, attr);
    moment.seq = seq;
    moment.timed = attr.time >= 0;
    if (moment.timed) {
      moment.low = fields[base + (attr.time >> 2)] as number;
      moment.high = fields[base + (attr.time >> 2) + 1] as number;
    }
    moment.cpu = attr.cpu >= 0 ? (fields[base + (attr.cpu >> 2)] as number) | 0 : -1;
    moment.tid = attr.tid >= 0 ? (fields[base + (attr.tid >> 2) + 1] as number) | 0 : -1;
    moment.task = taskOf(thread, attr);
    if (moment.timed && moment.cpu >= 0 && moment.cpu < MAX_CPUS) cpuTimes.see(moment.cpu, moment.low, moment.high);
    traces.put(tracepoint, moment, thread, window, rawPlace(view, at, at + size, attr, little), at + size);
  }

  function putOther(fields: Uint32Array, base: number, e: RecordedEvent, seq: number): void {
    other ??= eventBatch();
    const row = other.rows++;
    putCommon(fields, base, e, row, other.columns, seq);
    other.columns.event_id.data[row] = e.nameId;
  }

  /** A sampled access to memory; false where the sample does not tell of one. */
  function putMemory(
    fields: Uint32Array,
    base: number,
    e: RecordedEvent,
    { view, at }: ByteWindow,
    size: number,
    seq: number,
  ): boolean {
    const { attr } = e;
    const place = base + (attr.addr >> 2);
    if (!fields[place] && !fields[place + 1]) return false;
    tailPlaces(view, at, at + size, attr, little, tail);
    accesses ??= accessBatch();
    const row = accesses.rows++;
    const { columns } = accesses;
    putCommon(fields, base, e, row, columns, seq);
    putField(fields, base, attr.addr, columns.addr, row);
    putField(fields, base, attr.period, columns.period, row);
    putAccess(columns, row, view, at, tail, little, e.levels);
    return true;
  }

  return {
    full: () => counted?.rows === BATCH_ROWS || accesses?.rows === BATCH_ROWS || other?.rows === BATCH_ROWS,
    batches: () => [counted, accesses, other].filter((batch) => batch !== null),
    comesInRuns: ({ kind, attr }) => little && kind === "fault" && comesInRuns(attr),
    run(window, e, idPlace, seq) {
      counted ??= countedBatch();
      const taken = takeFaults(window, counted, e, idPlace, seq);
      e.samples += taken;
      return taken;
    },
    put(window, size, e, seq) {
      const { view, at } = window;
      let fields = window.words;
      let base = at >> 2;
      if (!little || (at & 3) !== 0) {
        nativeFields(view, at, e.attr);
        fields = scratch;
        base = 0;
      }
      if (e.kind === "fault") putCounted(fields, base, e, seq);
      else if (e.kind === "trace") putTraced(fields, base, e, window, size, seq);
      else if (e.kind !== "access" || !putMemory(fields, base, e, window, size, seq)) putOther(fields, base, e, seq);
      e.samples++;
    },
    span: times.span,
    cpus() {
      const found = new Map<number, number>();
      for (const [cpu, n] of counts.entries()) if (n > 0) found.set(cpu, n);
      return found;
    },
  };
}
