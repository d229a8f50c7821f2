// Records beside the samples: mappings, names of threads, forks and losses.
import { putSeq, setUnknown } from "../../bytes/columns.ts";
import { byteDictionary } from "../../bytes/dictionary.ts";
import type { ByteWindow } from "../../bytes/window.ts";
import type { ImportContext } from "../../importer.ts";
import type { CpuTimes } from "./cpu-times.ts";
import type { Events, RecordedEvent } from "./events.ts";
import { isMapping, type MappingBatch, type MappingRecord, mappingBatch, ownerOf, putMapping } from "./mappings.ts";
import * as types from "./record-types.ts";
import type { Tasks } from "./tasks.ts";
import type { Traces } from "./traces.ts";

/** Longest name of a thread that is kept; the kernel's have 15 bytes. */
const MAX_COMM = 255;
const COMM_AT = 16;
const FORK_BYTES = 32;

/** Of LOST_SAMPLES: samples that a filter of the user dropped, which were not lost. */
const DROPPED_BY_FILTER = 0x8000;

/** One record counts what a buffer lost since the last one: a week at a million samples a second is fewer. */
const MOST_LOST = 2 ** 40;

export interface SideRecords {
  readonly mapping: MappingBatch;
  /** Takes the record at the window's start: true when it is kept, false when it was rejected, null when it is not kept. */
  take(window: ByteWindow, type: number, size: number, seq: number): boolean | null;
  /** Samples that the recorder lost. */
  lost(): number;
}

export interface SideSetting {
  readonly context: ImportContext;
  readonly events: Events;
  readonly timeline: Tasks;
  readonly traces: Traces;
  readonly lastTimes: CpuTimes;
  readonly isOrdered: () => boolean;
  /** What is added to recorded ns; asked for only when there is a row. */
  readonly offset: () => bigint;
  readonly little: boolean;
}

/** The part of a record that is read: its body from `at` to `end`, its event and its time. */
interface Side {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly end: number;
  /** Recorded time; null for a state from before the recording, or without a trailer. */
  readonly time: bigint | null;
  /** -1: unknown. */
  readonly cpu: number;
}

export function sideRecords(setting: SideSetting): SideRecords {
  const { context, events, timeline, traces, lastTimes, isOrdered, offset, little } = setting;
  const mapping = mappingBatch();
  const paths = byteDictionary((text) => context.name(text));
  const decoder = new TextDecoder();
  const { threads } = timeline;
  let lost = 0;
  let lostSamples = 0;

  /** The event whose trailer a record has, if it has one. */
  function trailerOf(view: DataView, at: number, end: number): RecordedEvent | null {
    const first = events.list[0];
    if (!first?.attr.sampleIdAll || end - at < 8 + first.attr.trailerBytes) return null;
    const place = end - first.attr.trailerId;
    if (place === end || events.list.length === 1) return first;
    const low = view.getUint32(little ? place : place + 4, little);
    const high = view.getUint32(little ? place + 4 : place, little);
    const found = events.of(low, high) ?? first;
    return end - at < 8 + found.attr.trailerBytes ? null : found;
  }

  function sideOf({ view, bytes, at }: ByteWindow, size: number): Side {
    const end = at + size;
    const attr = trailerOf(view, at, end)?.attr;
    const time = attr?.trailerTime ? view.getBigUint64(end - attr.trailerTime, little) : 0n;
    return {
      view,
      bytes,
      at,
      end: end - (attr?.trailerBytes ?? 0),
      time: time === 0n ? null : BigInt.asIntN(64, time),
      cpu: attr?.trailerCpu ? view.getUint32(end - attr.trailerCpu, little) : -1,
    };
  }

  function tooShort(type: string, size: number): false {
    context.reject({ code: "perf.record_short", excerpt: `${type} of ${size} bytes`, expected: "its fixed fields" });
    return false;
  }

  function map(side: Side, second: boolean, size: number, seq: number): boolean {
    const record: MappingRecord = { ...side, second, little };
    if (!isMapping(record)) return tooShort("MMAP", size);
    const row = putMapping(mapping, record, paths);
    const { columns } = mapping;
    putSeq(columns.seq, row, seq);
    if (side.time === null) setUnknown(columns.t, row);
    else columns.t.data[row] = side.time + offset();
    const pid = ownerOf(record);
    const thread = pid === null ? -1 : threads.of(pid, pid);
    const task = thread < 0 ? 0 : isOrdered() ? timeline.timed(thread) : timeline.untimed(thread);
    if (task) columns.task_id.data[row] = task;
    else setUnknown(columns.task_id, row);
    return true;
  }

  function comm({ view, bytes, at, end, time }: Side, size: number): boolean {
    if (end < at + COMM_AT) return tooShort("COMM", size);
    const text = bytes.subarray(at + COMM_AT, Math.min(end, at + COMM_AT + MAX_COMM));
    const zero = text.indexOf(0);
    const pid = view.getInt32(at + 8, little);
    const thread = threads.of(view.getInt32(at + 12, little), pid);
    const name = decoder.decode(zero < 0 ? text : text.subarray(0, zero));
    if (thread < 0) return true;
    timeline.comm(thread, pid, name, time);
    traces.named(thread, name, isOrdered() ? time : null);
    return true;
  }

  function fork({ view, at }: Side, size: number): boolean {
    if (size < FORK_BYTES) return tooShort("FORK", size);
    const pid = view.getInt32(at + 8, little);
    const thread = threads.of(view.getInt32(at + 16, little), pid);
    const parent = threads.of(view.getInt32(at + 20, little), view.getInt32(at + 12, little));
    const told = view.getBigInt64(at + 24, little);
    const time = told === 0n ? null : told;
    if (thread < 0 || parent < 0) return true;
    timeline.fork(thread, pid, parent, time);
    traces.forked(thread, parent, isOrdered() ? time : null);
    return true;
  }

  /** How many samples were lost; null, and the record is rejected, where a recorder could not have lost so many. */
  function countAt(view: DataView, at: number): number | null {
    const n = Number(view.getBigUint64(at, little));
    if (n <= MOST_LOST && lost + lostSamples + n <= Number.MAX_SAFE_INTEGER) return n;
    context.reject({ code: "perf.lost_count", excerpt: `${n} samples`, expected: `at most ${MOST_LOST} lost at once` });
    return null;
  }

  /** The recorder writes what a CPU lost when there is room again: it happened since the CPU's last sample. */
  function placeLoss({ cpu, time }: Side, n: number, seq: number): void {
    const from = lastTimes.last(cpu);
    traces.lost(seq, cpu, time !== null && from !== null && from <= time ? from : null, time, n);
  }

  return {
    mapping,
    take(window, type, size, seq) {
      const { view, at } = window;
      if (type === types.MMAP || type === types.MMAP2)
        return map(sideOf(window, size), type === types.MMAP2, size, seq);
      if (type === types.COMM) return comm(sideOf(window, size), size);
      if (type === types.FORK) return fork(sideOf(window, size), size);
      if (type === types.LOST && size >= 24) {
        const n = countAt(view, at + 16);
        if (n === null) return false;
        lost += n;
        placeLoss(sideOf(window, size), n, seq);
      }
      if (type === types.LOST_SAMPLES && size >= 16 && !(view.getUint16(at + 4, little) & DROPPED_BY_FILTER)) {
        const n = countAt(view, at + 8);
        if (n === null) return false;
        lostSamples += n;
      }
      return null;
    },
    // Both tell of the same loss: the totals where there are some, else the places.
    lost: () => lostSamples || lost,
  };
}
