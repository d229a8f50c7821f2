// Writes a result into a Parquet file: batches are staged in a database beside the file, then copied out.
import { renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { cancelled, failure, PlimsollError } from "../../src-shared/base/errors.ts";
import type { ColumnValues } from "../../src-shared/capture/batch.ts";
import type { Column } from "../../src-shared/capture/tables.ts";
import { createBulkLoader } from "./bulk.ts";
import type { ResultBatch, ResultColumn } from "./contract.ts";
import { identifier, literal } from "./ddl.ts";
import { cleanMessage, isDiskFull, storeFailure } from "./store-errors.ts";

/** What was written: columns as the query names them, and how many rows. */
export interface ParquetResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: number;
}

const STAGE = "result";
const DOING = "writing the Parquet file";

/**
 * Writes all batches to `out`, which is there whole or not at all; memory stays bounded whatever their number.
 * Times become UTC, HUGEINT becomes DECIMAL(38, 0), what a batch holds as text stays text.
 * Errors: `query.write`, `store.disk_full`, `job.cancelled`, and those of the batches.
 */
export async function writeParquetFile(
  out: string,
  batches: AsyncIterable<ResultBatch>,
  signal?: AbortSignal,
): Promise<ParquetResult> {
  const draft = join(dirname(out), `.${basename(out)}.${process.pid}.part`);
  const staged = `${draft}.duckdb`;
  const clean = () => {
    for (const name of [draft, staged, `${staged}.wal`, `${staged}.tmp`])
      rmSync(name, { recursive: true, force: true });
  };
  try {
    clean();
    const instance = await DuckDBInstance.create(staged, { memory_limit: "300MB", threads: "1" });
    const connection = await instance.connect();
    const stop = () => connection.interrupt();
    signal?.addEventListener("abort", stop);
    try {
      const result = await stage(connection, batches);
      await connection.run(
        `COPY (SELECT ${shown(result.columns)} FROM ${STAGE}) TO ${literal(draft)} (FORMAT parquet)`,
      );
      if (signal?.aborted) throw cancelled(DOING);
      renameSync(draft, out);
      return result;
    } finally {
      signal?.removeEventListener("abort", stop);
      connection.closeSync();
      instance.closeSync();
    }
  } catch (thrown) {
    if (signal?.aborted) throw cancelled(DOING);
    throw writeFailure(thrown, out);
  } finally {
    clean();
  }
}

/** Loads the batches into a table whose columns are `c0`, `c1`, ...; the first batch tells how many there are. */
async function stage(connection: DuckDBConnection, batches: AsyncIterable<ResultBatch>): Promise<ParquetResult> {
  let load: { append(batch: ResultBatch): void; end(): void } | null = null;
  let columns: ParquetResult["columns"] = [];
  let rows = 0;
  for await (const batch of batches) {
    if (load === null) {
      columns = batch.columns.map(({ name, type }) => ({ name, type }));
      load = await createStage(connection, batch.columns);
    }
    load.append(batch);
    rows += batch.rows;
  }
  load?.end();
  return { columns, rows };
}

async function createStage(connection: DuckDBConnection, heads: readonly ResultColumn[]) {
  const columns = heads.map((head, i): Column => {
    return { name: `c${i}`, type: stageType(head), nullable: true, unit: null, meaning: head.name };
  });
  await connection.run(`CREATE TABLE ${STAGE} (${columns.map(({ name, type }) => `${name} ${type}`).join(", ")})`);
  const appender = await connection.createAppender(STAGE);
  const loader = createBulkLoader({ table: { name: STAGE, columns }, columns }, appender);
  return {
    append({ rows, columns: values }: ResultBatch) {
      const named = values.map((column, i): [string, ColumnValues] => [`c${i}`, stageValues(column)]);
      loader.append(0, { table: STAGE, rows, columns: Object.fromEntries(named) });
    },
    end: () => appender.closeSync(),
  };
}

/** How the values of a result's column are staged, by the array that holds them (result-columns.ts). */
function stageType({ type, data }: ResultColumn): Column["type"] {
  if (data instanceof BigInt64Array) return type === "UBIGINT" ? "UBIGINT" : "BIGINT";
  if (data instanceof Int32Array) return "INTEGER";
  return data instanceof Float64Array ? "DOUBLE" : "VARCHAR";
}

const stageValues = ({ type, data, valid }: ResultColumn): ColumnValues =>
  type === "UBIGINT" && data instanceof BigInt64Array
    ? { data: new BigUint64Array(data.buffer, data.byteOffset, data.length), valid }
    : { data, valid };

/** Types that a batch holds in a wider one. */
const NARROWED = /^(BOOLEAN|U?TINYINT|U?SMALLINT|UINTEGER|FLOAT)$/;

const shown = (columns: ParquetResult["columns"]): string =>
  columns.map(({ name, type }, i) => `${original(`c${i}`, type)} AS ${identifier(name)}`).join(", ");

/** A staged column in the type that the query gave it. */
function original(column: string, type: string): string {
  if (NARROWED.test(type)) return `${column}::${type}`;
  if (type === "HUGEINT") return `${column}::DECIMAL(38, 0)`;
  if (type === "TIMESTAMP" || type === "TIMESTAMP WITH TIME ZONE") return `make_timestamp(${column})`;
  if (type === "TIMESTAMP_S") return `make_timestamp(${column} * 1000000)`;
  if (type === "TIMESTAMP_MS") return `make_timestamp(${column} * 1000)`;
  return type === "TIMESTAMP_NS" ? `make_timestamp_ns(${column})` : column;
}

function writeFailure(thrown: unknown, out: string): PlimsollError {
  if (thrown instanceof PlimsollError || isDiskFull(thrown)) return storeFailure(thrown, out, DOING);
  const message = cleanMessage(thrown);
  if (message.startsWith("Conversion Error"))
    return failure("query.write", `a value does not fit into a Parquet column: ${message}`, {
      expected: "HUGEINT values of at most 38 digits",
      next: "cast the column in the query, for example to VARCHAR",
      exit: 2,
    });
  return failure("query.write", `the Parquet file could not be written: ${message}`, {
    where: { file: out },
    next: "choose a folder that exists, is yours, and has room",
  });
}
