// The Parquet process: writes the result of one query into a file, while the query itself runs in the query process,
// which can write nothing. Lives for one file and ends with its parent.
import { type ErrorReport, toReport } from "../../src-shared/base/errors.ts";
import { type ParquetResult, writeParquetFile } from "./parquet-file.ts";
import { startQueryProcess } from "./query-client.ts";

/** The one message that the process is sent. */
export interface ParquetRequest {
  readonly project: string;
  readonly sql: string;
  /** The file to write, as an absolute path. */
  readonly out: string;
}

export type FromParquet = { readonly done: ParquetResult } | { readonly failed: ErrorReport };

const abort = new AbortController();

async function write({ project, sql, out }: ParquetRequest): Promise<FromParquet> {
  try {
    const client = await startQueryProcess(project);
    try {
      return { done: await writeParquetFile(out, client.select(sql, [], abort.signal), abort.signal) };
    } finally {
      await client.close();
    }
  } catch (thrown) {
    return { failed: toReport(thrown) };
  }
}

process.once("message", async (request: ParquetRequest) => {
  const message = await write(request);
  if (process.connected) process.send?.(message, () => process.connected && process.disconnect?.());
});
// The parent ends this process by disconnecting; it hears an interrupt from the terminal too, and decides.
process.on("disconnect", () => abort.abort());
process.on("SIGINT", () => {});
