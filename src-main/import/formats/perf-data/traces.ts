// Samples of tracepoints: their payloads are read and go to the sink of trace events, in the order of their times.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import type { ImportContext } from "../../importer.ts";
import {
  type FieldValues,
  fieldValues,
  type TraceEvent,
  type TraceMoment,
  type TraceSink,
  traceMoment,
} from "../../trace-events/contract.ts";
import type { EventFormat } from "../../trace-events/formats.ts";
import { type Payload, type PayloadReader, payloadReader } from "../../trace-events/payload.ts";
import { traceSink } from "../../trace-events/sink.ts";
import { TRACEPOINT } from "./attr.ts";
import { commCounts } from "./comm-counts.ts";
import type { Events } from "./events.ts";
import { type Features, isaOf } from "./features.ts";
import { IDLE, type Tasks } from "./tasks.ts";
import { FORKED, LOSS, NAMED, traceOrder } from "./trace-order.ts";

/** A tracepoint whose samples go to the sink. */
export interface Tracepoint {
  readonly event: TraceEvent;
  /** Null where the file does not hold the event's format. */
  readonly read: PayloadReader | null;
  readonly place: number;
}

export interface Traces {
  /** The tracepoint of a name; asked for once. */
  open(name: string, format: EventFormat | null): Tracepoint;
  /** Takes a sample: its payload from `at` on, -1 where it has none. `thread` is that of the moment's task. */
  put(tracepoint: Tracepoint, moment: TraceMoment, thread: number, memory: Payload, at: number, end: number): void;
  /** A thread got a name, or with `parent` that of another thread; `time` null: it had it from the start. */
  named(thread: number, name: string, time: bigint | null): void;
  forked(thread: number, parent: number, time: bigint | null): void;
  /** Records were lost on a CPU between two times; those that are not known are null. */
  lost(seq: number, cpu: number, fromNs: bigint | null, untilNs: bigint | null, records: number): void;
  /** The recorder wrote a mark between rounds. */
  mark(): void;
  full(): boolean;
  batches(all: boolean): Generator<ColumnBatch, void, void>;
  finish(): Generator<ColumnBatch, void, void>;
}

const WORD_BITS = 32n;

/** Writes a 64-bit number as value `i`. */
function putValue(values: FieldValues, i: number, value: bigint): void {
  values.words[2 * i] = Number(BigInt.asUintN(32, value));
  values.words[2 * i + 1] = Number(BigInt.asUintN(32, value >> WORD_BITS));
  values.known |= 1 << i;
}

function putTime(moment: TraceMoment, time: bigint): void {
  moment.timed = true;
  moment.low = Number(BigInt.asUintN(32, time));
  moment.high = Number(BigInt.asUintN(32, time >> WORD_BITS));
}

const numberAt = ({ known, words }: FieldValues, i: number): bigint | null =>
  known & (1 << i) ? (BigInt(words[2 * i + 1] as number) << WORD_BITS) | BigInt(words[2 * i] as number) : null;

export interface TraceSetting {
  readonly context: ImportContext;
  readonly events: Events;
  readonly tasks: Tasks;
  readonly features: () => Features;
  /** What is added to recorded ns; asked for only when there is a row. */
  readonly offset: () => bigint;
  readonly little: boolean;
}

export function traces({ context, events, tasks, features, offset, little }: TraceSetting): Traces {
  const list: Tracepoint[] = [];
  const names: string[] = [];
  const numbers = new Map<string, number>();
  const comms = commCounts();
  const values = fieldValues();
  const at = traceMoment();
  const order = traceOrder(consume);
  let sink: TraceSink | null = null;
  let looked = 0;
  let anyTraced = false;
  comms.named(tasks.threads.of(0, 0), IDLE);

  function opened(): TraceSink {
    if (sink) return sink;
    const { facts, tracing } = features();
    sink = traceSink(context, offset(), { isa: isaOf(facts), pageBytes: tracing?.pageSize ?? null });
    return sink;
  }

  /** Recordings without tracepoints need no order. Further events may come in pipe mode. */
  function isOrdered(): boolean {
    for (; looked < events.list.length; looked++) anyTraced ||= events.list[looked]?.attr.type === TRACEPOINT;
    return anyTraced;
  }

  function pass({ event }: Tracepoint, moment: TraceMoment, thread: number, found: FieldValues): void {
    if (event.folded) comms.count(thread, moment.tid);
    sink?.put(event, moment, found);
  }

  function lost({ cpu, seq }: TraceMoment, found: FieldValues): void {
    opened().lost(cpu, numberAt(found, 0), numberAt(found, 1), Number(numberAt(found, 2) ?? 0n), seq);
  }

  /** What comes out of the order of times: threads stand in the place of tasks. */
  function consume(what: number, moment: TraceMoment, found: FieldValues): void {
    const { task: thread } = moment;
    if (what === NAMED) comms.named(thread, names[moment.tid] as string);
    else if (what === FORKED) comms.forked(thread, moment.tid);
    else if (what === LOSS) lost(moment, found);
    else {
      moment.task = thread < 0 ? 0 : tasks.timed(thread);
      pass(list[what] as Tracepoint, moment, thread, found);
    }
  }

  function change(what: number, thread: number, other: number, time: bigint): void {
    putTime(at, time);
    at.task = thread;
    at.tid = other;
    order.hold(what, at, values, 0);
  }

  return {
    open(name, format) {
      const event = opened().event(name, format?.fields ?? []);
      const read = format ? payloadReader(format, event.wanted, little, opened().texts) : null;
      const tracepoint = { event, read, place: list.length };
      list.push(tracepoint);
      return tracepoint;
    },
    put(tracepoint, moment, thread, memory, from, end) {
      const { event, read, place } = tracepoint;
      values.known = 0;
      values.texts = 0;
      if (read && from >= 0) read(memory, from, end, values);
      if (!event.ordered || !moment.timed) pass(tracepoint, moment, thread, values);
      else {
        moment.task = thread;
        order.hold(place, moment, values, 2 * event.wanted.length);
      }
    },
    named(thread, name, time) {
      if (time === null) comms.named(thread, name);
      else if (isOrdered()) {
        const number = numbers.get(name) ?? names.push(name) - 1;
        numbers.set(name, number);
        change(NAMED, thread, number, time);
      }
    },
    forked(thread, parent, time) {
      if (time === null) comms.forked(thread, parent);
      else if (isOrdered()) change(FORKED, thread, parent, time);
    },
    lost(seq, cpu, fromNs, untilNs, records) {
      values.known = 0;
      if (fromNs !== null) putValue(values, 0, fromNs);
      if (untilNs !== null) putValue(values, 1, untilNs);
      putValue(values, 2, BigInt(records));
      at.seq = seq;
      at.cpu = cpu;
      if (untilNs === null || !isOrdered()) lost(at, values);
      else {
        putTime(at, untilNs);
        order.hold(LOSS, at, values, 6);
      }
    },
    mark: order.mark,
    full: () => sink?.full() ?? false,
    *batches(all) {
      if (sink) yield* sink.batches(all);
    },
    *finish() {
      order.finish();
      comms.tell(context);
      if (sink) yield* sink.finish();
      if (order.late())
        context.remark({
          code: "perf.out_of_order",
          excerpt: `${order.late()} records of tracepoints`,
          expected: "marks of the recorder at most some hundred thousand records apart",
          next: "exits that could not be paired with their entry have no length",
        });
    },
  };
}
