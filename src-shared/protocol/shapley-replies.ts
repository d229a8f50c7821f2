// Reply of an attribution: what each mechanism of an answer deserves of N* and of the memory saved.
import "./zod-config.ts";
import { z } from "zod";

const count = z.int().nonnegative();
const quantiles = z.object({ p5: z.number(), p50: z.number(), p95: z.number() });

/** `numerator` over the reply's `denominator` is the mean over the replications; numerators of all players add up to the total's. */
const Share = quantiles.extend({
  numerator: z.number(),
  mean: z.number(),
  /** What the player adds in the fixed order of the waterfall, mean over the replications. */
  in_order: z.number(),
});

export const ShapleyReply = z.object({
  schema: z.literal("plimsoll.shapley/1"),
  scenario: z.unknown(),
  engine: z.string(),
  seed: count,
  replications: count,
  /** With how many guests the pages are counted: as many as fit under all mechanisms. */
  guests: count,
  /** Why nothing is attributed; null where it is. */
  why: z.string().nullable(),
  denominator: count,
  players: z.array(z.object({ id: z.string(), n: Share, pages: Share })),
  /** All mechanisms against none; `pages` saved of all guests together. */
  total: z.object({ n: Share, pages: Share, n_without: quantiles, n_with: quantiles }).nullable(),
  digest: z.string().regex(/^[0-9a-f]{16}$/),
  run: z.record(z.string(), z.unknown()).optional(),
});

export type ShapleyReply = z.infer<typeof ShapleyReply>;
