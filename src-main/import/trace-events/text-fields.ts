// Values of an event's fields out of the text of a line: found by their labels in any order, no string a line.
import type { ByteDictionary } from "../bytes/dictionary.ts";
import { type FieldValues, MOST_FIELDS, type TraceEvent } from "./contract.ts";
import { fieldOf } from "./payload.ts";
import {
  COLON,
  DOT,
  EQUALS,
  isBlank,
  isHexPrefix,
  isPairAt,
  MINUS,
  nameByte,
  negate,
  readDecimal,
  readHex,
  trimEnd,
  type Words,
} from "./text-scan.ts";
import { FOLLOWS, type TextField } from "./text-spellings.ts";

/** Longest text of a field that is kept. */
const MAX_TEXT = 255;
const LETTER_B = 66;

/** How numbers without 0x are meant behind `=`: tools differ in that. */
export interface RawNumbers {
  hex: boolean;
}

/** What a line's text is. */
export interface FieldText {
  bytes: Uint8Array;
  end: number;
  /** The line has its end: a value that reaches to it was not cut. */
  ended: boolean;
}

export interface FieldReader {
  /** Reads the values of the text from `from` on; false where the end of the source may have cut one. */
  read(text: FieldText, from: number, values: FieldValues): boolean;
}

const code = (letters: string): number[] => [...letters].map((letter) => letter.charCodeAt(0));

/** Between words. */
const gap = new Uint8Array(256);
for (const byte of code(" \t,()[]{};")) gap[byte] = 1;
/** Between a value and the one that follows it without a label. */
const between = new Uint8Array(256);
for (const byte of code(" \t,:-=")) between[byte] = 1;
/** Between a label and its value. */
const behindLabel = new Uint8Array(256);
for (const byte of code(" \t=:")) behindLabel[byte] = 1;

interface Label {
  readonly bytes: Uint8Array;
  readonly field: number;
}

/** Behind a number, at a place where a word may end; `B` is the unit of sizes. */
function endOfNumber(bytes: Uint8Array, at: number, end: number): number {
  const behind = at < end && bytes[at] === LETTER_B ? at + 1 : at;
  if (behind >= end) return behind;
  const byte = bytes[behind] as number;
  return nameByte[byte] || byte === DOT ? -1 : behind;
}

