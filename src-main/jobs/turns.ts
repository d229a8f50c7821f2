// A few works at a time, the others in turn; what is no longer wanted when its turn comes is not begun.
import { cancelled } from "../../src-shared/base/errors.ts";

export interface Turns {
  /** Runs `work` when its turn comes. An abort before that ends the waiting with `job.cancelled`. */
  run<T>(signal: AbortSignal, what: string, work: () => Promise<T>): Promise<T>;
}

export function createTurns(most: number): Turns {
  const waiting = new Set<() => void>();
  let running = 0;

  const turn = (signal: AbortSignal, what: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const begin = (): void => {
        waiting.delete(begin);
        signal.removeEventListener("abort", leave);
        running++;
        resolve();
      };
      const leave = (): void => {
        waiting.delete(begin);
        reject(cancelled(what));
      };
      if (signal.aborted) return leave();
      if (running < most) return begin();
      waiting.add(begin);
      signal.addEventListener("abort", leave, { once: true });
    });

  return {
    async run(signal, what, work) {
      await turn(signal, what);
      try {
        return await work();
      } finally {
        running--;
        const [next] = waiting;
        next?.();
      }
    },
  };
}
