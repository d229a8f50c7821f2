// The sources of an import job: files found, each with the importer that its content asks for.
import { cancelled, toReport } from "../../src-shared/base/errors.ts";
import type { ColumnMap } from "../../src-shared/capture/column-map.ts";
import type { Problem } from "../../src-shared/protocol/replies.ts";
import { readCopyTimes } from "./copy-times.ts";
import { detect } from "./detect.ts";
import { findFiles } from "./files.ts";
import type { Complaint, CopyTime, Importer } from "./importer.ts";
import { importers } from "./registry.ts";
import { openWrapped } from "./unwrap.ts";

/** A file and who reads it. */
export interface DetectedSource {
  readonly path: string;
  /** Name inside the dataset, with `/` between folders. */
  readonly name: string;
  readonly importer: Importer;
  /** When its folder was copied, where that is told. */
  readonly copiedAt?: CopyTime | undefined;
  /** 0 to 1, and what was recognised. */
  readonly confidence: number;
  readonly why: string;
}

export const problemOf = (capture: string, complaint: Complaint, count = 1): Problem => ({
  code: complaint.code,
  capture,
  where: {
    offset: complaint.offset === undefined || complaint.offset === null ? null : String(complaint.offset),
    line: complaint.line ?? null,
  },
  excerpt: complaint.excerpt ?? null,
  count,
  expected: complaint.expected ?? null,
  next: complaint.next ?? null,
});

/** Recordings without a clock pair of their own are read last, when the stamps of the others have linked their clock. */
const NEEDS_CLOCK = /^(perf|trace|xentrace|ftrace)/;

async function detectOne(path: string, name: string, { signal, maps }: DetectOptions): Promise<DetectedSource> {
  const opened = await openWrapped(path, { inDataset: name, ...(signal ? { signal } : {}) });
  try {
    const { importer, confidence, why } = detect(opened.head, { ...opened.source, maps: maps ?? [] }, importers);
    return { path, name, importer, confidence, why };
  } finally {
    await opened.close();
  }
}

export interface DetectOptions {
  readonly signal?: AbortSignal;
  /** Column maps for tables that no importer knows. */
  readonly maps?: readonly ColumnMap[];
  /** Hears of each file before it is looked at: how many were, of how many. */
  readonly onFile?: (done: number, total: number) => void;
}

const DOING = "looking at files";

/**
 * Finds the files below `paths` and who reads each. Files that nobody reads are told among `problems`.
 * Errors: those of `findFiles`.
 */
export async function detectSources(
  paths: readonly string[],
  problems: Problem[],
  options: DetectOptions = {},
): Promise<DetectedSource[]> {
  const { signal, onFile } = options;
  const { files: found, skipped } = await findFiles(paths, signal);
  const { files, of: copiedAt } = await readCopyTimes(found);
  for (const entry of skipped) problems.push(problemOf(entry.name, entry.complaint));
  const sources: DetectedSource[] = [];
  for (const [at, file] of files.entries()) {
    if (signal?.aborted) throw cancelled(DOING);
    onFile?.(at, files.length);
    try {
      sources.push({ ...(await detectOne(file.path, file.name, options)), copiedAt: copiedAt(file.name) });
    } catch (thrown) {
      if (signal?.aborted) throw cancelled(DOING);
      const report = toReport(thrown);
      if (report.exit === 5) throw thrown;
      problems.push({
        ...problemOf(file.name, { code: report.code, expected: report.expected, next: report.next }),
        excerpt: report.what,
      });
    }
  }
  const late = (s: DetectedSource): number => Number(NEEDS_CLOCK.test(s.importer.id));
  return sources
    .map((s, at) => ({ s, at }))
    .sort((a, b) => late(a.s) - late(b.s) || a.at - b.at)
    .map(({ s }) => s);
}
