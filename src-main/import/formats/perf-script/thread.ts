// Thread and CPU of a line of perf script, read backwards from the time or the event.
import {
  CLOSE,
  COLON,
  DOT,
  digitsBefore,
  isBlank,
  isDigit,
  MINUS,
  numberAt,
  OPEN,
  trimEnd,
} from "../../trace-events/text-scan.ts";
import { NO_PID, NOBODY, type TextThread } from "../../trace-events/text-threads.ts";
import { signedAt, signedBefore } from "./scan.ts";

const SLASH = 47;
/** Letters of `-F +misc`. */
const MISC = "KUHGgMESp";
const MAX_MISC = 3;
/** `2026-11-27 15:40:31.123456`, what `-F +tod` prints. */
const DATE = 11;
const TIME_OF_DAY = 15;

const misc = new Uint8Array(256);
for (const letter of MISC) misc[letter.charCodeAt(0)] = 1;

/** Thread and CPU of a line. */
export interface ThreadHead extends TextThread {
  /** -1 where not printed. */
  cpu: number;
}

/** Flags of `--latency`: 4 or 5 letters, dots and dashes; or letters of `-F +misc`. */
function skipFlags(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  let isMisc = true;
  while (at > start && !isBlank(bytes[at - 1] as number)) {
    const byte = bytes[at - 1] as number;
    const lower = byte | 32;
    if (!(lower >= 97 && lower <= 122) && byte !== DOT && byte !== MINUS) return end;
    if (!misc[byte]) isMisc = false;
    at--;
  }
  const length = end - at;
  return length === 4 || length === 5 || (isMisc && length <= MAX_MISC) ? trimEnd(bytes, start, at) : end;
}

/** The time of day before the time, where it is printed. */
function skipTimeOfDay(bytes: Uint8Array, start: number, end: number): number {
  const at = end - TIME_OF_DAY;
  if (at - DATE < start || bytes[at + 2] !== COLON || bytes[at + 5] !== COLON || bytes[at + 8] !== DOT) return end;
  return bytes[at - DATE + 4] === MINUS && bytes[at - DATE + 7] === MINUS ? trimEnd(bytes, start, at - DATE) : end;
}

/** Whether the numbers of a thread end at `end`; reads them, and sets the place before them. */
function readNumbers(head: ThreadHead, bytes: Uint8Array, start: number, end: number): number {
  const tid = signedBefore(bytes, start, end);
  if (tid < 0) return -1;
  let at = tid;
  let pid = NO_PID;
  if (at > start && bytes[at - 1] === SLASH) {
    at = signedBefore(bytes, start, tid - 1);
    if (at < 0) return -1;
    pid = signedAt(bytes, at, tid - 1);
  }
  if (at > start && !isBlank(bytes[at - 1] as number)) return -1;
  head.tid = signedAt(bytes, tid, end);
  head.pid = pid;
  return at;
}

/**
 * Reads thread and CPU from `end` backwards; what is left is the thread's name. `alone`: its numbers may be missing.
 */
export function readThread(head: ThreadHead, bytes: Uint8Array, start: number, end: number, alone: boolean): boolean {
  let at = skipTimeOfDay(bytes, start, trimEnd(bytes, start, end));
  if (at > start && !isDigit(bytes[at - 1] as number) && bytes[at - 1] !== CLOSE) at = skipFlags(bytes, start, at);
  head.cpu = -1;
  if (at > start && bytes[at - 1] === CLOSE) {
    const digits = digitsBefore(bytes, start, at - 1);
    if (digits <= start || bytes[digits - 1] !== OPEN) return false;
    head.cpu = numberAt(bytes, digits, at - 1);
    at = trimEnd(bytes, start, digits - 1);
  }
  const before = readNumbers(head, bytes, start, at);
  if (before < 0) {
    if (!alone) return false;
    head.tid = NOBODY;
    head.pid = NO_PID;
  }
  head.commEnd = trimEnd(bytes, start, before < 0 ? at : before);
  head.commStart = start;
  while (head.commStart < head.commEnd && isBlank(bytes[head.commStart] as number)) head.commStart++;
  return true;
}
