// Values of an event's fields out of the text of a line: found by their labels in any order, no string a line.
import type { ByteDictionary } from "../bytes/dictionary.ts";
import { type FieldValues, MOST_FIELDS, type TraceEvent } from "./contract.ts";
import { fieldOf } from "./payload.ts";
import { EQUALS, isBlank } from "./text-scan.ts";
import { FOLLOWS, type TextField } from "./text-spellings.ts";
import { CUT, type Step, type StepKind, stepTo, type Trail, trailOf, walk } from "./text-trail.ts";
import {
  behindLabel,
  between,
  type FieldText,
  gap,
  isPairAt,
  pairEnd,
  putText,
  readNumber,
  skip,
  wordEnd,
} from "./text-values.ts";

/** Texts in a row that go another way than the one that is known, until that is given up. */
const MOST_MISSES = 4;

/** How numbers without 0x are meant behind `=`: tools differ in that. */
export interface RawNumbers {
  hex: boolean;
}

/** What is known of an event's fields. */
export interface FieldPlan {
  readonly fields: readonly TextField[];
  /** Place of each field in the values, -1 for none. */
  readonly slots: Int8Array;
  readonly follows: readonly boolean[];
  readonly labels: readonly Label[];
  readonly firstLabel: readonly number[];
  /** How many wanted fields there are in raw output, and in texts. */
  readonly wantedRaw: number;
  readonly wantedText: number;
  /** The way that texts mostly go, and how many of the last ones went another one. */
  trail: Trail | null;
  misses: number;
}

export interface FieldScanner {
  /** Reads the values of the text from `from` on; false where the end of the source may have cut one. */
  read(plan: FieldPlan, text: FieldText, from: number, values: FieldValues): boolean;
}

interface Label {
  readonly bytes: Uint8Array;
  readonly field: number;
}

const bytesOf = (letters: string): Uint8Array => Uint8Array.from(letters, (letter) => letter.charCodeAt(0));

/** Plans to read fields in the order in which they are listed, or any other; `wanted` says which, and where they go. */
export function fieldPlan(fields: readonly TextField[], wanted: TraceEvent["wanted"]): FieldPlan {
  const slots = new Int8Array(fields.length).fill(-1);
  for (const [slot, names] of wanted.slice(0, MOST_FIELDS).entries()) {
    const field = fieldOf(fields, names);
    if (field) slots[fields.indexOf(field)] = slot;
  }
  const labels: readonly Label[] = fields.flatMap((field, at) =>
    [...new Set([field.name, ...field.labels])]
      .filter((label) => label !== FOLLOWS)
      .map((label) => ({ bytes: bytesOf(label), field: at })),
  );
  return {
    fields,
    slots,
    follows: fields.map((field) => field.labels.includes(FOLLOWS)),
    labels,
    firstLabel: fields.map((_, at) => labels.findIndex((label) => label.field === at)),
    wantedRaw: slots.filter((slot) => slot >= 0).length,
    wantedText: slots.filter((slot, at) => slot >= 0 && !fields[at]?.rawOnly).length,
    trail: null,
    misses: MOST_MISSES,
  };
}

