// An import that is under way: its files and how far each is, from what was detected and the names that came by.
import { byteUnit, formatBytes, formatBytesIn, formatSeconds } from "../../../src-shared/base/format.ts";
import type { JobState } from "../../../src-shared/protocol/window-replies.ts";
import type { DetectedFile, ImportRun } from "../../intake/import-runs.ts";
import { isSamePath } from "../../intake/paths.ts";

type RunFileState = "waiting" | "reading" | "read" | "unknown";

export interface RunRow {
  readonly file: DetectedFile;
  readonly state: RunFileState;
}

/** Recordings without a clock pair of their own are read last, when the stamps of the others have linked their clock. */
const READ_LATE = /^(perf|trace|xentrace|ftrace)/;

/**
 * Files in the order in which they are read; those that nobody recognised stand last. Only some names come by, the
 * present one last in `begun`: what stands before it has been read too.
 */
export function runRows({
  files,
  begun,
  progress,
}: Pick<ImportRun, "files" | "begun" | "progress">): readonly RunRow[] {
  const rank = ({ format }: DetectedFile): number => (format === null ? 2 : Number(READ_LATE.test(format)));
  const ordered = (files ?? []).toSorted((a, b) => rank(a) - rank(b));
  const all = progress !== null && progress.total !== null && progress.done >= progress.total;
  const at = all ? ordered.length : ordered.findIndex(({ name }) => name === begun.at(-1));
  return ordered.map((file, place): RunRow => {
    if (file.format === null) return { file, state: "unknown" };
    return { file, state: place < at ? "read" : place === at ? "reading" : "waiting" };
  });
}

/** The back end's job of an import that this window has started. */
export const jobOfRun = (run: ImportRun, jobs: readonly JobState[]): JobState | null =>
  jobs.findLast((job) => isImport(job) && job.project !== null && isSamePath(job.project, run.project)) ?? null;

const isImport = ({ request, state }: JobState): boolean =>
  request === "import" && (state === "running" || state === "waiting");

/** Imports under way that other windows have started. */
export const otherImports = (runs: readonly ImportRun[], jobs: readonly JobState[]): readonly JobState[] => {
  const own = new Set(runs.map((run) => jobOfRun(run, jobs)?.id));
  return jobs.filter((job) => isImport(job) && !own.has(job.id));
};

/** Share that is done, 0 to 1; null where it is not known. */
export function shareDone(progress: JobState["progress"]): number | null {
  if (!progress || progress.total === null || progress.total <= 0) return null;
  return Math.min(1, Math.max(0, progress.done / progress.total));
}

/** "204 of 318 MiB, 5.4 MiB a second, 38 s left". */
export function progressWords({
  progress,
  rate,
  seconds_left,
  state,
}: Pick<JobState, "progress" | "rate" | "seconds_left" | "state">): string {
  if (state === "waiting") return "waits for another import";
  if (!progress) return "begins";
  const { done, total } = progress;
  if (total !== null && done >= total) return "joins clocks, looks for duplicates, finds guests";
  const parts = [bytesWords(done, total)];
  if (rate !== null) parts.push(`${formatBytes(rate)} a second`);
  if (seconds_left !== null) parts.push(`${formatSeconds(Math.ceil(seconds_left))} left`);
  return parts.join(", ");
}

function bytesWords(done: number, total: number | null): string {
  if (total === null) return formatBytes(done);
  const unit = byteUnit(total);
  return `${formatBytesIn(done, unit)} of ${formatBytes(total, unit)}`;
}
