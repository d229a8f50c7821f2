// Lines that are samples as rows of the tables `fault` and `event`.
import { BATCH_ROWS, type ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { batchOf, clearBatch, type Fill, put64, putSeq, setUnknown } from "../../bytes/columns.ts";
import { byteDictionary } from "../../bytes/dictionary.ts";
import type { Lines } from "../../bytes/lines.ts";
import { type TimeSpan, timeSpan } from "../../bytes/time-span.ts";
import type { ImportContext } from "../../importer.ts";
import {
  accessOf,
  countedBatch,
  eventBatch,
  firstTouchOf,
  KIND_HOST,
  type OnCpu,
  tracedBatch,
} from "../perf-data/batches.ts";
import { isFaultName, isFaultTracepoint, withoutModifiers } from "../perf-data/event-names.ts";
import type { Head } from "./head.ts";
import type { TextThreads } from "../../trace-events/text-threads.ts";
import { type Address, noAddress, readAddresses, readField, readFrame } from "./values.ts";

/** More different events than any kernel has tracepoints. */
const MAX_EVENTS = 1 << 16;
const MAX_NAME = 255;
const MAX_CPUS = 32_768;
const NS_PER_SECOND = 1_000_000_000;

interface TextEvent {
  readonly name: string;
  readonly nameId: number;
  readonly kind: "counted" | "traced" | "event";
  lines: number;
}

export interface TextSamples {
  full(): boolean;
  /** Takes a line; false where it cannot be one. */
  put(head: Head, lines: Lines): boolean;
  /** Takes the first frame of the call chain of the sample before it. */
  frame(lines: Lines): void;
  batches(all: boolean): Generator<ColumnBatch, void, void>;
  /** Tells the context all counts. */
  finish(): void;
}

/** `offset` is what is added to recorded ns. */
export function textSamples(context: ImportContext, threads: TextThreads, offset: bigint): TextSamples {
  let counted: ReturnType<typeof countedBatch> | null = null;
  let traced: ReturnType<typeof tracedBatch> | null = null;
  let other: ReturnType<typeof eventBatch> | null = null;
  const events: TextEvent[] = [];
  const byName = new Map<string, number>();
  const names = byteDictionary(eventNumber);
  const cpus = new Float64Array(MAX_CPUS);
  const times: TimeSpan = timeSpan(offset);
  const addr = noAddress();
  const ip = noAddress();
  const code = noAddress();
  // The second in words, which most lines share with the line before.
  const second = new Uint32Array(2);
  let lastSeconds = -1;
  // Row of a page fault whose instruction may follow as the first frame of a call chain.
  let waiting = -1;

  function eventNumber(text: string): number {
    const name = withoutModifiers(text);
    const known = byName.get(name);
    if (known !== undefined) return known;
    if (events.length >= MAX_EVENTS) return -1;
    const kind = isFaultTracepoint(name) ? "traced" : isFaultName(name) ? "counted" : "event";
    events.push({ name, nameId: context.name(name), kind, lines: 0 });
    byName.set(name, events.length - 1);
    return events.length - 1;
  }

  function putTime(head: Head, column: Fill, row: number): void {
    if (head.digits === 0) {
      setUnknown(column, row);
      return;
    }
    if (head.seconds !== lastSeconds) {
      lastSeconds = head.seconds;
      const upper = Math.floor(lastSeconds / 65_536) * NS_PER_SECOND;
      const lower = (upper % 65_536) * 65_536 + (lastSeconds % 65_536) * NS_PER_SECOND;
      second[0] = lower % 0x1_0000_0000;
      second[1] = Math.floor(upper / 65_536) + Math.floor(lower / 0x1_0000_0000);
    }
    const low = (second[0] as number) + head.fraction;
    times.put(column, row, low >>> 0, (second[1] as number) + (low > 0xffffffff ? 1 : 0));
  }

  function putCommon(head: Head, lines: Lines, event: TextEvent, row: number, columns: OnCpu): void {
    putSeq(columns.seq, row, lines.number);
    putTime(head, columns.t, row);
    columns.event_id.data[row] = event.nameId;
    if (head.cpu >= 0 && head.cpu < MAX_CPUS) {
      columns.cpu.data[row] = head.cpu;
      cpus[head.cpu] = (cpus[head.cpu] as number) + 1;
    } else setUnknown(columns.cpu, row);
    const task = threads.of(head, lines.bytes);
    if (task) columns.task_id.data[row] = task;
    else setUnknown(columns.task_id, row);
    event.lines++;
  }

  function putAddress(column: Fill, row: number, value: Address): void {
    if (value.known) put64(column, row, value.words[0] as number, value.words[1] as number);
    else setUnknown(column, row);
  }

  /** The instruction of the last page fault is not known any more. */
  function settle(): void {
    if (waiting >= 0 && counted) setUnknown(counted.columns.ip, waiting);
    waiting = -1;
  }

  function putCounted(head: Head, lines: Lines, event: TextEvent): boolean {
    if (!readAddresses(addr, ip, lines.bytes, head.eventEnd, lines.end, lines.ended)) return false;
    counted ??= countedBatch();
    const row = counted.rows++;
    putCommon(head, lines, event, row, counted.columns);
    counted.columns.kind.data[row] = KIND_HOST;
    putAddress(counted.columns.addr, row, addr);
    if (ip.known) put64(counted.columns.ip, row, ip.words[0] as number, ip.words[1] as number);
    else waiting = row;
    return true;
  }

  function putTraced(head: Head, lines: Lines, event: TextEvent): void {
    traced ??= tracedBatch();
    const { columns } = traced;
    const row = traced.rows++;
    putCommon(head, lines, event, row, columns);
    columns.kind.data[row] = KIND_HOST;
    const { bytes, end, ended } = lines;
    const from = head.eventEnd + 2;
    readField(addr, "address", bytes, from, end, ended);
    readField(ip, "ip", bytes, from, end, ended);
    readField(code, "error_code", bytes, from, end, ended);
    putAddress(columns.addr, row, addr);
    putAddress(columns.ip, row, ip);
    putAddress(columns.code, row, code);
    if (code.known) {
      columns.access.data[row] = accessOf(code.words[0] as number);
      columns.first_touch.data[row] = firstTouchOf(code.words[0] as number);
    } else {
      setUnknown(columns.access, row);
      setUnknown(columns.first_touch, row);
    }
  }

  return {
    full: () => counted?.rows === BATCH_ROWS || traced?.rows === BATCH_ROWS || other?.rows === BATCH_ROWS,
    put(head, lines) {
      settle();
      const { eventStart, eventEnd } = head;
      if (eventEnd - eventStart > MAX_NAME) return false;
      const event = events[names.find(lines.bytes, eventStart, eventEnd)];
      if (!event) return false;
      if (event.kind === "counted") return putCounted(head, lines, event);
      if (event.kind === "traced") putTraced(head, lines, event);
      else {
        other ??= eventBatch();
        putCommon(head, lines, event, other.rows++, other.columns);
      }
      return true;
    },
    frame(lines) {
      if (waiting < 0 || !counted) return;
      if (readFrame(ip, lines.bytes, lines.start, lines.end)) {
        put64(counted.columns.ip, waiting, ip.words[0] as number, ip.words[1] as number);
        waiting = -1;
      } else settle();
    },
    *batches(everything) {
      settle();
      for (const batch of [counted, traced, other])
        if (batch && batch.rows > 0 && (everything || batch.rows === BATCH_ROWS)) {
          yield batchOf(batch);
          clearBatch(batch);
        }
    },
    finish() {
      for (const event of events) if (event.lines) context.count("event", event.name, event.lines);
      for (const [name, n] of threads.comms()) context.count("comm", name, n);
      for (const [cpu, n] of cpus.entries()) if (n > 0) context.count("cpu", String(cpu), n);
      const span = times.span();
      if (span) context.span(span.first, span.last);
    },
  };
}
