// Values in texts: numbers and words, written into the values of an event.
import type { ByteDictionary } from "../bytes/dictionary.ts";
import type { FieldValues } from "./contract.ts";
import {
  COLON,
  DOT,
  EQUALS,
  isBlank,
  isHexPrefix,
  MINUS,
  nameByte,
  negate,
  readDecimal,
  readHex,
  trimEnd,
} from "./text-scan.ts";

/** Longest text of a field that is kept. */
const MAX_TEXT = 255;
const LETTER_B = 66;

const setOf = (letters: string): Uint8Array => {
  const set = new Uint8Array(256);
  for (const letter of letters) set[letter.charCodeAt(0)] = 1;
  return set;
};

/** Bytes between words. */
export const gap = setOf(" \t,()[]{};");
/** Bytes between a value and the one that follows it without a label. */
export const between = setOf(" \t,:-=");
/** Bytes between a label and its value. */
export const behindLabel = setOf(" \t=:");

/** What a line's text is. */
export interface FieldText {
  bytes: Uint8Array;
  /** The same memory: index 0 is that of `bytes`. */
  view: DataView;
  end: number;
  /** The line has its end: a value that reaches to it was not cut. */
  ended: boolean;
}

/** Behind a number, at a place where a word may end; `B` is the unit of sizes. */
function endOfNumber(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return at;
  const byte = bytes[at] as number;
  if (!nameByte[byte] && byte !== DOT) return at;
  if (byte !== LETTER_B) return -1;
  return at + 1 < end && nameByte[bytes[at + 1] as number] ? -1 : at + 1;
}

/** Where numbers go that nobody wants. */
const unwanted = new Uint32Array(2);

/** Reads hexadecimal digits as the value of `slot` (-1: of none); returns the place behind them, -1 for none. */
export function readHexDigits(values: FieldValues, slot: number, bytes: Uint8Array, at: number, end: number): number {
  const wanted = slot >= 0;
  const digits = readHex(wanted ? values.words : unwanted, wanted ? 2 * slot : 0, bytes, at, end);
  if (digits === at) return -1;
  const behind = endOfNumber(bytes, digits, end);
  if (behind >= 0 && wanted) values.known |= 1 << slot;
  return behind;
}

/**
 * Reads a decimal number, or a hexadecimal one where 0x stands before it or `hex` is set, as the value of `slot` (-1: of
 * none); returns the place behind it, -1 where that is no number.
 */
export function readNumber(
  values: FieldValues,
  slot: number,
  bytes: Uint8Array,
  at: number,
  end: number,
  hex: boolean,
): number {
  const prefixed = isHexPrefix(bytes, at, end);
  if (hex || prefixed) return readHexDigits(values, slot, bytes, prefixed ? at + 2 : at, end);
  const words = slot < 0 ? unwanted : values.words;
  const to = slot < 0 ? 0 : 2 * slot;
  const negative = bytes[at] === MINUS;
  const from = negative ? at + 1 : at;
  const digits = readDecimal(words, to, bytes, from, end);
  if (digits === from) return -1;
  if (negative) negate(words, to);
  const behind = endOfNumber(bytes, digits, end);
  if (behind >= 0 && slot >= 0) values.known |= 1 << slot;
  return behind;
}

/** Puts a text without what separates it from others; nothing where that leaves none. */
export function putText(
  values: FieldValues,
  slot: number,
  texts: ByteDictionary,
  bytes: Uint8Array,
  from: number,
  end: number,
): void {
  let last = end;
  while (last > from && (gap[bytes[last - 1] as number] || bytes[last - 1] === COLON)) last--;
  if (last === from) return;
  values.words[2 * slot] = texts.find(bytes, from, Math.min(last, from + MAX_TEXT));
  values.words[2 * slot + 1] = 0;
  values.known |= 1 << slot;
  values.texts |= 1 << slot;
}

export function skip(what: Uint8Array, bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && what[bytes[at] as number]) at++;
  return at;
}

/** Behind the word at `at`. */
export function wordEnd(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && !isBlank(bytes[i] as number)) i++;
  return i;
}

/** Whether `NAME=` stands at `at`. */
export function isPairAt(bytes: Uint8Array, at: number, end: number): boolean {
  const behind = skip(nameByte, bytes, at, end);
  return behind > at && behind < end && bytes[behind] === EQUALS;
}

/** Behind the text at `at` that goes on until the next `NAME=`. */
export function pairEnd(bytes: Uint8Array, at: number, end: number): number {
  for (let i = wordEnd(bytes, at, end); i < end; ) {
    const next = skip(gap, bytes, i, end);
    if (isPairAt(bytes, next, end)) return trimEnd(bytes, at, i);
    i = wordEnd(bytes, next, end);
  }
  return end;
}
