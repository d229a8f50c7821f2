// The client of a query process: starts it, passes questions, restarts it for the next question when it has died.
import { fileURLToPath } from "node:url";
import { cancelled, failure, PlimsollError } from "../../src-shared/base/errors.ts";
import { type Child, startProcess } from "../jobs/start-process.ts";
import type { JsonResult, QueryClient, ResultBatch } from "./contract.ts";
import type { LaneList } from "./lane-list.ts";
import type { Answer, Ask, FromProcess, StartArguments, ToProcess } from "./query-messages.ts";
import type { ReaderOptions } from "./reader.ts";
import type { ChartPoints, ChartRequest } from "./result-chart.ts";
import type { ResultPage } from "./result-page.ts";
import type { PanelRequest, PanelResult } from "./result-panel.ts";
import type { ExportRequest, OpenedResult, PageRequest, ResultRequest } from "./results.ts";
import type { SqlProblem } from "./sql-check.ts";
import type { QuerySelection } from "./statement.ts";
import type { HeatRequest, Tiles, TilesRequest } from "./tiles.ts";

export interface QueryProcessOptions extends ReaderOptions {
  /** The built entry of the process; next to the running program when left out. */
  readonly entry?: string;
  /** The process ends when nothing was asked of it for so long and it keeps no result; the next question starts it again. */
  readonly restAfterMs?: number;
}

type Told = (rows: number, of?: number) => void;

/** A query client that can also tell the digests of the recorded data. */
export interface ProjectClient extends QueryClient {
  /** As of every query client; `selection` fills $from, $to and $guests in the place of `params`. */
  json(
    sql: string,
    options?: Parameters<QueryClient["json"]>[1] & { readonly selection?: QuerySelection },
  ): Promise<JsonResult>;
  /** Per table with visible rows 16 hexadecimal digits (digest.ts). */
  digests(): Promise<Readonly<Record<string, string>>>;
  /**
   * Lanes of the timeline; makes the pyramids first where they are missing, and `told` hears how many rows of how many are
   * summed. `engine` is the program's version.
   */
  lanes(engine: string, signal?: AbortSignal, told?: Told): Promise<LaneList>;
  tiles(engine: string, tiles: TilesRequest, signal?: AbortSignal): Promise<Tiles>;
  heat(engine: string, heat: HeatRequest, signal?: AbortSignal): Promise<Uint32Array<ArrayBuffer>>;
  /** Runs a query and keeps its rows in the process; `told` hears how many there are so far. */
  openResult(request: ResultRequest, signal?: AbortSignal, told?: Told): Promise<OpenedResult>;
  /** Of a result that is kept; else the error is `result.gone`, as for the three below. */
  page(request: PageRequest, signal?: AbortSignal): Promise<ResultPage>;
  chart(result: string, request: ChartRequest, signal?: AbortSignal): Promise<ChartPoints>;
  /** Points and first rows of a query whose result is not kept. */
  panel(request: PanelRequest, signal?: AbortSignal): Promise<PanelResult>;
  /** Writes all rows of the query into a file; answers with their number. */
  exportResult(request: ExportRequest, signal?: AbortSignal): Promise<number>;
  closeResult(result: string): Promise<void>;
  /** Ends the process unless something is asked of it or it keeps a result; the next question starts it again. */
  rest(): Promise<void>;
  /** What keeps a query from running; null: nothing that can be told before. */
  check(sql: string, signal?: AbortSignal, values?: QuerySelection["values"]): Promise<SqlProblem | null>;
  /** Process id, null while there is none. */
  pid(): number | null;
}

/** What waits for an answer. */
interface Waiting {
  batch(batch: ResultBatch): void;
  told?: Told;
  done(answer: Answer): void;
  failed(error: Error): void;
}

interface Running {
  readonly child: Child;
  readonly waiting: Map<number, Waiting>;
}

/** How long a process may take to end by itself after it was told to. */
const GRACE_MS = 2000;

const REST_AFTER_MS = 600_000;

