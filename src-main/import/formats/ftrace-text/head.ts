// The head of a line of ftrace or trace-cmd: thread, CPU, time and event, found in the bytes without making a string.
import type { Lines } from "../../bytes/lines.ts";
import {
  CLOSE,
  COLON,
  DOT,
  isBlank,
  isDigit,
  isEqual,
  MINUS,
  numberAt,
  OPEN,
  readDecimal,
  skipBlanks,
  skipDigits,
  standsAt,
  ZERO,
} from "../../trace-events/text-scan.ts";
import { NO_PID } from "../../trace-events/text-threads.ts";
import { secondsClock } from "../../trace-events/text-time.ts";
import {
  emptyHead,
  eventByte,
  type FtraceHead,
  flagsEnd,
  isFunction,
  readComm,
  readContextless,
  readProcess,
} from "./columns.ts";

const OPEN_PAREN = 40;
const CLOSE_PAREN = 41;
const LESS = 60;
/** What makes ns of a fraction, by its digits; 0 for none. */
const FRACTION_SCALES = [0, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 100, 10, 1];
const MAX_SECONDS = 10;
/** Bytes of a line in which its thread is looked for: names of instances and of threads have at most 255 and 15. */
const MOST_BEFORE_THREAD = 512;
/** Bytes in which two names of functions are looked for. */
const MOST_FUNCTIONS = 1024;
/** Bytes before the flags that are remembered. */
const MAX_PREFIX = 128;
const NS_PER_US = 1000;
/** Microseconds that stay exact as nanoseconds; a latency trace is shorter by far. */
const MAX_US_DIGITS = 12;

export interface FtraceHeadReader {
  readonly head: FtraceHead;
  /** Reads the head of a line; false where it has none. */
  read(lines: Lines): boolean;
  /** Reads the name of an event that stands without any head; false where that is none. */
  readAlone(lines: Lines): boolean;
}

