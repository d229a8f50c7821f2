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
const TEXT = 1;
const DATA_LOC = 2;
const REL_LOC = 3;
const NOTHING = 4;
const kinds = { number: NUMBER, text: TEXT, data_loc: DATA_LOC, rel_loc: REL_LOC, other: NOTHING } as const;

/** Writes a number of 1, 2, 4 or 8 bytes as two words. */
function putNumber(
  view: DataView,
  at: number,
  size: number,
  signed: boolean,
  little: boolean,
  words: Uint32Array,
  to: number,
): void {
  if (size === 8) {
    words[to] = view.getUint32(little ? at : at + 4, little);
    words[to + 1] = view.getUint32(little ? at + 4 : at, little);
    return;
  }
  let low = 0;
  if (size === 4) low = view.getInt32(at, little);
  else if (size === 2) low = signed ? view.getInt16(at, little) : view.getUint16(at, little);
  else low = signed ? view.getInt8(at) : view.getUint8(at);
  words[to] = low;
  words[to + 1] = signed && low < 0 ? 0xffffffff : 0;
}

/** `texts` gives a text's id; `little` is the byte order of the recording. */
export function payloadReader(
  format: EventFormat,
  wanted: TraceEvent["wanted"],
  little: boolean,
  texts: ByteDictionary,
): PayloadReader {
  const fields: (FormatField | null)[] = wanted.slice(0, MOST_FIELDS).map((names) => fieldOf(format.fields, names));
  const count = fields.length;
  const kind = Uint8Array.from(fields, (f) => (f ? kinds[f.kind] : NOTHING));
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

  return ({ bytes, view }, at, end, values) => {
    values.known = 0;
    values.texts = 0;
    for (let i = 0; i < count; i++) {
      const what = kind[i] as number;
      const place = at + (offset[i] as number);
      const length = size[i] as number;
      if (what === NOTHING || place + length > end) continue;
      if (what === NUMBER) putNumber(view, place, length, signed[i] as boolean, little, values.words, 2 * i);
      else if (what === TEXT) putText(bytes, place, place + length, values, i);
      else {
        const told = view.getUint32(place, little);
        const from = (what === DATA_LOC ? at : place + length) + (told & 0xffff);
        const until = from + (told >>> 16);
        if (until > end) continue;
        putText(bytes, from, until, values, i);
      }
      values.known |= 1 << i;
    }
  };
}
