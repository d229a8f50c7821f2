// A job: work over 100 ms with a title, progress with rate and remaining time, and cancel.
import type { Progress } from "../../src-shared/protocol/requests.ts";

/** What running work sees of its job. */
export interface Job {
  readonly title: string;
  readonly signal: AbortSignal;
  /** Tells how far it is; `total` null when it cannot know. */
  report(done: number, total: number | null, detail?: string): void;
}

/** A job whose progress goes to `listen` at most every `everyMs`, and always at its end. */
export function createJob(
  title: string,
  options: { signal?: AbortSignal; listen?: (progress: Progress) => void; everyMs?: number; now?: () => number } = {},
): Job {
  const { signal = new AbortController().signal, listen, everyMs = 100, now = () => performance.now() } = options;
  let last = Number.NEGATIVE_INFINITY;
  return {
    title,
    signal,
    report(done, total, detail) {
      if (!listen) return;
      const at = now();
      if (at - last < everyMs && done !== total) return;
      last = at;
      listen({ title, done, total, detail: detail ?? null });
    },
  };
}
