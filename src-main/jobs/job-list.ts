// The jobs of a back end as the job centre shows them: what runs, what waits, what has ended and how.
import { cancelled, failure, toReport } from "../../src-shared/base/errors.ts";
import type { Progress } from "../../src-shared/protocol/requests.ts";
import type { JobState } from "../../src-shared/protocol/window-replies.ts";
import { createJob, type Job } from "./job.ts";
import { createPace } from "./rate.ts";

/** What a job is, in the words of the product. */
export interface JobDescription {
  readonly request: string;
  readonly title: string;
  readonly project: string | null;
  /** False: it leaves the list when it has ended well or was cancelled, as it will soon be done again. */
  readonly kept: boolean;
  /** True: a mistake in what was asked for (exit 2) takes it off the list, as it is told where it was made. */
  readonly mistakesLeave?: boolean;
}

export interface JobOptions<T> {
  /** Cancels from outside: the window that asked has given up. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** One line of what came out. */
  readonly summary?: (result: T) => string | null;
}

export interface JobList {
  /** Does `work` as a job; throws `job.cancelled` when it was cancelled before it was done. */
  run<T>(description: JobDescription, work: (job: Job) => Promise<T>, options?: JobOptions<T>): Promise<T>;
  /** Error: `job.unknown`. A job that has ended stays as it is. */
  cancel(id: number): void;
  cancelAll(): void;
  /** Resolves when no work is running, listed or not. */
  idle(): Promise<void>;
  /** Takes ended jobs off the list. */
  clear(): void;
  /** Listed jobs in the order of their start. */
  states(): JobState[];
  /** Calls `listen` with the present list and at each change, at most four times a second. */
  subscribe(listen: (states: JobState[]) => void): () => void;
}

export interface JobListOptions {
  /** Titles of jobs that ended with an earlier back end. */
  readonly interrupted?: readonly string[];
  /** Work that takes less is never listed. */
  readonly listedAfterMs?: number;
  readonly everyMs?: number;
}

interface Entry {
  readonly id: number;
  readonly description: JobDescription;
  readonly abort: AbortController;
  readonly startedMs: number;
  readonly startedAt: number;
  readonly pace: ReturnType<typeof createPace>;
  listed: boolean;
  state: JobState["state"];
  progress: Progress | null;
  endedMs: number | null;
  summary: string | null;
  code: string | null;
}

/** Ended jobs that stay on the list. */
const MOST_ENDED = 50;

const isOver = (entry: Entry): boolean => entry.endedMs !== null;

