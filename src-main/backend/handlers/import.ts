// Request import: reads captures into a project through an import process, then updates the manifest.
import { rmSync } from "node:fs";
import { basename } from "node:path";
import { failure } from "../../../src-shared/base/errors.ts";
import type { ColumnMap } from "../../../src-shared/capture/column-map.ts";
import type { ImportReply, Problem } from "../../../src-shared/protocol/replies.ts";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import { mergedColumns, readColumnMaps } from "../../import/column-maps.ts";
import { noEvidence } from "../../import/guest-evidence.ts";
import { readGuestMap } from "../../import/guest-map.ts";
import { matchGuests } from "../../import/guests.ts";
import type { JobResult, JobSpec } from "../../import/import-job.ts";
import { importInChild } from "../../import/run-in-child.ts";
import { mergedShifts } from "../../import/shifts.ts";
import type { Job } from "../../jobs/job.ts";
import type { Manifest } from "../../store/contract.ts";
import { hasDocuments } from "../../store/documents.ts";
import {
  captureFilePath,
  capturesFolder,
  isProject,
  type OpenProject,
  openOrCreateProject,
  temporaryFolder,
} from "../../store/project.ts";
import { unplacedCaptures } from "../clock-problems.ts";
import type { Context } from "../context.ts";
import { unknownProcesses } from "../guest-problems.ts";
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
function withJob(manifest: Manifest, file: string, result: JobResult, given: Given): Manifest {
  const map = given.guestMap(manifest.guest_map);
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
  const duplicates = result.duplicates.map(([capture, of]) => ({ capture, state: "duplicate" as const, of }));
  const last = Math.max(manifest.next_capture_id - 1, ...result.captures.map((c) => c.id));
  return {
    ...manifest,
    next_capture_id: last + 1,
    next_job_id: manifest.next_job_id + 1,
    jobs,
    catalogue,
    guest_map: map,
    columns: mergedColumns(manifest.columns ?? [], given.columns),
    guests: matchGuests(
      jobs.map((job) => job.evidence),
      map,
    ),
    hidden: [
      ...manifest.hidden.filter(({ capture }) => !duplicates.some((twin) => twin.capture === capture)),
      ...duplicates,
    ],
    shifts: mergedShifts(catalogue, manifest.shifts, result.clocks, result.shifts),
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
  shifts: [],
};

/** What the user gave with an import. */
interface Given {
  /** The guest map after this import, from the one that there is when it ends. */
  readonly guestMap: (old: Manifest["guest_map"]) => Manifest["guest_map"];
  readonly columns: readonly ColumnMap[];
}

function givenWith(request: Request<"import">): Given {
  const fresh = request.guest_map ? readGuestMap(request.guest_map) : null;
  return {
    guestMap: (old) => (fresh ? mergedMap(old, fresh) : old),
    columns: request.columns ? readColumnMaps(request.columns) : [],
  };
}

async function importInto(project: OpenProject, request: Request<"import">, job: Job): Promise<JobResult> {
  const given = givenWith(request);
  const manifest = project.manifest();
  const file = jobFile(manifest.next_job_id);
  const keep = (result: JobResult): void => {
    project.update((current) => withJob(current, file, result, given));
  };
  if (!request.paths.length) {
    keep(nothingRead);
    return nothingRead;
  }
  const spec: JobSpec = {
    paths: request.paths,
    file: captureFilePath(project.path, file),
    fileName: file,
    firstCaptureId: manifest.next_capture_id,
    options: {
      pageHash: request.page_hash,
      tscMhz: request.tsc_mhz,
      columns: mergedColumns(manifest.columns ?? [], given.columns),
    },
    chunkBytes: request.chunk_bytes,
    catalogue: manifest.catalogue,
    shifts: manifest.shifts,
    folder: capturesFolder(project.path),
    temporary: temporaryFolder(project.path),
    version,
  };
  const result = await importInChild(spec, job);
  keep(result);
  return result;
}

/** Imports into a project that is open; one that was made for it goes again when nothing came in. */
async function importOpen(
  project: OpenProject,
  fresh: boolean,
  request: Request<"import">,
  job: Job,
): Promise<ImportReply> {
  const started = performance.now();
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
      problems: [
        ...result.problems,
        ...unknownProcesses(project.manifest()),
        ...unplacedCaptures(
          project.manifest(),
          result.captures.map(({ id }) => id),
        ),
      ],
      run: { path: project.path, seconds: (performance.now() - started) / 1000 },
    };
  } finally {
    // Removed while it is locked, so that nobody else can have put anything in.
    if (empty && isUntouched(project)) rmSync(project.path, { recursive: true, force: true });
  }
}

const isUntouched = ({ path, manifest }: OpenProject): boolean => manifest().jobs.length === 0 && !hasDocuments(path);

/**
 * Imports into one project come one after another. Errors: those of the store, `guest_map.*`, and the first problem
 * when nothing could be taken.
 */
export async function handleImport(request: Request<"import">, job: Job, context: Context): Promise<ImportReply> {
  if (!request.paths.length && !request.guest_map && !request.columns)
    throw failure("usage", "import needs a path, a guest map to match the guests anew, or column maps to keep", {
      next: "plimsoll import --help",
      exit: 2,
    });
  if (request.dry_run) return dryRun(request);
  const { writers, changed } = context;
  const reply = await writers.inTurn(request.project, job, () => {
    const fresh = !isProject(request.project);
    return writers.change(request.project, openOrCreateProject, (project) => importOpen(project, fresh, request, job));
  });
  changed(request.project);
  return reply;
}
