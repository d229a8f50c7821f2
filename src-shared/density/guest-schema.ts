// What a scenario may say of guests: the kinds there are, and how each uses its pages.
import { z } from "zod";
import { curveFault, type MissCurve } from "../model/miss-curve.ts";
import { bytes, count, seconds, share, someBytes } from "./schema-values.ts";

/** Largest weight of a guest entry: keeps n · weight exact in a double (model section 0). */
const MAX_WEIGHT = 1048576;

const heat = z.array(z.strictObject({ pages: count, access_share: share }));

const anyGuest = {
  name: z.string().min(1).optional(),
  weight: z.number().gt(0).max(MAX_WEIGHT).default(1),
  count: count.default(1),
  sharing_domain: z.string().nullable().default(null),
  heat: heat.optional(),
  /** References to pages a second, as a page-replacement list sees them. */
  references_per_s: z.number().min(0).optional(),
  /** Miss ratio by pages of memory. */
  curve: z
    .array(z.tuple([count, share]))
    .min(1)
    .refine((curve) => curveFault(curve) === null, { error: ({ input }) => curveFault(input as MissCurve) ?? "" })
    .optional(),
  /** Why mechanisms must not touch its memory; all but no-share hold all of it from the start. */
  pinned: z.enum(["vfio", "hugepages", "locked", "no-share"]).optional(),
  /** Weight where memory is shared by shares; absent: the guest's pages. */
  shares: z.number().gt(0).optional(),
  /** Accesses that reach memory a second, while all pages of the guest are in use. */
  accesses_per_s: z.number().min(0).optional(),
  /** TLB misses a second with mappings of 4 KiB, while all pages of the guest are in use. */
  tlb_misses_per_s: z.number().min(0).optional(),
  objects: z.array(z.strictObject({ bytes: someBytes, count })).optional(),
  tmem_weight: z.number().gt(0).optional(),
  /** On a host of several nodes: on one node (absent), evenly on all, or on one with what does not fit on others. */
  numa: z.enum(["bind", "interleave", "prefer"]).optional(),
  tmem_demand: z.array(z.tuple([count, count])).optional(),
};
const madeUp = { ...anyGuest, overhead_bytes: bytes.default(0) };

const PageRun = z.union([
  z.tuple([z.string(), count]),
  z.strictObject({ same: z.string(), count }),
  z.strictObject({ unique: count }),
]);

/** What demand follows: the work that gets done, or the wall clock; without it the wall clock, and nothing is counted. */
const clocked = {
  clock: z.enum(["work", "wall"]).optional(),
  /** By the wall: share of the time that the load keeps the guest busy while nothing slows it down. */
  busy_share: z.number().gt(0).max(1).optional(),
};

/** Shortest phase: a millisecond of work. */
const MIN_PHASE_S = 0.001;

/** A stretch of work; rates are per second of work. */
const Phase = z.strictObject({
  work_s: z.number().min(MIN_PHASE_S),
  /** Pages in use; absent: those of `heat`. */
  pages: count.optional(),
  heat: heat.optional(),
  /** References to pages; absent: those of the guest. */
  touches_per_s: z.number().min(0).optional(),
  /** Pages whose content becomes one never seen. */
  writes_per_s: z.number().min(0).optional(),
  /** Contents from the first page on; absent: as they are. */
  contents: z.array(PageRun).optional(),
});

/** Guest kinds by name. */
export const guestKinds = {
  static: z.strictObject({ kind: z.literal("static"), ram_bytes: someBytes, ...madeUp }),
  synthetic: z.strictObject({
    kind: z.literal("synthetic"),
    content: z.strictObject({
      zero_pages: count.default(0),
      common_pages: count.default(0),
      unique_pages: count.default(0),
    }),
    ...madeUp,
  }),
  onoff: z.strictObject({ kind: z.literal("onoff"), base_bytes: bytes, burst_bytes: bytes, p: share, ...madeUp }),
  series: z.strictObject({
    kind: z.literal("series"),
    file: z.string().min(1),
    column: z.string().min(1),
    unit: z.enum(["bytes", "pages"]).default("bytes"),
    epoch_s: seconds.optional(),
    ...clocked,
    ...madeUp,
  }),
  pages: z.strictObject({
    kind: z.literal("pages"),
    pages: z.array(PageRun),
    arrives_epoch: z.int().min(1).default(1),
    writes: z.array(z.tuple([z.int().min(1), count, z.string()])).default([]),
    /** The first so many pages are read-only ones of an image. */
    mapped_pages: count.optional(),
    ...madeUp,
  }),
  image: z.strictObject({
    kind: z.literal("image"),
    /** File of section sizes, looked up from the scenario's folder. */
    sizes: z.string().min(1),
    image: z.string().min(1),
    /** Pages of its own; absent: those of the size file. */
    private_pages: count.optional(),
    arrives_epoch: z.int().min(1).default(1),
    ...madeUp,
  }),
  profile: z.strictObject({
    kind: z.literal("profile"),
    profile: z.string().min(1),
    ...clocked,
    ...anyGuest,
    /** Null: as measured in the captures. */
    overhead_bytes: bytes.nullable().default(null),
  }),
  work: z.strictObject({
    kind: z.literal("work"),
    phases: z.array(Phase).min(1),
    rounds: z.int().min(1).default(1),
    arrives_epoch: z.int().min(1).default(1),
    ...clocked,
    ...madeUp,
  }),
  function: z.strictObject({
    kind: z.literal("function"),
    memory_bytes: bytes.optional(),
    touched_bytes: bytes.optional(),
    shared_bytes: bytes.optional(),
    boot_ms: z.number().min(0).optional(),
    init_ms: z.number().min(0).optional(),
    exec_ms: z.number().min(0).optional(),
    arrivals: z.union([
      z.strictObject({ at_ms: z.array(z.number().min(0)) }),
      z.strictObject({ poisson_per_s: z.number().min(0) }),
    ]),
    concurrency: z.int().min(1).optional(),
    ...madeUp,
  }),
} as const;
