// The import process: one child per job, parser and writer in one thread, told what to do by one message.
import { toReport } from "../../src-shared/base/errors.ts";
import type { JobResult, JobSpec } from "./import-job.ts";
import { runJob } from "./pipeline.ts";

export type ToImport = { readonly type: "start"; readonly spec: JobSpec } | { readonly type: "cancel" };
export type FromImport =
  | { readonly type: "progress"; readonly file: string; readonly done: number; readonly total: number }
  | { readonly type: "done"; readonly result: JobResult }
  | { readonly type: "failed"; readonly report: ReturnType<typeof toReport> };

const abort = new AbortController();
const tell = (message: FromImport): Promise<void> =>
  new Promise((sent) => {
    if (process.send && process.connected) process.send(message, () => sent());
    else sent();
  });

async function start(spec: JobSpec): Promise<void> {
  try {
    const result = await runJob(spec, abort.signal, (file, done, total) => {
      void tell({ type: "progress", file, done, total });
    });
    await tell({ type: "done", result });
  } catch (thrown) {
    await tell({ type: "failed", report: toReport(thrown) });
  }
  if (process.connected) process.disconnect?.();
}

process.on("message", (message: ToImport) => {
  if (message.type === "start") void start(message.spec);
  else abort.abort();
});
// The shell is gone: the half-written file is removed by the job's own clean-up.
process.on("disconnect", () => abort.abort());
process.on("SIGINT", () => abort.abort());
process.on("SIGTERM", () => abort.abort());
