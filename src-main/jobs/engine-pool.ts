// Replications over worker threads: results stand in the order of the tasks, so that any number of workers gives the same.
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { cancelled, type ErrorReport, failure, PlimsollError } from "../../src-shared/base/errors.ts";
import { createPlan, type SeriesTables } from "../../src-shared/density/plan.ts";
import type { Scenario } from "../../src-shared/density/scenario.ts";
import { estimateWork, type Outcome, perform, type RunReplications, type Task } from "../../src-shared/density/task.ts";
import type { CapturedHost } from "../../src-shared/profile/host.ts";

/** What every worker makes its plan from. */
export interface EngineInput {
  readonly scenario: Scenario;
  readonly host: CapturedHost | null;
  readonly series: SeriesTables;
}

export interface WorkerReply {
  readonly index: number;
  readonly outcome: Outcome | null;
  readonly error: ErrorReport | null;
}

export interface EngineOptions {
  /** Threads that may be used; 1 keeps everything in the calling thread. */
  readonly workers: number;
  readonly signal?: AbortSignal;
  /** Replications done and to do, over all calls so far. */
  readonly onProgress?: (done: number, total: number) => void;
  /** How often every outer replication will be given a task, as far as the caller knows: the total of the progress. */
  readonly rounds?: number;
  /** Guest-epochs below which threads are not worth their start. */
  readonly smallWork?: number;
  /** The worker's bundle. */
  readonly script?: URL;
}

/** A tenth of a second of one core, about. */
const SMALL_WORK = 1e8;

/**
 * Calls `use` with a way to run replications and releases the threads when it ends, however it ends.
 * Throws `job.cancelled` when the signal is aborted, and `engine.worker_died` (exit 5) when a thread is lost.
 */
export async function withEngine<T>(
  input: EngineInput,
  options: EngineOptions,
  use: (run: RunReplications) => Promise<T>,
): Promise<T> {
  const plan = createPlan(input.scenario, input.host, input.series);
  const threads = Math.min(options.workers, plan.outer);
  const small = !plan.random || estimateWork(plan, null) < (options.smallWork ?? SMALL_WORK);
  const progress = countProgress(options.onProgress, (options.rounds ?? 0) * plan.outer);
  if (threads <= 1 || small) return use(typed(inThread((task) => perform(plan, task), options.signal, progress)));
  const script = options.script ?? new URL("./engine-worker.js", import.meta.url);
  const workers = Array.from({ length: threads }, () => new Worker(script, { workerData: input }));
  // An error between two calls must not end the process; the next call meets the ended thread.
  for (const worker of workers) worker.on("error", () => {});
  try {
    return await use(typed(overWorkers(workers, options.signal, progress)));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

type Progress = { add(tasks: number): void; done(): void };
type RunAll = (tasks: readonly Task[]) => Promise<Outcome[]>;

/** An outcome has the kind of its task: `perform` sees to that, on either side of a thread. */
const typed = (run: RunAll): RunReplications => run as RunReplications;

function countProgress(listen: EngineOptions["onProgress"], expected: number): Progress {
  let [finished, given] = [0, 0];
  return {
    add: (tasks) => {
      given += tasks;
    },
    done: () => listen?.(++finished, Math.max(expected, given)),
  };
}

const stopped = () => cancelled("the search");

function inThread(work: (task: Task) => Outcome, signal: AbortSignal | undefined, progress: Progress): RunAll {
  return async (tasks) => {
    progress.add(tasks.length);
    const outcomes: Outcome[] = [];
    for (const task of tasks) {
      // Lets an abort come in between two replications.
      if (signal) await setImmediate();
      if (signal?.aborted) throw stopped();
      outcomes.push(work(task));
      progress.done();
    }
    return outcomes;
  };
}

/** Each worker takes the next task when it has done its last one. */
function overWorkers(workers: readonly Worker[], signal: AbortSignal | undefined, progress: Progress): RunAll {
  return (tasks) =>
    new Promise((resolve, reject) => {
      const outcomes = new Array<Outcome>(tasks.length);
      const detach: (() => void)[] = [];
      let [next, open] = [0, tasks.length];
      progress.add(tasks.length);
      const finish = (settle: () => void): void => {
        for (const off of detach.splice(0)) off();
        settle();
      };
      const give = (worker: Worker): void => {
        if (next < tasks.length) worker.postMessage({ index: next, task: tasks[next++] });
      };
      const take = (worker: Worker, { index, outcome, error }: WorkerReply): void => {
        if (error) {
          finish(() => reject(new PlimsollError(error)));
          return;
        }
        outcomes[index] = outcome!;
        progress.done();
        if (--open === 0) finish(() => resolve(outcomes));
        else give(worker);
      };
      if (signal?.aborted) return reject(stopped());
      if (tasks.length === 0) return resolve(outcomes);
      const onAbort = (): void => finish(() => reject(stopped()));
      signal?.addEventListener("abort", onAbort);
      detach.push(() => signal?.removeEventListener("abort", onAbort));
      for (const worker of workers) {
        const onMessage = (reply: WorkerReply): void => take(worker, reply);
        const onError = (thrown: Error): void => finish(() => reject(died(thrown.message)));
        const onExit = (code: number): void => finish(() => reject(died(`exit ${code}`)));
        worker.on("message", onMessage).on("error", onError).on("exit", onExit);
        detach.push(() => worker.off("message", onMessage).off("error", onError).off("exit", onExit));
        give(worker);
      }
    });
}

const died = (why: string): PlimsollError =>
  failure("engine.worker_died", `a worker thread of the engine ended: ${why}`, {
    next: "run again with --workers 1",
    exit: 5,
  });
