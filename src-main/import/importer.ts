// The contract of an importer: bytes in chunks of any size go in, column batches and an honest count come out.
import type { ColumnBatch } from "../../src-shared/capture/batch.ts";
import type { ColumnMap } from "../../src-shared/capture/column-map.ts";

/** A content that can be read at any place. */
export interface RandomAccess {
  /** Size in bytes. */
  readonly size: number;
  /** Fills `into` with what stands at `offset`; returns how many bytes, fewer only at the end of the content. */
  read(into: Uint8Array, offset: number): Promise<number>;
}

/** A moment on the clocks that were read at it. */
export interface CopyTime {
  readonly wallNs: bigint | null;
  readonly monoNs: bigint | null;
  readonly bootNs: bigint | null;
}

/** Where a format's bytes come from, already unpacked from a compression wrapper. */
export interface Source {
  /** File name without its folder and without a compression ending: a hint, never a proof. */
  readonly name: string;
  /** Its place in the dataset, or in /proc and /sys from their roots on, with `/`: a hint as the name is. */
  readonly path: string;
  /** When the folder was copied that it lies in, where a file STAMP there says so. */
  readonly copiedAt?: CopyTime | undefined;
  /** Unpacked size in bytes, null when it is not known before the end. */
  readonly size: number | null;
  /** The content in order. A chunk may be of any size from 1 byte and is only valid until the next one is asked for. */
  chunks(): AsyncIterable<Uint8Array>;
  /** Random access, only for plain files; fewer bytes than asked for at the end of the file. */
  readonly readAt?: (offset: number, length: number) => Promise<Uint8Array>;
  /**
   * The whole content at any place, for formats that cannot be read in order: what is packed is first unpacked to a
   * temporary file. Asked for in the place of `chunks`, not beside it.
   */
  random(): Promise<RandomAccess>;
}

/** What is known of a source before it is opened. */
export interface Hint {
  readonly name: string;
  /** As that of the source; the name where it is left out. */
  readonly path?: string;
  /** Column maps of the project, for tables that no importer knows. */
  readonly maps?: readonly ColumnMap[];
  readonly size: number | null;
}

/** How sure an importer is that a source is its own. */
export interface Detection {
  /** 0 to 1; the highest wins, ties go to the order of the registry. */
  readonly confidence: number;
  /** What was recognised, in words a user understands: "starts with PERFILE2". */
  readonly why: string;
}

/** A record or file that was not taken, for the import report. */
export interface Complaint {
  /** Stable dotted code, for example `perf.record_size`. */
  readonly code: string;
  /** Byte offset in the unpacked content. */
  readonly offset?: number | null;
  /** Line, counted from 1. */
  readonly line?: number | null;
  /** At most 120 characters of what stands there. */
  readonly excerpt?: string | null;
  readonly expected?: string | null;
  readonly next?: string | null;
}

/** Clock of a capture's times. */
export interface ClockInfo {
  /** mono, mono_raw, boot, wall, tai, perf, local, tsc, none ... */
  readonly name: string;
  /** Resolution of the recorded times in ns. */
  readonly stepNs: number;
  /** One moment read on this clock and on the wall clock, where the source itself holds such a pair. */
  readonly wallPair?: { readonly clockNs: bigint; readonly wallNs: bigint };
}

export interface ImportOptions {
  readonly columns?: readonly ColumnMap[];
  readonly pageHash: "xxh128" | "blake2b128";
  /** Rate of the hosts' time stamp counters as the user gave it. */
  readonly tscMhz?: number | null;
}

/** What an importer may ask and must report. All counts are of the source's own records (lines, records, pages). */
export interface ImportContext {
  readonly options: ImportOptions;
  /** Checked by the importer between chunks; a cancelled importer simply stops. */
  readonly signal: AbortSignal;

  /** Dictionary id of a text (table `name`); the same text always gives the same id. */
  name(text: string): number;
  /** The next free id of a table keyed by id in this import. */
  nextId(table: "task" | "series" | "snapshot" | "moment"): number;

  /** Tells the clock before the first row; returns what must be added to recorded ns to get `t`. */
  clock(info: ClockInfo): bigint;

  /** Records that became rows, or were understood and counted as events. */
  accept(records: number): void;
  /** Records that are damaged or make no sense; the first complaint of each code is kept with its place. */
  reject(complaint: Complaint, records?: number): void;
  /** Records that are understood and deliberately not kept (side-band, comments, symbols), by kind. */
  skip(kind: string, records?: number): void;
  /** Something worth telling that is not about one record. */
  remark(complaint: Complaint): void;

  /** Counts of events, threads' names and CPUs, in the original tool's spelling. */
  count(what: "event" | "comm" | "cpu", key: string, n: number): void;
  /** The names of threads are to be counted from the task timeline after the rows are stored. */
  commsFromTasks(): void;
  /** Records that the source itself says were lost; never calling it means the source cannot tell. */
  lost(records: number): void;
  /** Least and greatest recorded time (before the clock's offset), where rows do not tell them. */
  span(firstNs: bigint, lastNs: bigint): void;
  /** The source ended too early, or was left at a damaged place. Default: whole. */
  status(status: "truncated" | "partial"): void;
  /** Facts of the capture: instruction set, page size, host name. */
  property(key: "isa" | "page_size" | "host", value: string): void;
  /** What the source holds is told by its path, too: the same bytes under another name say something else. */
  toldByPath(): void;
  /** Ticks a second of a clock that counts ticks, by the user or by a source that was read before; null: nobody told. */
  rate(clock: string): number | null;
  /** Tells the ticks a second of such a clock. */
  tellRate(clock: string, hz: number): void;
  /** A pair of clocks read together, for linking captures. */
  clockPair(from: string, to: string, fromNs: bigint, toNs: bigint): void;
}

/** What docs/formats.md says of a format beside its tables. */
export interface FormatNotes {
  /** The command, or what such a file looks like. */
  readonly made: string;
  /** How exact what is kept is, and what it was checked against. */
  readonly accuracy: string;
  /** What is not read, and what the file cannot tell. */
  readonly limits: string;
}

/**
 * One file format. An importer never touches the file system or the database, is synchronous inside a chunk,
 * allocates no object per record in its hot loop, and yields the same rows for chunks of any size.
 */
export interface Importer {
  /** Stable name, stored as the capture's format: `perf.data`. */
  readonly id: string;
  readonly title: string;
  readonly notes?: FormatNotes;
  /** Canonical tables it can fill. */
  readonly tables: readonly string[];
  /** Looks at the first 64 KiB (less for small files) of the unpacked content. */
  detect(head: Uint8Array, hint: Hint): Detection | null;
  open(source: Source, context: ImportContext): AsyncIterable<ColumnBatch>;
}
