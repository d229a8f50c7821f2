// Work that is asked for by hand and takes its time: one at a time, with progress and cancel, what came out kept with its key.
import { createStore, type StoreApi } from "zustand/vanilla";
import { type ErrorReport, toReport } from "../../../src-shared/base/errors.ts";
import type { Progress } from "../../../src-shared/protocol/requests.ts";

export interface LongRunState<R> {
  /** The last reply, and what it is of. */
  readonly result: { readonly key: string; readonly reply: R } | null;
  readonly running: { readonly progress: Progress | null } | null;
  readonly error: ErrorReport | null;
}

export interface LongRun<R> extends StoreApi<LongRunState<R>> {
  run(key: string, ask: (signal: AbortSignal, onProgress: (progress: Progress) => void) => Promise<R>): Promise<void>;
  cancel(): void;
  /** A reply of an earlier session; one that is there stays. */
  recall(key: string, reply: R): void;
}

export function createLongRun<R>(): LongRun<R> {
  const store = createStore<LongRunState<R>>(() => ({ result: null, running: null, error: null }));
  let current: AbortController | null = null;
  return {
    ...store,
    async run(key, ask) {
      current?.abort();
      const abort = new AbortController();
      current = abort;
      store.setState({ running: { progress: null }, error: null });
      try {
        const reply = await ask(abort.signal, (progress) => {
          if (current === abort) store.setState({ running: { progress } });
        });
        if (current === abort) store.setState({ result: { key, reply }, running: null });
      } catch (thrown) {
        if (current !== abort) return;
        const error = toReport(thrown);
        store.setState({ running: null, error: error.code === "job.cancelled" ? null : error });
      }
    },
    cancel() {
      current?.abort();
      current = null;
      store.setState({ running: null });
    },
    recall(key, reply) {
      if (store.getState().result === null) store.setState({ result: { key, reply } });
    },
  };
}

/** Share of a run that is done, null while it is not known. */
export const shareOf = ({ running }: Pick<LongRunState<unknown>, "running">): number | null =>
  running?.progress?.total ? Math.min(1, running.progress.done / running.progress.total) : null;