/** Starts the query process of a project. Errors: those of opening a project (reader.ts). */
export async function startQueryProcess(project: string, options: QueryProcessOptions = {}): Promise<ProjectClient> {
  const {
    entry = fileURLToPath(new URL("./query-process.js", import.meta.url)),
    restAfterMs = REST_AFTER_MS,
    ...readerOptions
  } = options;
  let current: Promise<Running> | null = null;
  let child: Child | null = null;
  let ending: Promise<void> = Promise.resolve();
  let closed = false;
  let nextId = 1;
  /** Results that the process keeps. */
  const results = new Set<string>();
  const rest = (): void => {
    if (child === null || results.size > 0) return;
    ending = endChild(child);
    [child, current] = [null, null];
  };
  const use = createUse(restAfterMs, rest);

  const running = (): Promise<Running> => {
    if (closed)
      return Promise.reject(failure("query.closed", "the project was closed", { next: "open it again", exit: 5 }));
    if (current) return current;
    const started = startChild(entry, { project, options: readerOptions }, () => {
      if (child !== started.child) return;
      results.clear();
      [child, current] = [null, null];
    });
    child = started.child;
    current = started.ready;
    return current;
  };
  const tell = (to: Running, message: ToProcess) => {
    if (to.child.connected) to.child.send(message);
  };
  /** Asks and resolves with the last answer. */
  const ask = async (start: Ask, signal?: AbortSignal, told?: Told): Promise<Answer> => {
    if (signal?.aborted) throw cancelled("the query");
    const leave = use.enter();
    let forget = (): void => {};
    try {
      const to = await running();
      const id = nextId++;
      const cancel = () => tell(to, { id, cancel: true });
      signal?.addEventListener("abort", cancel);
      forget = () => {
        to.waiting.delete(id);
        signal?.removeEventListener("abort", cancel);
      };
      return await new Promise<Answer>((resolve, reject) => {
        to.waiting.set(id, { batch: () => {}, done: resolve, failed: reject, ...(told ? { told } : {}) });
        tell(to, { id, start });
        if (signal?.aborted) cancel();
      });
    } finally {
      forget();
      leave();
    }
  };

  const leaveFirst = use.enter();
  await running();
  leaveFirst();
  return {
    async *select(sql, params = [], signal) {
      if (signal?.aborted) throw cancelled("the query");
      const leave = use.enter();
      let forget = (): void => {};
      try {
        const to = await running();
        const id = nextId++;
        const queue = createQueue<ResultBatch>();
        let ended = false;
        const cancel = () => tell(to, { id, cancel: true });
        signal?.addEventListener("abort", cancel);
        forget = () => {
          if (!ended) cancel();
          to.waiting.delete(id);
          signal?.removeEventListener("abort", cancel);
        };
        to.waiting.set(id, { batch: queue.put, done: queue.end, failed: queue.fail });
        tell(to, { id, start: { ask: "select", request: { sql, params } } });
        for (let batch = await queue.take(); batch !== null; batch = await queue.take()) {
          yield batch;
          tell(to, { id, more: true });
        }
        ended = true;
      } finally {
        forget();
        leave();
      }
    },
    json: async (sql, { params, selection, limit, deadlineMs, signal } = {}) =>
      (await ask({ ask: "json", request: { sql, params, selection, limit, deadlineMs } }, signal)) as JsonResult,
    refresh: async () => {
      await ask({ ask: "refresh" });
    },
    digests: async () => (await ask({ ask: "digests" })) as Readonly<Record<string, string>>,
    lanes: async (engine, signal, told) => (await ask({ ask: "lanes", engine }, signal, told)) as LaneList,
    tiles: async (engine, tiles, signal) => (await ask({ ask: "tiles", engine, tiles }, signal)) as Tiles,
    heat: async (engine, heat, signal) =>
      (await ask({ ask: "heat", engine, heat }, signal)) as Uint32Array<ArrayBuffer>,
    async openResult(request, signal, told) {
      const opened = (await ask({ ask: "openResult", request }, signal, told)) as OpenedResult;
      results.add(opened.result);
      return opened;
    },
    page: async (request, signal) => (await ask({ ask: "page", request }, signal)) as ResultPage,
    chart: async (result, request, signal) => (await ask({ ask: "chart", result, request }, signal)) as ChartPoints,
    panel: async (request, signal) => (await ask({ ask: "panel", request }, signal)) as PanelResult,
    exportResult: async (request, signal) => (await ask({ ask: "export", request }, signal)) as number,
    async closeResult(result) {
      // Without a process there is nothing to close.
      if (results.delete(result) && child !== null) await ask({ ask: "closeResult", result });
    },
    async rest() {
      if (use.isUsed()) return;
      rest();
      await ending;
    },
    check: async (sql, signal, values) => (await ask({ ask: "check", sql, values }, signal)) as SqlProblem | null,
    pid: () => child?.pid ?? null,
    async close() {
      closed = true;
      use.end();
      await Promise.all([ending, child && endChild(child)]);
    },
  };
}

/** Who uses something, and `rest` when nobody has for a while. */
function createUse(afterMs: number, rest: () => void): { enter(): () => void; isUsed(): boolean; end(): void } {
  let users = 0;
  let timer: NodeJS.Timeout | undefined;
  return {
    enter() {
      users++;
      clearTimeout(timer);
      return () => {
        users--;
        if (users > 0) return;
        timer = setTimeout(rest, afterMs);
        timer.unref();
      };
    },
    isUsed: () => users > 0,
    end: () => clearTimeout(timer),
  };
}

function startChild(
  entry: string,
  start: StartArguments,
  onExit: () => void,
): { child: Child; ready: Promise<Running> } {
  const child = startProcess(entry, { args: [JSON.stringify(start)] });
  const waiting = new Map<number, Waiting>();
  const ready = new Promise<Running>((resolve, reject) => {
    child.on("message", (message: FromProcess) => {
      const own = waiting.get(message.id);
      if ("failed" in message) (message.id === 0 ? reject : own?.failed)?.(new PlimsollError(message.failed));
      else if ("batch" in message) own?.batch(message.batch);
      else if ("told" in message) own?.told?.(message.told, message.of);
      else if (message.id === 0) resolve({ child, waiting });
      else own?.done(message.done);
    });
    const lost = (why: string) => {
      const error = failure("query.process_lost", `the query process ended: ${why}`, {
        next: "run the query again; a new process is started for it",
        exit: 5,
      });
      onExit();
      reject(error);
      for (const one of waiting.values()) one.failed(error);
    };
    child.on("error", (error) => lost(error.message));
    child.on("exit", (code, signal) => lost(signal ? `signal ${signal}` : `exit code ${code}`));
  });
  return { child, ready };
}

async function endChild(child: Child): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
    child.once("exit", () => {
      clearTimeout(timer);
      resolve();
    });
    if (child.connected) child.disconnect();
  });
}

/** Batches between the process and a consumer. */
function createQueue<T>() {
  const items: T[] = [];
  let error: Error | null = null;
  let ended = false;
  let wake: (() => void) | null = null;
  const changed = () => {
    wake?.();
    wake = null;
  };
  return {
    put(item: T) {
      items.push(item);
      changed();
    },
    end() {
      ended = true;
      changed();
    },
    fail(reason: Error) {
      error = reason;
      changed();
    },
    /** The next item, null at the end. */
    async take(): Promise<T | null> {
      for (;;) {
        const item = items.shift();
        if (item !== undefined) return item;
        if (error) throw error;
        if (ended) return null;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
