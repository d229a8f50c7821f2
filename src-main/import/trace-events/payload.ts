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

const WORD = 0;
const TWO_WORDS = 1;
const SIGNED_WORD = 2;
const SMALL = 3;
const TEXT = 4;
const DATA_LOC = 5;
const REL_LOC = 6;
const NOTHING = 7;

/** How a field is read: numbers by their size, of which the common ones come first. */
function readingOf(field: FormatField | null): number {
  if (!field || field.kind === "other") return NOTHING;
  if (field.kind === "text") return TEXT;
  if (field.kind === "data_loc") return DATA_LOC;
  if (field.kind === "rel_loc") return REL_LOC;
  if (field.size === 8) return TWO_WORDS;
  return field.size < 4 ? SMALL : field.signed ? SIGNED_WORD : WORD;
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
  const count = fields.length;
  const reading = Uint8Array.from(fields, readingOf);
  const low = little ? 0 : 4;
  const high = little ? 4 : 0;
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

  return (memory, at, end, values) => {
    const { view } = memory;
    const { words } = values;
    values.texts = 0;
    let known = 0;
    for (let i = 0; i < count; i++) {
      const what = reading[i] as number;
      const place = at + (offset[i] as number);
      if (what === NOTHING || place + (size[i] as number) > end) continue;
      if (what === WORD) {
        words[2 * i] = view.getUint32(place, little);
        words[2 * i + 1] = 0;
      } else if (what === TWO_WORDS) {
        words[2 * i] = view.getUint32(place + low, little);
        words[2 * i + 1] = view.getUint32(place + high, little);
      } else if (what === SIGNED_WORD) {
        const value = view.getInt32(place, little);
        words[2 * i] = value;
        words[2 * i + 1] = value < 0 ? 0xffffffff : 0;
      } else if (!putOther(memory, at, end, values, i)) continue;
      known |= 1 << i;
    }
    values.known = known;
  };
}
