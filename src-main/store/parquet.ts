// The client of the Parquet process: one query of a project into one file.
import { fileURLToPath } from "node:url";
import { cancelled, failure, PlimsollError } from "../../src-shared/base/errors.ts";
import { startProcess } from "../jobs/start-process.ts";
import type { ParquetResult } from "./parquet-file.ts";
import type { FromParquet, ParquetRequest } from "./parquet-process.ts";

/** Writes a query's whole result. Errors: those of `writeParquetFile`, of the query, and `query.process_lost`. */
export function writeParquet(request: ParquetRequest, signal: AbortSignal): Promise<ParquetResult> {
  if (signal.aborted) return Promise.reject(cancelled("the query"));
  const child = startProcess(fileURLToPath(new URL("./parquet-process.js", import.meta.url)));
  return new Promise((resolve, reject) => {
    let settle = () => reject(lost("ended early"));
    const cancel = () => {
      settle = () => reject(cancelled("the query"));
      if (child.connected) child.disconnect();
    };
    signal.addEventListener("abort", cancel, { once: true });
    child.on("message", (message: FromParquet) => {
      settle = () => ("done" in message ? resolve(message.done) : reject(new PlimsollError(message.failed)));
    });
    child.once("error", (error) => reject(lost(`could not start: ${error.message}`)));
    child.once("exit", () => {
      signal.removeEventListener("abort", cancel);
      settle();
    });
    child.send(request);
  });
}

const lost = (how: string): PlimsollError =>
  failure("query.process_lost", `the process that writes the Parquet file ${how}`, {
    next: "run the query again; the file was not touched",
    exit: 5,
  });
