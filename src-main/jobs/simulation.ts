// One run of the engine in a worker thread of its own, so that whoever waits for it can do other things meanwhile.
import { Worker } from "node:worker_threads";
import { cancelled, type ErrorReport, failure, PlimsollError } from "../../src-shared/base/errors.ts";
import { engineInput } from "../../src-shared/density/engine-input.ts";
import { readCheckpoint, writeCheckpoint } from "../../src-shared/model/engine/checkpoint.ts";
import { type SimulateResult, simulate } from "../../src-shared/model/engine/simulate.ts";
import type { EngineInput } from "./engine-pool.ts";

/** What is asked of a run; checkpoints are the text of their files. */
export interface SimulationRequest {
  readonly guests: number | null;
  readonly rows: boolean;
  readonly until: number | null;
  readonly resume: string | null;
  /** Whose random numbers; absent: 0. */
  readonly replication?: number;
}

export type SimulationResult = Omit<SimulateResult, "checkpoint"> & { readonly checkpoint: string | null };

/** From the thread. */
export type SimulationMessage =
  | { readonly epoch: number; readonly of: number }
  | { readonly result: SimulationResult }
  | { readonly error: ErrorReport };

export interface SimulationOptions {
  readonly signal?: AbortSignal;
  /** Epochs done and to do. */
  readonly onProgress?: (done: number, total: number) => void;
  /** The worker's bundle. */
  readonly script?: URL;
}

const TOLD_EVERY_MS = 100;

/** The run itself, in whatever thread. Errors: those of `engineInput`, `simulate` and `readCheckpoint`. */
export function runSimulation(
  { scenario, host, series }: EngineInput,
  { guests, rows, until, resume, replication }: SimulationRequest,
  tell: (epoch: number, of: number) => void = () => {},
): SimulationResult {
  let told = performance.now();
  const { checkpoint, ...result } = simulate(engineInput(scenario, host, series), {
    guests,
    rows,
    ...(replication === undefined ? {} : { replication }),
    ...(until === null ? {} : { until }),
    ...(resume === null ? {} : { resume: readCheckpoint(resume) }),
    onEpoch(epoch, of) {
      const now = performance.now();
      if (now - told < TOLD_EVERY_MS) return;
      told = now;
      tell(epoch, of);
    },
  });
  return { ...result, checkpoint: checkpoint && writeCheckpoint(checkpoint) };
}

/** The same in a thread of its own. Throws `job.cancelled` too, and `engine.worker_died` (exit 5) when the thread is lost. */
export async function simulateInThread(
  input: EngineInput,
  request: SimulationRequest,
  { signal, onProgress, script = new URL("./engine-worker.js", import.meta.url) }: SimulationOptions = {},
): Promise<SimulationResult> {
  if (signal?.aborted) throw stopped();
  const worker = new Worker(script, { workerData: { ...input, simulation: request } });
  let abort = (): void => {};
  try {
    return await new Promise((resolve, reject) => {
      abort = () => reject(stopped());
      signal?.addEventListener("abort", abort);
      worker.on("message", (message: SimulationMessage) => {
        if ("result" in message) resolve(message.result);
        else if ("error" in message) reject(new PlimsollError(message.error));
        else onProgress?.(message.epoch, message.of);
      });
      worker.on("error", ({ message }) => reject(died(message)));
      worker.on("exit", (code) => reject(died(`exit ${code}`)));
    });
  } finally {
    signal?.removeEventListener("abort", abort);
    await worker.terminate();
  }
}

const stopped = () => cancelled("the simulation");

const died = (why: string): PlimsollError =>
  failure("engine.worker_died", `the thread of the simulation ended: ${why}`, {
    next: "run again without rows, or in parts with a checkpoint",
    exit: 5,
  });
