// A query client in the process of its reader: for processes that read one project by themselves, and for tests.
import type { QueryClient, ResultBatch } from "./contract.ts";
import { digestTables } from "./digest.ts";
import { runJson, runSelect } from "./query-run.ts";
import type { Reader } from "./reader.ts";

/** `stop` ends every query; a query's own signal is heard as well. Closing the client closes the reader. */
export function createLocalClient(reader: Reader, stop: AbortSignal = new AbortController().signal): QueryClient {
  return {
    async *select(sql, params, signal) {
      const left = new AbortController();
      const signals = [stop, left.signal, ...(signal ? [signal] : [])];
      const handOver = createHandOver<ResultBatch>();
      const request = params ? { sql, params } : { sql };
      const run = runSelect(reader, request, AbortSignal.any(signals), handOver.give).then(handOver.end, handOver.fail);
      try {
        for (let batch = await handOver.take(); batch !== null; batch = await handOver.take()) yield batch;
      } finally {
        // A query that was not read to its end stops.
        left.abort();
        handOver.leave();
        await run;
      }
    },
    json(sql, { params, limit, deadlineMs, signal } = {}) {
      const signals = [stop, ...(signal ? [signal] : [])];
      const request = {
        ...{ sql, ...(params ? { params } : {}), ...(limit === undefined ? {} : { limit }) },
        ...(deadlineMs === undefined ? {} : { deadlineMs }),
      };
      return runJson(reader, request, AbortSignal.any(signals));
    },
    async digests() {
      const connection = await reader.connect();
      try {
        return await digestTables(connection, reader.sources());
      } finally {
        connection.closeSync();
      }
    },
    refresh: () => reader.refresh(),
    close: async () => reader.close(),
  };
}

/** One item at a time from a giver to a taker; the giver waits until it is taken. */
function createHandOver<T>() {
  let item: { readonly value: T; taken(): void } | null = null;
  let outcome: { readonly error: unknown } | "ended" | null = null;
  let left = false;
  let wake = (): void => {};
  return {
    give: (value: T) =>
      new Promise<void>((taken) => {
        if (left) return taken();
        item = { value, taken };
        wake();
      }),
    end() {
      outcome = "ended";
      wake();
    },
    fail(error: unknown) {
      outcome = { error };
      wake();
    },
    /** The next item, null at the end. */
    async take(): Promise<T | null> {
      for (;;) {
        if (item) {
          const { value, taken } = item;
          item = null;
          taken();
          return value;
        }
        if (outcome === "ended") return null;
        if (outcome) throw outcome.error;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    /** Takes no more. */
    leave() {
      left = true;
      item?.taken();
    },
  };
}