/** Reads by plans; one for all events, because code that is shared is fast. */
export function fieldScanner(texts: ByteDictionary, raw: RawNumbers): FieldScanner {
  // Of the line that is read: fields seen, where the label that was found ends, whether `=` stands behind it.
  let seen = 0;
  let labelEnd = 0;
  let equals = false;
  let cut = false;
  // The field that is expected next, and the way so far where it is taken down.
  let next = 0;
  let steps: Step[] | null = null;

  /** The field whose label stands at `at`, looked for from field `cursor` on; -1 for none. */
  function labelAt(
    { labels, firstLabel }: FieldPlan,
    bytes: Uint8Array,
    at: number,
    end: number,
    cursor: number,
  ): number {
    const byte = bytes[at];
    let i = firstLabel[cursor] ?? 0;
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

  /** How the value of a field is read in this text. */
  function kindOf({ kind }: TextField): StepKind {
    if (kind === "hex") return !equals || raw.hex ? "hex" : "number";
    return kind === "hexInText" ? (equals ? "number" : "hex") : kind;
  }

  /** Behind the text at `at`. */
  function textEnd(plan: FieldPlan, bytes: Uint8Array, at: number, end: number, field: number, kind: StepKind): number {
    if (kind !== "word" && equals) return pairEnd(bytes, at, end);
    let i = wordEnd(bytes, at, end);
    if (kind === "word") return i;
    while (i < end) {
      const behind = i;
      while (i < end && isBlank(bytes[i] as number)) i++;
      if (labelAt(plan, bytes, i, end, field + 1) >= 0) return behind;
      i = wordEnd(bytes, i, end);
    }
    return end;
  }

  /** Reads the value of a field at `at`; returns the place behind it, or `at` where there is none. */
  function valueAt(
    plan: FieldPlan,
    text: FieldText,
    at: number,
    field: number,
    kind: StepKind,
    values: FieldValues,
  ): number {
    const { bytes, end } = text;
    const slot = plan.slots[field] as number;
    if (kind !== "name") {
      const behind = readNumber(values, slot, bytes, at, end, kind === "hex");
      if (behind >= 0) {
        if (behind === end && !text.ended) cut = true;
        return behind;
      }
      if (kind !== "word" && kind !== "words") return at;
    }
    // A text may be empty: then the next field stands here.
    if (!equals && labelAt(plan, bytes, at, end, field + 1) >= 0) return at;
    const behind = textEnd(plan, bytes, at, end, field, kind);
    if (behind === end && !text.ended) cut = true;
    else if (slot >= 0) putText(values, slot, texts, bytes, at, behind);
    return behind;
  }

  /** Behind the label that was found last; tells whether `=` stands there. */
  function valueStart(bytes: Uint8Array, end: number): number {
    equals = false;
    let at = labelEnd;
    for (; at < end && behindLabel[bytes[at] as number]; at++) if (bytes[at] === EQUALS) equals = true;
    return at;
  }

  /** What ends the text of several words that ends at `at`: null for the end of the line. */
  function stopAt(plan: FieldPlan, bytes: Uint8Array, at: number, end: number, field: number): Uint8Array | null {
    const start = skip(gap, bytes, at, end);
    return start < end && labelAt(plan, bytes, start, end, field + 1) >= 0 ? bytes.slice(at, labelEnd + 1) : null;
  }

  /** Searches the fields of a text from `from` on, `cursor` being the one that is expected. */
  function search(
    plan: FieldPlan,
    text: FieldText,
    from: number,
    cursor: number,
    wanted: number,
    values: FieldValues,
  ): void {
    const { bytes, end } = text;
    const { slots, follows } = plan;
    let at = from;
    let before = from;
    let left = wanted;
    // Whether a value, or nothing yet, stands before `at`: then the next field may follow without a label.
    let behindValue = true;
    for (next = cursor; left > 0; ) {
      const expected = behindValue && follows[next] === true;
      const start = skip(expected ? between : gap, bytes, at, end);
      if (start >= end) break;
      const labelled = labelAt(plan, bytes, start, end, next);
      const field = labelled < 0 && expected ? next : labelled;
      const value = labelled < 0 ? start : valueStart(bytes, end);
      const kind = field < 0 ? "name" : kindOf(plan.fields[field] as TextField);
      at = field < 0 ? start : valueAt(plan, text, value, field, kind, values);
      behindValue = at > value;
      if (behindValue) {
        const slot = slots[field] as number;
        steps?.push(stepTo(bytes, before, start, value, { field, slot, kind, paired: equals }));
        before = at;
        seen |= 1 << field;
        next = field + 1;
        if (slot >= 0) left--;
      } else if (labelled < 0 || labelAt(plan, bytes, at, end, next) < 0)
        while (at < end && !gap[bytes[at] as number]) at++;
    }
    if (!steps) return;
    const last = steps.at(-1);
    const open = last && !last.paired && (last.kind === "words" || last.kind === "name");
    const stop = open ? stopAt(plan, bytes, before, end, last.field) : null;
    plan.trail = trailOf(steps, stop, { hex: raw.hex, seen, next, left });
  }

  return {
    read(plan, text, from, values) {
      const { trail } = plan;
      values.known = 0;
      values.texts = 0;
      cut = false;
      equals = false;
      steps = null;
      if (trail?.hex === raw.hex) {
        const behind = walk(trail, text, from, values, texts);
        if (behind === CUT) return false;
        if (behind >= 0) {
          plan.misses = 0;
          seen = trail.seen;
          if (trail.left > 0) search(plan, text, behind, trail.next, trail.left, values);
          return !cut;
        }
        values.known = 0;
        values.texts = 0;
      }
      if (++plan.misses >= MOST_MISSES) {
        plan.misses = 0;
        steps = [];
      }
      seen = 0;
      const isRaw = plan.wantedRaw !== plan.wantedText && isPairAt(text.bytes, from, text.end);
      search(plan, text, from, 0, isRaw ? plan.wantedRaw : plan.wantedText, values);
      return !cut;
    },
  };
}
