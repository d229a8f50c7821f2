// One import job: sources in, one capture file out, with an honest report of every source.
import { existsSync, statSync } from "node:fs";
import { cancelled, failure, type PlimsollError, toReport } from "../../src-shared/base/errors.ts";
import type { Capture, Problem } from "../../src-shared/protocol/replies.ts";
import { createCaptureFile } from "../store/capture-file.ts";
import type { CaptureFileWriter, CatalogueEntry } from "../store/contract.ts";
import { type ClockBook, type ClockLink, createClockBook } from "./clocks.ts";
import { createContext, createJobIds, type Findings, type JobIds, type KnownClocks } from "./context.ts";
import { findDuplicates } from "./duplicates.ts";
import { noEvidence, readEvidence } from "./guest-evidence.ts";
import type { JobResult, JobSpec, ReadSource } from "./import-job.ts";
import { type Measured, measureClocks } from "./measured-clocks.ts";
import { findOtherRecordings } from "./other-recorders.ts";
import { placeHashes } from "./place-hashes.ts";
import { captureReply, problemsOf, storeCapture } from "./quality.ts";
import { placeRamBySize } from "./ram-by-size.ts";
import { countComms, spanOf, tableRows } from "./recount.ts";
import { skipRepeatedEvents } from "./repeated-events.ts";
import { type DetectedSource, detectSources } from "./sources.ts";
import { storedCaptures } from "./stored-captures.ts";
import { timedCaptures, withShifts } from "./timed-captures.ts";
import { addLayout, layoutOf } from "./twin-names.ts";
import { type Digests, type OpenedFile, openWrapped } from "./unwrap.ts";

/** Bytes of all files that were read, and how many there are; `file` is the one being read. */
type Progress = (file: string, done: number, total: number) => void;

interface Job {
  readonly spec: JobSpec;
  readonly writer: CaptureFileWriter;
  readonly ids: JobIds;
  readonly book: ClockBook;
  readonly signal: AbortSignal;
  /** Bytes of the file being read. */
  readonly onBytes: (bytes: number) => void;
}

/** Clocks by the links and rates known so far; sources that hold them are read first for this reason. */
const knownIn = (book: ClockBook): KnownClocks => ({
  offsetOf(clock) {
    const offset = book.toWall(clock);
    return offset === null ? null : { offset, wall: true };
  },
  rateOf: book.rateOf,
});

/** The rates of clocks that count ticks: what the user gave wins over what captures of the project told. */
function bookOf(spec: JobSpec): ClockBook {
  const given = spec.options.tscMhz ? new Map([["tsc", spec.options.tscMhz * 1e6]]) : new Map<string, number>();
  const book = createClockBook([], given);
  const told = new Set(spec.catalogue.flatMap((entry) => entry.tsc_hz ?? []));
  // Captures of two hosts with two rates do not tell which one a further recording is of.
  if (told.size === 1) for (const hz of told) book.tellRate("tsc", hz);
  return book;
}

interface Read {
  readonly findings: Findings;
  readonly digests: Digests;
}

async function readSource(job: Job, source: DetectedSource, id: number, opened: OpenedFile): Promise<Read> {
  const { context, findings } = createContext(job.ids, job.spec.options, job.signal, knownIn(job.book));
  try {
    for await (const batch of source.importer.open(opened.source, context)) {
      if (job.signal.aborted) throw cancelled("the import");
      if (batch.rows > 0) job.writer.append(id, batch);
    }
  } catch (thrown) {
    if (job.signal.aborted) throw cancelled("the import");
    const report = toReport(thrown);
    if (report.exit === 5 || report.code.startsWith("store.")) throw thrown;
    context.status("partial");
    context.reject({
      code: report.code,
      offset: report.where.offset === null ? null : Number(report.where.offset),
      line: report.where.line,
      excerpt: report.what.slice(0, 120),
      expected: report.expected,
      next: report.next,
    });
  }
  if (job.signal.aborted) throw cancelled("the import");
  const digests = await opened.finish();
  if (digests.status !== "whole") context.status(digests.status);
  for (const complaint of digests.complaints) context.remark(complaint);
  for (const pair of findings.pairs) job.book.pair(pair.from, pair.to, pair.fromNs, pair.toNs, "read together");
  for (const [clock, hz] of findings.rates) job.book.tellRate(clock, hz);
  if (findings.clock?.wallPair) {
    const { clockNs, wallNs } = findings.clock.wallPair;
    job.book.pair(findings.clock.name, "wall", clockNs, wallNs, "written by the recorder");
  }
  return { findings, digests };
}

