// Waiting for work that goes on for others when one gives up.
import { cancelled } from "../../src-shared/base/errors.ts";

/** Waits for `work`; an abort ends the waiting with `job.cancelled`, not the work. */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined, what: string): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(cancelled(what));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
