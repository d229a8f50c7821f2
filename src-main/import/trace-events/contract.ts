// What trace events become: every container and every spelling hands its events here, field by field.
import type { ColumnBatch } from "../../../src-shared/capture/batch.ts";
import type { ByteDictionary } from "../bytes/dictionary.ts";

/** Most fields of one event that are looked at. */
export const MOST_FIELDS = 8;

/** A field as the recording declares it; text recordings give the names they print, in their order. */
export interface RecordedField {
  readonly name: string;
  /** In the source's spelling: `u64`, `char[16]`, `__data_loc char[]`; empty where it is not told. */
  readonly type: string;
  /** Its value is a text: a dictionary id stands for it. */
  readonly text: boolean;
}

/** One event of one source: made once, then given with every record of it. */
export interface TraceEvent {
  /** Its number in the sink. */
  readonly number: number;
  /** As the original tool prints it: `kvm:kvm_exit` by perf, `kvm_exit` by ftrace. */
  readonly name: string;
  /**
   * Which fields `put` wants, in the order of its values: each by the spellings it goes by in any kernel, the first that
   * was recorded counts. Events without a table of their own want their first six.
   */
  readonly wanted: readonly (readonly string[])[];
  /**
   * What its records become depends on what came before: they must come in the order of their times. The others may come
   * in any order.
   */
  readonly ordered: boolean;
  /**
   * Its records become no rows of their own with a task (entries, switches, regions): a container whose names of threads
   * are counted from rows counts these itself.
   */
  readonly folded: boolean;
}

/** Values of an event's wanted fields. Made once and filled anew for each record. */
export interface FieldValues {
  /** Bit i: the value of field i was recorded. */
  known: number;
  /** Bit i: field i is a text, its low word is what `texts` of the sink gave for it. */
  texts: number;
  /** Two words a field, the low one first; signed fields are extended to 64 bits, texts are ids of the dictionary. */
  readonly words: Uint32Array;
}

export const fieldValues = (): FieldValues => ({ known: 0, texts: 0, words: new Uint32Array(2 * MOST_FIELDS) });

/** When, where and by whom a record was written. Made once and filled anew for each record. */
export interface TraceMoment {
  /** Record number in the source. */
  seq: number;
  /** Recorded time in words, before any offset; `timed` false: the source has none. */
  timed: boolean;
  low: number;
  high: number;
  /** -1: unknown. */
  cpu: number;
  /** Id in the table `task`, 0: unknown. */
  task: number;
  /** Thread that wrote it: exits and entries are paired by thread. -1: unknown. */
  tid: number;
}

/** 0 for a field of words: begun as a double, its object keeps its shape when a word outgrows 31 bits. */
export const ZERO_WORD = -0;

export const traceMoment = (): TraceMoment => ({
  seq: 0,
  timed: false,
  low: ZERO_WORD,
  high: ZERO_WORD,
  cpu: -1,
  task: 0,
  tid: -1,
});

/**
 * Makes rows of trace events: `fault`, `vm_exit`, `mmu`, `sched`, `region`, else `event` with its names in `event_field`.
 * It counts events, CPUs and the span of times and tells the context of them; accepting, rejecting and losing records
 * is for the container to tell. Records of ordered events must come in the order of their times, over all CPUs.
 */
export interface TraceSink {
  /** Ids of texts. Fields' texts are looked up here and nowhere else, so that the sink knows what they say. */
  readonly texts: ByteDictionary;
  /**
   * The event of a name. `recorded` is null where fields are only known once a line was read: events without a table of
   * their own then want nothing until they are asked for again with the fields of that line.
   */
  event(name: string, recorded: readonly RecordedField[] | null): TraceEvent;
  /** Takes one record. */
  put(event: TraceEvent, moment: TraceMoment, values: FieldValues): void;
  /**
   * Records were lost on a CPU (-1: on any) between two recorded times, null where unknown; `records` null: how many is
   * not known. Open exits are closed without a stall, and the span becomes a row of `loss`. `seq` is the number of the
   * record that tells it; without one it is that of the record before.
   */
  lost(cpu: number, fromNs: bigint | null, untilNs: bigint | null, records: number | null, seq?: number): void;
  /** Whether a batch holds no further row. */
  full(): boolean;
  /** Full batches, with `all` every batch that holds rows. */
  batches(all: boolean): Generator<ColumnBatch, void, void>;
  /** Everything that is left, once the source is over, and what the context is told. */
  finish(): Generator<ColumnBatch, void, void>;
}
