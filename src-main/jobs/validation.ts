// The validation table computed in a worker thread, so that whoever waits for it can do other things and cancel it.
import { Worker } from "node:worker_threads";
import { cancelled, type ErrorReport, failure, PlimsollError } from "../../src-shared/base/errors.ts";
import type { ValidateReply } from "../../src-shared/protocol/validation-replies.ts";
import type { Recordings } from "../../src-shared/validation/recordings.ts";
import type { Job } from "./job.ts";

/** All rows, one row, or one row with other inputs. */
export interface ValidationTask {
  readonly row: string | null;
  readonly inputs: { readonly value: unknown } | null;
  readonly recordings: Recordings;
}

/** From the thread. */
export type ValidationMessage =
  | { readonly done: number; readonly of: number; readonly id: string }
  | { readonly reply: ValidateReply }
  | { readonly error: ErrorReport };

/** Throws what `validate` throws, `job.cancelled`, and `engine.worker_died` (exit 5) when the thread is lost. */
export async function validateInThread(
  task: ValidationTask,
  job: Job,
  script = new URL("./validation-worker.js", import.meta.url),
): Promise<ValidateReply> {
  const { signal } = job;
  if (signal.aborted) throw cancelled("the validation");
  const worker = new Worker(script, { workerData: task });
  let abort = (): void => {};
  try {
    return await new Promise((resolve, reject) => {
      abort = () => reject(cancelled("the validation"));
      signal.addEventListener("abort", abort);
      worker.on("message", (message: ValidationMessage) => {
        if ("reply" in message) resolve(message.reply);
        else if ("error" in message) reject(new PlimsollError(message.error));
        else job.report(message.done, message.of, `row ${message.id}`);
      });
      worker.on("error", ({ message }) => reject(died(message)));
      worker.on("exit", (code) => reject(died(`exit ${code}`)));
    });
  } finally {
    signal.removeEventListener("abort", abort);
    await worker.terminate();
  }
}

const died = (why: string): PlimsollError =>
  failure("engine.worker_died", `the thread of the validation ended: ${why}`, {
    next: "run the rows one by one with --row",
    exit: 5,
  });
