// The text that `perf script` prints, with any of the fields that its samples can be recognised by.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { type Lines, linesOf, readLines } from "../../bytes/lines.ts";
import type { Detection, ImportContext, Importer, Source } from "../../importer.ts";
import { textLosses } from "../../trace-events/text-losses.ts";
import { textThreads } from "../../trace-events/text-threads.ts";
import { type LineKind, perfLines } from "./lines.ts";
import { type TextSamples, textSamples } from "./samples.ts";
import { lostRecords, sideKind } from "./side-lines.ts";

/** Lines in which a recording is recognised, and how many of them must be samples. */
const LOOK_AT_LINES = 50;
const ENOUGH_LINES = 3;

const MICROSECOND = 1000;
const MICROSECOND_DIGITS = 6;

const others: Readonly<Partial<Record<LineKind, string>>> = { empty: "empty line", source: "line of source code" };

function detect(bytes: Uint8Array): Detection | null {
  const lines = linesOf(bytes);
  const { head, kindOf, knowsEvent } = perfLines();
  let looked = 0;
  let samples = 0;
  let unknown = 0;
  while (looked < LOOK_AT_LINES && lines.next()) {
    const kind = kindOf(lines);
    if (kind !== "sample" && kind !== "side" && kind !== "unknown") continue;
    looked++;
    // Without a time any sentence with a number and a colon looks like a sample: then the event must be known.
    if (kind === "side" || (kind === "sample" && (head.digits > 0 || knowsEvent(lines)))) samples++;
    else if (lines.ended) unknown++;
  }
  if (samples < ENOUGH_LINES && (samples === 0 || unknown > 0)) return null;
  return { confidence: 0.8, why: `${samples} of the first ${looked} lines are samples as perf script prints them` };
}

async function* open(source: Source, context: ImportContext): AsyncGenerator<ColumnBatch, void, void> {
  const { head, kindOf } = perfLines();
  const threads = textThreads(context);
  const losses = textLosses(context);
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
    samples = textSamples(context, threads, losses, offset);
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

  /** perf counts lost records where they were lost, and newer ones once more by event at the end. */
  function takeLost({ bytes, end }: Lines): void {
    if (side !== "LOST" && side !== "LOST_SAMPLES") return;
    const records = lostRecords(bytes, head.eventEnd, end);
    if (side === "LOST") losses.lost(head.cpu, records);
    else losses.counted(records ?? 0);
  }

  /** Takes the line that was read last. */
  function take(lines: Lines, kind: LineKind): void {
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
      takeLost(lines);
    } else if (kind === "unknown") reject(lines);
    else skip(kind === "more" ? side : (others[kind] ?? kind));
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
  losses.finish(samples?.sink ?? null);
  if (samples) {
    yield* samples.finish();
    yield* threads.batches();
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
    made: "`perf script --ns --show-lost-events -F comm,pid,tid,cpu,time,event,ip,addr,trace`",
    accuracy:
      "what the text prints: us, or ns with `--ns`; tracepoints of KVM, sched and DAMON give the rows of the recording that was printed",
    limits:
      "what was lost is only told with `--show-lost-events`; fields that were not printed are unknown; call chains are passed over",
  },
  tables: ["fault", "vm_exit", "mmu", "sched", "region", "event", "event_field", "loss", "task"],
  detect,
  open,
};
