// Replies of the command line and the back end as schemas: types, checks and schemas/*.json come from here.
import "./zod-config.ts";
import { z } from "zod";
import { LayoutReply, MrcReply } from "./analysis-replies.ts";
import { BenchReply } from "./bench-replies.ts";
import { CompareReply } from "./compare-replies.ts";
import { PolicyReply } from "./policy-replies.ts";
import { ShapleyReply } from "./shapley-replies.ts";
import { ValidateReply } from "./validation-replies.ts";

const count = z.int().nonnegative();
/** A whole number that may pass 2^53, as decimal text. */
const decimal = z.string().regex(/^-?[0-9]+$/);
const hex64 = z.string().regex(/^[0-9a-f]{16}$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const counts = z.record(z.string(), count);
const quantiles = z.object({ p5: z.number(), p50: z.number(), p95: z.number() });
/** Paths, durations and anything else that may differ between equal runs. */
const run = z.record(z.string(), z.unknown()).optional();

export const Problem = z.object({
  code: z.string(),
  capture: z.string().nullable(),
  where: z.object({ offset: decimal.nullable(), line: count.nullable() }),
  excerpt: z.string().nullable(),
  count,
  expected: z.string().nullable(),
  next: z.string().nullable(),
});

export const Capture = z.object({
  id: count,
  name: z.string(),
  sha256,
  content_sha256: sha256,
  bytes: count,
  format: z.string(),
  status: z.enum(["whole", "truncated", "partial"]),
  duplicate_of: count.nullable(),
  records: z.object({ read: count, accepted: count, rejected: count, lost: count.nullable(), skipped: count }),
  first_ns: decimal.nullable(),
  last_ns: decimal.nullable(),
  clock: z.string().nullable(),
  events: counts,
  comms: counts,
  cpus: counts,
  tables: counts,
});

export const Guest = z.object({
  id: count,
  name: z.string(),
  ram_bytes: count.nullable(),
  source: z.string(),
  pid: count.nullable(),
  mapped: z.enum(["auto", "file", "none"]),
  pinned: z.object({ reason: z.string() }).nullable(),
});

export const ImportReply = z.object({
  schema: z.literal("plimsoll.import/1"),
  project: z.string(),
  captures: z.array(Capture),
  guests: z.array(Guest),
  clocks: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      offset_ns: decimal,
      residual_ns: decimal.nullable(),
      method: z.string(),
    }),
  ),
  problems: z.array(Problem),
  run,
});

export const InfoReply = z.object({
  schema: z.literal("plimsoll.info/1"),
  project: z.string(),
  engine: z.string(),
  captures: z.array(Capture),
  guests: z.array(Guest),
  tables: counts,
  problems: z.array(Problem).optional(),
  digests: z.record(z.string(), hex64).optional(),
  run,
});

export const QueryReply = z.object({
  schema: z.literal("plimsoll.query/1"),
  columns: z.array(z.object({ name: z.string(), type: z.string(), unit: z.string().nullable() })),
  rows: z.array(z.array(z.unknown())),
  row_count: count,
  truncated: z.boolean(),
  run,
});

export const PyramidsReply = z.object({
  schema: z.literal("plimsoll.pyramids/1"),
  project: z.string(),
  lanes: z.array(
    z.object({ id: count, title: z.string(), unit: z.string(), kind: z.enum(["count", "gauge", "rate"]) }),
  ),
  run,
});

const band = z.object({ low: z.number(), best: z.number(), high: z.number() });

export const Coverage = z.object({
  grade: z.enum(["A", "B", "C", "D", "E"]),
  reasons: z.array(z.string()),
  raise_by: z.array(z.string()),
});

export const GuestProfile = z.object({
  guest: z.string(),
  ram_pages: count.nullable(),
  resident_pages: z.object({ first: count, min: count, median: count, max: count, last: count }).nullable(),
  footprint_pages: count.nullable(),
  content: z
    .object({
      pages: count,
      zero: count,
      distinct: count,
      extra_nonzero_copies: count,
      resident: count.nullable(),
      hash: z.string(),
    })
    .nullable(),
  working_set: z.array(z.object({ window_s: z.number(), pages: band })),
  miss_ratio: z.array(z.object({ pages: count, ratio: band })).nullable(),
  identified: z.array(z.object({ quantity: z.string(), state: z.string(), why: z.string() })),
  coverage: Coverage,
});

export const KsmCounters = z.object({
  pages_shared: count,
  pages_sharing: count,
  pages_unshared: count,
  pages_volatile: count,
  ksm_zero_pages: count,
});

