// The text of ftrace with the options raw or hex: events without names, by the number that the recording machine gave them.
import { linesOf } from "../../bytes/lines.ts";
import type { Detection, Importer } from "../../importer.ts";
import { ftraceLines, type LineKind } from "../ftrace-text/lines.ts";
import { readText } from "../ftrace-text/read.ts";
import { numberHeads } from "./head.ts";
import { numberRecords } from "./records.ts";

/** Lines in which a recording is recognised, and how many of them must be events where nothing else tells. */
const LOOK_AT_LINES = 50;
const ENOUGH_LINES = 3;

function detect(bytes: Uint8Array): Detection | null {
  const lines = linesOf(bytes);
  const { head, kindOf, titled } = ftraceLines(numberHeads());
  let events = 0;
  let unknown = 0;
  while (events + unknown < LOOK_AT_LINES && lines.next()) {
    const kind = kindOf(lines);
    // Without thread and time a line says too little, unless the text begins as the kernel's tracer does.
    if (kind === "event" && (titled() || head.cpu >= 0)) events++;
    else if (lines.ended && (kind === "event" || kind === "unknown" || kind === "program")) unknown++;
  }
  if (events === 0 || unknown > events || (!titled() && (events < ENOUGH_LINES || unknown > 0))) return null;
  return {
    confidence: titled() ? 0.97 : 0.9,
    why: `${events} of the first ${events + unknown} lines are events by number`,
  };
}

/** The lines before the first event are the frame of the text, and with hex an empty line ends each event. */
const isPart = (kind: LineKind, before: LineKind | null): boolean =>
  (kind === "comment" && (before === null || before === "comment")) || (kind === "empty" && before === "event");

export const ftraceNumbers: Importer = {
  id: "ftrace-numbers",
  title: "Text of ftrace without names (options raw and hex)",
  notes: {
    made: "`echo 1 > options/raw` or `options/hex`, then `cat /sys/kernel/tracing/trace` or `trace_pipe`",
    accuracy: "thread, CPU, time in the unit of the clock, and the event's number, all as recorded: `event 653`",
    limits:
      "neither names nor fields of events are in the text, nor names of threads: nothing but how many, when and where; numbers " +
      "differ between kernels and boots; the clock is not named: it is taken for `local`",
  },
  tables: ["event", "event_field", "loss", "task"],
  detect,
  open(source, context) {
    const reader = numberHeads();
    return readText(source, context, {
      lines: ftraceLines(reader),
      records: (...setting) => numberRecords(reader.form, ...setting),
      expected: "an event: thread, CPU, time, number",
      isPart,
    });
  },
};
