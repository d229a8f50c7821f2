// Runs one user query on a reader: checked, with a deadline, cancellable, streamed as columns or as JSON rows.
import type { DuckDBConnection, DuckDBDataChunk, DuckDBResult } from "@duckdb/node-api";
import { cancelled, failure, PlimsollError } from "../../src-shared/base/errors.ts";
import { BATCH_ROWS } from "../../src-shared/capture/batch.ts";
import type { JsonResult, ResultBatch, TypedParam } from "./contract.ts";
import { createInterrupt } from "./interrupt.ts";
import { isDigest, jsonValue } from "./json-values.ts";
import type { Reader } from "./reader.ts";
import { batchOfChunks, headsOf } from "./result-columns.ts";
import { prepareQuery, type QuerySelection, queryFailure } from "./statement.ts";

export interface QueryRequest {
  readonly sql: string;
  readonly params?: readonly TypedParam[];
  /** Fills $from, $to and $guests; then there are no `params`. */
  readonly selection?: QuerySelection | null;
  /** Most rows that a JSON result holds. */
  readonly limit?: number;
  readonly deadlineMs?: number;
}

/** Rows of a JSON result when nobody says how many. */
const DEFAULT_LIMIT = 10_000;

/**
 * Runs a query and hands its result to `read`. Errors: `query.not_allowed`, `query.failed`, `query.memory`,
 * `query.deadline`, `job.cancelled`.
 */
export async function withResult<T>(
  reader: Reader,
  request: QueryRequest,
  signal: AbortSignal,
  read: (result: DuckDBResult) => Promise<T>,
): Promise<T> {
  const connection = await reader.connect();
  let late = false;
  const interrupt = createInterrupt(connection);
  const timer =
    request.deadlineMs === undefined
      ? null
      : setTimeout(() => {
          late = true;
          interrupt.start();
        }, request.deadlineMs);
  signal.addEventListener("abort", interrupt.start);
  try {
    if (signal.aborted) throw cancelled("the query");
    const prepared = await prepareQuery(connection, request.sql, request.params, request.selection);
    const answer = await read(await prepared.stream());
    // A stream that is interrupted between two chunks ends as if it were whole.
    if (signal.aborted || late) throw cancelled("the query");
    return answer;
  } catch (thrown) {
    if (signal.aborted) throw cancelled("the query");
    if (late) throw tooLate(request.deadlineMs as number);
    throw thrown instanceof PlimsollError ? thrown : queryFailure(thrown, request.sql);
  } finally {
    if (timer) clearTimeout(timer);
    signal.removeEventListener("abort", interrupt.start);
    interrupt.end();
    close(connection);
  }
}

/** A result that was not read to its end is still being made: that stops first. */
function close(connection: DuckDBConnection): void {
  connection.interrupt();
  connection.closeSync();
}

const tooLate = (ms: number) =>
  failure("query.deadline", `the query was stopped after ${ms} ms`, {
    next: "allow more time, or select a shorter span of time",
    exit: 4,
  });

/** Streams a result in batches, an empty result as one of no rows; `take` is awaited before the next is made. */
export const runSelect = (
  reader: Reader,
  request: QueryRequest,
  signal: AbortSignal,
  take: (batch: ResultBatch) => Promise<void>,
): Promise<void> =>
  withResult(reader, request, signal, async (result) => {
    const heads = headsOf(result);
    const types = result.columnTypes();
    let chunks: DuckDBDataChunk[] = [];
    let rows = 0;
    let taken = 0;
    for (;;) {
      const chunk = await result.fetchChunk();
      const ended = chunk === null || chunk.rowCount === 0;
      if (chunk && !ended) {
        chunks.push(chunk);
        rows += chunk.rowCount;
      }
      if (ended ? rows > 0 || taken === 0 : rows >= BATCH_ROWS) {
        taken++;
        await take(batchOfChunks(heads, types, chunks));
        chunks = [];
        rows = 0;
      }
      if (ended) return;
    }
  });

/** A result as JSON rows, cut at the limit. */
export const runJson = (reader: Reader, request: QueryRequest, signal: AbortSignal): Promise<JsonResult> =>
  withResult(reader, request, signal, async (result) => {
    const limit = request.limit ?? DEFAULT_LIMIT;
    const columns = headsOf(result);
    const digests = columns.map(({ name, type }) => isDigest(name, type));
    const rows: unknown[][] = [];
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return { columns, rows, truncated: false };
      const vectors = columns.map((_, i) => chunk.getColumnVector(i));
      for (let row = 0; row < chunk.rowCount; row++) {
        if (rows.length === limit) return { columns, rows, truncated: true };
        rows.push(vectors.map((vector, i) => jsonValue(vector.getItem(row), digests[i])));
      }
    }
  });
