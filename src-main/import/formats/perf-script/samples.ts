// Lines that are samples: counted page faults become rows here, all others go to the sink of trace events.
import { BATCH_ROWS, type ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { batchOf, clearBatch, type Fill, put64, putSeq, setUnknown } from "../../bytes/columns.ts";
import { byteDictionary } from "../../bytes/dictionary.ts";
import type { Lines } from "../../bytes/lines.ts";
import { type TimeSpan, timeSpan } from "../../bytes/time-span.ts";
import type { ImportContext } from "../../importer.ts";
import { type TraceSink, traceMoment } from "../../trace-events/contract.ts";
import { MAX_CPUS } from "../../trace-events/rows.ts";
import { traceSink } from "../../trace-events/sink.ts";
import { traceText } from "../../trace-events/text-events.ts";
import type { TextLosses } from "../../trace-events/text-losses.ts";
import type { TextThreads } from "../../trace-events/text-threads.ts";
import { secondsClock } from "../../trace-events/text-time.ts";
import { countedBatch, KIND_HOST } from "../perf-data/batches.ts";
import { isFaultName, isFaultTracepoint, withoutModifiers } from "../perf-data/event-names.ts";
import type { Head } from "./head.ts";
import { type Address, noAddress, readAddresses, readFrame } from "./values.ts";

const MAX_NAME = 255;
const MAX_COUNTED = 256;
const NOT_COUNTED = -1;

/** A software event that counts page faults. */
interface Counted {
  readonly name: string;
  readonly nameId: number;
  lines: number;
}

export interface TextSamples {
  readonly sink: TraceSink;
  full(): boolean;
  /** Takes a line; false where it cannot be one. */
  put(head: Head, lines: Lines): boolean;
  /** Takes the first frame of the call chain of the sample before it. */
  frame(lines: Lines): void;
  batches(all: boolean): Generator<ColumnBatch, void, void>;
  /** Everything that is left; tells the context all counts. */
  finish(): Generator<ColumnBatch, void, void>;
}

/** `offset` is what is added to recorded ns. */
export function textSamples(
  context: ImportContext,
  threads: TextThreads,
  losses: TextLosses,
  offset: bigint,
): TextSamples {
  const sink = traceSink(context, offset);
  const text = traceText(sink, { plain: withoutModifiers, hasFields: (name) => name.includes(":") });
  let counted: ReturnType<typeof countedBatch> | null = null;
  const events: Counted[] = [];
  const names = byteDictionary(countedNumber);
  const cpus = new Float64Array(MAX_CPUS);
  const times: TimeSpan = timeSpan(offset);
  const setSeconds = secondsClock();
  const moment = traceMoment();
  const addr = noAddress();
  const ip = noAddress();
  // Row of a page fault whose instruction may follow as the first frame of a call chain.
  let waiting = -1;

  /** Number of a counted event, `NOT_COUNTED` for all others. */
  function countedNumber(printed: string): number {
    const name = withoutModifiers(printed);
    if (!isFaultName(name) || isFaultTracepoint(name)) return NOT_COUNTED;
    const known = events.findIndex((event) => event.name === name);
    if (known >= 0 || events.length >= MAX_COUNTED) return known;
    return events.push({ name, nameId: context.name(name), lines: 0 }) - 1;
  }

  /** Sets the moment of a line. */
  function setMoment(head: Head, lines: Lines): void {
    moment.seq = lines.number;
    moment.timed = head.digits > 0;
    if (moment.timed) setSeconds(moment, head.seconds, head.fraction);
    moment.cpu = head.cpu < MAX_CPUS ? head.cpu : -1;
    moment.tid = head.tid;
    moment.task = threads.of(head, lines.bytes);
    losses.before(moment, sink);
  }

  function putAddress(column: Fill, row: number, { known, words }: Address): void {
    if (known) put64(column, row, words[0] as number, words[1] as number);
    else setUnknown(column, row);
  }

  /** The instruction of the last page fault is not known any more. */
  function settle(): void {
    if (waiting >= 0 && counted) setUnknown(counted.columns.ip, waiting);
    waiting = -1;
  }

  function putCounted(head: Head, lines: Lines, event: Counted): boolean {
    if (!readAddresses(addr, ip, lines.bytes, head.eventEnd, lines.end, lines.ended)) return false;
    setMoment(head, lines);
    counted ??= countedBatch();
    const { columns } = counted;
    const row = counted.rows++;
    putSeq(columns.seq, row, moment.seq);
    if (moment.timed) times.put(columns.t, row, moment.low, moment.high);
    else setUnknown(columns.t, row);
    if (moment.cpu >= 0) {
      columns.cpu.data[row] = moment.cpu;
      cpus[moment.cpu] = (cpus[moment.cpu] as number) + 1;
    } else setUnknown(columns.cpu, row);
    if (moment.task) columns.task_id.data[row] = moment.task;
    else setUnknown(columns.task_id, row);
    columns.event_id.data[row] = event.nameId;
    columns.kind.data[row] = KIND_HOST;
    putAddress(columns.addr, row, addr);
    if (ip.known) putAddress(columns.ip, row, ip);
    else waiting = row;
    event.lines++;
    return true;
  }

  function* batches(everything: boolean): Generator<ColumnBatch, void, void> {
    settle();
    if (counted && counted.rows > 0 && (everything || counted.rows === BATCH_ROWS)) {
      yield batchOf(counted);
      clearBatch(counted);
    }
    yield* sink.batches(everything);
  }

  return {
    sink,
    full: () => counted?.rows === BATCH_ROWS || sink.full(),
    put(head, lines) {
      settle();
      const { eventStart, eventEnd } = head;
      if (eventEnd - eventStart > MAX_NAME) return false;
      const event = events[names.find(lines.bytes, eventStart, eventEnd)];
      if (event) return putCounted(head, lines, event);
      if (!text.read(lines, eventStart, eventEnd, eventEnd + 1)) return false;
      setMoment(head, lines);
      text.put(moment);
      return true;
    },
    frame(lines) {
      if (waiting < 0 || !counted) return;
      if (readFrame(ip, lines.bytes, lines.start, lines.end)) {
        put64(counted.columns.ip, waiting, ip.words[0] as number, ip.words[1] as number);
        waiting = -1;
      } else settle();
    },
    batches,
    *finish() {
      yield* batches(true);
      yield* sink.finish();
      for (const { name, lines } of events) if (lines) context.count("event", name, lines);
      for (const [name, n] of threads.comms()) context.count("comm", name, n);
      for (const [cpu, n] of cpus.entries()) if (n > 0) context.count("cpu", String(cpu), n);
      const span = times.span();
      if (span) context.span(span.first, span.last);
    },
  };
}
