// Requests to the back end as schemas; the reply of each is the reply of the same name. One list for all shells.
import { z } from "zod";

const project = z.string().min(1);
/** A scenario as parsed JSON, and where it came from: series files are looked up beside it. */
const scenario = { scenario: z.unknown(), file: z.string().nullable() };
const workers = z.int().min(1).max(64).default(1);

export const requests = {
  import: z.strictObject({
    project,
    /** May be empty when a guest map is given: then only the guests are matched anew. */
    paths: z.array(z.string()),
    guest_map: z.string().nullable().default(null),
    page_hash: z.enum(["xxh128", "blake2b128"]).default("xxh128"),
    chunk_bytes: z.int().min(1).nullable().default(null),
    dry_run: z.boolean().default(false),
  }),
  info: z.strictObject({ project, digest: z.boolean().default(false) }),
  query: z.strictObject({
    project,
    sql: z.string(),
    limit: z.int().min(1).default(10_000),
    /** Write all rows to this file instead; the reply then holds none. */
    parquet: z.string().min(1).nullable().default(null),
  }),
  pyramids: z.strictObject({ project }),
  profile: z.strictObject({ project }),
  scenario: z.strictObject({ project }),
  density: z.strictObject({ project: project.nullable(), ...scenario, workers }),
  size: z.strictObject({ project: project.nullable(), ...scenario, guests: z.int().min(1), workers }),
  simulate: z.strictObject({
    project: project.nullable(),
    ...scenario,
    guests: z.int().min(1).nullable().default(null),
    rows: z.boolean().default(false),
    /** Stop after this epoch and keep the state in file `checkpoint`; `resume` goes on from such a file. */
    until: z.int().min(1).nullable().default(null),
    checkpoint: z.string().nullable().default(null),
    resume: z.string().nullable().default(null),
  }),
  explain: z.strictObject({ project, answer: z.unknown(), field: z.string() }),
  report: z.strictObject({
    project,
    ...scenario,
    out: z.string(),
    title: z.string().nullable().default(null),
    workers,
  }),
} as const;

export type RequestName = keyof typeof requests;
export type Request<N extends RequestName> = z.infer<(typeof requests)[N]>;
/** What a caller may write: fields with defaults can be left out. */
export type RequestInput<N extends RequestName> = z.input<(typeof requests)[N]>;

/** Progress of a job: what is done of what, in the job's own unit. */
export const Progress = z.object({
  title: z.string(),
  done: z.number(),
  total: z.number().nullable(),
  detail: z.string().nullable(),
});
export type Progress = z.infer<typeof Progress>;
