// Records that have no table of their own as rows of table `event`, their words under the names they are known by.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { type Fill, put64, setUnknown } from "../../bytes/columns.ts";
import { type RowWriter, rowWriter } from "../../bytes/row-writer.ts";
import type { TickTime } from "../../bytes/tick-time.ts";
import type { ImportContext } from "../../importer.ts";
import { tableRows } from "../../text/table-rows.ts";
import { eventBatch, type Moment, putMoment } from "./batches.ts";
import { knownRecord, spelledId, type Value } from "./known-records.ts";

/** Columns `v1` to `v6`. */
const COLUMNS = 6;
const MOST_WORDS = 7;

/** How the words of a record of some length become columns. */
interface Plan {
  readonly columns: number;
  /** By column: its value, null where the record is too short for it. */
  readonly values: readonly (Value | null)[];
  /** Words without a column. */
  readonly left: number;
}

export interface Others {
  put(event: number, eventId: number, moment: Moment, words: Uint32Array, at: number, n: number): void;
  full(): boolean;
  take(all: boolean): Generator<ColumnBatch, void, void>;
  /** Names of the columns, and a remark on what has none. */
  finish(): Generator<ColumnBatch, void, void>;
}

const plainValue = (word: number): Value => {
  return { name: `word_${word + 1}`, word, high: null, split: null, signed: false, bareHex: false };
};
const wordsOf = (value: Value): number[] => [value.word, value.high, value.split].filter((word) => word !== null);

/** Values of an event by column: the known ones, then the words that none of them holds. */
function valuesOf(event: number): Value[] {
  const known = knownRecord(event)?.values ?? [];
  const held = new Set(known.flatMap(wordsOf));
  const free = Array.from({ length: MOST_WORDS }, (_, word) => word).filter((word) => !held.has(word));
  return [...known, ...free.map(plainValue)];
}

function planOf(values: readonly Value[], n: number): Plan {
  const present = values.map((value) => (wordsOf(value).every((word) => word < n) ? value : null));
  const end = present.findLastIndex((value) => value !== null) + 1;
  const columns = Math.min(end, COLUMNS);
  const left = present.slice(COLUMNS).flatMap((value) => (value ? wordsOf(value) : [])).length;
  return { columns, values: present.slice(0, columns), left };
}

const typeOf = (value: Value): string =>
  value.high !== null ? "u64" : value.split !== null ? "u16:u16" : value.signed ? "s32" : "u32";

function putValue(column: Fill, row: number, value: Value, words: Uint32Array, at: number): void {
  const word = words[at + value.word] as number;
  if (value.high !== null) put64(column, row, word, words[at + value.high] as number);
  else if (value.split !== null) put64(column, row, (word << 16) | ((words[at + value.split] as number) & 0xffff), 0);
  else put64(column, row, word, value.signed ? word >> 31 : 0);
}

export function others(context: ImportContext, time: TickTime): Others {
  const writers: (RowWriter<ReturnType<typeof eventBatch>> | undefined)[] = [];
  const events = new Map<number, { id: number; values: Value[]; plans: (Plan | undefined)[]; columns: number }>();
  let last = -1;
  let lastEvent: { id: number; values: Value[]; plans: (Plan | undefined)[]; columns: number } | null = null;
  let left = 0;
  let firstLeft = "";

  function eventOf(event: number, id: number) {
    if (event === last && lastEvent) return lastEvent;
    let found = events.get(event);
    if (!found) {
      found = { id, values: valuesOf(event), plans: [], columns: 0 };
      events.set(event, found);
    }
    last = event;
    lastEvent = found;
    return found;
  }

  return {
    put(event, eventId, moment, words, at, n) {
      const known = eventOf(event, eventId);
      let plan = known.plans[n];
      if (!plan) {
        plan = planOf(known.values, n);
        known.plans[n] = plan;
        if (plan.columns > known.columns) known.columns = plan.columns;
        if (plan.left > 0 && firstLeft === "") firstLeft = `${plan.left} words of ${spelledId(event)}`;
      }
      left += plan.left;
      let writer = writers[plan.columns];
      if (!writer) {
        const { columns } = plan;
        writer = rowWriter(() => eventBatch(columns));
        writers[columns] = writer;
      }
      const batch = writer.open();
      const row = batch.rows++;
      putMoment(batch.columns, row, time, moment);
      batch.columns.event_id.data[row] = eventId;
      for (let i = 0; i < plan.columns; i++) {
        const column = (batch.columns as Record<string, Fill>)[NAMES[i] as string] as Fill;
        const value = plan.values[i];
        if (value) putValue(column, row, value, words, at);
        else setUnknown(column, row);
      }
    },
    full: () => writers.some((writer) => writer?.full()),
    *take(all) {
      for (const writer of writers) if (writer) yield* writer.take(all);
    },
    *finish() {
      const fields = tableRows("event_field");
      for (const { id, values, columns } of events.values())
        for (const [i, value] of values.slice(0, columns).entries())
          fields.add({ event_id: id, v: i + 1, name: value.name, type: typeOf(value) });
      if (fields.length) yield fields.take();
      if (left > 0)
        context.remark({
          code: "trace.fields_not_kept",
          excerpt: `${firstLeft}; ${left} words in all`,
          expected: `records of at most ${COLUMNS} values`,
          next: "the first six values of these records are kept",
        });
    },
  };
}

const NAMES = Array.from({ length: COLUMNS }, (_, i) => `v${i + 1}`);
