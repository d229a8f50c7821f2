// Requests to the back end as schemas; the reply of each is the reply of the same name. One list for all shells.
import "./zod-config.ts";
import { z } from "zod";
import { utf8Bytes } from "./utf8.ts";

const project = z.string().min(1);
/** A scenario as parsed JSON, and where it came from: series files are looked up beside it. */
const scenario = { scenario: z.unknown(), file: z.string().nullable() };
const workers = z.int().min(1).max(64).default(1);
/** A file to write; null: into the shell's staging folder, from where a window fetches it. */
const out = z.string().min(1).nullable().default(null);

/** What a window has selected, for queries: milliseconds since project start, names of guests. */
export const Selection = z.strictObject({
  from_ms: z.number().nullable().default(null),
  to_ms: z.number().nullable().default(null),
  guests: z.array(z.string()).default([]),
});
export type Selection = z.infer<typeof Selection>;

/** Values of parameters besides those of the selection, by the name behind `$` in small letters. */
const OwnParameters = z.record(z.string().regex(/^[a-z][a-z0-9_]{0,39}$/), z.union([z.string(), z.number()]));

/** A dashboard in a report: a saved one by name or a built-in one by id, whole or some of its panels by their ids. */
export const ReportDashboard = z.union([
  z.strictObject({ saved: z.string().min(1).max(100), panels: z.array(z.string()).optional() }),
  z.strictObject({ built: z.string().min(1).max(100), panels: z.array(z.string()).optional() }),
]);
export type ReportDashboard = z.infer<typeof ReportDashboard>;

/** Kinds of documents that a project keeps as plain files which people can diff. */
export const DocumentKind = z.enum(["scenario", "query", "answer", "dashboard", "note", "policy"]);
export type DocumentKind = z.infer<typeof DocumentKind>;

/** Most bytes of a text that becomes a file. */
const MOST_TEXT_BYTES = 16 * 2 ** 20;
const FileText = z.string().refine((text) => utf8Bytes(text) <= MOST_TEXT_BYTES, "at most 16 MiB");

/** Most characters of a script that is spoken about. */
const MOST_SCRIPT = 1_048_576;
/** Most characters of a break condition. */
const MOST_CONDITION = 4000;

/** Most bytes of a document's name: with its ending a file name everywhere. */
const MOST_NAME_BYTES = 200;

/** Name of a document: a file name on every system, without ending. */
const DocumentName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^<>:"/\\|?*\p{Cc}]+$/u)
  .refine((name) => !name.startsWith(".") && !name.endsWith(".") && name.trim() === name);
/** One that is saved now; older ones of any length can be taken away. */
const NewDocumentName = DocumentName.refine(
  (name) => utf8Bytes(name) <= MOST_NAME_BYTES,
  `a name of at most ${MOST_NAME_BYTES} bytes in UTF-8`,
);

/** Most lanes whose tiles are asked for at once. */
export const MOST_LANES = 64;

/** A whole number of 64 bits as text, decimal or with 0x. */
const whole = z.string().regex(/^(0x[0-9a-fA-F]{1,16}|[0-9]{1,20})$/);
/** A signed number of 64 bits as decimal text. */
const signedDecimal = z
  .string()
  .regex(/^-?[0-9]{1,19}$/)
  .refine((text) => BigInt.asIntN(64, BigInt(text)) === BigInt(text), "a number of 64 bits");
/** One entry of a guest map, as in a guest-map file (docs/guest-map.md). */
export const GuestMapEntry = z.strictObject({
  guest: z.string().min(1).max(200),
  pid: z.int().nonnegative().optional(),
  domid: z.int().nonnegative().optional(),
  ram_bytes: z.int().nonnegative().optional(),
  ram: z.array(z.strictObject({ gpa: whole, bytes: whole, hva: whole })).optional(),
});
export type GuestMapEntry = z.infer<typeof GuestMapEntry>;

