// The report as data: the replies it rests on, what is computed from them, and where every number comes from.
import { z } from "zod";
import { CompareReply } from "./compare-replies.ts";
import { Capture, DensityReply, Guest, ImportReply, Problem, ProfileReply, SizeReply } from "./replies.ts";

const count = z.int().nonnegative();
const value = z.number().nullable();

/** Two values of one quantity on the recorded host. Difference = predicted − observed. */
export const Comparison = z.object({
  id: z.string(),
  title: z.string(),
  observed: value,
  predicted: value,
  difference: value,
  /** Difference as a share of the observed value; null where that is 0. */
  difference_share: value,
});

/** What is computed from the replies. Sizes in bytes, shares from 0 to 1, times in seconds. */
export const Derived = z.object({
  /** Of the scenario; null where it does not say. `usable_bytes` = memory − reserve. */
  host: z.object({
    memory_bytes: value,
    reserve_bytes: value,
    usable_bytes: value,
    p99_slowdown_limit: value,
  }),
  guests_recorded: count,
  /** Guests that fit besides those recorded, by p5 and by N*; negative: too many run. Null when the scenario's guests are others. */
  room: z.object({ p5: z.number(), p50: z.number() }).nullable(),
  /** KSM counters in pages. */
  ksm: z.array(Comparison),
  /** Resident pages of each guest at the end: by page faults and moves of its size, and as counted in page table or smaps. */
  resident: z.array(Comparison),
  /** The other checks of the answer on the recorded host, in pages: frames saved, memory of all guests. */
  recorded_host: z.array(Comparison),
  waterfall: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      kind: z.enum(["step", "total"]),
      from_bytes: z.number(),
      to_bytes: z.number(),
      change_bytes: z.number(),
    }),
  ),
  overrun: z.object({
    depth_bytes: z.object({ mean: z.number(), p95: z.number() }),
    depth_share: z.object({ mean: value, p95: value }),
  }),
  /** N of a rule of thumb − N*. */
  rules: z.array(z.object({ id: z.string(), difference: z.number() })),
  contents: z.array(
    z.object({
      guest: z.string(),
      zero_bytes: z.number(),
      copies_bytes: z.number(),
      single_bytes: z.number(),
      total_bytes: z.number(),
    }),
  ),
  sharing: z.object({ zero_bytes: z.number(), copies_bytes: z.number(), save_share: value }).nullable(),
  /** How many assumptions carry each evidence tag. */
  evidence: z.array(z.object({ tag: z.string(), count })),
  /** Sums over the captures that are no duplicates; `lost` over those whose file tells it. */
  quality: z.object({
    captures: count,
    duplicates: count,
    bytes: count,
    read: count,
    accepted: count,
    rejected: count,
    skipped: count,
    lost: count,
    lost_unknown: count,
    not_whole: count,
    unbalanced: count,
  }),
  /** In the order of `captures`: time covered, null without times. */
  spans: z.array(z.object({ seconds: value })),
});

/** Where numbers come from. `covers`: paths of this report without indices, the longest that fits a number is its card. */
export const Card = z.object({
  id: z.string(),
  title: z.string(),
  covers: z.array(z.string()),
  how: z.string().nullable(),
  /** Other cards whose numbers go in. */
  inputs: z.array(z.string()),
  sources: z.array(z.object({ what: z.string(), sha256: z.string().nullable(), note: z.string().nullable() })),
  sql: z.string().nullable(),
});

const values = z.array(value);
const cell = z.union([z.string(), z.number(), z.null()]);

const Axis = z.object({
  kind: z.enum(["time", "words", "number"]),
  /** ms since project start for times; words have none. */
  at: z.array(z.number()),
  words: z.array(z.string()),
  /** Places of guests that the words name. */
  guests: values,
  name: z.string(),
  from_ms: value,
  to_ms: value,
  step_ms: value,
  /** Numbers are addresses, or times that count from 1970. */
  address: z.boolean(),
  absolute: z.boolean(),
});

/** Spans in which records were lost, ms since project start: what is counted there is too low. */
const Lost = z.array(z.tuple([z.number(), z.number()]));

