// The text that `perf script` prints, with any of the fields that its samples can be recognised by.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { type Lines, linesOf, readLines } from "../../bytes/lines.ts";
import type { Detection, ImportContext, Importer, Source } from "../../importer.ts";
import { isKnownEvent } from "../perf-data/event-names.ts";
import { headReader } from "./head.ts";
import { type TextSamples, textSamples } from "./samples.ts";
import { isSideName, sideKind } from "./side-lines.ts";
import { textThreads } from "./threads.ts";

/** Lines in which a recording is recognised, and how many of them must be samples. */
const LOOK_AT_LINES = 50;
const ENOUGH_LINES = 3;

const TAB = 9;
const HASH = 35;
const MICROSECOND = 1000;
const MICROSECOND_DIGITS = 6;

/** What a line is. */
type Kind = "sample" | "side" | "frame" | "comment" | "empty" | "unknown";

/** Tells what a line is and reads its head. Whether lines have a time is settled by the first sample. */
function lineReader() {
  const reader = headReader();
  const { head } = reader;
  let timed: boolean | null = null;

  function isHead(lines: Lines): boolean {
    const { bytes, start, end } = lines;
    if (timed !== false && reader.timed(bytes, start, end)) return true;
    return timed !== true && reader.untimed(bytes, start, end);
  }

  function kindOf(lines: Lines): Kind {
    const { bytes, start, end } = lines;
    if (start === end) return "empty";
    if (bytes[start] === TAB) return "frame";
    if (bytes[start] === HASH) return "comment";
    if (!isHead(lines)) return "unknown";
    if (isSideName(bytes, head.eventStart, head.eventEnd)) return "side";
    timed ??= head.digits > 0;
    return "sample";
  }

  return { head, kindOf };
}

function detect(bytes: Uint8Array): Detection | null {
  const lines = linesOf(bytes);
  const { head, kindOf } = lineReader();
  const decoder = new TextDecoder();
  let looked = 0;
  let samples = 0;
  let unknown = 0;
  while (looked < LOOK_AT_LINES && lines.next()) {
    const kind = kindOf(lines);
    if (kind === "frame" || kind === "comment" || kind === "empty") continue;
    looked++;
    // Without a time any sentence with a number and a colon looks like a sample: then the event must be known.
    const known = head.digits > 0 || isKnownEvent(decoder.decode(lines.bytes.subarray(head.eventStart, head.eventEnd)));
    if ((kind === "sample" || kind === "side") && known) samples++;
    else if (lines.ended) unknown++;
  }
  if (samples < ENOUGH_LINES && (samples === 0 || unknown > 0)) return null;
  return { confidence: 0.8, why: `${samples} of the first ${looked} lines are samples as perf script prints them` };
}

async function* open(source: Source, context: ImportContext): AsyncGenerator<ColumnBatch, void, void> {
  const { head, kindOf } = lineReader();
  const threads = textThreads(context);
  const skipped = new Map<string, number>();
  let samples = null as TextSamples | null;
  let accepted = 0;
  let cut = false;
  // What indented lines go on with.
  let side = "call chain";

  const skip = (kind: string): void => {
    skipped.set(kind, (skipped.get(kind) ?? 0) + 1);
  };

  function start(): TextSamples {
    const stepNs = head.digits === MICROSECOND_DIGITS ? MICROSECOND : 1;
    const offset = context.clock(head.digits ? { name: "perf", stepNs } : { name: "none", stepNs: 1 });
    samples = textSamples(context, threads, offset);
    return samples;
  }

  function reject(lines: Lines): void {
    const excerpt = lines.bytes.subarray(lines.start, Math.min(lines.end, lines.start + 480));
    if (!lines.ended) cut = true;
    context.reject({
      code: lines.ended ? "perf_script.line" : "perf_script.cut_line",
      offset: lines.offset,
      line: lines.number,
      excerpt: new TextDecoder().decode(excerpt).slice(0, 120),
      expected: "a sample: thread, time, event",
    });
  }

  /** Takes the line that was read last. */
  function take(lines: Lines, kind: Kind): void {
    if (kind === "sample") {
      if ((samples ?? start()).put(head, lines)) accepted++;
      else reject(lines);
      side = "call chain";
    } else if (kind === "frame") {
      samples?.frame(lines);
      skip(side);
    } else if (kind === "side") {
      side = sideKind(lines.bytes, head.eventStart, head.eventEnd);
      skip(side);
    } else if (kind === "unknown") reject(lines);
    else skip(kind === "empty" ? "empty line" : kind);
  }

  /** Takes lines until there are no more, or until a batch is full: then true. */
  function takeLines(lines: Lines): boolean {
    while (lines.next()) {
      take(lines, kindOf(lines));
      if (samples?.full()) return true;
    }
    return false;
  }

  for await (const lines of readLines(source.chunks())) {
    if (context.signal.aborted) return;
    while (takeLines(lines)) if (samples) yield* samples.batches(false);
  }
  if (samples) {
    yield* samples.batches(true);
    yield* threads.batches();
    samples.finish();
  }
  context.accept(accepted);
  for (const [kind, n] of skipped) context.skip(kind, n);
  if (threads.dropped())
    context.remark({ code: "perf_script.tasks_dropped", excerpt: `${threads.dropped()} lines without a task` });
  if (cut) context.status("truncated");
}

export const perfScript: Importer = {
  id: "perf-script",
  title: "Text of perf script",
  notes: {
    made: "`perf script --ns -F comm,pid,tid,cpu,time,event,ip,addr,trace`",
    accuracy: "what the text prints: us, or ns with `--ns`; equal to the recording it was printed from",
    limits:
      "the text does not tell what was lost; fields that were not printed are unknown; call chains are passed over",
  },
  tables: ["fault", "event", "task"],
  detect,
  open,
};
