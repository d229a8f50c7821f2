// Writes the one database file of an import job: one transaction under a temporary name, renamed when it is whole.
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type DuckDBAppender, type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { ColumnBatch } from "../../src-shared/capture/batch.ts";
import { TABLES_SCHEMA, type TableName, tableOf } from "../../src-shared/capture/tables.ts";
import { type BulkLoader, createBulkLoader } from "./bulk.ts";
import type { CaptureFileWriter, SqlValue } from "./contract.ts";
import { identifier, literal } from "./ddl.ts";
import { jsonRows } from "./json-values.ts";
import { allParts, createPart, createPartViews, type Part } from "./parts.ts";
import { batchOfRows } from "./rows.ts";
import { storeFailure } from "./store-errors.ts";

export interface CaptureFileOptions {
  /** Version of the program, kept in `meta`. */
  readonly program?: string;
  /** Threads of the database; one costs the least CPU time per row. */
  readonly threads?: number;
  /** Memory for the database's buffers; the process needs about 100 MB more. */
  readonly memoryLimit?: string;
}

/** A part of a table that rows can be appended to, and how many rows of which capture it has. */
interface OpenPart {
  readonly part: Part;
  readonly appender: DuckDBAppender;
  readonly loader: BulkLoader;
  readonly counts: Map<number, number>;
}

/** The temporary name of a file while it is written. */
const temporaryName = (path: string): string => join(dirname(path), `.${basename(path)}.tmp-${process.pid}`);

/** A file that is being written. */
interface Writing {
  readonly path: string;
  readonly temporary: string;
  readonly program: string;
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  readonly parts: Map<string, OpenPart>;
}

/**
 * Starts the file of an import job. Nothing is visible at `path` before `commit()`.
 * Errors: `store.disk_full`, `store.io`.
 */
export async function createCaptureFile(path: string, options: CaptureFileOptions = {}): Promise<CaptureFileWriter> {
  const guard = guarded(path);
  const writing = await guard("creating a capture file", () => open(path, options));
  const { connection, parts, temporary } = writing;
  let closed = false;
  const close = () => {
    if (closed) return;
    closed = true;
    connection.closeSync();
    writing.instance.closeSync();
  };
  const append: CaptureFileWriter["append"] = (captureId, batch) => {
    if (batch.rows === 0) return;
    const target = leanestFor(batch, parts);
    try {
      target.loader.append(captureId, batch);
    } catch (thrown) {
      throw storeFailure(thrown, path, "storing rows");
    }
    target.counts.set(captureId, (target.counts.get(captureId) ?? 0) + batch.rows);
  };
  return {
    append,
    insert(table, rows) {
      for (const [captureId, group] of groupByCapture(table, rows)) append(captureId, batchOfRows(table, group));
    },
    rows() {
      const result: Partial<Record<TableName, number>> = {};
      for (const { part, counts } of parts.values())
        if (total(counts) > 0) result[part.table.name] = (result[part.table.name] ?? 0) + total(counts);
      return result;
    },
    all: (sql, params = []) =>
      guard("reading what was stored", async () => {
        flush(writing);
        return jsonRows(await connection.runAndReadAll(sql, [...params]));
      }),
    parts: (table) => allParts.filter((part) => part.table.name === table).map((part) => identifier(part.name)),
    discard: (captureId) => guard("removing a capture's rows", () => discard(writing, captureId)),
    commit: () =>
      guard("finishing a capture file", async () => {
        await finish(writing);
        close();
        removeFiles(temporary, { keepDatabase: true });
        renameSync(temporary, path);
        syncFolder(dirname(path));
      }),
    abort: () =>
      guard("removing an unfinished capture file", () => {
        close();
        removeFiles(temporary);
      }),
  };
}

async function open(path: string, options: CaptureFileOptions): Promise<Writing> {
  const temporary = temporaryName(path);
  removeFiles(temporary);
  const instance = await DuckDBInstance.create(temporary, {
    memory_limit: options.memoryLimit ?? "150MB",
    threads: String(options.threads ?? 1),
  });
  const connection = await instance.connect();
  const program = options.program ?? "unknown";
  const writing: Writing = { path, temporary, program, instance, connection, parts: new Map() };
  await connection.run(`SET temp_directory=${literal(`${temporary}.spill`)}`);
  // Trying every compression on every column costs a third of the load's CPU time and gains nothing over bit-packing
  // for integers; columns of other types are still compressed by whatever suits them.
  await connection.run("SET force_compression='bitpacking'");
  await connection.run("BEGIN");
  await connection.run(allParts.map(createPart).join(";\n"));
  await connection.run(createPartViews(() => true));
  for (const part of allParts) await openPart(writing, part);
  return writing;
}

