// Puts records of tracepoints in the order of their times: the recorder writes one CPU's records after the other's.
import {
  type FieldValues,
  fieldValues,
  MOST_FIELDS,
  type TraceMoment,
  traceMoment,
} from "../../trace-events/contract.ts";
import { sortedByTime } from "./time-sort.ts";

/** Records that are held back at most; then the older half goes on, whether or not it is complete. */
const MOST_HELD = 1 << 18;
const FIRST_HELD = 1 << 12;
const VALUE_WORDS = 2 * MOST_FIELDS;

/** What stands in the order beside records of events, whose number is the place of their event. */
export const LOSS = -1;
export const NAMED = -2;
export const FORKED = -3;

/** Takes what is held in the order of its times. */
export type TraceConsumer = (what: number, moment: TraceMoment, values: FieldValues) => void;

export interface TraceOrder {
  /** Holds what has a time; `words` of its values are kept. */
  hold(what: number, moment: TraceMoment, values: FieldValues, words: number): void;
  /** The recorder wrote a mark: nothing that comes is older than what had come up to the mark before. */
  mark(): void;
  /** Everything that is held goes on. */
  finish(): void;
  /** Records that came when younger ones had gone on already. */
  readonly late: () => number;
}

/** Columns of what is held; replaced by longer ones up to the limit. */
const columnsOf = (rows: number) => ({
  seq: new Float64Array(rows),
  low: new Uint32Array(rows),
  high: new Uint32Array(rows),
  cpu: new Int32Array(rows),
  task: new Int32Array(rows),
  tid: new Int32Array(rows),
  what: new Int32Array(rows),
  known: new Uint8Array(rows),
  texts: new Uint8Array(rows),
  words: new Uint32Array(rows * VALUE_WORDS),
});
type Held = ReturnType<typeof columnsOf>;

function longer(old: Held): Held {
  const grown = columnsOf(2 * old.seq.length);
  for (const name of Object.keys(old) as (keyof Held)[]) grown[name].set(old[name]);
  return grown;
}

/** Moves a row down to a place that is free. */
function move(held: Held, from: number, to: number): void {
  held.seq[to] = held.seq[from] as number;
  held.low[to] = held.low[from] as number;
  held.high[to] = held.high[from] as number;
  held.cpu[to] = held.cpu[from] as number;
  held.task[to] = held.task[from] as number;
  held.tid[to] = held.tid[from] as number;
  held.what[to] = held.what[from] as number;
  held.known[to] = held.known[from] as number;
  held.texts[to] = held.texts[from] as number;
  held.words.copyWithin(to * VALUE_WORDS, from * VALUE_WORDS, (from + 1) * VALUE_WORDS);
}

interface Time {
  low: number;
  high: number;
}

const isAfter = (high: number, low: number, than: Time): boolean =>
  high > than.high || (high === than.high && low > than.low);

export function traceOrder(consume: TraceConsumer): TraceOrder {
  let held = columnsOf(FIRST_HELD);
  let rows = 0;
  let late = 0;
  // The youngest that came, that had come at the last mark, and that went on.
  const newest: Time = { low: 0, high: 0 };
  const marked: Time = { low: 0, high: 0 };
  const passed: Time = { low: 0, high: 0 };
  const moment = traceMoment();
  const values = fieldValues();
  moment.timed = true;

  function pass(row: number): void {
    moment.seq = held.seq[row] as number;
    moment.low = held.low[row] as number;
    moment.high = held.high[row] as number;
    moment.cpu = held.cpu[row] as number;
    moment.task = held.task[row] as number;
    moment.tid = held.tid[row] as number;
    values.known = held.known[row] as number;
    values.texts = held.texts[row] as number;
    const at = row * VALUE_WORDS;
    for (let i = 0; i < VALUE_WORDS; i++) values.words[i] = held.words[at + i] as number;
    consume(held.what[row] as number, moment, values);
  }

  /** Everything up to a time goes on, the rest moves together in the order in which it came. */
  function drain(order: Uint32Array, { low, high }: Time): void {
    let gone = 0;
    const limit = { low, high };
    for (; gone < rows; gone++) {
      const row = order[gone] as number;
      if (isAfter(held.high[row] as number, held.low[row] as number, limit)) break;
      pass(row);
    }
    if (gone === 0) return;
    if (isAfter(high, low, passed)) Object.assign(passed, limit);
    let kept = 0;
    for (let row = 0; row < rows; row++)
      if (isAfter(held.high[row] as number, held.low[row] as number, limit)) move(held, row, kept++);
    rows = kept;
  }

  function makeRoom(): void {
    if (rows < held.seq.length) return;
    if (rows < MOST_HELD) {
      held = longer(held);
      return;
    }
    const order = sortedByTime(held, rows);
    const middle = order[rows >> 1] as number;
    drain(order, { low: held.low[middle] as number, high: held.high[middle] as number });
  }

  return {
    hold(what, at, { known, texts, words }, count) {
      makeRoom();
      const row = rows++;
      held.seq[row] = at.seq;
      held.low[row] = at.low;
      held.high[row] = at.high;
      held.cpu[row] = at.cpu;
      held.task[row] = at.task;
      held.tid[row] = at.tid;
      held.what[row] = what;
      held.known[row] = known;
      held.texts[row] = texts;
      const place = row * VALUE_WORDS;
      for (let i = 0; i < count; i++) held.words[place + i] = words[i] as number;
      if (isAfter(passed.high, passed.low, at)) late++;
      if (isAfter(at.high, at.low, newest)) {
        newest.low = at.low;
        newest.high = at.high;
      }
    },
    mark() {
      if (rows > 0) drain(sortedByTime(held, rows), marked);
      Object.assign(marked, newest);
    },
    finish() {
      if (rows > 0) drain(sortedByTime(held, rows), newest);
    },
    late: () => late,
  };
}
