// Walks over the records of a perf.data file: samples and mappings become rows, names go to the task timeline.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { batchOf, clearBatch, type FillBatch } from "../../bytes/columns.ts";
import type { ByteWindow } from "../../bytes/window.ts";
import type { ClockInfo, ImportContext } from "../../importer.ts";
import { recordedClock } from "./clock.ts";
import { cpuTimes } from "./cpu-times.ts";
import { type Events, type RecordedEvent, recordedEvents } from "./events.ts";
import { type Features, noFeatures } from "./features.ts";
import { MAPPING_ROWS } from "./mappings.ts";
import { takeDescription } from "./pipe.ts";
import * as types from "./record-types.ts";
import { type SampleSink, sampleSink } from "./samples.ts";
import { sideRecords } from "./side-records.ts";
import { type Tasks, tasks } from "./tasks.ts";
import { traces } from "./traces.ts";

/** Why `walk` stopped. */
export type Stop =
  /** A batch is full: take the batches, then walk on. */
  | "full"
  /** The record at the window's start goes on beyond its end. */
  | "hungry"
  /** A compressed record is there: unpack it, then walk on. */
  | "packed"
  /** What follows is no record but data, of which `following` bytes must be taken out. */
  | "following"
  /** There is no record at the window's start. */
  | "damaged";

export interface Decoder {
  readonly events: Events;
  features: Features;
  /** Takes whole records out of the window. */
  walk(window: ByteWindow): Stop;
  /** The compressed record that was found: its payload in the window. */
  readonly packed: { from: number; to: number };
  /** Data behind the record that was found. */
  readonly following: { type: number; bytes: number };
  /** Full batches, or with `all` every batch that holds rows; call again afterwards only once they were taken. */
  batches(all: boolean): Generator<ColumnBatch, void, void>;
  /** The clock of the recording, as far as it is known. */
  clock(): ClockInfo;
  /** Tells the context all counts and yields the task timeline. */
  finish(): Generator<ColumnBatch, void, void>;
}