/** A content that the project has: its first name, and its capture where this job brought it. */
interface Known {
  readonly name: string;
  readonly id: number | null;
}

/** Under what a content is known: by itself, and with its name where the name tells a part of it. */
const keyOf = (contentSha256: string, name: string | null): string =>
  name === null ? contentSha256 : `${contentSha256} ${name}`;

function know(known: Map<string, Known>, contentSha256: string, twin: Known): void {
  for (const key of [keyOf(contentSha256, null), keyOf(contentSha256, twin.name)])
    if (!known.has(key)) known.set(key, twin);
}

/** Drops a source whose content is known; a guest's memory that it names by its file's name stays as evidence. */
async function dropTwin({ writer }: Job, id: number, twin: Known): Promise<void> {
  const layout = twin.id === null ? null : await layoutOf(writer, id);
  await writer.discard(id);
  if (layout && twin.id !== null) addLayout(writer, twin.id, layout);
}

/** Reads one source; null when it holds nothing or is known already, with the reason among the problems. */
async function take(job: Job, source: DetectedSource, id: number, problems: Problem[], known: Map<string, Known>) {
  const opened = await openWrapped(source.path, {
    chunkBytes: job.spec.chunkBytes,
    signal: job.signal,
    onBytes: job.onBytes,
    inDataset: source.name,
    copiedAt: source.copiedAt,
    temporary: job.spec.temporary,
  });
  try {
    const { findings, digests } = await readSource(job, source, id, opened);
    const twin = known.get(keyOf(digests.contentSha256, findings.toldByPath ? source.name : null));
    if (twin !== undefined) {
      await dropTwin(job, id, twin);
      problems.push(duplicateProblem(source.name, twin.name));
      return null;
    }
    if (findings.accepted === 0) {
      await job.writer.discard(id);
      problems.push(...problemsOf(source.name, findings), nothingProblem(source));
      return null;
    }
    know(known, digests.contentSha256, { name: source.name, id });
    const { sha256, contentSha256, bytes } = digests;
    return { id, source, findings, sha256, contentSha256, bytes } satisfies ReadSource;
  } finally {
    await opened.close();
  }
}

const problem = (code: string, capture: string, expected: string, next: string): Problem => ({
  code,
  capture,
  where: { offset: null, line: null },
  excerpt: null,
  count: 1,
  expected,
  next,
});
const duplicateProblem = (name: string, of: string): Problem =>
  problem("capture.duplicate", name, `a recording that is not in the project; this one is ${of}`, "nothing to do");
const nothingProblem = (source: DetectedSource): Problem =>
  problem("capture.empty", source.name, `records of format ${source.importer.id}`, "check that the recording ran");

/** The error of a job in which no source gave anything: the first problem, as an error. */
function nothingTaken(problems: readonly Problem[]): PlimsollError {
  const first = problems.find((p) => p.code !== "capture.empty") ?? problems[0];
  return failure(
    first?.code ?? "import.nothing_found",
    `nothing could be imported${first?.excerpt ? `: ${first.excerpt}` : ""}`,
    {
      where: { file: first?.capture ?? null, offset: first?.where.offset ?? null, line: first?.where.line ?? null },
      expected: first?.expected ?? "a capture in a supported format",
      next: first?.next ?? "see docs/formats.md for what can be read",
    },
  );
}

interface Described {
  readonly captures: Capture[];
  readonly entries: CatalogueEntry[];
  readonly duplicates: [number, number][];
  readonly measured: Measured;
}

const storeLink = (writer: CaptureFileWriter, capture: number, link: ClockLink): void =>
  writer.insert("clock_link", [
    {
      capture_id: capture,
      from_clock: link.from,
      to_clock: link.to,
      offset_ns: link.offsetNs,
      drift_ppm: link.driftPpm ?? null,
      residual_ns: link.residualNs,
      pairs: link.pairs,
      method: link.method,
    },
  ]);

