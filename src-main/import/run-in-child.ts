// Runs an import job in a process of its own and brings back its result, its progress and its error.
import { fileURLToPath } from "node:url";
import { cancelled, failure, PlimsollError } from "../../src-shared/base/errors.ts";
import type { Job } from "../jobs/job.ts";
import { startProcess } from "../jobs/start-process.ts";
import type { JobResult, JobSpec } from "./import-job.ts";
import type { FromImport, ToImport } from "./process.ts";

/** How long a cancelled child may take to remove its file before it is ended. */
const CANCEL_GRACE_MS = 5_000;

/** Old-generation limit of the child's heap in MB; columns live outside it. */
const HEAP_MB = 160;

export function importInChild(spec: JobSpec, job: Job): Promise<JobResult> {
  const child = startProcess(fileURLToPath(new URL("./import-process.js", import.meta.url)), { heapMb: HEAP_MB });
  const send = (message: ToImport): void => {
    if (child.connected) child.send(message);
  };
  return new Promise<JobResult>((resolve, reject) => {
    let grace: NodeJS.Timeout | undefined;
    const cancel = (): void => {
      send({ type: "cancel" });
      grace = setTimeout(() => child.kill("SIGKILL"), CANCEL_GRACE_MS);
    };
    let outcome: (() => void) | null = null;
    child.on("message", (message: FromImport) => {
      if (message.type === "progress") job.report(message.done, message.total, message.file);
      else if (message.type === "done") outcome = () => resolve(message.result);
      else outcome = () => reject(new PlimsollError(message.report));
    });
    child.on("error", (error) => {
      outcome = () =>
        reject(failure("import.process", `the import process could not start: ${error.message}`, { exit: 5 }));
    });
    child.on("exit", (code, signal) => {
      clearTimeout(grace);
      job.signal.removeEventListener("abort", cancel);
      if (job.signal.aborted) reject(cancelled("the import"));
      else if (outcome) outcome();
      else
        reject(
          failure("import.process", `the import process ended early (${signal ?? `exit ${code}`})`, {
            next: "nothing was kept; import again, and report this if it happens twice",
            exit: 5,
          }),
        );
    });
    job.signal.addEventListener("abort", cancel, { once: true });
    if (job.signal.aborted) cancel();
    else send({ type: "start", spec });
  });
}
