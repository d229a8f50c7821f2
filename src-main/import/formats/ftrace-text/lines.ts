// What a line of ftrace or trace-cmd is.
import type { Lines } from "../../bytes/lines.ts";
import { skipBlanks, standsAt } from "../../trace-events/text-scan.ts";
import type { FtraceHead } from "./columns.ts";
import { type FtraceHeadReader, ftraceHeads } from "./head.ts";

const HASH = 35;
/** Longest line beside the events that is looked at. */
const MAX_NOTE = 200;

export type LineKind = "event" | "function" | "stack" | "comment" | "buffer" | "empty" | "program" | "loss" | "unknown";

/** What a line beside the events told. */
export interface Note {
  cpu: number;
  /** Records lost; null: not told. */
  records: number | null;
}

export interface FtraceLines {
  readonly head: FtraceHead;
  readonly note: Note;
  /** The text says that it is of the kernel's tracer. */
  readonly titled: () => boolean;
  /** Tells what a line is, and reads its head or its note. */
  kindOf(lines: Lines): LineKind;
}

const LOST = /^(?:.*: *)?CPU:(\d{1,9}) \[(?:LOST (?:(\d{1,15}) )?EVENTS|(?:(\d{1,15}) )?EVENTS DROPPED)\]$/;
const STARTED = /^##### CPU (\d{1,9}) buffer started ####$/;
const ENTRIES = /^# entries-in-buffer\/entries-written: (\d{1,15})\/(\d{1,15})\s/;
const LATENCY = /^# latency: .*#(\d{1,15})\/(\d{1,15}),/;
const TITLE = /^# tracer: /;
/** What trace-cmd says of itself and of the file. */
const PROGRAM = /^(?:cpus=\d+|version = \d+|CPU \d+ is empty|trace-cmd: .*)$/;

const decoder = new TextDecoder();
const noteOf = (lines: Lines): string =>
  decoder.decode(lines.bytes.subarray(lines.start, Math.min(lines.end, lines.start + MAX_NOTE)));

/** `reader` reads the heads of events. */
export function ftraceLines(reader: FtraceHeadReader = ftraceHeads()): FtraceLines {
  const { head } = reader;
  const note: Note = { cpu: -1, records: null };
  let titled = false;
  // Whether events stand with thread, CPU and time before them: the first event tells.
  let context: boolean | null = null;

  function commentKind(text: string): LineKind {
    const started = STARTED.exec(text);
    if (started) {
      note.cpu = Number(started[1]);
      return "buffer";
    }
    if (TITLE.test(text)) titled = true;
    const counts = ENTRIES.exec(text) ?? LATENCY.exec(text);
    note.records = counts ? Number(counts[2]) - Number(counts[1]) : null;
    return "comment";
  }

  function otherKind(lines: Lines): LineKind {
    const { bytes, start, end } = lines;
    if (standsAt("=>", bytes, skipBlanks(bytes, start, end), end)) return "stack";
    if (titled && context !== true && reader.readAlone(lines)) {
      context = false;
      return "event";
    }
    const text = noteOf(lines);
    const lost = LOST.exec(text);
    if (lost) {
      const records = lost[2] ?? lost[3];
      note.cpu = Number(lost[1]);
      note.records = records === undefined ? null : Number(records);
      return "loss";
    }
    return PROGRAM.test(text) ? "program" : "unknown";
  }

  return {
    head,
    note,
    titled: () => titled,
    kindOf(lines) {
      const { bytes, start, end } = lines;
      if (start === end) return "empty";
      if (bytes[start] === HASH) return commentKind(noteOf(lines));
      if (context === false || !reader.read(lines)) return otherKind(lines);
      context = true;
      return head.kind;
    },
  };
}
