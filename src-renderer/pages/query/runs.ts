// The runs of the open texts: one at a time for each, cancelled or finished, with the result that is kept for it.
import { createStore, type StoreApi } from "zustand/vanilla";
import { type ErrorReport, toReport } from "../../../src-shared/base/errors.ts";
import type { Client } from "../../../src-shared/protocol/client.ts";
import type { ResultOpenReply } from "../../../src-shared/protocol/column-replies.ts";
import type { RequestInput } from "../../../src-shared/protocol/requests.ts";
import type { PastRun } from "./history.ts";

export type RunSelection = NonNullable<RequestInput<"resultOpen">["selection"]>;

/** A finished run: its text, what was selected, and the rows that the back end keeps for it. */
export interface Finished {
  readonly sql: string;
  readonly selection: RunSelection | null;
  readonly reply: ResultOpenReply;
}

export interface Run {
  readonly phase: "running" | "done" | "failed" | "cancelled";
  readonly sql: string;
  readonly startedMs: number;
  /** Rows that have been read so far. */
  readonly rows: number;
  readonly error: ErrorReport | null;
  /** What the latest run that ended well gave; it stays while another one runs or has failed. */
  readonly finished: Finished | null;
}

export interface Runs extends StoreApi<ReadonlyMap<string, Run>> {
  /** Runs the text of a tab; `selection` is what $from, $to and $guests follow, null where it uses none of them. */
  start(tab: string, sql: string, selection: RunSelection | null): Promise<Run>;
  /** False: nothing was running. */
  cancel(tab: string): boolean;
  /** Takes away what a closed tab has. */
  drop(tab: string): void;
}

export function createRuns(
  client: Pick<Client, "request">,
  project: string,
  note: (run: PastRun) => void,
  now: () => number = Date.now,
): Runs {
  const store = createStore<ReadonlyMap<string, Run>>(() => new Map());
  const aborts = new Map<string, AbortController>();
  const set = (tab: string, run: Run): Run => {
    store.setState(new Map(store.getState()).set(tab, run), true);
    return run;
  };
  const close = (finished: Finished | null): void => {
    if (!finished) return;
    // A result that is gone already needs no closing.
    client.request("resultClose", { project, result: finished.reply.result }).catch(() => {});
  };
  const cancel = (tab: string): boolean => {
    const abort = aborts.get(tab);
    abort?.abort();
    return abort !== undefined;
  };

  return {
    ...store,
    cancel,
    drop(tab) {
      cancel(tab);
      close(store.getState().get(tab)?.finished ?? null);
      const left = new Map(store.getState());
      left.delete(tab);
      store.setState(left, true);
    },
    async start(tab, sql, selection) {
      cancel(tab);
      const abort = new AbortController();
      aborts.set(tab, abort);
      const before = store.getState().get(tab)?.finished ?? null;
      const began: Run = { phase: "running", sql, startedMs: now(), rows: 0, error: null, finished: before };
      set(tab, began);
      // A run that was started after this one, or a tab that was closed, has the last word.
      const isLatest = (): boolean => aborts.get(tab) === abort && store.getState().has(tab);
      const end = (part: Partial<Run>, past: Pick<PastRun, "outcome" | "rows" | "seconds">): Run => {
        note({ sql, atMs: began.startedMs, ...past });
        const run = { ...began, ...part };
        if (!isLatest()) return run;
        aborts.delete(tab);
        return set(tab, run);
      };
      try {
        const reply = await client.request(
          "resultOpen",
          { project, sql, selection },
          {
            signal: abort.signal,
            onProgress: ({ done }) => {
              const run = store.getState().get(tab);
              if (isLatest() && run) set(tab, { ...run, rows: done });
            },
          },
        );
        const finished = { sql, selection, reply };
        close(isLatest() ? before : finished);
        return end({ phase: "done", finished }, { outcome: "done", rows: reply.rows, seconds: reply.seconds });
      } catch (thrown) {
        const error = toReport(thrown);
        const outcome = error.code === "job.cancelled" ? "cancelled" : "failed";
        return end(
          { phase: outcome, error: outcome === "failed" ? error : null },
          { outcome, rows: null, seconds: (now() - began.startedMs) / 1000 },
        );
      }
    },
  };
}