/** Reads fields in the order in which they are listed, or any other; `wanted` says which, and where they go. */
export function fieldReader(
  fields: readonly TextField[],
  wanted: TraceEvent["wanted"],
  texts: ByteDictionary,
  raw: RawNumbers,
): FieldReader {
  const count = fields.length;
  const slots = new Int8Array(count).fill(-1);
  for (const [slot, names] of wanted.slice(0, MOST_FIELDS).entries()) {
    const field = fieldOf(fields, names);
    if (field) slots[fields.indexOf(field)] = slot;
  }
  const kinds = fields.map((field) => field.kind);
  const follows = fields.map((field) => field.labels.includes(FOLLOWS));
  const labels: readonly Label[] = fields.flatMap((field, at) =>
    [...new Set([field.name, ...field.labels])]
      .filter((label) => label !== FOLLOWS)
      .map((label) => ({ bytes: Uint8Array.from(code(label)), field: at })),
  );
  const firstLabel = fields.map((_, at) => labels.findIndex((label) => label.field === at));
  const mostWanted = slots.filter((slot) => slot >= 0).length;
  const number: Words = { low: 0, high: 0 };
  // Of the line that is read: fields seen, where the label that was found ends, whether `=` stands behind it.
  let seen = 0;
  let labelEnd = 0;
  let equals = false;
  let cut = false;

  /** The field whose label stands at `at`, looked for from field `cursor` on; -1 for none. */
  function labelAt(bytes: Uint8Array, at: number, end: number, cursor: number): number {
    const byte = bytes[at];
    let i = cursor < count ? (firstLabel[cursor] as number) : 0;
    for (let n = labels.length; n > 0; n--, i++) {
      if (i === labels.length) i = 0;
      const label = labels[i] as Label;
      if (label.bytes[0] !== byte || seen & (1 << label.field)) continue;
      const { length } = label.bytes;
      if (at + length >= end || !behindLabel[bytes[at + length] as number]) continue;
      let same = 1;
      while (same < length && bytes[at + same] === label.bytes[same]) same++;
      if (same < length) continue;
      labelEnd = at + length;
      return label.field;
    }
    return -1;
  }

  /** Behind the number at `at`, -1 where that is none. */
  function numberAt(bytes: Uint8Array, at: number, end: number, kind: TextField["kind"]): number {
    if (isHexPrefix(bytes, at, end)) {
      const behind = readHex(number, bytes, at + 2, end);
      return behind > at + 2 ? endOfNumber(bytes, behind, end) : -1;
    }
    if (kind === "hex" ? !equals || raw.hex : kind === "hexInText" && !equals) {
      const behind = readHex(number, bytes, at, end);
      return behind > at ? endOfNumber(bytes, behind, end) : -1;
    }
    const negative = bytes[at] === MINUS;
    const from = negative ? at + 1 : at;
    const behind = readDecimal(number, bytes, from, end);
    if (behind === from) return -1;
    if (negative) negate(number);
    return endOfNumber(bytes, behind, end);
  }

  /** Behind the text at `at`. */
  function textEnd(bytes: Uint8Array, at: number, end: number, field: number): number {
    let i = at;
    while (i < end && !isBlank(bytes[i] as number)) i++;
    if (kinds[field] === "word") return i;
    while (i < end) {
      const behind = i;
      while (i < end && isBlank(bytes[i] as number)) i++;
      if (equals ? isPairAt(bytes, i, end) : labelAt(bytes, i, end, field + 1) >= 0) return behind;
      while (i < end && !isBlank(bytes[i] as number)) i++;
    }
    return end;
  }

  /** Reads the value of a field at `at`; returns the place behind it, or `at` where there is none. */
  function valueAt(text: FieldText, at: number, field: number, values: FieldValues): number {
    const { bytes, end } = text;
    const kind = kinds[field] as TextField["kind"];
    const slot = slots[field] as number;
    if (kind !== "name") {
      const behind = numberAt(bytes, at, end, kind);
      if (behind > 0) {
        if (behind === end && !text.ended) cut = true;
        else if (slot >= 0) {
          values.words[2 * slot] = number.low;
          values.words[2 * slot + 1] = number.high;
          values.known |= 1 << slot;
        }
        return behind;
      }
      if (kind !== "word" && kind !== "words") return at;
    }
    // A text may be empty: then the next field stands here.
    if (!equals && labelAt(bytes, at, end, field + 1) >= 0) return at;
    const behind = textEnd(bytes, at, end, field);
    let last = trimEnd(bytes, at, behind);
    while (last > at && (gap[bytes[last - 1] as number] || bytes[last - 1] === COLON)) last--;
    if (behind === end && !text.ended) cut = true;
    else if (slot >= 0 && last > at) {
      values.words[2 * slot] = texts.find(bytes, at, Math.min(last, at + MAX_TEXT));
      values.words[2 * slot + 1] = 0;
      values.known |= 1 << slot;
      values.texts |= 1 << slot;
    }
    return behind;
  }

  /** Behind the label that was found last; tells whether `=` stands there. */
  function valueStart(bytes: Uint8Array, end: number): number {
    equals = false;
    let at = labelEnd;
    for (; at < end && behindLabel[bytes[at] as number]; at++) if (bytes[at] === EQUALS) equals = true;
    return at;
  }

  return {
    read(text, from, values) {
      const { bytes, end } = text;
      values.known = 0;
      values.texts = 0;
      seen = 0;
      cut = false;
      let cursor = 0;
      let at = from;
      // Whether a value, or nothing yet, stands before `at`: then the next field may follow without a label.
      let behindValue = true;
      for (let left = mostWanted; left > 0; ) {
        const expected = behindValue && follows[cursor] === true;
        const next = skip(expected ? between : gap, bytes, at, end);
        if (next >= end) break;
        const labelled = labelAt(bytes, next, end, cursor);
        const field = labelled < 0 && expected ? cursor : labelled;
        const value = labelled < 0 ? next : valueStart(bytes, end);
        at = field < 0 ? next : valueAt(text, value, field, values);
        behindValue = at > value;
        if (behindValue) {
          seen |= 1 << field;
          cursor = field + 1;
          if ((slots[field] as number) >= 0) left--;
        } else if (labelled < 0 || labelAt(bytes, at, end, cursor) < 0)
          while (at < end && !gap[bytes[at] as number]) at++;
      }
      return !cut;
    },
  };
}

function skip(what: Uint8Array, bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && what[bytes[at] as number]) at++;
  return at;
}
