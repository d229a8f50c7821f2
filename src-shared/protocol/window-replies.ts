// Replies that only a window asks for: the Start page, folders, an open project, documents, jobs. No absolute times.
import { z } from "zod";
import { type Capture, Coverage, Guest, ImportReply, InfoReply, Problem } from "./replies.ts";
import { DocumentKind, GuestMapEntry, Progress } from "./requests.ts";

const count = z.int().nonnegative();

/** A recent project with its last answer, as the Start page lists it. */
export const RecentProject = z.object({
  path: z.string(),
  name: z.string(),
  /** When it was last opened, ms since 1970. */
  opened_ms: z.number(),
  /** False: it is no longer where it was. */
  found: z.boolean(),
  answer: z
    .object({ p5: z.number(), p50: z.number(), p95: z.number(), grade: Coverage.shape.grade, scenario: z.string() })
    .nullable(),
});

export const HomeReply = z.object({
  version: z.string(),
  engine: z.string(),
  platform: z.string(),
  recent: z.array(RecentProject),
  /** The captures that come with the program and the project they become. */
  sample: z.object({ captures: z.string(), project: z.string() }).nullable(),
  /** Where new projects are put when nobody says otherwise. */
  projects_folder: z.string(),
});

export const BrowseReply = z.object({
  path: z.string(),
  parent: z.string().nullable(),
  separator: z.string(),
  entries: z.array(
    z.object({
      name: z.string(),
      path: z.string(),
      kind: z.enum(["folder", "file", "project"]),
      bytes: count.nullable(),
      modified_ms: z.number().nullable(),
    }),
  ),
  /** Entries left out because there are too many. */
  left_out: count,
  places: z.array(z.object({ title: z.string(), path: z.string() })),
});

/** Where a capture lies in time, ms since project start; null without times. */
const Span = z.object({ capture: count, from_ms: z.number().nullable(), to_ms: z.number().nullable() });

export const OpenReply = z.object({
  project: z.string(),
  name: z.string(),
  /** Changes whenever what the views show has changed. */
  revision: z.string(),
  /** Null: it can be written to. */
  read_only: z.string().nullable(),
  info: InfoReply,
  clocks: ImportReply.shape.clocks,
  /** Project start on the wall clock, ms since 1970; null when no capture has the wall clock. */
  start_wall_ms: z.number().nullable(),
  /** From the first to the last recorded time of all captures. */
  length_ms: z.number().nullable(),
  spans: z.array(Span),
  /** What each capture's format is called, and what it was recognised by; captures of older projects lack it. */
  whys: z.array(z.object({ capture: count, title: z.string(), why: z.string() })),
  /** Captures that the user has excluded. */
  excluded: z.array(count),
  /** Captures whose times the user has put on the time line by hand. */
  clock_given: z.array(count),
  /** When the last import ended, ms since 1970. */
  last_import_ms: z.number().nullable(),
});

export const DetectReply = z.object({
  files: z.array(
    z.object({
      path: z.string(),
      name: z.string(),
      bytes: count.nullable(),
      /** Null: no format was recognised. */
      format: z.string().nullable(),
      title: z.string().nullable(),
      confidence: z.number(),
      why: z.string(),
      /** The first bytes, up to 64, in hex. */
      head: z.string(),
      /** The first lines, where it is text. */
      lines: z.array(z.string()),
    }),
  ),
  problems: z.array(Problem),
});

export const GuestMapReply = z.object({
  entries: z.array(GuestMapEntry),
  guests: z.array(Guest),
  /** Processes and domains that captures saw, and what may be chosen for a guest. */
  candidates: z.array(
    z.object({
      pid: count.nullable(),
      domid: count.nullable(),
      name: z.string().nullable(),
      ram_bytes: count.nullable(),
      how: z.string(),
    }),
  ),
});

export const SetGuestMapReply = z.object({ guests: z.array(Guest), problems: z.array(Problem) });

export const DocumentsReply = z.object({
  kind: DocumentKind,
  documents: z.array(z.object({ name: z.string(), text: z.string(), modified_ms: z.number() })),
});

/** A file in the shell's staging folder: the window asks the shell for it by its id. */
export const StagedFile = z.object({ id: z.string().regex(/^[0-9a-f]{32}$/), name: z.string(), bytes: count });

export const Done = z.object({ done: z.literal(true) });

/** A job as the job centre shows it. */
export const JobState = z.object({
  id: count,
  /** The request it answers. */
  request: z.string(),
  title: z.string(),
  project: z.string().nullable(),
  state: z.enum(["waiting", "running", "done", "failed", "cancelled", "interrupted"]),
  progress: Progress.nullable(),
  /** In units of the progress each second, over the last seconds; null before 2 s. */
  rate: z.number().nullable(),
  seconds_left: z.number().nullable(),
  /** ms since 1970. */
  started_ms: z.number(),
  ended_ms: z.number().nullable(),
  /** One line of what came out, or of what went wrong. */
  summary: z.string().nullable(),
  code: z.string().nullable(),
  can_cancel: z.boolean(),
});

export type RecentProject = z.infer<typeof RecentProject>;
export type HomeReply = z.infer<typeof HomeReply>;
export type BrowseReply = z.infer<typeof BrowseReply>;
export type OpenReply = z.infer<typeof OpenReply>;
export type DetectReply = z.infer<typeof DetectReply>;
export type GuestMapReply = z.infer<typeof GuestMapReply>;
export type DocumentsReply = z.infer<typeof DocumentsReply>;
export type StagedFile = z.infer<typeof StagedFile>;
export type JobState = z.infer<typeof JobState>;

/** One capture of a project with everything that its report says. */
export type OpenCapture = z.infer<typeof Capture>;
