// The way through the texts of an event that look alike: what stands between the values is compared, not searched.
import type { ByteDictionary } from "../bytes/dictionary.ts";
import type { FieldValues } from "./contract.ts";
import { type FieldText, gap, pairEnd, putText, readNumber, skip, wordEnd } from "./text-values.ts";

/** How far the label of the next value is searched for. */
const MOST_BETWEEN = 200;

/** A value on the way. */
export interface Step {
  readonly field: number;
  /** Place in the values, -1 for one that nobody wants. */
  readonly slot: number;
  /** `number` with `hex` where 0x is left out; texts may be numbers, but for names. */
  readonly kind: "number" | "hex" | "word" | "words" | "name";
  /** The label stands before `=`. */
  readonly paired: boolean;
  /** What stands before the value; searched for where other words may stand before that. */
  readonly before: Uint8Array;
  readonly searched: boolean;
}

export interface Trail {
  readonly steps: readonly Step[];
  /** What ends a text of several words that is the last value. */
  readonly stop: Uint8Array | null;
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
  return { ...rest, before: bytes.slice(searched ? label - 1 : from, value), searched };
}

/** Place of `needle` at or behind `from`, -1 where it is not near. */
function find(needle: Uint8Array, bytes: Uint8Array, from: number, end: number): number {
  const last = Math.min(end - needle.length, from + MOST_BETWEEN);
  for (let at = from; at <= last; at++) if (stands(needle, bytes, at)) return at;
  return -1;
}

function stands(needle: Uint8Array, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < needle.length; i++) if (bytes[at + i] !== needle[i]) return false;
  return true;
}

/** The source ended in a value. */
export const CUT = -2;

/** Behind a text of one or several words, -1 where nothing known ends it. */
function textEnd(trail: Trail, i: number, bytes: Uint8Array, at: number, end: number): number {
  const step = trail.steps[i] as Step;
  if (step.kind === "word") return wordEnd(bytes, at, end);
  const next = trail.steps[i + 1]?.before ?? trail.stop;
  if (next) return find(next, bytes, at, end);
  return step.paired ? pairEnd(bytes, at, end) : -1;
}

/** Reads the values on the way; returns the place behind the last one, -1 where the text goes another way, or `CUT`. */
export function walk(trail: Trail, text: FieldText, from: number, values: FieldValues, texts: ByteDictionary): number {
  const { bytes, end } = text;
  const { steps } = trail;
  let at = from;
  for (let i = 0; i < steps.length; i++) {
    const { before, searched, kind, slot } = steps[i] as Step;
    if (searched) at = find(before, bytes, at, end);
    else if (at + before.length > end || !stands(before, bytes, at)) return -1;
    if (at < 0) return -1;
    at += before.length;
    const behind = kind === "name" ? -1 : readNumber(values, slot, bytes, at, end, kind === "hex");
    if (behind >= 0) at = behind;
    else if (kind === "number" || kind === "hex") return -1;
    else {
      const last = textEnd(trail, i, bytes, at, end);
      if (last < 0) return -1;
      if (slot >= 0) putText(values, slot, texts, bytes, at, last);
      at = last;
    }
    if (at === end && !text.ended) return CUT;
  }
  return at;
}
