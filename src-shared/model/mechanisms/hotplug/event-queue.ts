// Events in order of time, then class, guest and sequence (model section 8): a binary heap on columns.

/** What an event says; the numbers are the order among events of one moment. */
export const EXECUTED = 0;
export const RECLAIMED = 1;
export const STARTED = 2;
export const PLUGGED = 3;
export const EXPIRED = 4;
export const ARRIVED = 5;
/** An instance is wanted before anybody arrives for it. */
export const PREWARMED = 6;

export interface QueuedEvent {
  /** Microseconds since the start of the run. */
  time: number;
  kind: number;
  guest: number;
  /** Instance slot, or number of the arrival. */
  subject: number;
  sequence: number;
}

/** Plain state of a queue for a checkpoint: five numbers an event. */
export type SavedQueue = { readonly events: Float64Array; readonly next: number };

export interface EventQueue {
  push(time: number, kind: number, guest: number, subject: number): void;
  /** Takes the first event before `end` into `event`; false without any. */
  takeBefore(end: number, event: QueuedEvent): boolean;
  save(): SavedQueue;
}

const FIELDS = 5;

export function createEventQueue(saved?: SavedQueue): EventQueue {
  let columns = new Float64Array(Math.max(64 * FIELDS, saved?.events.length ?? 0));
  if (saved) columns.set(saved.events);
  let length = saved ? saved.events.length / FIELDS : 0;
  let sequence = saved?.next ?? 0;

  const comesFirst = (a: number, b: number): boolean => {
    for (let field = 0; field < FIELDS; field++) {
      const [left, right] = [columns[a * FIELDS + KEY[field]!]!, columns[b * FIELDS + KEY[field]!]!];
      if (left !== right) return left < right;
    }
    return false;
  };
  const swap = (a: number, b: number): void => {
    for (let field = 0; field < FIELDS; field++) {
      const kept = columns[a * FIELDS + field]!;
      columns[a * FIELDS + field] = columns[b * FIELDS + field]!;
      columns[b * FIELDS + field] = kept;
    }
  };
  const sink = (from: number): void => {
    for (let at = from; ; ) {
      let first = at;
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < length && comesFirst(child, first)) first = child;
      if (first === at) return;
      swap(at, first);
      at = first;
    }
  };

  return {
    push: (time, kind, guest, subject) => {
      if ((length + 1) * FIELDS > columns.length) {
        const wider = new Float64Array(columns.length * 2);
        wider.set(columns);
        columns = wider;
      }
      columns.set([time, kind, guest, subject, sequence++], length * FIELDS);
      let at = length++;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!comesFirst(at, parent)) break;
        swap(at, parent);
        at = parent;
      }
    },
    takeBefore: (end, event) => {
      if (length === 0 || columns[0]! >= end) return false;
      event.time = columns[0]!;
      event.kind = columns[1]!;
      event.guest = columns[2]!;
      event.subject = columns[3]!;
      event.sequence = columns[4]!;
      length--;
      if (length > 0) {
        columns.copyWithin(0, length * FIELDS, (length + 1) * FIELDS);
        sink(0);
      }
      return true;
    },
    save: () => ({ events: columns.slice(0, length * FIELDS), next: sequence }),
  };
}

/** Order of the keys: time, class, guest, sequence; the subject never decides. */
const KEY = [0, 1, 2, 4, 3] as const;
