// The text of ftrace (trace, trace_pipe) and of trace-cmd report, in every arrangement of its columns.
import { linesOf } from "../../bytes/lines.ts";
import type { Detection, Importer } from "../../importer.ts";
import { ftraceLines } from "./lines.ts";
import { readText } from "./read.ts";
import { ftraceRecords } from "./records.ts";

/** Lines in which a recording is recognised, and how many of them must be events where nothing else tells. */
const LOOK_AT_LINES = 50;
const ENOUGH_LINES = 3;

const MINUS = 45;

function detect(bytes: Uint8Array): Detection | null {
  const lines = linesOf(bytes);
  const { head, kindOf, titled } = ftraceLines();
  let events = 0;
  let program = 0;
  let unknown = 0;
  while (events + unknown < LOOK_AT_LINES && lines.next()) {
    const kind = kindOf(lines);
    if (kind === "program") program++;
    else if (kind === "event" || kind === "function") {
      // perf script prints a thread's number behind a blank, and that of no thread is negative.
      if (titled() || lines.bytes[head.commEnd] === MINUS) events++;
      else unknown++;
    } else if (kind === "unknown" && lines.ended) unknown++;
  }
  if (unknown > events) return null;
  if (titled()) return { confidence: 0.95, why: "begins with a line of the kernel's tracer" };
  if (events === 0 || (events < ENOUGH_LINES && unknown > 0)) return null;
  return program > 0
    ? { confidence: 0.95, why: "begins as trace-cmd report does" }
    : { confidence: 0.85, why: `${events} of the first ${events + unknown} lines are events as ftrace prints them` };
}

export const ftraceText: Importer = {
  id: "ftrace-text",
  title: "Text of ftrace and trace-cmd report",
  notes: {
    made: "`cat /sys/kernel/tracing/trace`, `trace_pipe`, `trace-cmd report` (also `-t`, `-R`, `-N`, `-l`)",
    accuracy: "what the text prints: us, or ns with `-t`; three spellings of an event give one kind of row",
    limits:
      "the text does not name its clock: it is taken for `local`; counters are an order without times, and so are cycles until " +
      "their rate is told (`--tsc-mhz`); output of the option `bin` is not read",
  },
  tables: ["fault", "vm_exit", "mmu", "sched", "region", "event", "event_field", "loss", "task"],
  detect,
  open: (source, context) =>
    readText(source, context, {
      lines: ftraceLines(),
      records: ftraceRecords,
      expected: "an event: thread, CPU, time, name",
    }),
};
