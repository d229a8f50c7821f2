// Reads the wanted fields of an event out of its binary payload: compiled once an event, without an object per record.
import type { ByteDictionary } from "../bytes/dictionary.ts";
import type { FieldValues, TraceEvent } from "./contract.ts";
import { MOST_FIELDS } from "./contract.ts";
import type { EventFormat, FormatField } from "./formats.ts";

/** A stretch of memory seen as bytes and as numbers. */
export interface Payload {
  readonly bytes: Uint8Array;
  /** The same memory: index 0 is that of `bytes`. */
  readonly view: DataView;
}

/** Fills the values of the payload from `at` up to `end`; a field that is not whole is not known. */
export type PayloadReader = (memory: Payload, at: number, end: number, values: FieldValues) => void;

/** The field of a format that goes by one of these spellings; the first spelling counts. */
export const fieldOf = <F extends { readonly name: string }>(
  fields: readonly F[],
  spellings: readonly string[],
): F | null => {
  for (const spelling of spellings) {
    const found = fields.find((field) => field.name === spelling);
    if (found) return found;
  }
  return null;
};

const NUMBER = 0;
const SMALL = 1;
const TEXT = 2;
const DATA_LOC = 3;
const REL_LOC = 4;
const NOTHING = 5;

/** How a field is read: numbers of 4 and 8 bytes, which most are, without a question. */
function readingOf(field: FormatField | null): number {
  if (!field || field.kind === "other") return NOTHING;
  if (field.kind === "text") return TEXT;
  if (field.kind === "data_loc") return DATA_LOC;
  if (field.kind === "rel_loc") return REL_LOC;
  return field.size < 4 ? SMALL : NUMBER;
}

/** Numbers of 4 and 8 bytes of an event, one row each: where their words lie and go. */
interface Numbers {
  readonly count: number;
  readonly slot: Uint8Array;
  /** Places of the low and the high word; without a high word that is 0, or the sign of the low one. */
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** Bytes of a payload that has all of them, and the bits of their slots. */
  readonly bytes: number;
  readonly known: number;
}

const ZERO = -1;
const SIGN = -2;

function numbersOf(fields: readonly (FormatField | null)[], reading: Uint8Array, little: boolean): Numbers {
  const rows = fields.flatMap((field, slot) => (field && reading[slot] === NUMBER ? [{ field, slot }] : []));
  const highOf = ({ offset, size, signed }: FormatField): number =>
    size === 8 ? offset + (little ? 4 : 0) : signed ? SIGN : ZERO;
  return {
    count: rows.length,
    slot: Uint8Array.from(rows, ({ slot }) => slot),
    low: Int32Array.from(rows, ({ field: { offset, size } }) => offset + (size === 8 && !little ? 4 : 0)),
    high: Int32Array.from(rows, ({ field }) => highOf(field)),
    bytes: rows.reduce((most, { field }) => Math.max(most, field.offset + field.size), 0),
    known: rows.reduce((bits, { slot }) => bits | (1 << slot), 0),
  };
}

/** A number of 1 or 2 bytes. */
function smallAt(view: DataView, at: number, size: number, signed: boolean, little: boolean): number {
  if (size === 2) return signed ? view.getInt16(at, little) : view.getUint16(at, little);
  return signed ? view.getInt8(at) : view.getUint8(at);
}

/** `texts` gives a text's id; `little` is the byte order of the recording. */
export function payloadReader(
  format: EventFormat,
  wanted: TraceEvent["wanted"],
  little: boolean,
  texts: ByteDictionary,
): PayloadReader {
  const fields: (FormatField | null)[] = wanted.slice(0, MOST_FIELDS).map((names) => fieldOf(format.fields, names));
  const reading = Uint8Array.from(fields, readingOf);
  const numbers = numbersOf(fields, reading, little);
  const others = Uint8Array.from(fields.keys()).filter((i) => reading[i] !== NUMBER && reading[i] !== NOTHING);
  const offset = Int32Array.from(fields, (f) => f?.offset ?? 0);
  const size = Int32Array.from(fields, (f) => f?.size ?? 0);
  const signed = fields.map((f) => f?.signed ?? false);

  /** Puts the id of the text in the given bytes, up to its first zero. */
  function putText(bytes: Uint8Array, from: number, until: number, values: FieldValues, i: number): void {
    let end = from;
    while (end < until && bytes[end] !== 0) end++;
    values.words[2 * i] = texts.find(bytes, from, end);
    values.words[2 * i + 1] = 0;
    values.texts |= 1 << i;
  }

  /** Puts a field that is no number of 4 or 8 bytes; false where its text is not whole. */
  function putOther({ bytes, view }: Payload, at: number, end: number, values: FieldValues, i: number): boolean {
    const what = reading[i] as number;
    const place = at + (offset[i] as number);
    const length = size[i] as number;
    if (what === SMALL) {
      const value = smallAt(view, place, length, signed[i] as boolean, little);
      values.words[2 * i] = value;
      values.words[2 * i + 1] = value < 0 ? 0xffffffff : 0;
      return true;
    }
    if (what === TEXT) {
      putText(bytes, place, place + length, values, i);
      return true;
    }
    const told = view.getUint32(place, little);
    const from = (what === DATA_LOC ? at : place + length) + (told & 0xffff);
    const until = from + (told >>> 16);
    if (until > end) return false;
    putText(bytes, from, until, values, i);
    return true;
  }

  /** Puts one number. */
  function putNumber(view: DataView, at: number, row: number, words: Uint32Array): void {
    const to = 2 * (numbers.slot[row] as number);
    const high = numbers.high[row] as number;
    const low = view.getUint32(at + (numbers.low[row] as number), little);
    words[to] = low;
    words[to + 1] = high >= 0 ? view.getUint32(at + high, little) : high === SIGN ? low >> 31 : 0;
  }

  /** Puts the numbers of a payload that is too short for all of them. */
  function putWhole(view: DataView, at: number, end: number, words: Uint32Array): number {
    let known = 0;
    for (let row = 0; row < numbers.count; row++) {
      const slot = numbers.slot[row] as number;
      if (at + (offset[slot] as number) + (size[slot] as number) > end) continue;
      putNumber(view, at, row, words);
      known |= 1 << slot;
    }
    return known;
  }

  return (memory, at, end, values) => {
    const { view } = memory;
    const { words } = values;
    values.texts = 0;
    let { known } = numbers;
    if (at + numbers.bytes > end) known = putWhole(view, at, end, words);
    else for (let row = 0; row < numbers.count; row++) putNumber(view, at, row, words);
    for (const i of others)
      if (at + (offset[i] as number) + (size[i] as number) <= end && putOther(memory, at, end, values, i))
        known |= 1 << i;
    values.known = known;
  };
}
