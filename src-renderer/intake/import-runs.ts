// The imports that this window has started: what was detected, how far each is, how it ended.

import { createStore, type StoreApi } from "zustand/vanilla";
import { type ErrorReport, failure, toReport } from "../../src-shared/base/errors.ts";
import type { Client } from "../../src-shared/protocol/client.ts";
import type { Problem } from "../../src-shared/protocol/replies.ts";
import type { Progress } from "../../src-shared/protocol/requests.ts";
import type { DetectReply, JobState } from "../../src-shared/protocol/window-replies.ts";
import { isSamePath } from "./paths.ts";

export type DetectedFile = DetectReply["files"][number];

export interface ImportRun {
  readonly id: number;
  /** Path of the project that is imported into. */
  readonly project: string;
  readonly paths: readonly string[];
  /** The project comes into being with this import. */
  readonly fresh: boolean;
  /** Null while they are looked at. */
  readonly files: readonly DetectedFile[] | null;
  readonly problems: readonly Problem[];
  readonly progress: Progress | null;
  /** Names of the files that were begun, the present one last. */
  readonly begun: readonly string[];
  readonly state: "detecting" | "reading" | "failed" | "cancelled";
  readonly error: ErrorReport | null;
}

/** An import that ended well. */
interface ImportEnd {
  /** Captures that are new; null: not known, as the link was lost meanwhile. */
  readonly captures: number | null;
}

export interface ImportRuns extends StoreApi<readonly ImportRun[]> {
  /**
   * Detects and imports; null when it failed or was cancelled: the run then stays and says so. An import goes on without
   * its window: when the link was lost, the list of jobs says what became of it.
   */
  start(project: string, paths: readonly string[], fresh: boolean): Promise<ImportEnd | null>;
  cancel(id: number): void;
  /** Takes a run that has ended off. */
  dismiss(id: number): void;
  /** What this window has detected of a project's files, by their names. */
  found(project: string): ReadonlyMap<string, DetectedFile>;
}

export const isRunning = ({ state }: ImportRun): boolean => state === "detecting" || state === "reading";

export function createImportRuns(client: Pick<Client, "request" | "subscribe" | "onBackend">): ImportRuns {
  const store = createStore<readonly ImportRun[]>(() => []);
  const aborts = new Map<number, AbortController>();
  const known = new Map<string, Map<string, DetectedFile>>();
  let next = 1;
  const change = (id: number, part: (run: ImportRun) => Partial<ImportRun>): void =>
    store.setState(
      store.getState().map((run) => (run.id === id ? { ...run, ...part(run) } : run)),
      true,
    );
  const remove = (id: number): void =>
    store.setState(
      store.getState().filter((run) => run.id !== id),
      true,
    );
  const remember = (project: string, files: readonly DetectedFile[]): void => {
    const own = known.get(project) ?? new Map<string, DetectedFile>();
    for (const file of files) own.set(file.name, file);
    known.set(project, own);
  };

  const astray = followJobs(client, store, change);

  return {
    ...store,
    async start(project, paths, fresh) {
      const id = next++;
      const abort = new AbortController();
      aborts.set(id, abort);
      const run: ImportRun = {
        id,
        project,
        paths,
        fresh,
        files: null,
        problems: [],
        progress: null,
        begun: [],
        state: "detecting",
        error: null,
      };
      // What came to nothing before has been read, or is tried again.
      store.setState([...store.getState().filter(isRunning), run], true);
      const { signal } = abort;
      try {
        const { files, problems } = await client.request("detect", { paths: [...paths], project }, { signal });
        change(id, () => ({ files, problems, state: "reading" }));
        remember(project, files);
        const reply = await client.request(
          "import",
          { project, paths: [...paths] },
          {
            signal,
            onProgress: (progress) => change(id, (now) => ({ progress, begun: withBegun(now.begun, progress) })),
          },
        );
        remove(id);
        return { captures: reply.captures.length };
      } catch (thrown) {
        const isReading = store.getState().some((one) => one.id === id && one.state === "reading");
        const asked = toReport(thrown);
        const error = asked.code === "backend.lost" && isReading ? await astray.errorOf(id, asked) : asked;
        if (error === null) {
          remove(id);
          return { captures: null };
        }
        const state = error.code === "job.cancelled" ? "cancelled" : "failed";
        change(id, () => ({ state, error: state === "failed" ? error : null, progress: null }));
        return null;
      } finally {
        aborts.delete(id);
      }
    },
    cancel(id) {
      if (!astray.cancel(id)) aborts.get(id)?.abort();
    },
    dismiss(id) {
      if (!aborts.has(id)) remove(id);
    },
    found: (project) => known.get(project) ?? new Map(),
  };
}