async function openPart({ connection, parts }: Writing, part: Part): Promise<void> {
  const appender = await connection.createAppender(part.name);
  parts.set(part.name, { part, appender, loader: createBulkLoader(part, appender), counts: new Map() });
}

function flush({ parts }: Writing): void {
  for (const { appender } of parts.values()) appender.flushSync();
}

async function discard(writing: Writing, captureId: number): Promise<void> {
  flush(writing);
  // Pages are found through their snapshots and therefore go first.
  const isPage = ({ part }: OpenPart) => Number(part.table.name === "page");
  for (const { part, appender, counts } of [...writing.parts.values()].sort((a, b) => isPage(b) - isPage(a))) {
    const own = ownRows(part.table.name, captureId);
    const mine = counts.get(captureId) ?? 0;
    if (mine === 0 || own === null) continue;
    if (mine === total(counts)) {
      appender.closeSync();
      await writing.connection.run(`DROP TABLE ${identifier(part.name)}; ${createPart(part)}`);
      await openPart(writing, part);
    } else {
      await writing.connection.run(`DELETE FROM ${identifier(part.name)} WHERE ${own}`);
      counts.delete(captureId);
    }
  }
}

/** Drops what stayed empty, adds the version and makes all of it durable. */
async function finish({ connection, parts, program }: Writing): Promise<void> {
  for (const { appender } of parts.values()) appender.closeSync();
  const isEmpty = (part: Part) => total((parts.get(part.name) as OpenPart).counts) === 0;
  const empty = allParts.filter((part) => isEmpty(part) && part.name !== "meta");
  await connection.run(empty.map((part) => `DROP TABLE ${identifier(part.name)};`).join("\n"));
  await connection.run(createPartViews((part) => !isEmpty(part)));
  await connection.run("INSERT INTO meta VALUES ($1, $2)", [TABLES_SCHEMA, program]);
  await connection.run("COMMIT");
  await connection.run("CHECKPOINT");
}

/** Runs a step and turns whatever it throws into a coded error that names the file. */
const guarded =
  (path: string) =>
  async <T>(doing: string, work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (thrown) {
      throw storeFailure(thrown, path, doing);
    }
  };

const total = (counts: ReadonlyMap<number, number>): number => [...counts.values()].reduce((sum, n) => sum + n, 0);

/** The part with the fewest columns that has all columns of the batch. */
function leanestFor(batch: ColumnBatch, opened: ReadonlyMap<string, OpenPart>): OpenPart {
  const lean = opened.get(`${batch.table}_lean`);
  const fits = lean && Object.keys(batch.columns).every((name) => lean.part.columns.some((c) => c.name === name));
  return (fits ? lean : (opened.get(`${batch.table}_full`) ?? opened.get(batch.table))) as OpenPart;
}

/** Rows grouped by the capture they belong to; tables without a capture (`name`, `meta`) are group 0. */
function groupByCapture<T extends Readonly<Record<string, SqlValue>>>(
  table: TableName,
  rows: readonly T[],
): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  const key = table === "capture" ? "id" : "capture_id";
  const keyed = tableOf(table).columns.some((column) => column.name === key);
  for (const row of rows) {
    if (keyed && typeof row[key] !== "number") throw new Error(`row of ${table}: ${key} is missing`);
    const captureId = keyed ? (row[key] as number) : 0;
    const group = groups.get(captureId);
    if (group) group.push(row);
    else groups.set(captureId, [row]);
  }
  return groups;
}

/** Which rows of a table are a capture's; null for the dictionaries that captures of a file share. */
function ownRows(table: TableName, captureId: number): string | null {
  if (table === "name" || table === "meta") return null;
  if (table === "capture") return `id = ${captureId}`;
  if (table === "page") return `snapshot_id IN (SELECT id FROM snapshot WHERE capture_id = ${captureId})`;
  return `capture_id = ${captureId}`;
}

function removeFiles(file: string, options: { keepDatabase?: boolean } = {}): void {
  for (const name of [`${file}.wal`, `${file}.spill`, ...(options.keepDatabase ? [] : [file])])
    rmSync(name, { recursive: true, force: true });
}

/** Makes a rename durable where the system lets a folder be synced. */
function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, "r");
    fsyncSync(handle);
    closeSync(handle);
  } catch {
    // Windows and some network file systems refuse; the rename is then as durable as the system makes it.
  }
}
