// The query process: a project attached read-only, questions in, columns out. Ends with its parent.
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
import { openTimeline, type Timeline } from "./tiles.ts";

/** A question that is being answered. */
interface Running {
  readonly abort: AbortController;
  /** Batches that may still be sent before the consumer asks for more. */
  credit: number;
  wake: (() => void) | null;
}

const send = (message: FromProcess): void => {
  if (process.connected) process.send?.(message);
};

function serve(project: string, reader: Reader): void {
  const running = new Map<number, Running>();
  let timeline: Timeline | null = null;

  const timelineOf = async (engine: string, signal: AbortSignal): Promise<Timeline> => {
    timeline ??= await openTimeline(project, reader, { engine, signal });
    return timeline;
  };

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
        timeline = null;
        return null;
      case "digests":
        return digestsOf(reader);
      case "lanes":
        return (await timelineOf(ask.engine, signal)).lanes();
      case "tile":
        return (await timelineOf(ask.engine, signal)).tile(ask.tile);
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
}

async function digestsOf(reader: Reader): Promise<Readonly<Record<string, string>>> {
  const connection = await reader.connect();
  try {
    return await digestTables(connection, reader.sources());
  } finally {
    connection.closeSync();
  }
}

process.on("disconnect", () => process.exit(0));
// The parent hears an interrupt from the terminal too, and decides.
process.on("SIGINT", () => {});

try {
  const { project, options } = JSON.parse(process.argv[2] ?? "") as StartArguments;
  serve(project, await openReader(project, options));
  send({ id: 0, done: null });
} catch (thrown) {
  send({ id: 0, failed: toReport(thrown) });
  process.disconnect?.();
}
