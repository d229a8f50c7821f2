// trace.dat: recordings of trace-cmd, versions 6 and 7, of both byte orders, 32 and 64 bit kernels, packed or not.
import { failure } from "../../../../src-shared/base/errors.ts";
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import type { Detection, ImportContext, Importer, RandomAccess, Source } from "../../importer.ts";
import { traceSink } from "../../trace-events/sink.ts";
import { clockInfo, clockOf, isCount, mainClock, rateOf, recordedName } from "./clock.ts";
import { readBytes } from "./content.ts";
import { events } from "./events.ts";
import { factBatch, guestBatch, hostOf } from "./facts.ts";
import { type Lane, newLane, pagesOf } from "./lanes.ts";
import { tellLosses } from "./losses.ts";
import type { Recording } from "./recording.ts";
import { type Outcome, readRecords } from "./records.ts";
import { readStart, START_BYTES, versionOf } from "./start.ts";
import { threads } from "./threads.ts";
import { converterOf } from "./times.ts";
import { type Unpack, unpackerOf } from "./unpack.ts";
import { readVersion6 } from "./version6.ts";
import { readVersion7 } from "./version7.ts";

type Batches = AsyncGenerator<ColumnBatch, void, void>;

function detect(head: Uint8Array): Detection | null {
  const version = versionOf(head);
  if (version === null) return null;
  return { confidence: 1, why: `starts as a trace.dat file of version ${version}` };
}

/** The CPUs with data; what lies where other data lie is told and left out. */
function lanesOf({ buffers, options }: Recording, clock: string, size: number, context: ImportContext): Lane[] {
  const lanes: Lane[] = [];
  const hz = rateOf(clock, options, context);
  const all = buffers.flatMap((buffer) => buffer.cpus.map((cpu) => ({ buffer, cpu })));
  const byPlace = all.filter(({ cpu }) => cpu.size > 0).sort((a, b) => a.cpu.offset - b.cpu.offset);
  const overlapping = new Set<(typeof all)[number]>();
  let end = 0;
  for (const one of byPlace) {
    if (one.cpu.offset < end) overlapping.add(one);
    else end = one.cpu.offset + one.cpu.size;
  }
  for (const one of all) {
    const { buffer, cpu } = one;
    if (cpu.size === 0) continue;
    if (overlapping.has(one)) {
      context.reject({
        code: "trace.overlap",
        offset: cpu.offset,
        excerpt: `CPU ${cpu.cpu}`,
        expected: "data of one CPU",
      });
      continue;
    }
    const own = clockOf(buffer, options);
    const timed = own === clock && !isCount(clock, options, hz);
    lanes.push(newLane(lanes.length, cpu, buffer, size, converterOf(options, own, cpu.cpu, hz), timed));
  }
  return lanes;
}

/** Tells what times cannot be compared, and how the recorded clock lies to wall time. */
function tellClock({ options, buffers }: Recording, clock: string, first: bigint | null, context: ImportContext): void {
  if (isCount(clock, options, rateOf(clock, options, context)))
    context.remark({
      code: "trace.no_times",
      excerpt: `clock ${clock}`,
      expected: "a clock in ns",
      next: "record with -C mono; or, of cycles, give their rate with --tsc-mhz",
    });
  if (options.tsc) context.tellRate("tsc", (1e9 * 2 ** options.tsc.shift) / options.tsc.mult);
  for (const buffer of buffers) {
    const own = clockOf(buffer, options);
    if (own === clock || buffer.cpus.every((cpu) => cpu.size === 0)) continue;
    context.remark({
      code: "trace.other_clock",
      excerpt: `instance ${buffer.name}: clock ${own}`,
      expected: `clock ${clock}`,
    });
  }
  if (options.date === null || first === null) return;
  context.clockPair(recordedName(clock), "wall", first - options.date - (options.offset ?? 0n), first);
}

async function* readAll(recording: Recording, access: RandomAccess, unpack: Unpack, context: ImportContext): Batches {
  const { options, little, layout, formats, commands } = recording;
  const clock = mainClock(recording);
  const offset = context.clock(clockInfo(clock, options));
  const sink = traceSink(context, offset);
  const lanes = lanesOf(recording, clock, access.size, context);
  const known = events(formats, sink, little);
  const tasks = threads(context, commands, options.guests);
  const outcome: Outcome = { cut: !recording.whole, damaged: options.damaged.size > 0, first: null };
  const pages = pagesOf(access, lanes, little, unpack);
  yield* readRecords(lanes, { context, sink, events: known, threads: tasks, pages, layout, little }, outcome);
  if (context.signal.aborted) return;
  known.finish(context);
  tellLosses(lanes, options.stats, sink, context);
  tellClock(recording, clock, outcome.first, context);
  yield* sink.finish();
  yield* tasks.finish(context);
  for (const batch of [factBatch(options), guestBatch(options.guests)]) if (batch) yield batch;
  const announced = recording.buffers.flatMap((buffer) => buffer.cpus);
  if (outcome.cut || announced.some(({ offset: at, size }) => size > 0 && at + size > access.size))
    context.status("truncated");
  if (outcome.damaged) context.status("partial");
}

async function* open(source: Source, context: ImportContext): Batches {
  const access = await source.random();
  const start = readStart(await readBytes(access, 0, START_BYTES));
  const unpack = await unpackerOf(start.compression);
  const recording = await (start.version === 6 ? readVersion6(access, start) : readVersion7(access, start, unpack));
  const host = hostOf(recording.options.uname);
  if (host) context.property("host", host);
  context.property("page_size", String(start.pageBytes));
  if (recording.text)
    throw failure("trace.text", "a recording of a latency tracer, which holds text", {
      where: { offset: String(recording.text.offset) },
      expected: "records of events",
      next: "print it with `trace-cmd report` and import that text",
    });
  for (const id of recording.options.damaged)
    context.remark({ code: "trace.option", excerpt: `option ${id}`, expected: "data as long as they say" });
  yield* readAll(recording, access, unpack, context);
}

export const traceDat: Importer = {
  id: "trace.dat",
  title: "trace-cmd recording",
  notes: {
    made: "`trace-cmd record -e kvm -e kvmmmu -C mono`, with `-A GUEST` for the names of guests, versions 6 and 7, packed with zstd, zlib or not",
    accuracy:
      "every record as `trace-cmd report -t` prints it, merged over CPUs and instances; counts by event, thread and CPU, first and last time and losses equal the report on the captures of this project",
    limits:
      "names of threads are those at the end of the recording; threads, not processes, are recorded; text of latency tracers is refused, print it with `trace-cmd report`; stacks are counted",
  },
  tables: ["fault", "vm_exit", "mmu", "sched", "region", "event", "event_field", "loss", "task", "fact", "guest_seen"],
  detect,
  open,
};
