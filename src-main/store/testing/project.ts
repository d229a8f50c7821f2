// Small projects for tests: capture files from plain rows, a manifest over them, in a folder of their own.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TableName } from "../../../src-shared/capture/tables.ts";
import { createCaptureFile } from "../capture-file.ts";
import type { Manifest, ManifestGuest, SqlValue } from "../contract.ts";
import { captureFilePath, createProject } from "../project.ts";

export type Rows = Readonly<Partial<Record<TableName, readonly Readonly<Record<string, SqlValue>>[]>>>;

/** A folder that the caller removes. */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), "plimsoll-store-"));

export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** The least and greatest BIGINT: a task that was always there. */
export const ALWAYS = { from_t: -(2n ** 63n), until_t: 2n ** 63n - 1n };

export const captureRow = (id: number, more: Readonly<Record<string, SqlValue>> = {}) => ({
  id,
  name: `capture-${id}`,
  sha256: "0".repeat(64),
  content_sha256: "1".repeat(64),
  bytes: 100,
  format: "test",
  status: "whole",
  t_wall: true,
  t_offset: 0,
  importer: "test 1",
  ...more,
});

export const guest = (id: number, name: string, more: Partial<ManifestGuest> = {}): ManifestGuest => ({
  id,
  name,
  host: null,
  uuid: null,
  ram_bytes: 1 << 20,
  source: "test",
  mapped: "auto",
  pid: null,
  pinned: null,
  tasks: [],
  ram: [],
  ...more,
});

const NO_EVIDENCE = { seen: [], ram: [], faulting: [], pins: [] };

/** Writes one capture file for each set of rows (job 1, 2, ...) and lists them in a new project's manifest. */
export async function makeProject(path: string, files: readonly Rows[], judgements: Partial<Manifest> = {}) {
  const project = createProject(path);
  const jobs: Manifest["jobs"][number][] = [];
  for (const [at, rows] of files.entries()) {
    const file = `${at + 1}.duckdb`;
    const writer = await createCaptureFile(captureFilePath(path, file));
    for (const [table, some] of Object.entries(rows)) writer.insert(table as TableName, some);
    await writer.commit();
    const captures = (rows.capture ?? []).map((row) => Number(row.id));
    jobs.push({ id: at + 1, file, captures, evidence: NO_EVIDENCE });
  }
  project.update((manifest) => ({ ...manifest, jobs, ...judgements }));
  project.close();
}
