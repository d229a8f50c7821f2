// The text of ftrace (trace, trace_pipe) and of trace-cmd report, in every arrangement of its columns.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { type Lines, linesOf, readLines } from "../../bytes/lines.ts";
import type { Detection, ImportContext, Importer, Source } from "../../importer.ts";
import { textLosses } from "../../trace-events/text-losses.ts";
import { textThreads } from "../../trace-events/text-threads.ts";
import { clockOf } from "./clock.ts";
import { ftraceLines, type LineKind } from "./lines.ts";
import { type FtraceRecords, ftraceRecords } from "./records.ts";

/** Lines in which a recording is recognised, and how many of them must be events where nothing else tells. */
const LOOK_AT_LINES = 50;
const ENOUGH_LINES = 3;

const MINUS = 45;
const EXCERPT = 120;

const kinds: Readonly<Partial<Record<LineKind, string>>> = {
  stack: "stack trace",
  comment: "comment",
  buffer: "buffer start",
  empty: "empty line",
  program: "line of trace-cmd",
  loss: "lost records",
};

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

async function* open(source: Source, context: ImportContext): AsyncGenerator<ColumnBatch, void, void> {
  const { head, note, kindOf } = ftraceLines();
  const threads = textThreads(context);
  const losses = textLosses(context);
  const skipped = new Map<string, number>();
  let records = null as FtraceRecords | null;
  let accepted = 0;
  let cut = false;

  function start(): FtraceRecords {
    records = ftraceRecords(context, threads, losses, clockOf(head, context));
    return records;
  }

  function reject(lines: Lines): void {
    if (!lines.ended) cut = true;
    const excerpt = lines.bytes.subarray(lines.start, Math.min(lines.end, lines.start + 4 * EXCERPT));
    context.reject({
      code: lines.ended ? "ftrace.line" : "ftrace.cut_line",
      offset: lines.offset,
      line: lines.number,
      excerpt: new TextDecoder().decode(excerpt).slice(0, EXCERPT),
      expected: "an event: thread, CPU, time, name",
    });
  }

  /** Takes a line that is no event. */
  function takeOther(lines: Lines, kind: LineKind): void {
    const skip = kinds[kind];
    if (skip === undefined) reject(lines);
    else skipped.set(skip, (skipped.get(skip) ?? 0) + 1);
    if (kind === "loss") losses.lost(note.cpu, note.records);
    else if (kind === "buffer") losses.begins(note.cpu);
    else if (kind === "comment" && note.records !== null) losses.overrun(note.records);
    else if (kind === "program") losses.told();
  }

  /** Takes the line that was read last. */
  function take(lines: Lines): void {
    const kind = kindOf(lines);
    if (kind !== "event" && kind !== "function") takeOther(lines, kind);
    else if ((records ?? start()).put(head, lines)) accepted++;
    else reject(lines);
  }

  /** Takes lines until there are no more, or until a batch is full: then true. */
  function takeLines(lines: Lines): boolean {
    while (lines.next()) {
      take(lines);
      if (records?.sink.full()) return true;
    }
    return false;
  }

  for await (const lines of readLines(source.chunks())) {
    if (context.signal.aborted) return;
    while (takeLines(lines)) if (records) yield* records.sink.batches(false);
  }
  const uncounted = losses.finish(records?.sink ?? null);
  if (records) {
    yield* records.sink.finish();
    yield* threads.batches();
  }
  context.accept(accepted);
  for (const [kind, n] of skipped) context.skip(kind, n);
  for (const [name, n] of threads.comms()) context.count("comm", name, n);
  if (uncounted)
    context.remark({
      code: "ftrace.lost_uncounted",
      excerpt: `${uncounted} times`,
      expected: "how many records were lost",
    });
  if (threads.dropped())
    context.remark({ code: "ftrace.tasks_dropped", excerpt: `${threads.dropped()} lines without a task` });
  if (cut) context.status("truncated");
}

export const ftraceText: Importer = {
  id: "ftrace-text",
  title: "Text of ftrace and trace-cmd report",
  notes: {
    made: "`cat /sys/kernel/tracing/trace`, `trace_pipe`, `trace-cmd report` (also `-t`, `-R`, `-N`, `-l`)",
    accuracy: "what the text prints: us, or ns with `-t`; three spellings of an event give one kind of row",
    limits:
      "the text does not name its clock: it is taken for `local`; counters are an order without times, and so are cycles until " +
      "their rate is told (`--tsc-mhz`); " +
      "`raw`, `hex` and `bin` output names no events and is refused",
  },
  tables: ["fault", "vm_exit", "mmu", "sched", "region", "event", "event_field", "loss", "task"],
  detect,
  open,
};