/** What one panel of a dashboard shows; numbers that were not seen are null. */
const Shown = z.discriminatedUnion("shape", [
  z.object({
    shape: z.literal("series"),
    axis: Axis,
    lost: Lost,
    unit: z.string().nullable(),
    series: z.array(
      z.object({
        title: z.string(),
        guest: value,
        colour: z.string().nullable(),
        mean: values,
        min: values.nullable(),
        max: values.nullable(),
      }),
    ),
    limit: z.object({ value: z.number(), title: z.string() }).nullable(),
    form: z.enum(["line", "area", "bars", "lying"]),
    stacked: z.boolean(),
  }),
  z.object({
    shape: z.literal("heat"),
    axis: Axis,
    lost: Lost,
    columns: count,
    rows: count,
    /** Cells in which anything was counted: column, row, count. */
    cells: z.array(z.tuple([count, count, z.number()])),
    y: z.object({
      from: z.number(),
      to: z.number(),
      unit: z.string().nullable(),
      words: z.array(z.string()).nullable(),
    }),
    unit: z.string().nullable(),
  }),
  z.object({
    shape: z.literal("rows"),
    columns: z.array(z.object({ name: z.string(), type: z.string(), unit: z.string().nullable() })),
    rows: z.array(z.array(cell)),
    total: count,
  }),
  z.object({
    shape: z.literal("number"),
    value,
    unit: z.string().nullable(),
    /** Which number of the span: last, mean, max, min, sum. */
    of: z.string().nullable(),
    start: value,
  }),
  /** A part of this report's own answer. */
  z.object({ shape: z.literal("answer"), field: z.string() }),
  z.object({ shape: z.literal("text"), text: z.string() }),
  z.object({ shape: z.literal("nothing"), what: z.string(), why: z.string() }),
]);

export const ReportPanel = z.object({
  id: z.string(),
  title: z.string(),
  sub: z.string().nullable(),
  shown: Shown,
  notes: z.array(z.string()),
  how: z.string().nullable(),
  sql: z.string().nullable(),
});

export const ReportedDashboard = z.object({
  title: z.string(),
  about: z.string().nullable(),
  /** What it is of: ms since project start, null the whole recording; no guests: all. */
  span: z.object({ from_ms: z.number(), to_ms: z.number() }).nullable(),
  guests: z.array(z.string()),
  parameters: z.array(z.object({ name: z.string(), value: z.union([z.string(), z.number()]) })),
  panels: z.array(ReportPanel),
});

/**
 * Sections that an author may leave out of the page. The answer, how to repeat it and where its numbers come from
 * always stay: every number leads there.
 */
export const REPORT_SECTIONS = [
  { id: "compared", title: "Predicted and observed" },
  { id: "fits", title: "How many fit" },
  { id: "memory", title: "Memory" },
  { id: "systems", title: "Systems compared" },
  { id: "wrong", title: "When it goes wrong" },
  { id: "rules", title: "Rules of thumb" },
  { id: "guests", title: "Guests" },
  { id: "contents", title: "Contents and sharing" },
  { id: "assumptions", title: "Assumptions" },
  { id: "captures", title: "Captures" },
] as const;

export type ReportSection = (typeof REPORT_SECTIONS)[number]["id"];

export const ReportDocument = z.object({
  schema: z.literal("plimsoll.report/1"),
  title: z.string(),
  /** The author's word to the reader. */
  note: z.string().nullable(),
  /** Sections that the author left out of the page; their numbers are in this document. */
  without: z.array(z.string()),
  density: DensityReply.omit({ run: true }),
  profile: ProfileReply.omit({ run: true }),
  /** Baselines, published systems and own alternatives on the same draws; null: not compared for this answer. */
  comparison: CompareReply.omit({ run: true }).nullable(),
  sizes: z.array(SizeReply.omit({ run: true })),
  captures: z.array(Capture),
  guests: z.array(Guest),
  clocks: ImportReply.shape.clocks,
  problems: z.array(Problem),
  derived: Derived,
  dashboards: z.array(ReportedDashboard),
  /** Project start on the wall clock, ms since 1970; null when no capture has it. */
  start_wall_ms: value,
  /** Parts of the report that have nothing to show, and why. */
  left_out: z.array(z.object({ section: z.string(), why: z.string() })),
  cards: z.array(Card),
});

export type ReportDocument = z.infer<typeof ReportDocument>;
export type Comparison = z.infer<typeof Comparison>;
export type Derived = z.infer<typeof Derived>;
export type ReportPanel = z.infer<typeof ReportPanel>;
export type ReportedDashboard = z.infer<typeof ReportedDashboard>;
export type Card = z.infer<typeof Card>;