export function createJobList(options: JobListOptions = {}): JobList {
  const { interrupted = [], listedAfterMs = 100, everyMs = 250 } = options;
  const listeners = new Set<(states: JobState[]) => void>();
  const active = new Set<Promise<unknown>>();
  let entries: Entry[] = [];
  let nextId = 1;
  let publishedAt = Number.NEGATIVE_INFINITY;
  let waiting: NodeJS.Timeout | null = null;

  const publish = (): void => {
    waiting = null;
    publishedAt = performance.now();
    const now = states();
    for (const listen of [...listeners]) listen(now);
  };
  const changed = (entry: Entry): void => {
    if (!entry.listed || waiting !== null || listeners.size === 0) return;
    const rest = everyMs - (performance.now() - publishedAt);
    if (rest <= 0) publish();
    else waiting = setTimeout(publish, rest);
  };
  const states = (): JobState[] => entries.filter((entry) => entry.listed).map(stateOf);

  function add(description: JobDescription): Entry {
    const entry: Entry = {
      id: nextId++,
      description,
      abort: new AbortController(),
      startedMs: Date.now(),
      startedAt: performance.now(),
      pace: createPace(performance.now()),
      listed: false,
      state: "running",
      progress: null,
      endedMs: null,
      summary: null,
      code: null,
    };
    entries.push(entry);
    return entry;
  }

  function end(
    entry: Entry,
    state: JobState["state"],
    summary: string | null,
    code: string | null,
    mistake = false,
  ): void {
    Object.assign(entry, { state, summary, code, endedMs: Date.now() });
    const { kept, mistakesLeave } = entry.description;
    const stays = entry.listed && (kept || state === "failed") && !(mistake && mistakesLeave);
    if (!stays) entries = entries.filter((one) => one !== entry);
    const ended = entries.filter(isOver);
    const oldest = new Set(ended.slice(0, Math.max(0, ended.length - MOST_ENDED)));
    if (oldest.size > 0) entries = entries.filter((one) => !oldest.has(one));
    changed(entry);
  }

  for (const title of interrupted) {
    const entry = add({ request: "", title, project: null, kept: true });
    entry.listed = true;
    end(entry, "interrupted", "the back end stopped while this ran; the project is as it was before", "backend.lost");
  }

  return {
    async run<T>(description: JobDescription, work: (job: Job) => Promise<T>, how: JobOptions<T> = {}): Promise<T> {
      const { signal, onProgress, summary } = how;
      if (signal?.aborted) throw cancelled(description.title);
      const entry = add(description);
      const giveUp = (): void => entry.abort.abort();
      signal?.addEventListener("abort", giveUp, { once: true });
      const timer = setTimeout(() => {
        entry.listed = true;
        changed(entry);
      }, listedAfterMs);
      const job = createJob(description.title, {
        signal: entry.abort.signal,
        listen(progress) {
          entry.progress = progress;
          entry.pace.add(performance.now(), progress.done);
          onProgress?.(progress);
          changed(entry);
        },
        onWait(waits) {
          entry.state = waits ? "waiting" : "running";
          changed(entry);
        },
      });
      const working = work(job);
      active.add(working);
      try {
        const result = await working;
        end(entry, "done", summary?.(result) ?? null, null);
        return result;
      } catch (thrown) {
        // Whatever it met on its way out: it ended because it was cancelled.
        const error = entry.abort.signal.aborted ? cancelled(description.title) : thrown;
        const { code, what, exit } = toReport(error);
        end(entry, code === "job.cancelled" ? "cancelled" : "failed", what, code, exit === 2);
        throw error;
      } finally {
        active.delete(working);
        clearTimeout(timer);
        signal?.removeEventListener("abort", giveUp);
      }
    },
    cancel(id) {
      const entry = entries.find((one) => one.id === id);
      if (!entry) throw failure("job.unknown", `there is no job ${id}`, { next: "look at the list again", exit: 2 });
      if (isOver(entry)) return;
      entry.abort.abort();
      changed(entry);
    },
    cancelAll() {
      for (const entry of entries) if (!isOver(entry)) entry.abort.abort();
    },
    async idle() {
      while (active.size > 0) await Promise.allSettled(active);
    },
    clear() {
      const [gone] = entries.filter((entry) => isOver(entry));
      entries = entries.filter((entry) => !isOver(entry));
      if (gone) changed(gone);
    },
    states,
    subscribe(listen) {
      listeners.add(listen);
      listen(states());
      return () => {
        listeners.delete(listen);
        if (listeners.size > 0 || waiting === null) return;
        clearTimeout(waiting);
        waiting = null;
      };
    },
  };
}

function stateOf(entry: Entry): JobState {
  const { id, description, state, progress, startedMs, endedMs, summary, code, abort } = entry;
  const over = isOver(entry);
  const { rate, secondsLeft } =
    over || progress === null ? { rate: null, secondsLeft: null } : entry.pace.pace(performance.now(), progress.total);
  return {
    id,
    request: description.request,
    title: description.title,
    project: description.project,
    state,
    progress,
    rate,
    seconds_left: secondsLeft,
    started_ms: startedMs,
    ended_ms: endedMs,
    summary,
    code,
    can_cancel: !over && !abort.signal.aborted,
  };
}