interface Astray {
  /** Waits until the job of a run whose link was lost has ended: null when it went well, else what to say. */
  errorOf(run: number, lost: ErrorReport): Promise<ErrorReport | null>;
  /** Cancels the job of such a run; false when it is none. */
  cancel(run: number): boolean;
}

type JobKey = Pick<JobState, "id" | "started_ms">;

/** Follows the jobs of runs in the back end's list, for when the answer itself cannot come any more. */
function followJobs(
  client: Pick<Client, "request" | "subscribe" | "onBackend">,
  runs: StoreApi<readonly ImportRun[]>,
  change: (id: number, part: (run: ImportRun) => Partial<ImportRun>) => void,
): Astray {
  const keys = new Map<number, JobKey>();
  const waiting = new Map<number, (job: JobState | null) => void>();
  let isGone = false;
  const settle = (run: number, job: JobState | null): void => {
    const end = waiting.get(run);
    waiting.delete(run);
    keys.delete(run);
    end?.(job);
  };
  client.subscribe("jobs", (jobs) => {
    const active = runs.getState().filter(({ state }) => state === "reading");
    for (const id of keys.keys()) if (!active.some((run) => run.id === id)) keys.delete(id);
    for (const { id, project } of active) {
      const job = jobOf(jobs, project, keys.get(id) ?? null);
      if (job && isUnderWay(job)) keys.set(id, { id: job.id, started_ms: job.started_ms });
      if (!waiting.has(id)) continue;
      if (!job || !isUnderWay(job)) settle(id, job);
      else
        change(id, ({ begun, progress }) => ({
          progress: job.progress ?? progress,
          begun: job.progress ? withBegun(begun, job.progress) : begun,
        }));
    }
  });
  client.onBackend(({ state }) => {
    isGone = state === "gone";
    if (isGone) for (const id of [...waiting.keys()]) settle(id, null);
  });
  return {
    async errorOf(run, lost) {
      if (isGone) return lost;
      const job = await new Promise<JobState | null>((resolve) => waiting.set(run, resolve));
      if (job?.state === "done") return null;
      if (job === null || job.code === null) return lost;
      return failure(job.code, job.summary ?? lost.what).report;
    },
    cancel(run) {
      const key = keys.get(run);
      if (!waiting.has(run) || !key) return false;
      // One that has just ended needs no cancelling.
      client.request("cancelJob", { job: key.id }).catch(() => {});
      return true;
    },
  };
}

const isUnderWay = ({ state }: JobState): boolean => state === "running" || state === "waiting";

/** The job of an import: the one that was seen before, else the last that is under way. */
function jobOf(jobs: readonly JobState[], project: string, key: JobKey | null): JobState | null {
  const own = jobs.filter(
    (job) => job.request === "import" && job.project !== null && isSamePath(job.project, project),
  );
  const found = key
    ? own.find((job) => job.id === key.id && job.started_ms === key.started_ms)
    : own.findLast(isUnderWay);
  return found ?? null;
}

function withBegun(begun: readonly string[], { detail }: Progress): readonly string[] {
  if (!detail || begun.at(-1) === detail) return begun;
  return [...begun.filter((name) => name !== detail), detail];
}
