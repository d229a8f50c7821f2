// Lines that the options raw and hex of the kernel's tracer make: thread, CPU and time as numbers, then what tells the event.
import {
  COLON,
  isBlank,
  isHexDigit,
  numberAt,
  readDecimal,
  readHex,
  skipBlanks,
  skipDigits,
  standsAt,
  trimEnd,
} from "../../trace-events/text-scan.ts";
import { NO_PID, NOBODY } from "../../trace-events/text-threads.ts";
import { emptyHead, type FtraceHead } from "../ftrace-text/columns.ts";
import type { FtraceHeadReader } from "../ftrace-text/head.ts";

const HASH = 35;
const QUESTION = 63;
const TYPE = "type: ";
const RAW_DATA = "buf:";
/** Nanoseconds have nine digits in a second. */
const FRACTION = 9;
/** A counter of events stays below this; nanoseconds since boot exceed it within a second. */
const MOST_EVENTS = 1_000_000_000;
const MAX_DIGITS = 10;
/** Digits of hexadecimal numbers of 32 and 64 bits, which are printed with all of them. */
const WORD = 8;
const TWO_WORDS = 16;

/**
 * What stands where the event is: its number, or an entry of the tracer's own that has another form. The kernel calls
 * these so: `print` is a text from outside, `bprint` one of the kernel's own, `raw_data` bytes, `function` two addresses.
 */
export type Entry = "number" | "print" | "bprint" | "raw_data" | "function";

/** What a line told beside its head. */
export interface NumberForm {
  entry: Entry;
  /** Number of the event. */
  number: number;
  /** Addresses in words: that of the writer, or of a function and who called it. */
  readonly words: Uint32Array;
  /** A text runs from here to the end of the line. */
  textStart: number;
}

interface NumberReader extends FtraceHeadReader {
  readonly form: NumberForm;
}

/** Reads `count` hexadecimal digits and the blank behind them; returns the place behind, -1 where others stand there. */
function readWord(words: Uint32Array, bytes: Uint8Array, at: number, end: number, count: number): number {
  const behind = readHex(words, 0, bytes, at, Math.min(end, at + count));
  return behind === at + count && behind < end && isBlank(bytes[behind] as number) ? behind + 1 : -1;
}

/** Reads a number of 32 bits and the blank behind it; returns the place behind, -1 for others. */
function behindNumber(bytes: Uint8Array, at: number, end: number): number {
  const behind = skipDigits(bytes, at, end);
  return behind > at && behind - at <= MAX_DIGITS && behind < end && isBlank(bytes[behind] as number) ? behind + 1 : -1;
}