/** Reads heads line by line. Neighbouring lines mostly tell of one thread, so what stands before the flags is remembered. */
export function ftraceHeads(): FtraceHeadReader {
  const head = emptyHead();
  const setSeconds = secondsClock();
  const counted = new Uint32Array(2);
  const prefix = new DataView(new ArrayBuffer(MAX_PREFIX));
  let length = 0;
  let commStart = 0;
  let commEnd = 0;
  let latency = false;

  /** Reads a time; returns the place of the colon behind it, -1 where none stands at `at`. */
  function readTime(bytes: Uint8Array, at: number, end: number): number {
    let seconds = 0;
    let point = at;
    for (; point < end && isDigit(bytes[point] as number); point++)
      seconds = seconds * 10 + (bytes[point] as number) - ZERO;
    if (point === at) return -1;
    if (point >= end || bytes[point] !== DOT) return readCount(bytes, at, point, end);
    let fraction = 0;
    let behind = point + 1;
    for (; behind < end && isDigit(bytes[behind] as number); behind++)
      fraction = fraction * 10 + (bytes[behind] as number) - ZERO;
    head.digits = behind - point - 1;
    const scale = FRACTION_SCALES[head.digits];
    if (!scale || point - at > MAX_SECONDS) return -1;
    setSeconds(head, seconds, fraction * scale);
    head.time = "ns";
    return behind;
  }

  /** Reads a time without a point, whose digits end at `behind`. */
  function readCount(bytes: Uint8Array, at: number, behind: number, end: number): number {
    head.digits = 0;
    if (!standsAt("us", bytes, behind, end)) {
      head.time = "count";
      if (readDecimal(counted, 0, bytes, at, end) === at) return -1;
      head.low = counted[0] as number;
      head.high = counted[1] as number;
      return behind;
    }
    if (behind - at > MAX_US_DIGITS) return -1;
    const ns = numberAt(bytes, at, behind) * NS_PER_US;
    head.low = ns >>> 0;
    head.high = Math.floor(ns / 0x1_0000_0000);
    head.time = "relative";
    // A mark of how long nothing happened then.
    return behind + 2 < end && bytes[behind + 2] !== COLON ? behind + 3 : behind + 2;
  }

  /** Reads the event from behind the colon of the time. */
  function readEvent(bytes: Uint8Array, from: number, end: number): boolean {
    let at = skipBlanks(bytes, from, end);
    // trace-cmd can print the time since the line before: `(+12)`.
    if (at < end && bytes[at] === OPEN_PAREN) {
      while (at < end && bytes[at] !== CLOSE_PAREN) at++;
      at = skipBlanks(bytes, at + 1, end);
    }
    head.eventStart = at;
    if (at >= end) return false;
    if (bytes[at] === LESS) {
      head.kind = "stack";
      return true;
    }
    while (at < end && eventByte[bytes[at] as number]) at++;
    head.eventEnd = at;
    head.kind = "event";
    if (at > head.eventStart && at < end && bytes[at] === COLON)
      return at + 1 >= end || isBlank(bytes[at + 1] as number);
    head.kind = "function";
    return isFunction(bytes, head.eventStart, Math.min(end, at + MOST_FUNCTIONS));
  }

  /** Reads flags, time and event behind the thread; in latency traces the CPU stands before the flags. */
  function readRest(bytes: Uint8Array, from: number, end: number): boolean {
    let at = skipBlanks(bytes, from, end);
    if (latency) {
      const digits = skipDigits(bytes, at, end);
      if (digits === at || digits - at > 5) return false;
      head.cpu = numberAt(bytes, at, digits);
      at = flagsEnd(bytes, digits, end);
      if (at < 0) return false;
      at = skipBlanks(bytes, at, end);
    } else if (at < end && !isDigit(bytes[at] as number)) {
      at = flagsEnd(bytes, at, end);
      if (at < 0) return false;
      at = skipBlanks(bytes, at, end);
    }
    const colon = readTime(bytes, at, end);
    if (colon < 0 || colon >= end || bytes[colon] !== COLON) return false;
    return colon + 1 < end && isBlank(bytes[colon + 1] as number) && readEvent(bytes, colon + 1, end);
  }

  /** Reads the thread whose name ends at `dash`, and CPU where it stands in brackets; -1 where that is none. */
  function readThread(bytes: Uint8Array, start: number, dash: number, end: number): number {
    const digits = skipDigits(bytes, dash + 1, end);
    if (digits === dash + 1 || digits - dash > 11 || digits >= end || !isBlank(bytes[digits] as number)) return -1;
    head.pid = NO_PID;
    let at = skipBlanks(bytes, digits, end);
    if (at < end && bytes[at] === OPEN_PAREN) at = readProcess(head, bytes, at, end);
    if (at < 0 || at >= end) return -1;
    latency = bytes[at] !== OPEN;
    if (!latency) {
      const close = skipDigits(bytes, at + 1, end);
      if (close === at + 1 || close >= end || bytes[close] !== CLOSE || close - at > 11) return -1;
      head.cpu = numberAt(bytes, at + 1, close);
      at = close + 1;
    } else if (!isDigit(bytes[at] as number)) return -1;
    head.tid = numberAt(bytes, dash + 1, digits) | 0;
    readComm(head, bytes, start, dash);
    return at;
  }

  /** Remembers what stands before `behind`. */
  function remember(bytes: Uint8Array, start: number, behind: number): void {
    length = behind - start > MAX_PREFIX ? 0 : behind - start;
    for (let i = 0; i < length; i++) prefix.setUint8(i, bytes[start + i] as number);
    commStart = head.commStart - start;
    commEnd = head.commEnd - start;
  }

  const isSame = (view: DataView, start: number, end: number): boolean =>
    length > 0 && end - start > length && isEqual(view, start, prefix, 0, length);

  return {
    head,
    readAlone: ({ bytes, start, end }) => readContextless(head, bytes, start, end),
    read({ bytes, view, start, end }) {
      if (isSame(view, start, end) && readRest(bytes, start + length, end)) {
        head.commStart = start + commStart;
        head.commEnd = start + commEnd;
        return true;
      }
      length = 0;
      const last = Math.min(end, start + MOST_BEFORE_THREAD);
      for (let dash = start + 1; dash < last; dash++) {
        if (bytes[dash] !== MINUS) continue;
        const behind = readThread(bytes, start, dash, end);
        if (behind < 0 || !readRest(bytes, behind, end)) continue;
        head.who++;
        remember(bytes, start, behind);
        return true;
      }
      return false;
    },
  };
}
