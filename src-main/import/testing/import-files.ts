// Imports files as one job, as the import process does.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JobResult } from "../import-job.ts";
import { runJob } from "../pipeline.ts";

/** Writes the files into the folder and imports them together into one capture file there. */
export function importFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<JobResult> {
  const paths = Object.entries(files).map(([name, content]) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  });
  const spec = {
    paths,
    file: join(folder, "0001.duckdb"),
    fileName: "0001.duckdb",
    firstCaptureId: 1,
    options: { pageHash: "xxh128" },
    chunkBytes: null,
    catalogue: [],
    shifts: [],
    folder,
    version: "test",
  } as const;
  return runJob(spec, new AbortController().signal, () => {});
}
