// A policy run in a thread of its own, ended from outside when it goes on without an epoch for too long.
import { Worker } from "node:worker_threads";
import { cancelled, type ErrorReport, failure, PlimsollError } from "../../src-shared/base/errors.ts";
import type { PolicyReply } from "../../src-shared/protocol/policy-replies.ts";
import { type PolicyTask, stoppedReply } from "../sandbox/run.ts";
import type { Job } from "./job.ts";

export type PolicyMessage =
  | { readonly done: number; readonly of: number }
  | { readonly reply: PolicyReply }
  | { readonly error: ErrorReport };

/** Counted budgets end every script long before; this ends an interpreter that hangs. */
const SILENT_MS = 120_000;

/** Throws what the engine throws, `job.cancelled`, and `engine.worker_died` (exit 5) when the thread is lost. */
export async function runPolicyInThread(
  task: PolicyTask,
  job: Job,
  script = new URL("./policy-worker.js", import.meta.url),
): Promise<PolicyReply> {
  const { signal } = job;
  if (signal.aborted) throw cancelled("the policy run");
  const worker = new Worker(script, { workerData: task });
  let abort = (): void => {};
  let silence: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const waitOn = (): void => {
        clearTimeout(silence);
        silence = setTimeout(() => resolve(stoppedReply(HUNG)), SILENT_MS);
      };
      waitOn();
      abort = () => reject(cancelled("the policy run"));
      signal.addEventListener("abort", abort);
      worker.on("message", (message: PolicyMessage) => {
        waitOn();
        if ("reply" in message) resolve(message.reply);
        else if ("error" in message) reject(new PlimsollError(message.error));
        else job.report(message.done, message.of, "epochs");
      });
      worker.on("error", ({ message }) => reject(died(message)));
      worker.on("exit", (code) => reject(died(`exit ${code}`)));
    });
  } finally {
    clearTimeout(silence);
    signal.removeEventListener("abort", abort);
    await worker.terminate();
  }
}

const HUNG = {
  epoch: 0,
  code: "policy.stopped",
  message: `no epoch ended within ${SILENT_MS / 1000} s; the run was ended from outside and is not repeatable`,
} as const;

const died = (why: string): PlimsollError =>
  failure("engine.worker_died", `the thread of the policy run ended: ${why}`, {
    next: "run again with fewer guests or a shorter horizon",
    exit: 5,
  });
