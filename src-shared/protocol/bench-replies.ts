// The reply of `bench`: rates by CPU time beside a peer, and times that a person waits.
import "./zod-config.ts";
import { z } from "zod";

const count = z.int().nonnegative();
/** Paths, durations and anything else that may differ between equal runs. */
const run = z.record(z.string(), z.unknown()).optional();

export const BenchReply = z.object({
  schema: z.literal("plimsoll.bench/1"),
  machine: z.record(z.string(), z.unknown()),
  results: z.array(
    z.object({
      id: z.string(),
      what: z.string(),
      records: count,
      bytes: count,
      cpu_seconds: z.number(),
      wall_seconds: z.number(),
      rate_per_cpu_second: z.number(),
      peak_pss_bytes: count.nullable(),
      peer: z.object({ id: z.string(), rate_per_cpu_second: z.number(), ratio: z.number() }).nullable(),
      /** Of what a person waits for, all repeats in `unit`: which of the three is promised to be at most what. */
      promise: z
        .object({
          unit: z.string(),
          median: z.number(),
          p95: z.number(),
          worst: z.number(),
          of: z.enum(["median", "p95", "worst"]),
          at_most: z.number(),
          kept: z.boolean(),
        })
        .optional(),
    }),
  ),
  run,
});

export type BenchReply = z.infer<typeof BenchReply>;