export const ProfileReply = z.object({
  schema: z.literal("plimsoll.profile/1"),
  guests: z.array(GuestProfile),
  sharing: z
    .object({
      pages: count,
      zero: count,
      distinct: count,
      extra_nonzero_copies: count,
      common: z.array(z.object({ guests: z.array(z.string()), contents: count })),
    })
    .nullable(),
  ksm: z
    .object({
      observed: KsmCounters.nullable(),
      predicted: KsmCounters.nullable(),
      predicted_scanned: z.object({ p50: count, p90: count }).nullable(),
      scan_rate: z.number().nullable(),
      terms: z.array(z.object({ term: z.string(), pages: z.number(), note: z.string() })),
      settings: z.record(z.string(), z.union([z.string(), z.number()])),
    })
    .nullable(),
  run,
});

const Provenance = z.object({
  field: z.string(),
  sources: z.array(z.object({ what: z.string(), sha256: z.string().nullable(), note: z.string().nullable() })),
  sql: z.string().nullable(),
});

/** What the calls of functions come to. */
const FunctionsPart = z.object({
  /** Way in which instances get memory. */
  variant: z.string(),
  /** Functions, and virtual machines at the peak: one a function, or one an instance. */
  functions: count,
  machines: count,
  /** Most instances at once on the host. */
  instances: quantiles,
  invocations: count,
  cold_start_share: quantiles,
  /** From arrival to end; null where none ended. */
  latency_ms: z.object({ p50: z.number(), p95: z.number(), p99: quantiles }).nullable(),
  /** Arrivals that had to wait for memory, and those never served. */
  waited_for_memory: count,
  unserved: count,
  /** Memory leaving the machines: mean and its parts, of a reclaim. */
  reclaim_ms: z.object({
    count,
    mean: z.number(),
    max: z.number(),
    migrate: z.number(),
    zero: z.number(),
    rest: z.number(),
  }),
  plug_ms: z.object({ count, mean: z.number() }),
  /** Host memory of the machines over time, and what idle instances hold of it. */
  memory_gib_s: quantiles,
  idle_gib_s: quantiles,
  peak_bytes: z.number(),
});

export const DensityReply = z.object({
  schema: z.literal("plimsoll.density/1"),
  scenario: z.unknown(),
  engine: z.string(),
  seed: count,
  n: quantiles,
  /** How many fit before dedup has merged anything; null without dedup. */
  at_once: quantiles.nullable().optional(),
  confidence: z.number(),
  replications: z.object({ outer: count, inner: count }),
  binding: z.array(z.object({ resource: z.string(), share: z.number() })),
  coverage: Coverage,
  mechanisms: z.array(
    z.object({ id: z.string(), saved_bytes_per_guest: quantiles, cost: z.string(), note: z.string().nullable() }),
  ),
  /** Where the memory of N* guests goes, in order, in bytes: first owner wins. */
  waterfall: z.array(z.object({ id: z.string(), title: z.string(), bytes: z.number(), guests: count })),
  slowdown: z.object({ p50: z.number(), p99: z.number() }),
  /** Functions at n.p50, intervals over the outer replications; null or absent without functions. */
  functions: FunctionsPart.nullable().optional(),
  /** On a host of several NUMA nodes: where the guests of n.p50 stand, in the order in which they were placed. */
  numa: z
    .object({
      nodes: z.array(z.object({ bytes: z.number(), guests: count, most_bytes: z.number() })),
      /** Guests that stand on several nodes. */
      split: count,
      order: z.array(z.object({ guest: z.string(), numa: z.string(), count, bytes: z.number() })),
    })
    .optional(),
  /** What happens with one guest more than n.p50: share of runs that overrun, how deep and how long. */
  overrun: z.object({
    p: z.number(),
    depth_pages: z.object({ mean: z.number(), p95: z.number() }),
    seconds: z.object({ mean: z.number(), p95: z.number() }),
  }),
  curve: z.array(z.object({ n: count, p_fits: z.number(), p99_slowdown: z.number() })),
  marginal_bytes_per_guest: z.number(),
  /** The engine held against the recorded host at the end of the recording; the predictions do not look at what was observed. */
  checks: z.array(
    z.object({
      /** `resident.GUEST`, `frames_saved` or `memory`. */
      id: z.string(),
      title: z.string(),
      unit: z.literal("pages"),
      observed: z.number(),
      predicted: z.number(),
      observed_by: z.string(),
      predicted_by: z.string(),
    }),
  ),
  rules_of_thumb: z.array(z.object({ id: z.string(), title: z.string(), n: count })),
  assumptions: z.array(z.object({ id: z.string(), text: z.string(), value: z.string(), evidence: z.string() })),
  provenance: z.array(Provenance),
  /** Exact attribution to the mechanisms, where it was asked for; part of no digest but its own. */
  shapley: ShapleyReply.omit({ run: true }).optional(),
  digest: hex64,
  run,
});

