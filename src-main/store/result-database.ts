// The database that keeps rows of results: opened beside the project's, filled with chunks as a query gives them.
import { type DuckDBConnection, type DuckDBDataChunk, DuckDBInstance, type DuckDBResult } from "@duckdb/node-api";
import { literal } from "./ddl.ts";
import { type ReaderOptions, spillFolder } from "./reader.ts";

/** In memory, and in the project's `tmp` where that is too small. */
export async function openDatabase(project: string, options: ReaderOptions): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: options.resultMemory ?? "200MB",
    threads: String(options.threads ?? 2),
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  await connection.run(`SET temp_directory = ${literal(spillFolder(project) ?? "")}`);
  await connection.run(`SET max_temp_directory_size = ${literal(options.spillLimit ?? "16GB")}`);
  connection.closeSync();
  return instance;
}

/** Copies a result's chunks as they are; columns are called c0, c1, ... */
export async function copyRows(
  result: DuckDBResult,
  connection: DuckDBConnection,
  table: string,
  how: { readonly limit: number; readonly signal: AbortSignal; readonly told: (rows: number) => void },
): Promise<{ rows: number; truncated: boolean }> {
  const columns = result.columnTypes().map((type, i) => `c${i} ${type}`);
  await connection.run(`CREATE TABLE ${table} (${columns.join(", ")})`);
  const appender = await connection.createAppender(table);
  let rows = 0;
  let truncated = false;
  try {
    for (;;) {
      const chunk: DuckDBDataChunk | null = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0 || how.signal.aborted) break;
      if (rows + chunk.rowCount > how.limit) {
        chunk.rowCount = how.limit - rows;
        truncated = true;
      }
      if (chunk.rowCount > 0) appender.appendDataChunk(chunk);
      rows += chunk.rowCount;
      how.told(rows);
      if (truncated) break;
    }
  } finally {
    appender.closeSync();
  }
  return { rows, truncated };
}