export function numberHeads(): NumberReader {
  const head: FtraceHead = emptyHead();
  const form: NumberForm = { entry: "number", number: 0, words: new Uint32Array(4), textStart: 0 };
  const word = new Uint32Array(2);

  function setThread(tid: number, cpu: number): void {
    if (tid !== head.tid) head.who++;
    head.tid = tid;
    head.pid = NO_PID;
    head.cpu = cpu;
  }

  function setTime(words: Uint32Array): void {
    head.low = words[0] as number;
    head.high = words[1] as number;
    const counts = head.high === 0 && head.low < MOST_EVENTS;
    head.time = counts ? "count" : "ns";
    head.digits = counts ? 0 : FRACTION;
  }

  /** Reads `000015e6 00000000 00000291a6d4b091 `; -1 where that does not stand there. */
  function readHexContext(bytes: Uint8Array, start: number, end: number): number {
    const behindTid = readWord(word, bytes, start, end, WORD);
    if (behindTid < 0) return -1;
    const tid = (word[0] as number) | 0;
    const behindCpu = readWord(word, bytes, behindTid, end, WORD);
    if (behindCpu < 0) return -1;
    const cpu = word[0] as number;
    const behind = readWord(word, bytes, behindCpu, end, TWO_WORDS);
    if (behind < 0) return -1;
    setThread(tid, cpu | 0);
    setTime(word);
    return behind;
  }

  /** Reads `5606 0 2824420466333 `; -1 where that does not stand there. */
  function readRawContext(bytes: Uint8Array, start: number, end: number): number {
    const tidEnd = behindNumber(bytes, start, end);
    const cpuEnd = tidEnd < 0 ? -1 : behindNumber(bytes, tidEnd, end);
    if (cpuEnd < 0) return -1;
    const timeEnd = readDecimal(word, 0, bytes, cpuEnd, end);
    if (timeEnd === cpuEnd || timeEnd >= end || !isBlank(bytes[timeEnd] as number)) return -1;
    setThread(numberAt(bytes, start, tidEnd - 1) | 0, numberAt(bytes, tidEnd, cpuEnd - 1) | 0);
    setTime(word);
    return timeEnd + 1;
  }

  /** Reads an address from `at` into the words at `to`; the place behind it and blanks, -1 for none. */
  function readAddress(to: number, bytes: Uint8Array, at: number, end: number): number {
    const behind = readHex(form.words, to, bytes, at, end);
    if (behind === at || (behind < end && !isBlank(bytes[behind] as number))) return -1;
    return skipBlanks(bytes, behind, end);
  }

  /** `# ADDRESS TEXT`, or `# NUMBER buf: BYTES`. */
  function readPrint(bytes: Uint8Array, at: number, end: number): boolean {
    form.textStart = readAddress(0, bytes, skipBlanks(bytes, at + 1, end), end);
    if (form.textStart < 0) return false;
    form.entry = standsAt(RAW_DATA, bytes, form.textStart, end) ? "raw_data" : "print";
    return true;
  }

  /** `: ADDRESS : TEXT`. */
  function readKernelPrint(bytes: Uint8Array, at: number, end: number): boolean {
    const colon = readAddress(0, bytes, skipBlanks(bytes, at + 1, end), end);
    if (colon < 0 || bytes[colon] !== COLON) return false;
    form.textStart = skipBlanks(bytes, colon + 1, end);
    form.entry = "bprint";
    return true;
  }

  /** `NUMBER ?`, where the kernel does not know the event itself, or the two addresses of a function. */
  function readNumbers(bytes: Uint8Array, at: number, end: number): boolean {
    const behind = skipDigits(bytes, at, end);
    if (behind > at && end - behind === 2 && bytes[behind + 1] === QUESTION) return setNumber(bytes, at, behind);
    const second = readAddress(0, bytes, at, end);
    if (second < 0 || second >= end || readAddress(2, bytes, second, end) !== end) return false;
    form.entry = "function";
    return true;
  }

  function setNumber(bytes: Uint8Array, from: number, to: number): boolean {
    if (to === from || to - from > MAX_DIGITS) return false;
    form.entry = "number";
    form.number = numberAt(bytes, from, to);
    return true;
  }

  function readEntry(bytes: Uint8Array, at: number, lineEnd: number): boolean {
    const end = trimEnd(bytes, at, lineEnd);
    if (standsAt(TYPE, bytes, at, end)) {
      const digits = at + TYPE.length;
      return skipDigits(bytes, digits, end) === end && setNumber(bytes, digits, end);
    }
    if (bytes[at] === HASH) return readPrint(bytes, at, end);
    if (bytes[at] === COLON) return readKernelPrint(bytes, at, end);
    return isHexDigit(bytes[at] as number) && readNumbers(bytes, at, end);
  }

  return {
    head,
    form,
    // Events with names are those of the other text.
    readAlone: () => false,
    read({ bytes, start, end }) {
      head.commStart = start;
      head.commEnd = start;
      if (standsAt(TYPE, bytes, start, end)) {
        // The option context-info is off: neither thread nor time.
        if (head.tid !== NOBODY) head.who++;
        head.tid = NOBODY;
        head.cpu = -1;
        return readEntry(bytes, start, end);
      }
      let at = readHexContext(bytes, start, end);
      if (at < 0) at = readRawContext(bytes, start, end);
      return at >= 0 && readEntry(bytes, at, end);
    },
  };
}