/** What is done once all rows are in: names of threads, spans, duplicates, and the rows that describe the captures. */
async function describe(job: Job, read: readonly ReadSource[], problems: Problem[]): Promise<Described> {
  const all = job.writer.all.bind(job.writer);
  job.writer.insert("name", job.ids.takeNames());
  if (job.writer.rows().guest_event) await skipRepeatedEvents(all, read);
  await placeRamBySize(job.writer, read);
  await placeHashes(job.writer, read, problems);
  for (const one of read) {
    if (one.findings.commsFromTasks) await countComms(all, one.id, one.findings, job.writer.rows());
    await spanOf(all, one.id, one.findings, job.writer.rows());
  }
  const rows = await tableRows(all, job.writer.rows());
  const held = storedCaptures(all, job.spec.catalogue, job.spec.folder);
  const timed = timedCaptures(read, rows, job.spec, held);
  const measured = await measureClocks(all, timed, held);
  const exact = await findDuplicates(all, read, rows, job.spec, held);
  const twins = await findOtherRecordings(all, withShifts(timed, measured.shifts), held, exact);
  const captures: Capture[] = [];
  const entries: CatalogueEntry[] = [];
  for (const one of read) {
    const duplicateOf = twins.get(one.id) ?? null;
    const capture = captureReply(one, rows.get(one.id) ?? {}, duplicateOf);
    storeCapture(job.writer, one, capture, job.spec.version);
    captures.push(capture);
    entries.push({
      id: one.id,
      name: capture.name,
      file: job.spec.fileName,
      content_sha256: one.contentSha256,
      clock: capture.clock,
      wall: one.findings.wall,
      step_ns: one.findings.clock?.stepNs ?? 1,
      first_ns: capture.first_ns,
      last_ns: capture.last_ns,
      events: capture.events,
      tables: capture.tables,
      offset_ns: String(one.findings.offset),
      format: capture.format,
      format_title: one.source.importer.title,
      why: one.source.why,
      ...(one.findings.rates.has("tsc") ? { tsc_hz: one.findings.rates.get("tsc") } : {}),
    });
  }
  const first = read[0]?.id ?? job.spec.firstCaptureId;
  for (const link of job.book.links()) storeLink(job.writer, first, link);
  for (const link of measured.links) storeLink(job.writer, link.capture, link);
  return { captures, entries, duplicates: [...twins], measured };
}

/** How far a job is, by the sizes that its files had when it began. */
function createMeter(sources: readonly DetectedSource[], progress: Progress) {
  const sizes = new Map(sources.map(({ path }) => [path, statSync(path, { throwIfNoEntry: false })?.size ?? 0]));
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  let [before, size, name] = [0, 0, ""];
  const tell = (bytes: number): void => progress(name, Math.min(total, before + Math.min(bytes, size)), total);
  return {
    next(source: DetectedSource): void {
      before += size;
      size = sizes.get(source.path) ?? 0;
      name = source.name;
      tell(0);
    },
    read: tell,
    end: (): void => progress("", total, total),
  };
}

/**
 * Runs an import job in this process. Sources that fail are told among the problems; it throws only when nothing
 * could be taken, the disk fails or the job is cancelled, and then leaves no file behind.
 */
export async function runJob(spec: JobSpec, signal: AbortSignal, progress: Progress): Promise<JobResult> {
  const problems: Problem[] = [];
  const sources = await detectSources(spec.paths, problems, { maps: spec.options.columns ?? [] });
  if (!sources.length) throw nothingTaken(problems);
  const writer = await createCaptureFile(spec.file, { program: spec.version });
  const meter = createMeter(sources, progress);
  const job: Job = { spec, writer, ids: createJobIds(), book: bookOf(spec), signal, onBytes: meter.read };
  try {
    const known = new Map<string, Known>();
    for (const { name, content_sha256 } of spec.catalogue) know(known, content_sha256, { name, id: null });
    const read: ReadSource[] = [];
    for (const [at, source] of sources.entries()) {
      if (signal.aborted) throw cancelled("the import");
      meter.next(source);
      const one = await take(job, source, spec.firstCaptureId + at, problems, known);
      if (one) {
        read.push(one);
        problems.push(...problemsOf(source.name, one.findings));
      }
    }
    meter.end();
    const duplicatesOnly = !read.length && problems.some((p) => p.code === "capture.duplicate");
    if (!read.length && !duplicatesOnly) throw nothingTaken(problems);
    if (duplicatesOnly) {
      await writer.abort();
      return {
        written: false,
        captures: [],
        problems,
        clocks: [],
        evidence: noEvidence,
        catalogue: [],
        duplicates: [],
        shifts: [],
      };
    }
    const { captures, entries, duplicates, measured } = await describe(job, read, problems);
    const evidence = await readEvidence(writer.all.bind(writer), writer.rows());
    await writer.commit();
    return {
      written: true,
      captures,
      problems,
      clocks: [...job.book.links(), ...measured.links],
      evidence,
      catalogue: entries,
      duplicates,
      shifts: measured.shifts,
    };
  } catch (thrown) {
    await writer.abort();
    if (existsSync(spec.file)) throw failure("internal", "a failed import left a file", { exit: 5 });
    throw thrown;
  }
}