export const requests = {
  import: z.strictObject({
    project,
    /** May be empty when a guest map is given: then only the guests are matched anew. */
    paths: z.array(z.string()),
    guest_map: z.string().nullable().default(null),
    /** File of column maps; they stay in the project for later imports. */
    columns: z.string().nullable().default(null),
    page_hash: z.enum(["xxh128", "blake2b128"]).default("xxh128"),
    chunk_bytes: z.int().min(1).nullable().default(null),
    /** Rate of the host's time stamp counter, for recordings that count its ticks. */
    tsc_mhz: z.number().positive().max(1e6).nullable().default(null),
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
  /** Baselines, published systems and the scenario's own alternatives on the same draws. */
  compare: z.strictObject({ project: project.nullable(), ...scenario, workers }),
  /** What each mechanism of a scenario deserves of its answer. */
  shapley: z.strictObject({ project: project.nullable(), ...scenario, workers }),
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
  /** What is wrong with a policy script, from its text. */
  policyCheck: z.strictObject({ source: z.string(), file: z.string().nullable() }),
  /** A policy on the captured demand, or that of a scenario, beside built-in ones. */
  policyRun: z.strictObject({
    project: project.nullable(),
    /** Null: the scenario to start from of the project. */
    scenario: z.unknown().nullable().default(null),
    file: z.string().nullable().default(null),
    /** The script's text; null with a built-in policy. */
    source: z.string().nullable(),
    builtIn: z.string().nullable().default(null),
    beside: z.array(z.string()).max(20).default([]),
    guests: z.int().min(1).nullable().default(null),
    /** Epochs between two calls, and how old the newest view is. */
    interval: z.int().min(1).default(1),
    delay: z.int().min(1).max(1000).default(1),
    /** Runs with other random numbers, the same for every policy. */
    replications: z.int().min(1).max(1000).default(1),
    rows: z.boolean().default(false),
    /** Break condition: an expression over a call; null: none. */
    condition: z.string().max(MOST_CONDITION).nullable().default(null),
    /** Calls of these epochs are told; without `rows` the run goes no further than the last of them. */
    calls: z
      .strictObject({ from: z.int().min(1), until: z.int().min(1) })
      .nullable()
      .default(null),
  }),
  /** What an editor asks of a script at a place of its text: words, one of them in detail, a meaning, a call's parameters. */
  policyLanguage: z.strictObject({
    what: z.enum(["complete", "details", "hover", "signature"]),
    text: z.string().max(MOST_SCRIPT),
    offset: z.int().min(0),
    /** Of the completion whose details are asked for. */
    name: z.string().max(1000).nullable().default(null),
    source: z.string().max(1000).nullable().default(null),
  }),
  /** What is wrong with a break condition. */
  policyCondition: z.strictObject({ condition: z.string().max(MOST_CONDITION) }),
  /** The validation table: all rows, or one, which `inputs` (values by name) computes with other inputs and without a verdict. */
  validate: z.strictObject({
    row: z.string().min(1).max(20).nullable().default(null),
    inputs: z.unknown().optional(),
    /** Folder of recordings for rows that need them; null: those that come with the program. */
    data: z.string().min(1).nullable().default(null),
  }),
  report: z.strictObject({
    project,
    ...scenario,
    out,
    /** Form of a staged report; a file's form follows its ending. */
    form: z.enum(["html", "pdf", "json", "csv"]).default("html"),
    title: z.string().nullable().default(null),
    /** A word of the author to the reader, shown under the answer. */
    note: z.string().max(4000).nullable().default(null),
    /** Compare systems, and attribute the answer to its mechanisms, now; else what the project keeps of them stands in the report. */
    compare: z.boolean().default(false),
    shapley: z.boolean().default(false),
    /** Sections left out by choice, by their id (REPORT_SECTIONS). */
    without: z.array(z.string()).default([]),
    /** Dashboards that become sections, in this order. */
    dashboards: z.array(ReportDashboard).max(20).default([]),
    /** What dashboards show; null: the whole recording and all guests. */
    selection: Selection.nullable().default(null),
    workers,
  }),

  /** What the Start page shows: recent projects, the sample, the program itself. */
  home: z.strictObject({}),
  /** Takes a project off the list of recent ones; its files stay. */
  forget: z.strictObject({ project }),
  /** A folder of the machine the back end runs on; null: the user's home. */
  browse: z.strictObject({ path: z.string().min(1).nullable().default(null), hidden: z.boolean().default(false) }),
  /** Opens a project for a window and puts it on the list of recent ones. */
  open: z.strictObject({ project }),
  /** What files are, without reading more than their beginnings. */
  detect: z.strictObject({
    paths: z.array(z.string().min(1)).min(1),
    /** Whose column maps count for tables that no importer knows. */
    project: project.nullable().default(null),
  }),
  recipe: z.strictObject({}),
  guestMap: z.strictObject({ project }),
  /** Replaces the whole guest map and matches guests anew; nothing is imported. */
  setGuestMap: z.strictObject({ project, entries: z.array(GuestMapEntry) }),
  /** Which captures the views leave out by the user's choice; replaces the earlier choice. */
  exclude: z.strictObject({ project, captures: z.array(z.int().nonnegative()) }),

  /**
   * Puts the times of one capture on the project's time line by hand, instead of as it was found: by the clock that they
   * are of, by when its first record was (Unix ns), or by what is added to them as they stand (ns). All null: as found.
   */
  setClock: z.strictObject({
    project,
    capture: z.int().nonnegative(),
    clock: z.string().min(1).max(40).nullable().default(null),
    start_ns: signedDecimal.nullable().default(null),
    add_ns: signedDecimal.nullable().default(null),
  }),

  /** Runs one SELECT and keeps its rows beside the query process, so that pages of them can be asked for. */
  resultOpen: z.strictObject({
    project,
    sql: z.string(),
    /** Values of $from and $to (ms since project start) and $guests (names); null: everything. */
    selection: Selection.nullable().default(null),
    /** Most rows that are kept. */
    limit: z.int().min(1).max(50_000_000).default(10_000_000),
  }),
  resultPage: z.strictObject({
    project,
    result: z.string(),
    from: z.int().nonnegative(),
    count: z.int().min(1).max(5000),
    /** Sorted by one column, by its index; null: as the query gave them. */
    order: z.strictObject({ column: z.int().nonnegative(), descending: z.boolean() }).nullable().default(null),
  }),
  /** At most `points` rows for a chart: all rows, or the mean, least and greatest of equal runs of rows. */
  resultChart: z.strictObject({
    project,
    result: z.string(),
    x: z.int().nonnegative(),
    y: z.array(z.int().nonnegative()).min(1).max(6),
    points: z.int().min(2).max(4000).default(1000),
  }),
  resultExport: z.strictObject({ project, result: z.string(), out, form: z.enum(["csv", "parquet"]) }),
  resultClose: z.strictObject({ project, result: z.string() }),
  /** What a panel of a dashboard shows of a query; its rows are not kept. */
  panel: z.strictObject({
    project,
    sql: z.string(),
    selection: Selection.nullable().default(null),
    parameters: OwnParameters.default({}),
    /** Columns by name, null: chosen by what they hold. `groups`: most values of `by` that are told apart. */
    draw: z
      .strictObject({
        x: z.string().nullable().default(null),
        y: z.array(z.string()).min(1).max(6).nullable().default(null),
        by: z.string().nullable().default(null),
        points: z.int().min(2).max(4000).default(512),
        groups: z.int().min(1).max(256).default(12),
      })
      .nullable()
      .default(null),
    /** Whether the first column of numbers is wanted as one number of all rows. */
    number: z.boolean().default(false),
    /** Whether sums must be the same to the last bit each time, as in a report; it takes longer. */
    exact: z.boolean().default(false),
    /** Rows of the first page. */
    rows: z.int().min(0).max(5000).default(200),
  }),
  /** DuckDB's plan of a query, in its own words. */
  plan: z.strictObject({ project, sql: z.string(), selection: Selection.nullable().default(null) }),
  /** Whether a query can run, without running it; `parameters` besides those of the selection are filled. */
  checkSql: z.strictObject({ project, sql: z.string(), parameters: OwnParameters.default({}) }),
  functions: z.strictObject({ project }),

  documents: z.strictObject({ project, kind: DocumentKind }),
  saveDocument: z.strictObject({ project, kind: DocumentKind, name: NewDocumentName, text: FileText }),
  /** A document as a file of its own: scenarios as the command line takes them, queries as SQL. */
  exportDocument: z.strictObject({ project, kind: DocumentKind, name: DocumentName, out }),
  removeDocument: z.strictObject({ project, kind: DocumentKind, name: DocumentName }),
  /** A text that the window has made, as a file that it can fetch; the name is cleaned to what every system takes. */
  stageText: z.strictObject({ name: z.string().min(1).max(120), text: FileText }),

  /** Lanes of the timeline and the time base of tiles; makes the pyramids first where they are missing. */
  lanes: z.strictObject({ project }),
  /** Buckets 512 index to 512 index + 511 of 2^level ns, counted from the first tile that the project has. */
  tile: z.strictObject({
    project,
    lane: z.int().nonnegative(),
    level: z.int().min(0).max(62),
    index: z.int().nonnegative(),
  }),

  /** The same of several lanes at once, which costs little more than one: ask for all that are seen together. */
  tiles: z.strictObject({
    project,
    lanes: z.array(z.int().nonnegative()).min(1).max(MOST_LANES),
    level: z.int().min(0).max(62),
    index: z.int().nonnegative(),
  }),

  /**
   * Addresses over time of one heat lane: buckets 128 index to 128 index + 127 of 2^level ns, counted from where the first
   * tile of the level begins, and 256 rows of addresses each.
   */
  tile2: z.strictObject({
    project,
    lane: z.int().nonnegative(),
    level: z.int().min(0).max(62),
    index: z.int().nonnegative(),
  }),

  cancelJob: z.strictObject({ job: z.int().nonnegative() }),
  /** Takes finished jobs off the list. */
  clearJobs: z.strictObject({}),
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
