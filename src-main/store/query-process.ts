// The query process: a project attached read-only, questions in, columns out. Ends with its parent.
import { setTimeout as sleep } from "node:timers/promises";
import { toReport } from "../../src-shared/base/errors.ts";
import { digestTables } from "./digest.ts";
import {
  type Answer,
  type Ask,
  BATCHES_AHEAD,
  type FromProcess,
  type StartArguments,
  type ToProcess,
} from "./query-messages.ts";
import { runJson, runSelect } from "./query-run.ts";
import { openReader, type Reader } from "./reader.ts";
import { createResults, type Results } from "./results.ts";
import { checkSql } from "./sql-check.ts";
import { createTimelines } from "./timelines.ts";

/** A question that is being answered. */
interface Running {
  readonly abort: AbortController;
  /** Batches that may still be sent before the consumer asks for more. */
  credit: number;
  wake: (() => void) | null;
}

/** How often the rows of a result are told while it is read. */
const TELL_EVERY_MS = 100;

const send = (message: FromProcess): void => {
  if (process.connected) process.send?.(message);
};

/** How long a query may take to stop when the parent is gone: an exit would wait for the database to end it by itself. */
const LAST_WORDS_MS = 1_000;
const INTERRUPT_EVERY_MS = 20;

/** Ends the process when its parent is gone. */
let end = async (): Promise<void> => process.exit(0);

function serve(project: string, reader: Reader, results: Results): void {
  const running = new Map<number, Running>();
  const timelines = createTimelines(project, reader);

  const sendBatch = async (id: number, state: Running, batch: Parameters<Parameters<typeof runSelect>[3]>[0]) => {
    while (state.credit === 0 && !state.abort.signal.aborted)
      await new Promise<void>((resolve) => {
        state.wake = resolve;
      });
    state.credit--;
    send({ id, batch });
  };

  const answer = async (id: number, ask: Ask, state: Running): Promise<Answer> => {
    const { signal } = state.abort;
    switch (ask.ask) {
      case "select":
        await runSelect(reader, ask.request, signal, (batch) => sendBatch(id, state, batch));
        return null;
      case "json":
        return runJson(reader, ask.request, signal);
      case "refresh":
        await reader.refresh();
        return null;
      case "digests":
        return digestsOf(reader);
      case "lanes":
        return (await timelines.of(ask.engine, signal, tellEvery(TELL_EVERY_MS, id))).lanes();
      case "tiles":
        return (await timelines.of(ask.engine, signal)).tiles(ask.tiles, signal);
      case "heat":
        return (await timelines.of(ask.engine, signal)).heat(ask.heat, signal);
      case "openResult":
        return results.open(reader, ask.request, signal, tellEvery(TELL_EVERY_MS, id));
      case "page":
        return results.page(ask.request, signal);
      case "chart":
        return results.chart(ask.result, ask.request, signal);
      case "panel":
        return results.panel(reader, ask.request, signal);
      case "export":
        return results.write(reader, ask.request, signal);
      case "closeResult":
        await results.close(ask.result);
        return null;
      case "check":
        return checkSql(reader, ask.sql, ask.values);
    }
  };

  process.on("message", (message: ToProcess) => {
    if ("start" in message) {
      const state: Running = { abort: new AbortController(), credit: BATCHES_AHEAD, wake: null };
      running.set(message.id, state);
      answer(message.id, message.start, state)
        .then(
          (done) => send({ id: message.id, done }),
          (thrown: unknown) => send({ id: message.id, failed: toReport(thrown) }),
        )
        .finally(() => running.delete(message.id));
      return;
    }
    const state = running.get(message.id);
    if (!state) return;
    if ("more" in message) state.credit++;
    else state.abort.abort();
    state.wake?.();
  });
  end = async () => {
    setTimeout(() => process.kill(process.pid, "SIGKILL"), LAST_WORDS_MS);
    while (running.size > 0) {
      for (const { abort, wake } of running.values()) {
        abort.abort();
        wake?.();
      }
      await sleep(INTERRUPT_EVERY_MS);
    }
    process.exit(0);
  };
}

function tellEvery(ms: number, id: number): (rows: number, of?: number) => void {
  let last = performance.now();
  return (rows, of) => {
    const now = performance.now();
    if (now - last < ms) return;
    last = now;
    send({ id, told: rows, ...(of === undefined ? {} : { of }) });
  };
}

async function digestsOf(reader: Reader): Promise<Readonly<Record<string, string>>> {
  const connection = await reader.connect();
  try {
    return await digestTables(connection, reader.sources());
  } finally {
    connection.closeSync();
  }
}

process.on("disconnect", () => void end());
// The parent hears an interrupt from the terminal too, and decides.
process.on("SIGINT", () => {});

try {
  const { project, options } = JSON.parse(process.argv[2] ?? "") as StartArguments;
  serve(project, await openReader(project, options), createResults(project, options));
  send({ id: 0, done: null });
} catch (thrown) {
  send({ id: 0, failed: toReport(thrown) });
  if (process.connected) process.disconnect?.();
}
