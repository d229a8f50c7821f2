// The report as data: the replies it rests on, what is computed from them, and where every number comes from.
import { z } from "zod";
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

/**
 * Sections that an author may leave out of the page. The answer, how to repeat it and where its numbers come from
 * always stay: every number leads there.
 */
export const REPORT_SECTIONS = [
  { id: "compared", title: "Predicted and observed" },
  { id: "fits", title: "How many fit" },
  { id: "memory", title: "Memory" },
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
  sizes: z.array(SizeReply.omit({ run: true })),
  captures: z.array(Capture),
  guests: z.array(Guest),
  clocks: ImportReply.shape.clocks,
  problems: z.array(Problem),
  derived: Derived,
  /** Parts of the report that have nothing to show, and why. */
  left_out: z.array(z.object({ section: z.string(), why: z.string() })),
  cards: z.array(Card),
});

export type ReportDocument = z.infer<typeof ReportDocument>;
export type Comparison = z.infer<typeof Comparison>;
export type Derived = z.infer<typeof Derived>;
export type Card = z.infer<typeof Card>;
