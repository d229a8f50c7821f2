// Single columns of a line of ftrace or trace-cmd, and what a head is made of.
import {
  BLANK,
  COLON,
  isBlank,
  MINUS,
  nameByte,
  numberAt,
  skipBlanks,
  skipDigits,
  standsAt,
  trimEnd,
} from "../../trace-events/text-scan.ts";
import { NO_PID, NOBODY, type TextThread } from "../../trace-events/text-threads.ts";

const CLOSE_PAREN = 41;
const MAX_FLAGS = 8;
const MIN_FLAGS = 4;

/** What a time is: nanoseconds of a clock, a count of something, nanoseconds since the trace began. */
export type TimeKind = "ns" | "count" | "relative";

/** What stands where the event's name is. */
export type HeadKind = "event" | "function" | "stack";

/** What a line told; places are indices into the line's bytes. */
export interface FtraceHead extends TextThread {
  /** Time in words. */
  low: number;
  high: number;
  kind: HeadKind;
  /** -1 where not printed. */
  cpu: number;
  time: TimeKind;
  /** Digits of the fraction. */
  digits: number;
  eventStart: number;
  /** Behind the name, at the colon. */
  eventEnd: number;
}

export const emptyHead = (): FtraceHead => ({
  who: 0,
  commStart: 0,
  commEnd: 0,
  pid: NO_PID,
  tid: NOBODY,
  low: 0,
  high: 0,
  kind: "event",
  cpu: -1,
  time: "ns",
  digits: 0,
  eventStart: 0,
  eventEnd: 0,
});

/** 1 for bytes of names of events; functions stand in their place for what `trace_printk` wrote. */
export const eventByte = nameByte.slice();
for (const letter of "+-./$") eventByte[letter.charCodeAt(0)] = 1;

/** Behind the flags at `at`, where they are followed by a blank; -1 where none stand there. */
export function flagsEnd(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && !isBlank(bytes[i] as number) && bytes[i] !== COLON) i++;
  const length = i - at;
  return length >= MIN_FLAGS && length <= MAX_FLAGS && i < end && bytes[i] !== COLON ? i : -1;
}

/** Behind the column of the process, `(  5606)` or `(-----)`; sets the pid where it is told. */
export function readProcess(head: FtraceHead, bytes: Uint8Array, from: number, end: number): number {
  let at = skipBlanks(bytes, from + 1, end);
  const digits = skipDigits(bytes, at, end);
  if (digits > at) head.pid = numberAt(bytes, at, digits) | 0;
  at = digits;
  while (at < end && bytes[at] === MINUS) at++;
  return at < end && bytes[at] === CLOSE_PAREN ? skipBlanks(bytes, at + 1, end) : -1;
}

/** The thread's name stands before its number, and the name of an instance of the tracer before both. */
export function readComm(head: FtraceHead, bytes: Uint8Array, start: number, dash: number): void {
  let from = start;
  // Names are padded to 16 columns, so that a line only begins with a letter where something stands before them.
  if (!isBlank(bytes[start] as number))
    for (let i = start; i + 1 < dash; i++)
      if (bytes[i] === COLON && bytes[i + 1] === BLANK) {
        from = i + 1;
        break;
      }
  head.commStart = skipBlanks(bytes, from, dash);
  head.commEnd = Math.max(head.commStart, trimEnd(bytes, head.commStart, dash));
}

/** What the function tracer writes: `vfs_read <-ksys_read`. */
export function isFunction(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at + 2 < end; at++) if (standsAt(" <-", bytes, at, end)) return true;
  return false;
}

/** The name of the event that a line without any context begins with: `mm_page_alloc: page=...`; false for none. */
export function readContextless(head: FtraceHead, bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end && nameByte[bytes[at] as number]) at++;
  if (at === start || at >= end || bytes[at] !== COLON) return false;
  if (at + 1 < end && !isBlank(bytes[at + 1] as number)) return false;
  head.kind = "event";
  head.eventStart = start;
  head.eventEnd = at;
  head.commStart = start;
  head.commEnd = start;
  head.pid = NO_PID;
  head.tid = NOBODY;
  head.cpu = -1;
  return true;
}
