// Request detect: what files are and why that is believed, with their beginnings for those that nobody knows.
import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { cancelled } from "../../../src-shared/base/errors.ts";
import type { Problem } from "../../../src-shared/protocol/replies.ts";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { ReplyOf } from "../../../src-shared/protocol/transport.ts";
import { findFiles } from "../../import/files.ts";
import { type DetectedSource, detectSources } from "../../import/sources.ts";
import { headLines } from "../../import/text/head.ts";
import { openWrapped } from "../../import/unwrap.ts";
import type { Job } from "../../jobs/job.ts";
import { keptColumns } from "../kept-columns.ts";

type DetectedFile = ReplyOf["detect"]["files"][number];

const HEAD_BYTES = 64;
const MOST_LINES = 3;
const MOST_LINE_CHARACTERS = 400;

/** The beginning of a file's unpacked content; of the file itself where it cannot be unpacked. */
async function headOf(path: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    const opened = await openWrapped(path, { signal });
    try {
      return opened.head.slice();
    } finally {
      await opened.close();
    }
  } catch {
    return rawHead(path);
  }
}

async function rawHead(path: string): Promise<Uint8Array> {
  try {
    const handle = await open(path, "r");
    try {
      const buffer = new Uint8Array(4096);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return new Uint8Array();
  }
}

/** Errors: those of `findFiles`. */
export async function handleDetect(request: Request<"detect">, job: Job): Promise<ReplyOf["detect"]> {
  const { signal } = job;
  const paths = request.paths.map((path) => resolve(path));
  const { files } = await findFiles(paths, signal);
  const problems: Problem[] = [];
  // Each file is looked at twice: for what it is, and for what it begins with.
  const onFile = (done: number, total: number): void => job.report(done, 2 * total);
  const sources = await detectSources(paths, problems, { signal, onFile, maps: keptColumns(request.project) });
  const known = new Map(sources.map((source) => [source.path, source]));
  const told = new Map(problems.map((problem) => [problem.capture, problem]));
  const detected: DetectedFile[] = [];
  for (const [at, { name, path, bytes }] of files.entries()) {
    if (signal.aborted) throw cancelled(job.title);
    job.report(files.length + at, 2 * files.length);
    const head = await headOf(path, signal);
    const recognised = recognisedAs(known.get(path), told.get(name));
    detected.push({ path, name, bytes, ...recognised, head: hexOf(head), lines: linesOf(head) });
  }
  const shown = new Set(detected.filter((file) => file.format === null).map((file) => file.name));
  return { files: detected, problems: problems.filter(({ capture }) => capture === null || !shown.has(capture)) };
}

function recognisedAs(source: DetectedSource | undefined, problem: Problem | undefined) {
  if (!source) return { format: null, title: null, confidence: 0, why: problem?.excerpt ?? "no format was recognised" };
  const { importer, confidence, why } = source;
  return { format: importer.id, title: importer.title, confidence, why };
}

const hexOf = (head: Uint8Array): string => Buffer.from(head.subarray(0, HEAD_BYTES)).toString("hex");

const linesOf = (head: Uint8Array): string[] =>
  (headLines(head) ?? []).slice(0, MOST_LINES).map((line) => line.slice(0, MOST_LINE_CHARACTERS));
