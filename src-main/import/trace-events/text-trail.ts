// The way through the texts of an event that look alike: what stands between the values is compared, not searched.
import type { ByteDictionary } from "../bytes/dictionary.ts";
import type { FieldValues } from "./contract.ts";
import { isEqual, isHexPrefix } from "./text-scan.ts";
import { type FieldText, gap, pairEnd, putText, readHexDigits, readNumber, skip, wordEnd } from "./text-values.ts";

/** How far the label of the next value is searched for. */
const MOST_BETWEEN = 200;

/** How a value is read in a text: `hex` without 0x; texts may be numbers, but for names. */
export type StepKind = "number" | "hex" | "word" | "words" | "name";

/** A value on the way. */
export interface Step {
  readonly field: number;
  /** Place in the values, -1 for one that nobody wants. */
  readonly slot: number;
  readonly kind: StepKind;
  /** The label stands before `=`. */
  readonly paired: boolean;
  /** What stands before the value; searched for where other words may stand before that. */
  readonly before: Uint8Array;
  readonly searched: boolean;
  /** It is a number with 0x before it, which `before` ends with. */
  readonly prefixed: boolean;
}

const NUMBER = 0;
const HEX = 1;
const WORD = 2;
const WORDS = 3;
const NAME = 4;
const KIND = 7;
const SEARCHED = 8;
const PREFIXED = 16;
const PAIRED = 32;
const kinds = { number: NUMBER, hex: HEX, word: WORD, words: WORDS, name: NAME } as const;

/** Numbers of a step in `Trail.steps`: how it is read, place in the values, bytes before it. */
const STEP = 3;

export interface Trail {
  readonly steps: Int32Array;
  /** What stands before each value, one behind the other, and behind that what ends the last one. */
  readonly between: Uint8Array;
  /** The same memory. */
  readonly betweenView: DataView;
  /** Bytes that end a last text of several words; 0: not known. */
  readonly stop: number;
  /** Numbers without 0x were meant as hexadecimal ones. */
  readonly hex: boolean;
  /** Fields that were found on the way, the one expected behind it, how many wanted ones were not found. */
  readonly seen: number;
  readonly next: number;
  readonly left: number;
}

/** The step to a value: between the value before, that ends at `from`, and this one may stand its label and other words. */
export function stepTo(
  bytes: Uint8Array,
  from: number,
  label: number,
  value: number,
  rest: Pick<Step, "field" | "slot" | "kind" | "paired">,
): Step {
  const searched = label < value && skip(gap, bytes, from, label) < label;
  const prefixed = rest.kind !== "name" && isHexPrefix(bytes, value, bytes.length);
  return {
    ...rest,
    before: bytes.slice(searched ? label - 1 : from, prefixed ? value + 2 : value),
    searched,
    prefixed,
  };
}

/** The way along some steps; `stop` ends a last text of several words. */
export function trailOf(
  steps: readonly Step[],
  stop: Uint8Array | null,
  rest: Pick<Trail, "hex" | "seen" | "next" | "left">,
): Trail {
  const pieces = [...steps.map((step) => step.before), ...(stop ? [stop] : [])];
  const between = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    between.set(piece, at);
    at += piece.length;
  }
  const codes = steps.flatMap(({ kind, searched, prefixed, paired, slot, before }) => [
    kinds[kind] | (searched ? SEARCHED : 0) | (prefixed ? PREFIXED : 0) | (paired ? PAIRED : 0),
    slot,
    before.length,
  ]);
  const betweenView = new DataView(between.buffer);
  return { ...rest, steps: Int32Array.from(codes), between, betweenView, stop: stop?.length ?? 0 };
}

/** Where the `length` bytes from `needle` on stand in a text at or behind `from`; -1 where they are not near. */
function find(
  between: Uint8Array,
  needle: number,
  length: number,
  bytes: Uint8Array,
  from: number,
  end: number,
): number {
  const last = Math.min(end - length, from + MOST_BETWEEN);
  for (let at = from; at <= last; at++) {
    let same = 0;
    while (same < length && bytes[at + same] === between[needle + same]) same++;
    if (same === length) return at;
  }
  return -1;
}

/** The source ended in a value. */
export const CUT = -2;

/** Behind the text of step `i`, before which the bytes up to `needle` stand; -1 where nothing known ends it. */
function textEnd(trail: Trail, i: number, needle: number, bytes: Uint8Array, at: number, end: number): number {
  const { steps, between, stop } = trail;
  const code = steps[i] as number;
  if ((code & KIND) === WORD) return wordEnd(bytes, at, end);
  const length = i + STEP < steps.length ? (steps[i + STEP + 2] as number) : stop;
  if (length > 0) return find(between, needle, length, bytes, at, end);
  return code & PAIRED ? pairEnd(bytes, at, end) : -1;
}

/** Reads the values on the way; returns the place behind the last one, -1 where the text goes another way, or `CUT`. */
export function walk(trail: Trail, text: FieldText, from: number, values: FieldValues, texts: ByteDictionary): number {
  const { bytes, view, end } = text;
  const { steps, between, betweenView } = trail;
  let at = from;
  let needle = 0;
  for (let i = 0; i < steps.length; i += STEP) {
    const code = steps[i] as number;
    const slot = steps[i + 1] as number;
    const length = steps[i + 2] as number;
    if (code & SEARCHED) {
      at = find(between, needle, length, bytes, at, end);
      if (at < 0) return -1;
      at += length;
      needle += length;
    } else {
      if (at + length > end || !isEqual(view, at, betweenView, needle, length)) return -1;
      at += length;
      needle += length;
    }
    const kind = code & KIND;
    let behind = -1;
    if (code & PREFIXED) behind = readHexDigits(values, slot, bytes, at, end);
    else if (kind !== NAME) behind = readNumber(values, slot, bytes, at, end, kind === HEX);
    if (behind < 0) {
      if (code & PREFIXED || kind < WORD) return -1;
      behind = textEnd(trail, i, needle, bytes, at, end);
      if (behind < 0) return -1;
      if (slot >= 0) putText(values, slot, texts, bytes, at, behind);
    }
    at = behind;
    if (at === end && !text.ended) return CUT;
  }
  return at;
}
