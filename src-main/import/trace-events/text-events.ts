// Records of trace events in texts: the event by its name, its fields by the spelling of the line, handed to the sink.
import { byteDictionary } from "../bytes/dictionary.ts";
import type { Lines } from "../bytes/lines.ts";
import { fieldValues, type TraceEvent, type TraceMoment, type TraceSink } from "./contract.ts";
import { type FieldPlan, fieldPlan, fieldScanner, type RawNumbers } from "./text-fields.ts";
import { pairsOf } from "./text-pairs.ts";
import { EQUALS, isDigit, isEqual, isHexDigit, nameByte, OPEN, skipBlanks, standsAt } from "./text-scan.ts";
import { type SwitchReader, switchReader } from "./text-sched.ts";
import { spellingOf, type TextField } from "./text-spellings.ts";
import { isPairAt } from "./text-values.ts";

/** More different events than any kernel has tracepoints. */
const MAX_EVENTS = 1 << 16;
const MAX_NAME = 255;
/** Bytes of an event's first text that are looked at. */
const MAX_FIRST = 4096;

/** What libtraceevent prints before raw values where it does not understand the kernel's print format. */
const FAILED = "[FAILED TO PARSE]";
/** So many digits without a letter are hardly hexadecimal. */
const DECIMAL_DIGITS = 10;

const decoder = new TextDecoder();

interface Known {
  readonly event: TraceEvent;
  /** Null: no fields, or none that anybody wants. */
  readonly plan: FieldPlan | null;
  /** For switches, which a plugin spells in a way of its own. */
  readonly switches: SwitchReader | null;
  /** It has fields that are hexadecimal without 0x. */
  readonly hex: boolean;
  /** Fields that its last line had. */
  usual: number;
}

export interface TraceText {
  /**
   * Reads the record of a line: the event's name from `start` to `end`, its text from `from` on. False where that is no
   * event, or where the end of the source has cut the text.
   */
  read(lines: Lines, start: number, end: number, from: number): boolean;
  /** Hands on the record that was read last. */
  put(moment: TraceMoment): void;
}

export interface TextNames {
  /** Takes from a printed name what is not part of the event's. */
  plain(name: string): string;
  /** Whether the text behind a name is that of a trace event. */
  hasFields(name: string): boolean;
}

const asPrinted: TextNames = { plain: (name) => name, hasFields: () => true };

export function traceText(sink: TraceSink, { plain, hasFields }: TextNames = asPrinted): TraceText {
  const names: string[] = [];
  const numbers = new Map<string, number>();
  const known: Known[] = [];
  const dictionary = byteDictionary((text) => {
    const name = plain(text);
    const number = numbers.get(name);
    if (number !== undefined) return number;
    if (names.length >= MAX_EVENTS) return -1;
    numbers.set(name, names.length);
    return names.push(name) - 1;
  });
  // Printed names by number, and which one came last behind each: events mostly follow each other in the same order.
  const printed: DataView[] = [];
  const follower = new Int32Array(MAX_EVENTS);
  let last = 0;
  const values = fieldValues();
  const raw: RawNumbers = { hex: true };
  const scanner = fieldScanner(sink.texts, raw);
  // Whether raw numbers without 0x of fields that the kernel prints in hexadecimal are that: tools differ.
  let bare: "hex" | "decimal" | null = null;
  let event: TraceEvent | null = null;

  /** Number of the event of a name, -1 where there are too many. */
  function numberOf({ bytes, view }: Lines, start: number, end: number): number {
    const guess = printed[follower[last] as number];
    if (!guess || guess.byteLength !== end - start || !isEqual(view, start, guess, 0, guess.byteLength)) {
      const number = dictionary.find(bytes, start, end);
      if (number < 0) return -1;
      printed[number] ??= new DataView(bytes.slice(start, end).buffer);
      follower[last] = number;
    }
    last = follower[last] as number;
    return last;
  }

  function learn(number: number, bytes: Uint8Array, from: number, end: number): Known {
    const name = names[number] as string;
    const text = decoder.decode(bytes.subarray(from, Math.min(end, from + MAX_FIRST)));
    const fields = hasFields(name) ? (spellingOf(name, text) ?? pairsOf(text)) : [];
    const isRaw = isPairAt(bytes, skipBlanks(bytes, from, end), end);
    const recorded = fields.map(({ name, kind }) => ({ name, type: "", text: isText(kind, isRaw) }));
    const event = sink.event(name, recorded);
    const entry: Known = {
      event,
      plan: fields.length > 0 && event.wanted.length > 0 ? fieldPlan(fields, event.wanted) : null,
      switches: fields.some(({ name }) => name === "prev_state") ? switchReader(event.wanted, sink.texts) : null,
      hex: fields.some(({ kind }) => kind === "hex"),
      usual: 0,
    };
    known[number] = entry;
    return entry;
  }

  /** Sets how numbers of this text are meant; returns where its fields begin. */
  function textStart(entry: Known, bytes: Uint8Array, from: number, end: number): number {
    const start = skipBlanks(bytes, from, end);
    if (bytes[start] === OPEN && standsAt(FAILED, bytes, start, end)) {
      raw.hex = false;
      return skipBlanks(bytes, start + FAILED.length, end);
    }
    if (entry.hex && bare === null) bare = bareNumbers(bytes, start, end);
    raw.hex = bare !== "decimal";
    return start;
  }

  return {
    read(lines, start, end, from) {
      if (end - start > MAX_NAME) return false;
      const number = numberOf(lines, start, end);
      if (number < 0) return false;
      const entry = known[number] ?? learn(number, lines.bytes, from, lines.end);
      values.known = 0;
      values.texts = 0;
      if (entry.plan) {
        const begin = textStart(entry, lines.bytes, from, lines.end);
        const whole = entry.switches?.read(lines, begin, values)
          ? lines.ended
          : scanner.read(entry.plan, lines, begin, values);
        if (!lines.ended && (!whole || (values.known & entry.usual) !== entry.usual)) return false;
        entry.usual = values.known;
      }
      event = entry.event;
      return true;
    },
    put(moment) {
      if (event) sink.put(event, moment, values);
    },
  };
}

/** Whether a field's values are texts: raw output has numbers for what the kernel prints as words. */
const isText = (kind: TextField["kind"], isRaw: boolean): boolean =>
  kind === "name" || (!isRaw && (kind === "word" || kind === "words"));

/** What a raw text tells of its numbers without 0x: a letter among the digits, or many digits without one. */
function bareNumbers(bytes: Uint8Array, from: number, end: number): "hex" | "decimal" | null {
  if (!isPairAt(bytes, from, end)) return null;
  let decimal = false;
  for (let at = from; at < end; at++) {
    if (bytes[at] !== EQUALS) continue;
    const start = at + 1;
    let digits = start;
    while (digits < end && isDigit(bytes[digits] as number)) digits++;
    let word = digits;
    while (word < end && isHexDigit(bytes[word] as number)) word++;
    if (word < end && nameByte[bytes[word] as number]) continue;
    if (word > digits) return "hex";
    if (digits - start >= DECIMAL_DIGITS) decimal = true;
  }
  return decimal ? "decimal" : null;
}