export const SizeReply = z.object({
  schema: z.literal("plimsoll.size/1"),
  guests: count,
  memory_bytes: quantiles,
  hosts: count.nullable(),
  marginal_bytes_per_guest: z.number(),
  /** Where guests were played: which part of the host was looked for, and what stayed as the scenario says. */
  scales: z
    .object({
      part: z.enum(["memory", "fast tier"]),
      kept: z.array(z.object({ part: z.string(), bytes: z.number() })),
    })
    .optional(),
  /** Larger hosts met that fit fewer guests; 0 where more memory always helped. */
  non_monotone: count.optional(),
  run,
});

export const SimulateReply = z.object({
  schema: z.literal("plimsoll.simulate/1"),
  summary: z.record(z.string(), z.unknown()),
  invariants: counts,
  digest: hex64,
  rows: z.object({ columns: z.array(z.string()), data: z.array(z.array(z.number())) }).optional(),
  run,
});

export const ExplainReply = z.object({
  schema: z.literal("plimsoll.explain/1"),
  field: z.string(),
  value: z.unknown(),
  steps: z.array(
    z.object({
      what: z.string(),
      sql: z.string().optional(),
      sources: z.array(z.object({ what: z.string(), sha256: z.string().nullable(), note: z.string().nullable() })),
    }),
  ),
  run,
});

export const RecipeReply = z.object({ schema: z.literal("plimsoll.recipe/1"), script: z.string(), run });

/** What `serve` prints: the address holds a token that one window can use. */
export const ServeReply = z.object({
  schema: z.literal("plimsoll.serve/1"),
  url: z.string(),
  port: z.int(),
  pid: z.int(),
});

/** What `open` prints: which shell shows the window, and why not the other. */
export const OpenedReply = z.object({
  schema: z.literal("plimsoll.open/1"),
  shell: z.enum(["desktop", "loopback"]),
  why: z.string().nullable(),
  url: z.string().nullable(),
  port: z.int().nullable(),
  pid: z.int(),
});

export const ErrorReply = z.object({
  schema: z.literal("plimsoll.error/1"),
  code: z.string(),
  what: z.string(),
  where: z.object({ file: z.string().nullable(), offset: z.string().nullable(), line: z.number().nullable() }),
  expected: z.string().nullable(),
  next: z.string().nullable(),
});

/** Every reply by the name of its schema file. */
export const replies = {
  import: ImportReply,
  info: InfoReply,
  query: QueryReply,
  pyramids: PyramidsReply,
  profile: ProfileReply,
  density: DensityReply,
  size: SizeReply,
  compare: CompareReply,
  shapley: ShapleyReply,
  simulate: SimulateReply,
  explain: ExplainReply,
  policy: PolicyReply,
  validate: ValidateReply,
  bench: BenchReply,
  mrc: MrcReply,
  layout: LayoutReply,
  recipe: RecipeReply,
  serve: ServeReply,
  open: OpenedReply,
  error: ErrorReply,
} as const;

export type ImportReply = z.infer<typeof ImportReply>;
export type InfoReply = z.infer<typeof InfoReply>;
export type QueryReply = z.infer<typeof QueryReply>;
export type PyramidsReply = z.infer<typeof PyramidsReply>;
export type ProfileReply = z.infer<typeof ProfileReply>;
export type DensityReply = z.infer<typeof DensityReply>;
export type SizeReply = z.infer<typeof SizeReply>;
export type SimulateReply = z.infer<typeof SimulateReply>;
export type ExplainReply = z.infer<typeof ExplainReply>;
export type ServeReply = z.infer<typeof ServeReply>;
export type OpenedReply = z.infer<typeof OpenedReply>;
export type RecipeReply = z.infer<typeof RecipeReply>;
export type Capture = z.infer<typeof Capture>;
export type Guest = z.infer<typeof Guest>;
export type Problem = z.infer<typeof Problem>;
export type GuestProfile = z.infer<typeof GuestProfile>;
export type Coverage = z.infer<typeof Coverage>;
export type KsmCounters = z.infer<typeof KsmCounters>;
