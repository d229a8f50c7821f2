// Numbers and blanks in the bytes of a line.

export const BLANK = 32;
export const TAB = 9;
export const MINUS = 45;
export const DOT = 46;
export const ZERO = 48;
const NINE = 57;
export const COLON = 58;
export const EQUALS = 61;
export const OPEN = 91;
export const CLOSE = 93;
const LETTER_X = 120;

export const isDigit = (byte: number): boolean => byte >= ZERO && byte <= NINE;
export const isBlank = (byte: number): boolean => byte === BLANK || byte === TAB;

/** 1 for bytes that names of events and fields consist of. */
export const nameByte = new Uint8Array(256);
for (const letter of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
  nameByte[letter.charCodeAt(0)] = 1;

/** Value of a hexadecimal digit by its byte, 255 for other bytes. */
const hexDigits = new Uint8Array(256).fill(255);
for (let i = 0; i < 16; i++) {
  const digit = i.toString(16);
  hexDigits[digit.charCodeAt(0)] = i;
  hexDigits[digit.toUpperCase().charCodeAt(0)] = i;
}

export const isHexDigit = (byte: number): boolean => (hexDigits[byte] as number) < 16;

/** Digits of the largest numbers of 64 bits, and of decimal ones that a double and 32 bits hold. */
const MAX_HEX = 16;
const MAX_DECIMAL = 20;
const EXACT_DECIMAL = 15;
const SHORT_DECIMAL = 9;
const WORD = 0x1_0000_0000;

/** Start of the digits that end at `end`, -1 for none or for more than a number of 32 bits has. */
export function digitsBefore(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && isDigit(bytes[at - 1] as number)) at--;
  return at === end || end - at > 10 ? -1 : at;
}

export function numberAt(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + (bytes[at] as number) - ZERO;
  return value;
}

/** Behind the last byte before `end` that is no blank. */
export function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(bytes[at - 1] as number)) at--;
  return at;
}

export function skipBlanks(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(bytes[at] as number)) at++;
  return at;
}

export function skipDigits(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isDigit(bytes[at] as number)) at++;
  return at;
}

/** Whether `length` bytes at `at` are those of another memory at `from`; both have as many. */
export function isEqual(view: DataView, at: number, other: DataView, from: number, length: number): boolean {
  if (length < 4) {
    for (let i = 0; i < length; i++) if (view.getUint8(at + i) !== other.getUint8(from + i)) return false;
    return true;
  }
  const last = length - 4;
  for (let i = 0; i < last; i += 4) if (view.getInt32(at + i) !== other.getInt32(from + i)) return false;
  return view.getInt32(at + last) === other.getInt32(from + last);
}

/** Whether `0x` stands at `at`. */
export const isHexPrefix = (bytes: Uint8Array, at: number, end: number): boolean =>
  at + 1 < end && bytes[at] === ZERO && bytes[at + 1] === LETTER_X;

/** Whether the text of `letters`, made of bytes below 128, stands at `at`. */
export function standsAt(letters: string, bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < letters.length) return false;
  for (let i = 0; i < letters.length; i++) if (bytes[at + i] !== letters.charCodeAt(i)) return false;
  return true;
}

/**
 * Reads hexadecimal digits up to the next other byte into two words at `to`, the low one first; returns that place, or
 * `from` where there are none or too many.
 */
export function readHex(words: Uint32Array, to: number, bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  let low = 0;
  let high = 0;
  while (at < end) {
    const digit = hexDigits[bytes[at] as number] as number;
    if (digit > 15) break;
    high = (high << 4) | (low >>> 28);
    low = (low << 4) | digit;
    at++;
  }
  if (at === from || at - from > MAX_HEX) return from;
  words[to] = low;
  words[to + 1] = high;
  return at;
}

/** Reads decimal digits as `readHex` does hexadecimal ones; `from` also for a number of more than 64 bits. */
export function readDecimal(words: Uint32Array, to: number, bytes: Uint8Array, from: number, end: number): number {
  const behind = skipDigits(bytes, from, end);
  const digits = behind - from;
  if (digits <= SHORT_DECIMAL) {
    words[to] = numberAt(bytes, from, behind);
    words[to + 1] = 0;
    return behind;
  }
  if (digits > MAX_DECIMAL) return from;
  const head = digits > EXACT_DECIMAL ? from + EXACT_DECIMAL : behind;
  const number = numberAt(bytes, from, head);
  let low = number % WORD;
  let high = Math.floor(number / WORD);
  for (let at = head; at < behind; at++) {
    const more = low * 10 + (bytes[at] as number) - ZERO;
    low = more % WORD;
    high = high * 10 + Math.floor(more / WORD);
  }
  words[to] = low;
  words[to + 1] = high;
  return high < WORD ? behind : from;
}

/** Makes the number at `to` its negative. */
export function negate(words: Uint32Array, to: number): void {
  const low = -(words[to] as number);
  words[to + 1] = low === 0 ? -(words[to + 1] as number) : ~(words[to + 1] as number);
  words[to] = low;
}
