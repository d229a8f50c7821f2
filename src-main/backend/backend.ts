// The back end: answers every request of the protocol by calling the stages. It holds no DuckDB itself.
import { failure } from "../../src-shared/base/errors.ts";
import { type Request, type RequestName, requests } from "../../src-shared/protocol/requests.ts";
import type { ReplyOf, Transport } from "../../src-shared/protocol/transport.ts";
import { createJob, type Job } from "../jobs/job.ts";
import { createReaders, type Readers } from "./readers.ts";

type Handler<N extends RequestName> = (request: Request<N>, job: Job, readers: Readers) => Promise<ReplyOf[N]>;

/** Handlers are loaded when they are first asked for, so that a small request starts fast. */
const handlers: { readonly [N in RequestName]: () => Promise<Handler<N>> } = {
  import: async () => (await import("./handlers/import.ts")).handleImport,
  info: async () => (await import("./handlers/info.ts")).handleInfo,
  query: async () => (await import("./handlers/query.ts")).handleQuery,
  pyramids: async () => (await import("./handlers/pyramids.ts")).handlePyramids,
  profile: async () => (await import("./handlers/profile.ts")).handleProfile,
  scenario: async () => (await import("./handlers/scenario.ts")).handleScenario,
  density: async () => (await import("./handlers/density.ts")).handleDensity,
  size: async () => (await import("./handlers/density.ts")).handleSize,
  simulate: async () => (await import("./handlers/simulate.ts")).handleSimulate,
  explain: async () => (await import("./handlers/explain.ts")).handleExplain,
  report: async () => (await import("./handlers/report.ts")).handleReport,
};

function checked<N extends RequestName>(name: N, payload: unknown): Request<N> {
  const parsed = requests[name].safeParse(payload);
  if (parsed.success) return parsed.data as Request<N>;
  const issue = parsed.error.issues[0];
  throw failure("request.bad_value", `${name}: ${issue?.path.join(".") || "request"}: ${issue?.message}`, {
    next: `plimsoll ${name} --help tells what it takes`,
    exit: 2,
  });
}

/** A back end in this process. Requests are checked against their schema before anything is done. */
export function createBackend(): Transport {
  const readers = createReaders();
  return {
    async request(name, payload, options = {}) {
      const request = checked(name, payload);
      const handle = (await handlers[name]()) as Handler<typeof name>;
      const signal = options.signal as AbortSignal | undefined;
      const job = createJob(name, { ...(signal ? { signal } : {}), listen: options.onProgress });
      return handle(request, job, readers);
    },
    close: () => readers.close(),
  };
}
