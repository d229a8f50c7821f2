// Projects for tests of the analysis: made of a few rows, or imported from captures, and read in this process.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TableName } from "../../../src-shared/capture/tables.ts";
import { matchGuests } from "../../import/guests.ts";
import { runJob } from "../../import/pipeline.ts";
import { mergedShifts } from "../../import/shifts.ts";
import { createCaptureFile } from "../../store/capture-file.ts";
import type { Manifest, ManifestGuest, QueryClient, SqlValue } from "../../store/contract.ts";
import { createLocalClient } from "../../store/local-client.ts";
import { captureFilePath, capturesFolder, createProject } from "../../store/project.ts";
import { openReader } from "../../store/reader.ts";

export type Rows = Readonly<Partial<Record<TableName, readonly Record<string, SqlValue>[]>>>;

const FILE = "0001.duckdb";

/** A client whose close() also removes the project. */
async function clientOf(project: string, folder: string): Promise<QueryClient> {
  const client = createLocalClient(await openReader(project));
  return {
    ...client,
    close: async () => {
      await client.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function project(fill: (path: string) => Promise<Partial<Manifest>>): Promise<QueryClient> {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-analysis-"));
  const open = createProject(join(folder, "test.plimsoll"));
  try {
    const part = await fill(open.path);
    open.update((manifest) => ({ ...manifest, ...part, next_capture_id: 1000, next_job_id: 2 }));
  } finally {
    open.close();
  }
  return clientOf(open.path, folder);
}

/** A guest whose process is `pid` and whose RAM begins at guest address 0 and host address `hva`. */
export const guest = (
  id: number,
  name: string,
  at: { pid: number; pages: number; hva: number | null },
): ManifestGuest => ({
  id,
  name,
  host: null,
  uuid: null,
  ram_bytes: at.pages * 4096,
  source: "test",
  mapped: at.hva === null ? "none" : "auto",
  pid: at.pid,
  pinned: null,
  tasks: [{ capture: null, pid: at.pid, domid: null }],
  ram: at.hva === null ? [] : [{ gpa: "0", bytes: String(at.pages * 4096), hva: String(at.hva) }],
});

/** A row of table `capture`; its hash is `id` repeated. */
export const capture = (id: number, name: string): Record<string, SqlValue> => ({
  id,
  name,
  sha256: String(id).repeat(64),
  content_sha256: String(id).repeat(64),
  bytes: 1,
  format: "test",
  status: "whole",
  t_wall: true,
  lost: 0,
  importer: "test",
});

/** A project of the given rows, as one import. */
export const handMade = (rows: Rows, guests: readonly ManifestGuest[]): Promise<QueryClient> =>
  project(async (path) => {
    const writer = await createCaptureFile(captureFilePath(path, FILE));
    for (const [table, list] of Object.entries(rows)) writer.insert(table as TableName, list);
    await writer.commit();
    const captures = (rows.capture ?? []).map((row) => Number(row.id));
    const evidence = { seen: [], ram: [], faulting: [], pins: [] };
    return { guests, jobs: [{ id: 1, file: FILE, captures, evidence }] };
  });

/** A project of imported captures. */
export const imported = (paths: readonly string[]): Promise<QueryClient> =>
  project(async (path) => {
    const spec = {
      paths,
      file: captureFilePath(path, FILE),
      fileName: FILE,
      firstCaptureId: 1,
      options: { pageHash: "xxh128" },
      chunkBytes: null,
      catalogue: [],
      shifts: [],
      folder: capturesFolder(path),
      version: "test",
    } as const;
    const result = await runJob(spec, new AbortController().signal, () => {});
    const captures = result.captures.map((c) => c.id);
    return {
      jobs: [{ id: 1, file: FILE, captures, evidence: result.evidence }],
      catalogue: result.catalogue,
      guests: matchGuests([result.evidence], []),
      hidden: result.duplicates.map(([id, of]) => ({ capture: id, state: "duplicate" as const, of })),
      shifts: mergedShifts(result.catalogue, [], result.clocks, result.shifts),
    };
  });