export function recordDecoder(context: ImportContext, little: boolean): Decoder {
  const events = recordedEvents();
  const skipped = new Map<number, number>();
  const packed = { from: 0, to: 0 };
  const following = { type: 0, bytes: 0 };
  const timeline: Tasks = tasks(context, isOrdered);
  const lastTimes = cpuTimes();
  const traced = traces({ context, events, tasks: timeline, features: () => self.features, offset, little });
  const side = sideRecords({ context, events, timeline, traces: traced, lastTimes, isOrdered, offset, little });
  let ordered: boolean | null = null;
  let told: bigint | null = null;
  let sink: SampleSink | null = null;
  let seq = 0;
  let accepted = 0;
  let unknownIds = 0;

  const self: Decoder = { events, features: noFeatures(), walk, packed, following, batches, clock, finish };

  /** Records can be sorted if they all carry a time; perf takes the first event's word for it. */
  function isOrdered(): boolean {
    const first = events.list[0]?.attr;
    if (!first) return false;
    ordered ??= first.sampleIdAll && first.time >= 0;
    return ordered;
  }

  function clock(): ClockInfo {
    return recordedClock(events, self.features);
  }

  /** The clock is told once, before the first row. */
  function offset(): bigint {
    told ??= context.clock(clock());
    return told;
  }

  const low = little ? 0 : 4;
  const high = little ? 4 : 0;

  const eventAt = (view: DataView, at: number): RecordedEvent | null =>
    events.of(view.getUint32(at + low, little), view.getUint32(at + high, little));

  /** What all samples need: their clock, and that tracepoints know of each other. */
  function firstSample(): SampleSink {
    const made = sampleSink({ tasks: timeline, traces: traced, cpuTimes: lastTimes, little, offset: offset() });
    for (const event of events.list) if (event.nameId === 0) events.resolve(event, self.features, context, traced);
    return made;
  }

  /** Takes the sample at the window's start; where it comes in runs also those behind it, and moves the window. */
  function sample(window: ByteWindow, size: number, place: number): void {
    const { at } = window;
    const first = events.list[0];
    if (!first) {
      context.reject({ code: "perf.no_event", expected: "the event of a sample" });
      return;
    }
    const found = place < 0 ? first : place + 8 > size ? null : eventAt(window.view, at + place);
    const event = found ?? (place + 8 > size ? null : first);
    if (event && !found) unknownIds++;
    if (!event || size < event.attr.fixed) {
      context.reject({
        code: "perf.sample_size",
        excerpt: `record ${seq}: a sample of ${size} bytes`,
        expected: `at least ${(event ?? first).attr.fixed} bytes`,
      });
      return;
    }
    sink ??= firstSample();
    if (event.nameId === 0) events.resolve(event, self.features, context, traced);
    if (found && (at & 3) === 0 && (size & 3) === 0 && sink.comesInRuns(event)) {
      const taken = sink.run(window, event, place, seq);
      seq += taken - 1;
      accepted += taken;
      return;
    }
    sink.put(window, size, event, seq);
    accepted++;
  }

  function walk(window: ByteWindow): Stop {
    const { view, words } = window;
    let place = events.idPlace();
    while (true) {
      const { at } = window;
      const left = window.end - at;
      if (left < 8) return "hungry";
      const aligned = little && (at & 3) === 0;
      const type = aligned ? (words[at >> 2] as number) : view.getUint32(at, little);
      const size = aligned ? (words[(at >> 2) + 1] as number) >>> 16 : view.getUint16(at + 6, little);
      if (type === types.SAMPLE && size >= 8) {
        if (size > left) return "hungry";
        if (sink?.full() || traced.full()) return "full";
        seq++;
        sample(window, size, place);
        if (window.at === at) window.at = at + size;
        continue;
      }
      if (side.mapping.rows === MAPPING_ROWS) return "full";
      const stop = other(window, type, size, left);
      if (stop) return stop;
      place = events.idPlace();
    }
  }

  /** Any record but a sample; null when it was taken. */
  function other(window: ByteWindow, type: number, told: number, left: number): Stop | null {
    const { view, at } = window;
    if (traced.full()) return "full";
    if (type === types.COMPRESSED || type === types.COMPRESSED2) return compressed(window, type, told, left);
    if (told < 8) return "damaged";
    if (told > left) return "hungry";
    seq++;
    const taken = side.take(window, type, told, seq);
    window.at = at + told;
    if (taken === null) skip(type);
    else if (taken) accepted++;
    if (type === types.FINISHED_ROUND) traced.mark();
    if (type === types.HEADER_TRACING_DATA && told >= 12) return follow(type, view.getUint32(at + 8, little));
    else if (type === types.AUXTRACE && told >= 16) return follow(type, Number(view.getBigUint64(at + 8, little)));
    else if (type >= types.FIRST_WITHOUT_TRAILER)
      takeDescription(self, type, window.bytes.subarray(at, at + told), little);
    return null;
  }

  const follow = (type: number, bytes: number): Stop => {
    following.type = type;
    following.bytes = bytes;
    return "following";
  };

  function skip(type: number): void {
    skipped.set(type, (skipped.get(type) ?? 0) + 1);
    if (skipped.size <= 256) return;
    // Damage can look like any number of types.
    context.skip(types.recordName(type), skipped.get(type) as number);
    skipped.delete(type);
  }

  /** Writers of the second kind let the size wrap when it does not fit; then the data's own size is right. */
  function compressed(window: ByteWindow, type: number, told: number, left: number): Stop {
    const { view, at } = window;
    const second = type === types.COMPRESSED2;
    if (second && left < 16) return "hungry";
    const data = second ? Number(view.getBigUint64(at + 8, little)) : told - 8;
    const wraps = second && 16 + data <= 0xffff && 16 + data > 0xffff - 7;
    const size = wraps ? 16 + data : told;
    const from = second ? 16 : 8;
    if (size < from) return "damaged";
    if (size > left) return "hungry";
    seq++;
    skip(type);
    packed.from = at + from;
    packed.to = at + from + Math.min(data, size - from);
    window.at = at + size;
    return "packed";
  }

  function* batches(all: boolean): Generator<ColumnBatch, void, void> {
    const holders: FillBatch[] = [...(sink?.batches() ?? []), side.mapping];
    for (const batch of holders)
      if (batch.rows > 0 && (all || batch.rows === (batch.columns.seq?.data.length ?? 0))) {
        yield batchOf(batch);
        clearBatch(batch);
      }
    yield* traced.batches(all);
  }

  function* finish(): Generator<ColumnBatch, void, void> {
    yield* batches(true);
    yield* traced.finish();
    yield* timeline.batches(offset());
    context.accept(accepted);
    for (const [type, n] of skipped) context.skip(types.recordName(type), n);
    for (const event of events.list)
      if (event.samples && !event.tracepoint) context.count("event", event.name, event.samples);
    for (const [cpu, n] of sink?.cpus() ?? []) context.count("cpu", String(cpu), n);
    context.lost(side.lost());
    const span = sink?.span();
    if (span) context.span(span.first, span.last);
    if (unknownIds)
      context.remark({
        code: "perf.unknown_id",
        excerpt: `${unknownIds} records`,
        expected: "ids of the recorded events",
        next: "they were read as the first event",
      });
    if (timeline.dropped())
      context.remark({ code: "perf.names_dropped", excerpt: `${timeline.dropped()} changes of thread names` });
  }

  return self;
}
