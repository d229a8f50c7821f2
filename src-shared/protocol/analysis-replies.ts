// Replies of the analyses of single files: a miss-ratio curve of a trace, layouts of images.
import "./zod-config.ts";
import { z } from "zod";

const count = z.int().nonnegative();
const band = z.object({ low: z.number(), best: z.number(), high: z.number() });
/** Paths, durations and anything else that may differ between equal runs. */
const run = z.record(z.string(), z.unknown()).optional();

export const MrcReply = z.object({
  schema: z.literal("plimsoll.mrc/1"),
  method: z.enum(["exact", "shards", "aet"]),
  references: count,
  /** Different pages; counted, or estimated to a thousandth when a sampled trace has more than 262 144. */
  distinct: count,
  distinct_exact: z.boolean(),
  /** Empty lines, remarks, and half a number at the end of a file that was cut. */
  skipped_lines: count,
  /** Truncated or partial: the wrapper of the file ended early or is damaged, and what could be read was used. */
  status: z.enum(["whole", "truncated", "partial"]),
  /** Null: every page was looked at. */
  sampling: z
    .object({
      rate: z.number(),
      pages: count,
      references: count,
      correction: z.enum(["pages", "adj", "none"]),
      halves_mae: z.number(),
      /** Fewer than 500 pages: a hint only. */
      indicative: z.boolean(),
    })
    .nullable(),
  /** Blocks of time that the bands were drawn from. */
  blocks: count,
  /** How the curve was made, on how much, and how far it may err. */
  accuracy: z.object({
    method: z.string(),
    sample: count,
    of: z.enum(["references", "pages", "accesses", "draws", "contents"]),
    error: z.number().nullable(),
    error_is: z.string(),
  }),
  points: z.array(z.object({ pages: count, miss_ratio: band })),
  /** References by stack distance, which counts the page itself; null: first uses. Only where all were looked at. */
  distances: z.array(z.tuple([count.nullable(), count])).optional(),
  run,
});

export const LayoutReply = z.object({
  schema: z.literal("plimsoll.layout/1"),
  /** `from`: how its libraries were found; `sizes`: a file of sizes. */
  images: z.array(
    z.object({
      name: z.string(),
      libraries: z.array(z.string()),
      instances: count,
      private_pages: count,
      from: z.enum(["sizes", "sections", "map", "whole"]),
    }),
  ),
  layouts: z.array(
    z.object({
      id: z.enum(["default", "dce", "aligned", "spacer", "aligned-aslr"]),
      pages: count,
      frames: count,
      ratio: z.number(),
      padding_bytes: z.number(),
      /** Where KSM ends over the read-only pages of all instances. */
      ksm: z.object({ pages_shared: count, pages_sharing: count, frames: count }),
      load_time_saved: count,
      /** Contents compared page by page, or equal by name, place and size of the library. */
      identity: z.enum(["contents", "libraries"]),
    }),
  ),
  /** Sections of every library, the largest of all images. */
  libraries: z.array(z.object({ name: z.string(), text: count, rodata: count, ind: count.nullable(), images: count })),
  run,
});

export type MrcReply = z.infer<typeof MrcReply>;
export type LayoutReply = z.infer<typeof LayoutReply>;
