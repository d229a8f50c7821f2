// Reply of a comparison: baselines, published systems and own lists of mechanisms, each with its N* and its paired differences.
import "./zod-config.ts";
import { z } from "zod";

const count = z.int().nonnegative();
const quantiles = z.object({ p5: z.number(), p50: z.number(), p95: z.number() });

/** Of value − baseline, replication by replication on the same draws; nearest rank. */
export const PairedDifference = z.object({
  pairs: count,
  mean: z.number(),
  p50: z.number(),
  p5: z.number(),
  p95: z.number(),
  p2_5: z.number(),
  p97_5: z.number(),
  /** By the 90 % interval. */
  verdict: z.enum(["more", "fewer", "same", "not told apart"]),
});

const Against = z.object({ id: z.string(), title: z.string() });

export const CompareRow = z.object({
  id: z.string(),
  title: z.string(),
  kind: z.enum(["baseline", "system", "own"]),
  evidence: z.string(),
  source: z.string(),
  against: z.array(Against),
  /** As computed: systems written out, with the scenario's own settings. */
  mechanisms: z.array(z.unknown()),
  /** Null: `why` says why there is no number. */
  n: quantiles.nullable(),
  differences: z.array(Against.extend({ n: PairedDifference })),
  slowdown_p99: quantiles.nullable(),
  /** Frames and overhead over guests, at N*. */
  bytes_per_guest: quantiles.nullable(),
  binds: z.string().nullable(),
  grade: z.enum(["A", "B", "C", "D", "E"]).nullable(),
  /** The engine's runs of the guests as the scenario lists them, under the row and what it is held against. */
  timings: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      unit: z.string(),
      runs: count,
      value: quantiles,
      differences: z.array(Against.extend({ value: PairedDifference })),
    }),
  ),
  costs: z.array(z.string()),
  notes: z.array(z.string()),
  why: z.string().nullable(),
  /** What is not told, and which capture would tell it. */
  needs: z.array(z.object({ mechanism: z.string(), what: z.string(), capture: z.string() })),
  captures: z.array(z.string()),
});

export const CompareReply = z.object({
  schema: z.literal("plimsoll.compare/1"),
  scenario: z.unknown(),
  engine: z.string(),
  seed: count,
  confidence: z.number(),
  replications: z.object({ outer: count, inner: count }),
  rows: z.array(CompareRow),
  digest: z.string().regex(/^[0-9a-f]{16}$/),
  run: z.record(z.string(), z.unknown()).optional(),
});

export type PairedDifference = z.infer<typeof PairedDifference>;
export type CompareRow = z.infer<typeof CompareRow>;
export type CompareReply = z.infer<typeof CompareReply>;
