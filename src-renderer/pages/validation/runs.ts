// Runs of the validation table: one at a time for a window, its reply kept while other pages are shown.
import { createStore, type StoreApi } from "zustand/vanilla";
import { type ErrorReport, toReport } from "../../../src-shared/base/errors.ts";
import type { Progress } from "../../../src-shared/protocol/requests.ts";
import type { Transport } from "../../../src-shared/protocol/transport.ts";
import type { ValidationRow } from "../../../src-shared/protocol/validation-replies.ts";

export interface RunState {
  /** Rows of the latest run, those run again since in their place; null before the first has ended. */
  readonly rows: readonly ValidationRow[] | null;
  readonly running: boolean;
  readonly progress: Progress | null;
  readonly error: ErrorReport | null;
  /** Milliseconds that the latest whole run took. */
  readonly tookMs: number | null;
}

export interface Runs extends StoreApi<RunState> {
  /** Runs all rows; a run under way goes on. */
  all(): void;
  /** Runs one row again with its own inputs. */
  one(id: string): Promise<void>;
  cancel(): void;
}

const START: RunState = { rows: null, running: false, progress: null, error: null, tookMs: null };

export function createRuns(client: Pick<Transport, "request">, now: () => number = () => performance.now()): Runs {
  const store = createStore<RunState>(() => START);
  let abort: AbortController | null = null;
  const isJudged = (row: object): row is ValidationRow => "verdict" in row;
  return {
    ...store,
    all() {
      if (abort) return;
      const own = new AbortController();
      abort = own;
      const began = now();
      store.setState({ running: true, progress: null, error: null });
      const onProgress = (progress: Progress): void => store.setState({ progress });
      client
        .request("validate", { row: null }, { signal: own.signal, onProgress })
        .then(
          ({ rows }) => store.setState({ rows: rows.filter(isJudged), tookMs: now() - began }),
          (thrown: unknown) => {
            if (!own.signal.aborted) store.setState({ error: toReport(thrown) });
          },
        )
        .finally(() => {
          abort = null;
          store.setState({ running: false, progress: null });
        });
    },
    async one(id) {
      const { rows } = await client.request("validate", { row: id });
      const fresh = rows.find(isJudged);
      if (!fresh) return;
      store.setState((state) => ({ rows: state.rows?.map((row) => (row.id === id ? fresh : row)) ?? null }));
    },
    cancel: () => abort?.abort(),
  };
}

const known = new WeakMap<object, Runs>();

/** The runs of a window. */
export function runsOf(client: Pick<Transport, "request">): Runs {
  const runs = known.get(client) ?? createRuns(client);
  known.set(client, runs);
  return runs;
}
