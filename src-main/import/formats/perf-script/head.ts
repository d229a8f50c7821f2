// The head of a line of `perf script`: thread, CPU, time and event, found in the bytes without making a string.
import type { Lines } from "../../bytes/lines.ts";
import {
  BLANK,
  COLON,
  DOT,
  digitsBefore,
  isBlank,
  isDigit,
  isEqual,
  numberAt,
  trimEnd,
  ZERO,
} from "../../trace-events/text-scan.ts";
import { NO_PID } from "../../trace-events/text-threads.ts";
import { skipGuest } from "./scan.ts";
import { isSideName } from "./side-lines.ts";
import { readThread, type ThreadHead } from "./thread.ts";

/** Digits of a time behind the point: microseconds, or nanoseconds with `--ns`. */
const MIN_FRACTION = 6;
const MAX_FRACTION = 9;

/** What a line told; places are indices into the line's bytes. */
export interface Head extends ThreadHead {
  seconds: number;
  /** Nanoseconds in the second. */
  fraction: number;
  /** Digits of the fraction; 0 where the line has no time. */
  digits: number;
  eventStart: number;
  /** Behind the name, at the colon. */
  eventEnd: number;
}

const emptyHead = (): Head => ({
  who: 0,
  commStart: 0,
  commEnd: 0,
  pid: NO_PID,
  tid: 0,
  cpu: -1,
  seconds: 0,
  fraction: 0,
  digits: 0,
  eventStart: 0,
  eventEnd: 0,
});

/** Reads `SECONDS.FRACTION` around the point at `point`; the start of the seconds, -1 where that is no time. */
function readTime(head: Head, bytes: Uint8Array, start: number, point: number, end: number): number {
  let at = point + 1;
  let fraction = 0;
  while (at < end && isDigit(bytes[at] as number) && at - point <= MAX_FRACTION) {
    fraction = fraction * 10 + (bytes[at] as number) - ZERO;
    at++;
  }
  const digits = at - point - 1;
  if (digits < MIN_FRACTION || bytes[at] !== COLON || at >= end) return -1;
  if (at + 1 < end && !isBlank(bytes[at + 1] as number)) return -1;
  const seconds = digitsBefore(bytes, start, point);
  if (seconds < 0 || (seconds > start && !isBlank(bytes[seconds - 1] as number))) return -1;
  for (let i = digits; i < MAX_FRACTION; i++) fraction *= 10;
  head.seconds = numberAt(bytes, seconds, point);
  head.fraction = fraction;
  head.digits = digits;
  return seconds;
}

/** Reads an optional period and the event's name, from `from` on. */
function readEvent(head: Head, bytes: Uint8Array, from: number, end: number): boolean {
  let at = from;
  for (let word = 0; word < 2; word++) {
    while (at < end && isBlank(bytes[at] as number)) at++;
    const start = at;
    let digits = true;
    while (at < end && !isBlank(bytes[at] as number)) {
      if (!isDigit(bytes[at] as number)) digits = false;
      at++;
    }
    if (at === start) return false;
    if (digits) continue;
    head.eventStart = start;
    head.eventEnd = bytes[at - 1] === COLON ? at - 1 : at;
    return head.eventEnd > start && (bytes[at - 1] === COLON || isSideName(bytes, start, at));
  }
  return false;
}

/** Reads the head of a line with a time, from the line's start behind a guest's mark. */
function readTimed(head: Head, bytes: Uint8Array, start: number, end: number, alone: boolean): number {
  for (let point = start + 1; point < end; point++) {
    if (bytes[point] !== DOT || !isDigit(bytes[point - 1] as number)) continue;
    const time = readTime(head, bytes, start, point, end);
    if (time < 0 || !readThread(head, bytes, start, time, alone)) continue;
    return readEvent(head, bytes, point + head.digits + 2, end) ? time : -1;
  }
  return -1;
}

/** Whether an event may have this name: without a time any sentence looks like a sample. */
export type KnownEvent = (bytes: Uint8Array, start: number, end: number) => boolean;

/**
 * Reads the head of a line without a time: the first word with a colon at its end before which a thread stands. A
 * number in between is a period, which perf does not print for tracepoints. Without a thread the event must be known.
 */
function readUntimed(head: Head, bytes: Uint8Array, start: number, end: number, known: KnownEvent | null): boolean {
  head.digits = 0;
  let word = start;
  let colons = 0;
  for (let at = start; at <= end; at++) {
    const byte = at < end ? (bytes[at] as number) : BLANK;
    if (byte === COLON) colons++;
    if (!isBlank(byte)) continue;
    const side = isSideName(bytes, word, at);
    const last = bytes[at - 1] === COLON ? at - 1 : at;
    if (at > word && (last < at || side) && (!known || side || known(bytes, word, last))) {
      const before = trimEnd(bytes, start, word);
      const period = colons === 1 && !side ? digitsBefore(bytes, start, before) : -1;
      const hasPeriod = period > start && isBlank(bytes[period - 1] as number);
      if (
        (hasPeriod && readThread(head, bytes, start, period, known !== null)) ||
        readThread(head, bytes, start, before, known !== null)
      ) {
        head.eventStart = word;
        head.eventEnd = last;
        return true;
      }
    }
    word = at + 1;
    colons = 0;
  }
  return false;
}

/** Bytes before a time that are remembered. */
const MAX_PREFIX = 128;

export interface HeadReader {
  readonly head: Head;
  /** Reads the head of a line with a time; false where the line has none. `alone`: it may tell of no thread. */
  timed(lines: Lines, alone: boolean): boolean;
  /** Reads the head of a line without a time; false where the line has none. With `known` it may tell of no thread. */
  untimed(lines: Lines, known: KnownEvent | null): boolean;
}

/** Reads heads line by line. Neighbouring lines mostly tell of one thread, so what stands before the time is remembered. */
export function headReader(): HeadReader {
  const head = emptyHead();
  const prefix = new DataView(new ArrayBuffer(MAX_PREFIX));
  let length = 0;
  let commStart = 0;
  let commEnd = 0;

  /** Reads a line that starts as the one before, up to its time. */
  function readSame({ bytes, view, start: lineStart, end }: Lines): boolean {
    if (length === 0 || end - lineStart <= length || !isEqual(view, lineStart, prefix, 0, length)) return false;
    let point = lineStart + length;
    while (point < end && isDigit(bytes[point] as number)) point++;
    if (bytes[point] !== DOT || readTime(head, bytes, lineStart, point, end) !== lineStart + length) return false;
    if (!readEvent(head, bytes, point + head.digits + 2, end)) return false;
    head.commStart = lineStart + commStart;
    head.commEnd = lineStart + commEnd;
    return true;
  }

  return {
    head,
    timed(lines, alone) {
      if (readSame(lines)) return true;
      const { bytes, start: lineStart, end } = lines;
      length = 0;
      head.who++;
      const time = readTimed(head, bytes, skipGuest(bytes, lineStart, end), end, alone);
      if (time < 0) return false;
      if (time - lineStart <= MAX_PREFIX) {
        length = time - lineStart;
        for (let i = 0; i < length; i++) prefix.setUint8(i, bytes[lineStart + i] as number);
        commStart = head.commStart - lineStart;
        commEnd = head.commEnd - lineStart;
      }
      return true;
    },
    untimed({ bytes, start: lineStart, end }, known) {
      head.who++;
      length = 0;
      return readUntimed(head, bytes, skipGuest(bytes, lineStart, end), end, known);
    },
  };
}
