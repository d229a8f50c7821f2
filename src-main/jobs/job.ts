// A job: work over 100 ms with a title, progress with rate and remaining time, and cancel.
import type { Progress } from "../../src-shared/protocol/requests.ts";

/** What running work sees of its job. */
export interface Job {
  readonly title: string;
  readonly signal: AbortSignal;
  /** Tells how far it is; `total` null when it cannot know. */
  report(done: number, total: number | null, detail?: string): void;
  /** Tells that it waits for other work, or no longer. */
  waits(waiting: boolean): void;
}

interface JobOptions {
  readonly signal?: AbortSignal;
  readonly listen?: ((progress: Progress) => void) | undefined;
  readonly onWait?: (waiting: boolean) => void;
  readonly everyMs?: number;
  readonly now?: () => number;
}

/** A job whose progress goes to `listen` at most every `everyMs`, and always at its end. */
export function createJob(title: string, options: JobOptions = {}): Job {
  const {
    signal = new AbortController().signal,
    listen,
    onWait,
    everyMs = 100,
    now = () => performance.now(),
  } = options;
  let last = Number.NEGATIVE_INFINITY;
  return {
    title,
    signal,
    waits: (waiting) => onWait?.(waiting),
    report(done, total, detail) {
      if (!listen) return;
      const at = now();
      if (at - last < everyMs && done !== total) return;
      last = at;
      listen({ title, done, total, detail: detail ?? null });
    },
  };
}
