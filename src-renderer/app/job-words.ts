// Jobs in words: how far, how fast, how long; the one that stands in the top bar; what changed since the last look.
import {
  byteUnit,
  formatBytes,
  formatBytesIn,
  formatNumber,
  formatPercent,
  formatSeconds,
  plural,
} from "../../src-shared/base/format.ts";
import type { JobState } from "../../src-shared/protocol/window-replies.ts";

/** Progress of these counts bytes; of all others it counts what the job's detail names. */
const IN_BYTES: ReadonlySet<string> = new Set(["import"]);

export const isOver = ({ state }: JobState): boolean => state !== "running" && state !== "waiting";

/** Share that is done, 0 to 1; null where it cannot be known. */
export function shareOf({ progress, state }: JobState): number | null {
  if (state === "waiting" || !progress || progress.total === null || progress.total <= 0) return null;
  return Math.min(1, Math.max(0, progress.done / progress.total));
}

/** "204 of 318 MiB, 5.4 MiB/s, 38 s left", "4 120 of 10 000 replications, 24 s left", or how it ended. */
export function jobLine(job: JobState): string {
  if (job.state === "waiting") return "waits for other work";
  if (job.state === "running") return running(job);
  const took = job.ended_ms === null ? null : formatSeconds(round((job.ended_ms - job.started_ms) / 1000));
  if (job.state === "done") return `${job.summary ?? "done"}${took === null ? "" : ` in ${took}`}`;
  if (job.state === "cancelled") return `cancelled${took === null ? "" : ` after ${took}`}`;
  return job.summary ?? (job.state === "failed" ? "failed" : "interrupted");
}

const round = (seconds: number): number => (seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds));

function running({ request, progress, rate, seconds_left }: JobState): string {
  if (!progress) return "started";
  const { done, total, detail } = progress;
  const parts = [IN_BYTES.has(request) ? bytes(done, total) : counted(done, total, detail)];
  if (rate !== null && IN_BYTES.has(request)) parts.push(`${formatBytes(rate)}/s`);
  if (seconds_left !== null) parts.push(`${formatSeconds(Math.ceil(seconds_left))} left`);
  return parts.join(", ");
}

function bytes(done: number, total: number | null): string {
  if (total === null) return formatBytes(done);
  const unit = byteUnit(total);
  return `${formatBytesIn(done, unit)} of ${formatBytes(total, unit)}`;
}

function counted(done: number, total: number | null, detail: string | null): string {
  const count = total === null ? formatNumber(done) : `${formatNumber(done)} of ${formatNumber(total)}`;
  return detail ? `${count} ${detail}` : count;
}

/** "2 running, 1 waiting": what the job centre's head says. */
export function jobCounts(jobs: readonly JobState[]): string {
  const count = (state: JobState["state"]): number => jobs.filter((job) => job.state === state).length;
  const parts = (["running", "waiting", "failed"] as const)
    .map((state) => [count(state), state] as const)
    .filter(([n]) => n > 0)
    .map(([n, state]) => `${formatNumber(n)} ${state}`);
  if (parts.length > 0) return parts.join(", ");
  return jobs.length === 0 ? "" : `${formatNumber(jobs.length)} ${plural(jobs.length, "job")}, all ended`;
}

export interface Pill {
  readonly title: string;
  /** Share that is done and how many more jobs there are: what is never cut. */
  readonly rest: string;
  readonly share: number | null;
}

/** What the top bar says of running jobs; null without any. */
export function pillOf(jobs: readonly JobState[]): Pill | null {
  const active = jobs.filter((job) => !isOver(job));
  const job = active.find((one) => one.state === "running") ?? active[0];
  if (!job) return null;
  const share = shareOf(job);
  const rest = [share === null ? null : formatPercent(share, 0), active.length > 1 ? `+${active.length - 1}` : null];
  return { title: job.title, rest: rest.filter((one) => one !== null).join(" "), share };
}

/** "1 failed", "2 interrupted"; null without any. */
export function badEndWords(jobs: readonly JobState[]): string | null {
  const failed = jobs.filter((job) => job.state === "failed").length;
  if (failed > 0) return `${formatNumber(failed)} failed`;
  const interrupted = jobs.filter((job) => job.state === "interrupted").length;
  return interrupted > 0 ? `${formatNumber(interrupted)} interrupted` : null;
}

/** Sentences for what has ended between two looks at the list; errors are `bad`. */
export function jobNews(
  before: readonly JobState[],
  after: readonly JobState[],
): readonly { readonly text: string; readonly bad: boolean }[] {
  const states = new Map(before.map((job) => [job.id, job.state]));
  return after
    .filter((job) => isOver(job) && states.has(job.id) && states.get(job.id) !== job.state)
    .map((job) => {
      const bad = job.state === "failed" || job.state === "interrupted";
      const end =
        job.state === "done" ? (job.summary ?? "done") : job.state === "cancelled" ? "cancelled" : jobLine(job);
      return { text: `${job.title}: ${end}`, bad };
    });
}
