// The project's manifest, `project.json`: its shape, checked reading and atomic replacement.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { failure } from "../../src-shared/base/errors.ts";
import { ColumnMaps } from "../../src-shared/capture/column-map.ts";
import { Problem } from "../../src-shared/protocol/replies.ts";
import type { Manifest } from "./contract.ts";
import { replaceFile } from "./small-file.ts";
import { storeFailure } from "./store-errors.ts";

const MANIFEST_SCHEMA = "plimsoll.project/1";

const whole = z.int().nonnegative();
/** What is INTEGER in the tables: ids, processes, domains. */
const id = z.int32().nonnegative();
const number32 = z.int32();
const between = (pattern: RegExp, least: bigint, greatest: bigint) => (text: string) =>
  pattern.test(text) && BigInt(text) >= least && BigInt(text) <= greatest;
const decimal = z
  .string()
  .refine(between(/^-?[0-9]{1,20}$/, -(2n ** 63n), 2n ** 63n - 1n), "expected a 64-bit number as text");
const address = z
  .string()
  .refine(between(/^(0x[0-9a-fA-F]{1,16}|[0-9]{1,20})$/, 0n, 2n ** 64n - 1n), "expected a 64-bit address as text");
/** A file in `captures/`: a plain name, so that a manifest cannot point anywhere else. */
const fileName = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*\.duckdb$/);

const guestSchema = z.object({
  id,
  name: z.string(),
  aliases: z.array(z.string()).optional(),
  host: z.string().nullable(),
  uuid: z.string().nullable(),
  ram_bytes: z.number().nullable(),
  source: z.string(),
  mapped: z.enum(["auto", "file", "none"]),
  pid: number32.nullable(),
  pinned: z.object({ reason: z.string() }).nullable(),
  tasks: z.array(
    z.object({
      capture: id.nullable(),
      pid: number32.nullable(),
      domid: number32.nullable(),
      tid: number32.optional(),
    }),
  ),
  ram: z.array(z.object({ gpa: address, bytes: address, hva: address.nullable() })),
});

const mapEntrySchema = z.object({
  guest: z.string(),
  pid: number32.optional(),
  domid: number32.optional(),
  ram_bytes: whole.optional(),
  ram: z.array(z.object({ gpa: z.string(), bytes: z.string(), hva: z.string() })).optional(),
});

const catalogueSchema = z.object({
  id,
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
  format: z.string().optional(),
  format_title: z.string().optional(),
  why: z.string().optional(),
  tsc_hz: z.number().positive().optional(),
});

const evidenceSchema = z.object({
  seen: z.array(
    z.object({
      capture: id,
      name: z.string().nullable(),
      uuid: z.string().nullable(),
      pid: number32.nullable(),
      domid: number32.nullable(),
      ram_bytes: z.number().nullable(),
      how: z.string(),
    }),
  ),
  ram: z.array(
    z.object({
      capture: id,
      name: z.string().nullable(),
      pid: number32.nullable(),
      gpa: address,
      bytes: address,
      hva: address.nullable(),
      label: z.string().nullable(),
    }),
  ),
  faulting: z.array(z.object({ hva: address, pid: number32, faults: whole })),
  pins: z.array(z.object({ subject: z.string(), reason: z.string(), bytes: z.number().nullable() })),
  threads: z
    .array(
      z.object({
        capture: id,
        tid: number32,
        pid: number32.nullable(),
        vcpu: number32.nullable(),
        guest: z.string().optional(),
      }),
    )
    .optional(),
});

const manifestSchema: z.ZodType<Manifest> = z.object({
  schema: z.literal(MANIFEST_SCHEMA),
  next_capture_id: id,
  next_job_id: id,
  jobs: z
    .array(
      z.object({
        id,
        file: fileName,
        captures: z.array(id),
        evidence: evidenceSchema,
        left_out: z.array(Problem).optional(),
      }),
    )
    .refine((jobs) => new Set(jobs.map((job) => job.id)).size === jobs.length, "two jobs have the same id")
    .refine((jobs) => new Set(jobs.map((job) => job.file)).size === jobs.length, "two jobs have the same file"),
  catalogue: z.array(catalogueSchema),
  guests: z.array(guestSchema),
  guest_map: z.array(mapEntrySchema),
  hidden: z.array(z.object({ capture: id, state: z.enum(["duplicate", "superseded", "excluded"]), of: id.nullable() })),
  shifts: z.array(
    z.object({
      capture: id,
      ns: decimal,
      wall: z.boolean(),
      onto: z.string().optional(),
      given: z.boolean().optional(),
      found: z.object({ ns: decimal, wall: z.boolean(), onto: z.string().optional() }).optional(),
    }),
  ),
  columns: ColumnMaps.optional(),
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
  if (!checked.success) throw damaged(firstIssue(checked.error));
  return checked.data;
}

const firstIssue = ({ issues: [issue] }: z.ZodError): string =>
  `${issue?.path.join(".") || "the whole"}: ${issue?.message ?? "wrong shape"}`;

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

/**
 * Replaces the manifest so that a reader sees the old or the new one, never a part, and never one it would refuse.
 * Errors: `project.refused` for such a manifest (something read from a capture is out of its range), `store.*`.
 */
export function writeManifest(project: string, manifest: Manifest): void {
  const file = manifestPath(project);
  const checked = manifestSchema.safeParse(manifest);
  if (!checked.success)
    throw failure("project.refused", `the project cannot keep what was read: ${firstIssue(checked.error)}`, {
      where: { file },
      expected: "ids and process numbers within 32 bits, addresses and times within 64",
      next: "import the captures one by one to find the one that says so; the project is as it was",
    });
  try {
    replaceFile(file, `${JSON.stringify(manifest, null, 2)}\n`);
  } catch (thrown) {
    throw storeFailure(thrown, file, "writing the manifest");
  }
}
