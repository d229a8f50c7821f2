// Stopping what runs on a connection.
import type { DuckDBConnection } from "@duckdb/node-api";
import { cancelled } from "../../src-shared/base/errors.ts";

const EVERY_MS = 20;

/** An interrupt between two steps of a query is lost, so it is repeated from `start` until `end`. */
export function createInterrupt(connection: DuckDBConnection): { start(): void; end(): void } {
  let again: NodeJS.Timeout | null = null;
  return {
    start() {
      connection.interrupt();
      again ??= setInterval(() => connection.interrupt(), EVERY_MS);
    },
    end() {
      if (again) clearInterval(again);
    },
  };
}

/** Does `work` with a connection that an abort interrupts; `job.cancelled` is thrown then. `what` is cancelled. */
export async function interruptible<T>(
  connection: DuckDBConnection,
  signal: AbortSignal,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw cancelled(what);
  const interrupt = createInterrupt(connection);
  signal.addEventListener("abort", interrupt.start);
  try {
    return await work();
  } catch (thrown) {
    throw signal.aborted ? cancelled(what) : thrown;
  } finally {
    signal.removeEventListener("abort", interrupt.start);
    interrupt.end();
  }
}
