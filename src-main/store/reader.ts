// A project opened for reading: an in-memory database with every capture file attached read-only, the views over
// them, and everything else shut: no other file, no network, no extension, no setting can be reached by SQL.
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { failure, PlimsollError } from "../../src-shared/base/errors.ts";
import { TABLES_SCHEMA, tables } from "../../src-shared/capture/tables.ts";
import { type AttachedFile, BLANK, readAttached } from "./attached.ts";
import { idOffsets, type ViewSources } from "./branches.ts";
import type { Manifest } from "./contract.ts";
import { identifier, literal, sqlType } from "./ddl.ts";
import { createEventViews, readEventFields } from "./event-views.ts";
import { armCount, fileTables, judgementTables } from "./guest-tables.ts";
import { manifestPath, readManifest } from "./manifest.ts";
import { captureFilePath, capturesFolder, derivedFolder, temporaryFolder } from "./project.ts";
import { cleanMessage } from "./store-errors.ts";
import { clockLinkTable, createViews } from "./views.ts";

export interface ReaderOptions {
  /** Threads of the database. */
  readonly threads?: number;
  /** Memory for the database's buffers; more is spilled to the project's `tmp`. */
  readonly memoryLimit?: string;
  /** Most bytes that may be spilled. */
  readonly spillLimit?: string;
  /** Memory for rows of results that are kept; more is spilled. */
  readonly resultMemory?: string;
}

/** One reader of a project; it owns its database. */
export interface Reader {
  /** A connection of its own for each query that runs at the same time. */
  connect(): Promise<DuckDBConnection>;
  /** What the views are made from, as of the last refresh. */
  sources(): ViewSources;
  /** Reads the manifest again, attaches new files and makes the views anew. */
  refresh(): Promise<void>;
  close(): void;
}

/**
 * Opens a project for reading. Errors: those of `readManifest`, `project.damaged` for a capture file that is missing
 * or unreadable, `project.newer_schema` for one that a newer version wrote.
 */
export async function openReader(project: string, options: ReaderOptions = {}): Promise<Reader> {
  readManifest(project);
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: options.memoryLimit ?? "300MB",
    threads: String(options.threads ?? 2),
    // Errors of a user's SQL tell their place.
    errors_as_json: "true",
  });
  const connection = await instance.connect();
  const files = new Map<number, AttachedFile>();
  let sources: ViewSources | null = null;
  const refresh = async () => {
    const manifest = readManifest(project);
    for (const job of manifest.jobs)
      if (!files.has(job.id)) files.set(job.id, await attach(connection, project, job.id, job.file));
    const current = manifest.jobs.map((job) => files.get(job.id) as AttachedFile);
    try {
      sources = await makeViews(connection, manifest, current);
    } catch (thrown) {
      throw failure("project.damaged", `the project's manifest cannot be used: ${cleanMessage(thrown)}`, {
        where: { file: manifestPath(project) },
        expected: "guests, clock shifts and capture files that fit each other",
        next: "restore project.json from a backup, or import the captures into a new project",
      });
    }
  };
  try {
    await lock(connection, project, options);
    await connection.run(createBlankTables());
    await refresh();
  } catch (thrown) {
    connection.closeSync();
    instance.closeSync();
    throw thrown;
  }
  return {
    connect: () => instance.connect(),
    sources: () => sources as ViewSources,
    refresh,
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Databases that this process has opened: each spills into a folder of its own, named `PID-NUMBER`. */
let opened = 0;

/** A folder for what a database spills, in the project's `tmp`; null where a project on read-only media has none. */
export function spillFolder(project: string): string | null {
  const temporary = temporaryFolder(project);
  try {
    mkdirSync(temporary, { recursive: true });
  } catch {
    // Such a project is still readable; queries that would have to spill fail with their own error.
  }
  return existsSync(temporary) ? join(temporary, `${process.pid}-${++opened}`) : null;
}

/** Shuts everything but the project's own files, for good. */
async function lock(connection: DuckDBConnection, project: string, options: ReaderOptions): Promise<void> {
  const spill = spillFolder(project);
  const folders = [capturesFolder(project), derivedFolder(project)].map(literal).join(", ");
  await connection.run(`SET temp_directory = ${literal(spill ?? "")}`);
  await connection.run(`SET max_temp_directory_size = ${literal(options.spillLimit ?? "4GB")}`);
  for (const setting of [
    `allowed_directories = [${folders}]`,
    "autoinstall_known_extensions = false",
    "autoload_known_extensions = false",
    "allow_community_extensions = false",
    "enable_external_access = false",
    "lock_configuration = true",
  ])
    await connection.run(`SET ${setting}`);
}

async function attach(connection: DuckDBConnection, project: string, job: number, file: string): Promise<AttachedFile> {
  const path = captureFilePath(project, file);
  const alias = `job_${job}`;
  const damaged = (what: string) =>
    failure("project.damaged", `a file of the project ${what}`, {
      where: { file: path },
      expected: "the capture file that the manifest names",
      next: "restore it from a backup, or import its captures into a new project",
    });
  if (!existsSync(path)) throw damaged("is missing");
  try {
    await connection.run(`ATTACH ${literal(path)} AS ${identifier(alias)} (READ_ONLY)`);
    const [row] = (await connection.runAndReadAll(`SELECT schema FROM ${identifier(alias)}.main.meta`)).getRows();
    const schema = row?.[0];
    if (typeof schema !== "number") throw damaged("has no version");
    if (schema > TABLES_SCHEMA)
      throw failure("project.newer_schema", `a capture file was written by a newer version (tables ${schema})`, {
        where: { file: path },
        expected: `tables of schema ${TABLES_SCHEMA} or older`,
        next: "open the project with a newer version of Plimsoll",
      });
    return await readAttached(connection, alias, job);
  } catch (thrown) {
    throw thrown instanceof PlimsollError ? thrown : damaged(`cannot be read: ${cleanMessage(thrown)}`);
  }
}

const createBlankTables = (): string => {
  const statements = tables.map((table) => {
    const columns = table.columns.map((column) => `${identifier(column.name)} ${sqlType(column)}`);
    return `CREATE TABLE ${BLANK}.${identifier(table.name)} (${columns.join(", ")})`;
  });
  return [`CREATE SCHEMA ${BLANK}`, ...statements].join(";\n");
};

/** Makes the tables of judgements and all views in one transaction, so that running queries see the old or the new. */
async function makeViews(
  connection: DuckDBConnection,
  manifest: Manifest,
  files: readonly AttachedFile[],
): Promise<ViewSources> {
  const sources: ViewSources = { manifest, files, arms: armCount(manifest), offsets: idOffsets(files) };
  const events = await readEventFields(connection, files);
  const statements = [
    "DROP SCHEMA IF EXISTS plim CASCADE",
    "DROP SCHEMA IF EXISTS ev CASCADE",
    "CREATE SCHEMA plim",
    ...judgementTables(manifest, files),
    ...files.flatMap((file) => fileTables(file, sources.arms)),
    clockLinkTable(sources),
    ...createViews(sources),
    ...createEventViews(sources, events),
  ];
  await connection.run("BEGIN");
  try {
    for (const statement of statements) await connection.run(statement);
    await connection.run("COMMIT");
  } catch (thrown) {
    await connection.run("ROLLBACK");
    throw thrown;
  }
  return sources;
}
