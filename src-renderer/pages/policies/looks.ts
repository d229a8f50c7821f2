// What is asked of a run after it ended: single calls, and where a break condition is met. Runs repeat byte by byte, so
// that they are played again for it.
import type { StoreApi } from "zustand/vanilla";
import { toReport } from "../../../src-shared/base/errors.ts";
import type { PolicyCall } from "../../../src-shared/protocol/policy-replies.ts";
import type { App } from "../../app/app.tsx";
import type { Book, BookState, Ended } from "./book.ts";

/** Epochs whose calls are asked for together, around the one that is looked at. */
const AROUND = 25;

export interface Looks {
  /** Gets the call of an epoch, where it is not known yet. */
  call(epoch: number): void;
  /** Finds the epochs that meet a condition; resolves when they are known. */
  find(condition: string): Promise<void>;
}

/** The policy of an ended run, as a request that plays its first replication again. */
const again = (project: string, { text, settings }: Ended) => ({
  ...{ project, source: text, guests: settings.guests, interval: settings.interval, delay: settings.delay },
});

export function createLooks({ client }: Pick<App, "client">, project: string, store: StoreApi<BookState>): Looks {
  let asking: { readonly ended: Ended; readonly from: number; readonly until: number } | null = null;
  let finding: AbortController | null = null;
  const add = (ended: Ended, calls: readonly PolicyCall[]): void => {
    const known = new Map(ended === store.getState().callsOf ? store.getState().calls : []);
    for (const call of calls) known.set(call.epoch, call);
    if (store.getState().ended === ended) store.setState({ calls: known, callsOf: ended });
  };
  return {
    call(epoch) {
      const { ended, calls, callsOf } = store.getState();
      if (!ended || (callsOf === ended && calls.has(epoch))) return;
      if (asking?.ended === ended && asking.from <= epoch && epoch <= asking.until) return;
      const wanted = { ended, from: Math.max(1, epoch - AROUND), until: epoch + AROUND };
      asking = wanted;
      client
        .request("policyRun", { ...again(project, ended), calls: { from: wanted.from, until: wanted.until } })
        .then(
          (reply) => add(ended, reply.calls ?? []),
          (thrown: unknown) => store.setState({ lookError: toReport(thrown) }),
        )
        .finally(() => {
          if (asking === wanted) asking = null;
        });
    },
    async find(condition) {
      const { ended } = store.getState();
      finding?.abort();
      finding = null;
      if (!ended || condition.trim() === "") return store.setState({ met: null, finding: false });
      const own = new AbortController();
      finding = own;
      store.setState({ finding: true, lookError: null });
      try {
        const payload = { ...again(project, ended), condition };
        const { break: met } = await client.request("policyRun", payload, { signal: own.signal });
        if (!own.signal.aborted && store.getState().ended === ended) store.setState({ met: met ?? null });
      } catch (thrown) {
        if (!own.signal.aborted) store.setState({ met: null, lookError: toReport(thrown) });
      } finally {
        if (finding === own) {
          finding = null;
          store.setState({ finding: false });
        }
      }
    },
  };
}

/** The nearest listed epoch after (`way` 1) or before (−1) another one; null: there is none. */
export function nearestMet(epochs: readonly number[], from: number, way: 1 | -1): number | null {
  const found = way === 1 ? epochs.find((epoch) => epoch > from) : epochs.findLast((epoch) => epoch < from);
  return found ?? null;
}

/** Looks at an epoch of the run, within its bounds. */
export function lookAt(book: Book, epoch: number): void {
  const epochs = book.getState().ended?.reply.seen?.epochs ?? [];
  const [first, last] = [epochs[0], epochs.at(-1)];
  if (first !== undefined && last !== undefined) book.setState({ epoch: Math.min(last, Math.max(first, epoch)) });
}
