// Request import: reads captures into a project through an import process, then updates the manifest.
import { rmSync } from "node:fs";
import { basename } from "node:path";
import { failure } from "../../../src-shared/base/errors.ts";
import type { ImportReply, Problem } from "../../../src-shared/protocol/replies.ts";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import { noEvidence } from "../../import/guest-evidence.ts";
import { readGuestMap } from "../../import/guest-map.ts";
import { matchGuests } from "../../import/guests.ts";
import type { JobResult, JobSpec } from "../../import/import-job.ts";
import { importInChild } from "../../import/run-in-child.ts";
import { laterShifts } from "../../import/shifts.ts";
import type { Job } from "../../jobs/job.ts";
import type { Manifest } from "../../store/contract.ts";
import {
  captureFilePath,
  capturesFolder,
  isProject,
  type OpenProject,
  openOrCreateProject,
} from "../../store/project.ts";
import { version } from "../version.ts";
import { dryRun } from "./dry-run.ts";
import { guestReply } from "./guest-reply.ts";

const jobFile = (id: number): string => `${String(id).padStart(4, "0")}.duckdb`;

/** Most files whose fate is kept in the manifest; the import's own reply names all. */
const MOST_LEFT_OUT = 500;

/** Problems of files that became no capture. */
function leftOut({ captures, problems }: JobResult): Problem[] {
  const taken = new Set(captures.map((c) => c.name));
  return problems.filter((p) => p.capture === null || !taken.has(p.capture)).slice(0, MOST_LEFT_OUT);
}

/** Merges what a job found into the manifest: its file, its captures in short, guests, hidden captures, shifts. */
function withJob(manifest: Manifest, file: string, result: JobResult, map: Manifest["guest_map"]): Manifest {
  const jobs = result.written
    ? [
        ...manifest.jobs,
        {
          id: manifest.next_job_id,
          file,
          captures: result.captures.map((c) => c.id),
          evidence: result.evidence,
          left_out: leftOut(result),
        },
      ]
    : manifest.jobs;
  const catalogue = [...manifest.catalogue, ...result.catalogue];
  const last = Math.max(manifest.next_capture_id - 1, ...result.captures.map((c) => c.id));
  return {
    ...manifest,
    next_capture_id: last + 1,
    next_job_id: manifest.next_job_id + 1,
    jobs,
    catalogue,
    guest_map: map,
    guests: matchGuests(
      jobs.map((job) => job.evidence),
      map,
    ),
    hidden: [
      ...manifest.hidden,
      ...result.duplicates.map(([capture, of]) => ({ capture, state: "duplicate" as const, of })),
    ],
    shifts: [...manifest.shifts, ...laterShifts(catalogue, manifest.shifts, result.clocks)],
  };
}

/** Entries of a new map replace those of the same guest. */
function mergedMap(old: Manifest["guest_map"], fresh: Manifest["guest_map"]): Manifest["guest_map"] {
  const named = new Set(fresh.map((entry) => entry.guest));
  return [...old.filter((entry) => !named.has(entry.guest)), ...fresh];
}

const nothingRead: JobResult = {
  written: false,
  captures: [],
  problems: [],
  clocks: [],
  evidence: noEvidence,
  catalogue: [],
  duplicates: [],
};

/** Entries of the guest map whose process no capture has seen: most likely a wrong number. */
function unknownProcesses({ guest_map, jobs }: Manifest): Problem[] {
  const seen = new Set(jobs.flatMap(({ evidence: e }) => [...e.seen, ...e.ram, ...e.faulting].map(({ pid }) => pid)));
  return guest_map
    .filter((entry) => entry.pid !== undefined && !seen.has(entry.pid))
    .map((entry) => ({
      code: "guest_map.unknown_process",
      capture: null,
      where: { offset: null, line: null },
      excerpt: `${entry.guest}: process ${entry.pid}`,
      count: 1,
      expected: "a process that the captures name as a guest or that has a memory map",
      next: "check the number: SELECT DISTINCT pid, comm FROM task lists the processes",
    }));
}

async function importInto(project: OpenProject, request: Request<"import">, job: Job): Promise<JobResult> {
  const manifest = project.manifest();
  const map = request.guest_map ? mergedMap(manifest.guest_map, readGuestMap(request.guest_map)) : manifest.guest_map;
  const file = jobFile(manifest.next_job_id);
  if (!request.paths.length) {
    project.update((current) => withJob(current, file, nothingRead, map));
    return nothingRead;
  }
  const spec: JobSpec = {
    paths: request.paths,
    file: captureFilePath(project.path, file),
    fileName: file,
    firstCaptureId: manifest.next_capture_id,
    options: { pageHash: request.page_hash },
    chunkBytes: request.chunk_bytes,
    catalogue: manifest.catalogue,
    folder: capturesFolder(project.path),
    version,
  };
  const result = await importInChild(spec, job);
  project.update((current) => withJob(current, file, result, map));
  return result;
}

/** Errors: those of the store, `guest_map.*`, and the first problem when nothing could be taken. */
export async function handleImport(request: Request<"import">, job: Job): Promise<ImportReply> {
  if (!request.paths.length && !request.guest_map)
    throw failure("usage", "import needs a path, or a guest map to match the guests anew", {
      next: "plimsoll import --help",
      exit: 2,
    });
  if (request.dry_run) return dryRun(request);
  const started = performance.now();
  const fresh = !isProject(request.project);
  const project = openOrCreateProject(request.project);
  let empty = fresh;
  try {
    const result = await importInto(project, request, job);
    empty = false;
    return {
      schema: "plimsoll.import/1",
      project: basename(project.path),
      captures: [...result.captures],
      guests: project.manifest().guests.map(guestReply),
      clocks: result.clocks.map((link) => ({
        from: link.from,
        to: link.to,
        offset_ns: String(link.offsetNs),
        residual_ns: String(link.residualNs),
        method: link.method,
      })),
      problems: [...result.problems, ...unknownProcesses(project.manifest())],
      run: { path: project.path, seconds: (performance.now() - started) / 1000 },
    };
  } finally {
    // Removed while it is locked, so that nobody else can have put anything in.
    if (empty && project.manifest().jobs.length === 0) rmSync(project.path, { recursive: true, force: true });
    project.close();
  }
}
