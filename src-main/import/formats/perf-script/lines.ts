// What a line of perf script is.
import { byteDictionary } from "../../bytes/dictionary.ts";
import type { Lines } from "../../bytes/lines.ts";
import { isBlank, TAB } from "../../trace-events/text-scan.ts";
import { isKnownEvent } from "../perf-data/event-names.ts";
import { type Head, headReader } from "./head.ts";
import { isSideName } from "./side-lines.ts";

const HASH = 35;
/** Longest line beside the samples that is looked at. */
const MAX_NOTE = 500;

/** What a line is; `more` goes on with the sample before it. */
export type LineKind = "sample" | "side" | "frame" | "more" | "source" | "comment" | "empty" | "unknown";

/** `-F +srcline` and `-F +srccode` print lines of their own behind a sample or a frame. */
const SOURCE = /^(?: {2}(?:\S.*:\d+|\S+\[[0-9a-f]+\])|\|\d+\s.*)$/;

/** Columns that lines have: perf prints the same ones for all samples. */
interface Columns {
  readonly time: boolean;
  readonly thread: boolean;
}
const arrangements: readonly Columns[] = [
  { time: true, thread: true },
  { time: false, thread: true },
  { time: true, thread: false },
  { time: false, thread: false },
];

export interface PerfLines {
  readonly head: Head;
  /** Tells what a line is and reads its head. Which columns lines have is settled by the first sample. */
  kindOf(lines: Lines): LineKind;
  /** Whether the event of the line that was read last is one that perf knows by that name. */
  knowsEvent(lines: Lines): boolean;
}

const decoder = new TextDecoder();

export function perfLines(): PerfLines {
  const reader = headReader();
  const { head } = reader;
  const names = byteDictionary((name) => (isKnownEvent(name) ? 1 : 0));
  const known = (bytes: Uint8Array, start: number, end: number): boolean => names.find(bytes, start, end) === 1;
  let settled: Columns | null = null;
  // The last line was one of the frames of a sample.
  let inChain = false;

  const knowsEvent = ({ bytes }: Lines): boolean => known(bytes, head.eventStart, head.eventEnd);
  const isSide = ({ bytes }: Lines): boolean => isSideName(bytes, head.eventStart, head.eventEnd);

  function fits({ time, thread }: Columns, lines: Lines): boolean {
    return time ? reader.timed(lines, !thread) : reader.untimed(lines, thread ? null : known);
  }

  /** Reads the head of a line; which columns there are is only settled by a sample. */
  function isHead(lines: Lines): boolean {
    if (settled) return fits(settled, lines);
    for (const columns of arrangements) {
      if (!fits(columns, lines) || (!columns.thread && !isSide(lines) && !knowsEvent(lines))) continue;
      if (!isSide(lines)) settled = columns;
      return true;
    }
    return false;
  }

  function otherKind(lines: Lines): LineKind {
    const { bytes, start, end } = lines;
    if (isSideName(bytes, start, end)) {
      head.eventStart = start;
      head.eventEnd = end;
      return "side";
    }
    const text = decoder.decode(bytes.subarray(start, Math.min(end, start + MAX_NOTE)));
    if (SOURCE.test(text)) return "source";
    return inChain && isBlank(bytes[start] as number) ? "more" : "unknown";
  }

  function kindOf(lines: Lines): LineKind {
    const { bytes, start, end } = lines;
    if (start === end) return "empty";
    if (bytes[start] === TAB) return "frame";
    if (bytes[start] === HASH) return "comment";
    if (!isHead(lines)) return otherKind(lines);
    return isSide(lines) ? "side" : "sample";
  }

  return {
    head,
    knowsEvent,
    kindOf(lines) {
      const kind = kindOf(lines);
      inChain = kind === "frame" || (inChain && (kind === "more" || kind === "source"));
      return kind;
    },
  };
}
