// Lists of page numbers as text, one a line: decimal or 0x hexadecimal, up to 64 bits, read in chunks of any size.
import { failure, type PlimsollError } from "../../src-shared/base/errors.ts";

export interface PageListReader {
  take(chunk: Uint8Array): void;
  /** The last line may lack its end; where the file was cut, such a line is half a number and left out. */
  finish(cut: boolean): void;
  /** Lines without a number: empty ones, remarks behind `#`, and one that was cut. */
  readonly skipped: () => number;
}

const [TAB, LINE_FEED, RETURN, SPACE, HASH, ZERO, NINE, SMALL_X] = [9, 10, 13, 32, 35, 48, 57, 120] as const;
/** Longest line that can hold a number; digits of a decimal that a double holds exactly. */
const [MOST_LINE_BYTES, EXACT_DIGITS] = [4096, 15] as const;
const WORD = 2 ** 32;

/**
 * Calls `onPage` with each number as two signed 32-bit words, which need no memory on their way. Throws `mrc.bad_line` (exit 3) with line and byte at the
 * first line that is anything else.
 */
export function pageListReader(file: string | null, onPage: (low: number, high: number) => void): PageListReader {
  const carry = new Uint8Array(MOST_LINE_BYTES);
  let carried = 0;
  let line = 0;
  let skipped = 0;
  /** Byte of the file at which the chunk begins. */
  let base = 0;

  const bad = (bytes: Uint8Array, from: number, to: number, offset: number): PlimsollError => {
    const text = new TextDecoder().decode(bytes.subarray(from, Math.min(to, from + 60)));
    return failure("mrc.bad_line", `${JSON.stringify(text)} is no page number`, {
      where: { file, line, offset: String(offset) },
      expected: "one page number a line: decimal or 0x hexadecimal, below 2^64",
      next: `correct line ${line}, or put # before it`,
    });
  };
  /** Reads the line in bytes from (inclusive) to (exclusive); `offset` is its place in the file. */
  const readLine = (bytes: Uint8Array, from: number, to: number, offset: number): void => {
    line++;
    let at = from;
    let end = to;
    while (at < end && isBlank(bytes[at]!)) at++;
    while (end > at && isBlank(bytes[end - 1]!)) end--;
    if (at === end || bytes[at] === HASH) {
      skipped++;
      return;
    }
    const hex = end - at > 2 && bytes[at] === ZERO && (bytes[at + 1]! | 32) === SMALL_X;
    if (!(hex ? hexadecimal(bytes, at + 2, end) : decimal(bytes, at, end)))
      throw bad(bytes, at, end, offset + at - from);
  };
  const decimal = (bytes: Uint8Array, from: number, to: number): boolean => {
    let value = 0;
    const simple = Math.min(to, from + EXACT_DIGITS);
    for (let at = from; at < simple; at++) {
      const digit = bytes[at]! - ZERO;
      if (digit < 0 || digit > NINE - ZERO) return false;
      value = 10 * value + digit;
    }
    let low = value % WORD;
    let high = (value - low) / WORD;
    for (let at = simple; at < to; at++) {
      const digit = bytes[at]! - ZERO;
      if (digit < 0 || digit > NINE - ZERO) return false;
      const next = 10 * low + digit;
      low = next % WORD;
      high = 10 * high + (next - low) / WORD;
      if (high >= WORD) return false;
    }
    onPage(low | 0, high | 0);
    return true;
  };
  const hexadecimal = (bytes: Uint8Array, from: number, to: number): boolean => {
    let [low, high] = [0, 0];
    for (let at = from; at < to; at++) {
      const digit = hexDigit(bytes[at]!);
      if (digit < 0 || high >= WORD / 16) return false;
      high = high * 16 + (low >>> 28);
      low = ((low << 4) | digit) >>> 0;
    }
    onPage(low | 0, high | 0);
    return true;
  };
  /** Reads a line that is a short decimal and nothing else, as most are; where the next one begins, 0 for any other. */
  const plainLine = (bytes: Uint8Array, from: number): number => {
    const last = Math.min(bytes.length, from + EXACT_DIGITS + 1);
    let value = 0;
    for (let at = from; at < last; at++) {
      const digit = bytes[at]! - ZERO;
      if (digit < 0 || digit > NINE - ZERO) {
        if (bytes[at] !== LINE_FEED || at === from) return 0;
        line++;
        const high = value < WORD ? 0 : Math.floor(value / WORD);
        onPage((value - high * WORD) | 0, high | 0);
        return at + 1;
      }
      value = 10 * value + digit;
    }
    return 0;
  };
  const keep = (chunk: Uint8Array, from: number): void => {
    const rest = chunk.length - from;
    if (carried + rest > carry.length) {
      line++;
      const start = carried > 0 ? carry.slice(0, carried) : chunk.slice(from, from + 60);
      throw bad(start, 0, start.length, base + from - carried);
    }
    carry.set(chunk.subarray(from), carried);
    carried += rest;
  };

  return {
    take(chunk) {
      let from = 0;
      if (carried > 0) {
        const end = chunk.indexOf(LINE_FEED);
        if (end < 0) {
          keep(chunk, 0);
          base += chunk.length;
          return;
        }
        keep(chunk.subarray(0, end), 0);
        const length = carried;
        carried = 0;
        readLine(carry, 0, length, base + end - length);
        from = end + 1;
      }
      while (from < chunk.length) {
        const next = plainLine(chunk, from);
        if (next > 0) {
          from = next;
          continue;
        }
        const end = chunk.indexOf(LINE_FEED, from);
        if (end < 0) break;
        readLine(chunk, from, end, base + from);
        from = end + 1;
      }
      keep(chunk, from);
      base += chunk.length;
    },
    finish(cut) {
      if (carried > 0 && cut) skipped++;
      else if (carried > 0) readLine(carry, 0, carried, base - carried);
      carried = 0;
    },
    skipped: () => skipped,
  };
}

const isBlank = (byte: number): boolean => byte === SPACE || byte === TAB || byte === RETURN;

function hexDigit(byte: number): number {
  if (byte >= ZERO && byte <= NINE) return byte - ZERO;
  const letter = (byte | 32) - 97;
  return letter >= 0 && letter < 6 ? letter + 10 : -1;
}
