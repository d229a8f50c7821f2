// The lines of a text of ftrace taken one by one, however they spell events: counts, rejects, losses, batches.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { type Lines, readLines } from "../../bytes/lines.ts";
import type { ImportContext, Source } from "../../importer.ts";
import { type TextLosses, textLosses } from "../../trace-events/text-losses.ts";
import { type TextThreads, textThreads } from "../../trace-events/text-threads.ts";
import { clockOf, type TextClock } from "./clock.ts";
import type { FtraceLines, LineKind } from "./lines.ts";
import type { FtraceRecords } from "./records.ts";

const EXCERPT = 120;

const kinds: Readonly<Partial<Record<LineKind, string>>> = {
  stack: "stack trace",
  comment: "comment",
  buffer: "buffer start",
  empty: "empty line",
  program: "line of trace-cmd",
  loss: "lost records",
};

interface Spelling {
  readonly lines: FtraceLines;
  readonly records: (
    context: ImportContext,
    threads: TextThreads,
    losses: TextLosses,
    clock: TextClock,
  ) => FtraceRecords;
  /** What an event is made of, for complaints. */
  readonly expected: string;
  /** Whether a line beside the events is part of one, or of the text's own frame, and not counted; by the line before. */
  readonly isPart?: (kind: LineKind, before: LineKind | null) => boolean;
}

export async function* readText(
  source: Source,
  context: ImportContext,
  spelling: Spelling,
): AsyncGenerator<ColumnBatch, void, void> {
  const { head, note, kindOf } = spelling.lines;
  const threads = textThreads(context);
  const losses = textLosses(context);
  const skipped = new Map<string, number>();
  let records = null as FtraceRecords | null;
  let accepted = 0;
  let cut = false;
  let before: LineKind | null = null;

  function start(): FtraceRecords {
    records = spelling.records(context, threads, losses, clockOf(head, context));
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
      expected: spelling.expected,
    });
  }

  /** Takes a line that is no event. */
  function takeOther(lines: Lines, kind: LineKind): void {
    const skip = kinds[kind];
    if (skip === undefined) reject(lines);
    else if (!spelling.isPart?.(kind, before)) skipped.set(skip, (skipped.get(skip) ?? 0) + 1);
    if (kind === "loss") losses.lost(note.cpu, note.records);
    else if (kind === "buffer") losses.begins(note.cpu);
    else if (kind === "comment" && note.records !== null) losses.overrun(note.records);
    else if (kind === "program") losses.told();
  }

  /** Takes the line that was read last. */
  function take(lines: Lines): void {
    const kind = kindOf(lines);
    const isEvent = kind === "event" || kind === "function";
    if (!isEvent) takeOther(lines, kind);
    else if ((records ?? start()).put(head, lines)) accepted++;
    else reject(lines);
    before = kind;
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
