// The project's manifest, `project.json`: its shape, checked reading and atomic replacement.
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { failure } from "../../src-shared/base/errors.ts";
import type { Manifest } from "./contract.ts";
import { storeFailure } from "./store-errors.ts";

const MANIFEST_SCHEMA = "plimsoll.project/1";

const whole = z.int().nonnegative();
const decimal = z.string().regex(/^-?[0-9]{1,20}$/);
const address = z.string().regex(/^(0x[0-9a-fA-F]{1,16}|[0-9]{1,20})$/);
/** A file in `captures/`: a plain name, so that a manifest cannot point anywhere else. */
const fileName = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*\.duckdb$/);

const guestSchema = z.object({
  id: whole,
  name: z.string(),
  host: z.string().nullable(),
  uuid: z.string().nullable(),
  ram_bytes: z.number().nullable(),
  source: z.string(),
  mapped: z.enum(["auto", "file", "none"]),
  pid: z.int().nullable(),
  pinned: z.object({ reason: z.string() }).nullable(),
  tasks: z.array(z.object({ capture: whole.nullable(), pid: z.int().nullable(), domid: z.int().nullable() })),
  ram: z.array(z.object({ gpa: address, bytes: address, hva: address.nullable() })),
});

const mapEntrySchema = z.object({
  guest: z.string(),
  pid: z.int().optional(),
  domid: z.int().optional(),
  capture: z.string().optional(),
  ram_bytes: whole.optional(),
  ram: z.array(z.object({ gpa: z.string(), bytes: z.string(), hva: z.string() })).optional(),
});

const catalogueSchema = z.object({
  id: whole,
  name: z.string(),
  file: fileName,
  content_sha256: z.string(),
  clock: z.string().nullable(),
  wall: z.boolean(),
  step_ns: z.number(),
  first_ns: decimal.nullable(),
  last_ns: decimal.nullable(),
  events: z.record(z.string(), whole),
  tables: z.record(z.string(), whole),
  offset_ns: decimal,
});

const evidenceSchema = z.object({
  seen: z.array(
    z.object({
      capture: whole,
      name: z.string().nullable(),
      uuid: z.string().nullable(),
      pid: z.int().nullable(),
      domid: z.int().nullable(),
      ram_bytes: z.number().nullable(),
      how: z.string(),
    }),
  ),
  ram: z.array(
    z.object({
      capture: whole,
      name: z.string().nullable(),
      pid: z.int().nullable(),
      gpa: address,
      bytes: address,
      hva: address.nullable(),
      label: z.string().nullable(),
    }),
  ),
  faulting: z.array(z.object({ hva: address, pid: z.int(), faults: whole })),
  pins: z.array(z.object({ subject: z.string(), reason: z.string(), bytes: z.number().nullable() })),
});

const manifestSchema: z.ZodType<Manifest> = z.object({
  schema: z.literal(MANIFEST_SCHEMA),
  next_capture_id: whole,
  next_job_id: whole,
  jobs: z.array(z.object({ id: whole, file: fileName, captures: z.array(whole), evidence: evidenceSchema })),
  catalogue: z.array(catalogueSchema),
  guests: z.array(guestSchema),
  guest_map: z.array(mapEntrySchema),
  hidden: z.array(
    z.object({ capture: whole, state: z.enum(["duplicate", "superseded", "excluded"]), of: whole.nullable() }),
  ),
  shifts: z.array(z.object({ capture: whole, ns: decimal, wall: z.boolean() })),
});

/** The manifest of a project that holds nothing yet. */
export const emptyManifest = (): Manifest => ({
  schema: MANIFEST_SCHEMA,
  next_capture_id: 1,
  next_job_id: 1,
  jobs: [],
  catalogue: [],
  guests: [],
  guest_map: [],
  hidden: [],
  shifts: [],
});

export const manifestPath = (project: string): string => join(project, "project.json");

/**
 * Reads and checks a project's manifest.
 * Errors: `project.not_found`, `project.damaged`, `project.newer_schema`.
 */
export function readManifest(project: string): Manifest {
  const file = manifestPath(project);
  const damaged = (what: string) =>
    failure("project.damaged", `the project's manifest cannot be used: ${what}`, {
      where: { file },
      expected: `a manifest of schema ${MANIFEST_SCHEMA}`,
      next: "restore project.json from a backup, or import the captures into a new project",
    });
  let value: unknown;
  try {
    value = JSON.parse(readText(file, project));
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw damaged("it is not JSON");
    throw thrown;
  }
  const version = schemaVersion(value);
  if (version !== null && version > 1)
    throw failure("project.newer_schema", `the project was written by a newer version (schema ${version})`, {
      where: { file },
      expected: `schema ${MANIFEST_SCHEMA} or older`,
      next: "open it with a newer version of Plimsoll",
    });
  const checked = manifestSchema.safeParse(value);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    throw damaged(`${issue?.path.join(".") || "the whole"}: ${issue?.message ?? "wrong shape"}`);
  }
  return checked.data;
}

function readText(file: string, project: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code !== "ENOENT" && code !== "ENOTDIR" && code !== "EISDIR")
      throw storeFailure(thrown, file, "reading the manifest");
    throw failure("project.not_found", `there is no project at ${project}`, {
      where: { file: project },
      expected: "a project's folder, with a project.json in it",
      next: "check the path, or make the project by importing captures into it",
    });
  }
}

function schemaVersion(value: unknown): number | null {
  const schema = (value as { schema?: unknown } | null)?.schema;
  const match = typeof schema === "string" ? /^plimsoll\.project\/([0-9]+)$/.exec(schema) : null;
  return match ? Number(match[1]) : null;
}

/** Replaces the manifest so that a reader sees the old or the new one, never a part. */
export function writeManifest(project: string, manifest: Manifest): void {
  const file = manifestPath(project);
  const temporary = `${file}.tmp-${process.pid}`;
  try {
    const handle = openSync(temporary, "w");
    try {
      writeSync(handle, `${JSON.stringify(manifest, null, 2)}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, file);
  } catch (thrown) {
    rmSync(temporary, { force: true });
    throw storeFailure(thrown, file, "writing the manifest");
  }
}
