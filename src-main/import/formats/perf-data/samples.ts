// Samples as rows of the tables `fault` and `event`: the hot loop of the importer.
import { BATCH_ROWS } from "../../../../src-shared/capture/batch.ts";
import { type Fill, type FillBatch, put64, putSeq, setUnknown } from "../../bytes/columns.ts";
import { timeSpan } from "../../bytes/time-span.ts";
import { type EventAttr, rawPlace } from "./attr.ts";
import { accessOf, countedBatch, eventBatch, firstTouchOf, KIND_HOST, type OnCpu, tracedBatch } from "./batches.ts";
import type { RecordedEvent } from "./events.ts";
import type { Tasks } from "./tasks.ts";
import type { TraceField } from "./tracing.ts";

type Traced = ReturnType<typeof tracedBatch>;

export interface SampleSink {
  /** Whether one of the batches holds no further row. */
  full(): boolean;
  /** Takes the sample at `at`, which is as long as its event's fixed fields at least. */
  put(view: DataView, words: Uint32Array, at: number, size: number, event: RecordedEvent, seq: number): void;
  batches(): FillBatch[];
  /** Least and greatest recorded time, null before the first. */
  span(): { readonly first: bigint; readonly last: bigint } | null;
  /** Samples by CPU. */
  cpus(): ReadonlyMap<number, number>;
}

/** CPUs counted in a column; higher numbers do not exist. */
const MAX_CPUS = 32_768;

/** Header and all fixed fields of a sample, in words. */
const SCRATCH_WORDS = 32;

/** `offset` is what is added to recorded ns. */
export function sampleSink(tasks: Tasks, little: boolean, offset: bigint): SampleSink {
  // Each in its own batch: columns that one kind never fills are then left out at no cost a row.
  let counted: ReturnType<typeof countedBatch> | null = null;
  let traced: ReturnType<typeof tracedBatch> | null = null;
  let other: ReturnType<typeof eventBatch> | null = null;
  const times = timeSpan(offset);
  const counts = new Float64Array(MAX_CPUS);
  const scratch = new Uint32Array(SCRATCH_WORDS);
  const { threads } = tasks;
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

  /** Task of a sample's thread, 0 where it cannot be kept. */
  function taskOf(fields: Uint32Array, base: number, attr: EventAttr): number {
    let pid = -1;
    let tid = -1;
    if (attr.tid >= 0) {
      const place = base + (attr.tid >> 2);
      pid = (fields[place] as number) | 0;
      tid = (fields[place + 1] as number) | 0;
    }
    const thread = threads.of(tid, pid);
    if (thread < 0) return 0;
    return attr.time < 0 ? tasks.untimed(thread) : (threads.task[thread] as number) || tasks.timed(thread);
  }

  /** The columns that both tables have. */
  function putCommon(
    fields: Uint32Array,
    base: number,
    e: RecordedEvent,
    row: number,
    columns: OnCpu,
    seq: number,
  ): void {
    const { attr } = e;
    putSeq(columns.seq, row, seq);
    if (attr.time >= 0) {
      const place = base + (attr.time >> 2);
      times.put(columns.t, row, fields[place] as number, fields[place + 1] as number);
    } else setUnknown(columns.t, row);
    columns.event_id.data[row] = e.nameId;
    const cpu = attr.cpu >= 0 ? (fields[base + (attr.cpu >> 2)] as number) : MAX_CPUS;
    if (cpu < MAX_CPUS) {
      columns.cpu.data[row] = cpu;
      counts[cpu] = (counts[cpu] as number) + 1;
    } else setUnknown(columns.cpu, row);
    const task = taskOf(fields, base, attr);
    if (task) columns.task_id.data[row] = task;
    else setUnknown(columns.task_id, row);
  }

  function putField(fields: Uint32Array, base: number, place: number, column: Fill, row: number): void {
    if (place < 0) setUnknown(column, row);
    else put64(column, row, fields[base + (place >> 2)] as number, fields[base + (place >> 2) + 1] as number);
  }

  /** A field of a tracepoint's payload; false where it is missing. */
  function putTraced(
    view: DataView,
    raw: number,
    end: number,
    field: TraceField | null,
    column: Fill,
    row: number,
  ): boolean {
    if (!field || raw < 0 || raw + field.offset + field.size > end || (field.size !== 8 && field.size !== 4)) {
      setUnknown(column, row);
      return false;
    }
    const first = view.getUint32(raw + field.offset, little);
    const second = field.size === 8 ? view.getUint32(raw + field.offset + 4, little) : 0;
    if (little || field.size === 4) put64(column, row, first, second);
    else put64(column, row, second, first);
    return true;
  }

  /** A page fault reported by a tracepoint: address, instruction and error code are in its payload. */
  function putFaultFields(
    view: DataView,
    at: number,
    end: number,
    e: RecordedEvent,
    row: number,
    columns: Traced["columns"],
  ): void {
    const raw = rawPlace(view, at, end, e.attr, little);
    putTraced(view, raw, end, e.fields?.address ?? null, columns.addr, row);
    putTraced(view, raw, end, e.fields?.ip ?? null, columns.ip, row);
    if (putTraced(view, raw, end, e.fields?.code ?? null, columns.code, row) && e.fields?.x86) {
      const code = columns.code.words[2 * row] as number;
      columns.access.data[row] = accessOf(code);
      columns.first_touch.data[row] = firstTouchOf(code);
    } else {
      setUnknown(columns.access, row);
      setUnknown(columns.first_touch, row);
    }
  }

  return {
    full: () => counted?.rows === BATCH_ROWS || traced?.rows === BATCH_ROWS || other?.rows === BATCH_ROWS,
    batches: () => [counted, traced, other].filter((batch) => batch !== null),
    put(view, words, at, size, e, seq) {
      e.samples++;
      let fields = words;
      let base = at >> 2;
      if (!little || (at & 3) !== 0) {
        nativeFields(view, at, e.attr);
        fields = scratch;
        base = 0;
      }
      if (!e.fault) {
        other ??= eventBatch();
        putCommon(fields, base, e, other.rows++, other.columns, seq);
      } else if (e.fields) {
        traced ??= tracedBatch();
        const row = traced.rows++;
        putCommon(fields, base, e, row, traced.columns, seq);
        traced.columns.kind.data[row] = KIND_HOST;
        putFaultFields(view, at, at + size, e, row, traced.columns);
      } else {
        counted ??= countedBatch();
        const row = counted.rows++;
        putCommon(fields, base, e, row, counted.columns, seq);
        counted.columns.kind.data[row] = KIND_HOST;
        putField(fields, base, e.attr.addr, counted.columns.addr, row);
        putField(fields, base, e.attr.ip, counted.columns.ip, row);
      }
    },
    span: times.span,
    cpus() {
      const found = new Map<number, number>();
      for (const [cpu, n] of counts.entries()) if (n > 0) found.set(cpu, n);
      return found;
    },
  };
}
