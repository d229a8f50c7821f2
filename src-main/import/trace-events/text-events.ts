// Records of trace events in texts: the event by its name, its fields by the spelling of the line, handed to the sink.
import { byteDictionary } from "../bytes/dictionary.ts";
import type { Lines } from "../bytes/lines.ts";
import { fieldValues, type TraceEvent, type TraceMoment, type TraceSink } from "./contract.ts";
import { type FieldReader, fieldReader, type RawNumbers } from "./text-fields.ts";
import { pairsOf } from "./text-pairs.ts";
import { EQUALS, isHexDigit, isDigit, isPairAt, nameByte, skipBlanks, standsAt } from "./text-scan.ts";
import { switchReader } from "./text-sched.ts";
import { spellingOf, type TextField } from "./text-spellings.ts";

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
  readonly reader: FieldReader | null;
  /** It has fields that are hexadecimal without 0x. */
  readonly hex: boolean;
  /** Fields that its last line had. */
  usual: number;
}

export interface TraceText {
  /**
   * Takes the record of a line: the event's name from `start` to `end`, its text from `from` on. False where that is no
   * event, or where the end of the source has cut the text.
   */
  put(lines: Lines, start: number, end: number, from: number, moment: TraceMoment): boolean;
}

/** `plain` takes from a printed name what is not part of the event's. */
export function traceText(sink: TraceSink, plain: (name: string) => string = (name) => name): TraceText {
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
  const values = fieldValues();
  const raw: RawNumbers = { hex: true };
  // Whether raw numbers without 0x of fields that the kernel prints in hexadecimal are that: tools differ.
  let bare: "hex" | "decimal" | null = null;

  function readerOf(fields: readonly TextField[], { wanted }: TraceEvent): FieldReader {
    const reader = fieldReader(fields, wanted, sink.texts, raw);
    return fields.some(({ name }) => name === "prev_state") ? switchReader(reader, wanted, sink.texts) : reader;
  }

  function learn(number: number, bytes: Uint8Array, from: number, end: number): Known {
    const name = names[number] as string;
    const text = decoder.decode(bytes.subarray(from, Math.min(end, from + MAX_FIRST)));
    const fields = spellingOf(name, text) ?? pairsOf(text);
    const recorded = fields.map(({ name, kind }) => ({ name, type: "", text: isText(kind) }));
    const event = sink.event(name, recorded);
    const entry: Known = {
      event,
      reader: fields.length > 0 && event.wanted.length > 0 ? readerOf(fields, event) : null,
      hex: fields.some(({ kind }) => kind === "hex"),
      usual: 0,
    };
    known[number] = entry;
    return entry;
  }

  /** Sets how numbers of this text are meant; returns where its fields begin. */
  function textStart(entry: Known, bytes: Uint8Array, from: number, end: number): number {
    const start = skipBlanks(bytes, from, end);
    if (standsAt(FAILED, bytes, start, end)) {
      raw.hex = false;
      return start + FAILED.length;
    }
    if (entry.hex && bare === null) bare = bareNumbers(bytes, start, end);
    raw.hex = bare !== "decimal";
    return start;
  }

  return {
    put(lines, start, end, from, moment) {
      if (end - start > MAX_NAME) return false;
      const number = dictionary.find(lines.bytes, start, end);
      if (number < 0) return false;
      const entry = known[number] ?? learn(number, lines.bytes, from, lines.end);
      values.known = 0;
      values.texts = 0;
      if (entry.reader) {
        const whole = entry.reader.read(lines, textStart(entry, lines.bytes, from, lines.end), values);
        if (!lines.ended && (!whole || (values.known & entry.usual) !== entry.usual)) return false;
        entry.usual = values.known;
      }
      sink.put(entry.event, moment, values);
      return true;
    },
  };
}

const isText = (kind: TextField["kind"]): boolean => kind === "word" || kind === "words" || kind === "name";

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
