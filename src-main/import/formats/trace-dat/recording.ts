// A trace.dat file of either version, as far as it must be known before its events are read.
import { type EventFormat, readFields } from "../../trace-events/formats.ts";
import type { Options } from "./options.ts";
import type { Compression } from "./start.ts";

/** Trace data of one CPU. */
export interface CpuData {
  readonly cpu: number;
  readonly offset: number;
  readonly size: number;
}

/** A ring buffer: the top one has no name, the others are instances. */
export interface RingBuffer {
  readonly name: string;
  /** Null: that of the whole recording. */
  readonly clock: string | null;
  readonly pageBytes: number;
  readonly compression: Compression;
  readonly cpus: readonly CpuData[];
}

/** Where things lie in a page of the ring buffer. */
export interface PageLayout {
  readonly time: number;
  readonly commit: number;
  /** Bytes of a `long` of the kernel. */
  readonly commitBytes: number;
  readonly data: number;
  /** Bytes of a page as the kernel tells them, null where it does not. */
  readonly pageBytes: number | null;
}

export interface Recording {
  readonly little: boolean;
  readonly layout: PageLayout;
  /** By the number that the recording kernel gave them. */
  readonly formats: ReadonlyMap<number, EventFormat>;
  /** Names of threads by their number. */
  readonly commands: ReadonlyMap<number, string>;
  readonly options: Options;
  readonly buffers: readonly RingBuffer[];
  /** Text that a latency tracer left in the place of records. */
  readonly text: { readonly offset: number; readonly size: number; readonly compression: Compression } | null;
  /** False where the file ends before all of it. */
  readonly whole: boolean;
}

/** Pages as 64-bit kernels have them. */
const USUAL: PageLayout = { time: 0, commit: 8, commitBytes: 8, data: 16, pageBytes: null };

/** More than this is no head of a page. */
const MOST_DATA_OFFSET = 256;

/** The layout from the text of `header_page`; the usual one where it does not tell. */
export function pageLayout(text: string): PageLayout {
  const fields = new Map(readFields(text).map((field) => [field.name, field]));
  const [time, commit, data] = [fields.get("timestamp"), fields.get("commit"), fields.get("data")];
  if (time?.size !== 8 || !commit || !data || data.offset > MOST_DATA_OFFSET || data.offset % 4) return USUAL;
  if (commit.size !== 4 && commit.size !== 8) return USUAL;
  if (time.offset + 8 > data.offset || commit.offset + commit.size > data.offset) return USUAL;
  return {
    time: time.offset,
    commit: commit.offset,
    commitBytes: commit.size,
    data: data.offset,
    pageBytes: data.size > 0 ? data.offset + data.size : null,
  };
}

/** More CPUs in one file, instances counted apart, than any machine gives. */
export const MOST_CPUS = 1 << 16;

/** Smallest and largest page that the kernel allows. */
export const isPageSize = (bytes: number): boolean => bytes >= 512 && bytes <= 1 << 20 && (bytes & (bytes - 1)) === 0;
