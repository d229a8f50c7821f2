// Column maps: what the columns of a table are that no importer knows, as the user says it in a file.
import { z } from "zod";

/** Tables that delimited text can fill. */
export const MAPPED_TABLES = ["fault", "counter", "event", "guest_event"] as const;
export type MappedTable = (typeof MAPPED_TABLES)[number];

/** What a column may be. Addresses are in bytes, `gfn` is a page number; in `counter` every other column is a statistic. */
export const MAPPED_FIELDS = [
  "t",
  "guest",
  "pid",
  "tid",
  "comm",
  "vcpu",
  "cpu",
  "gpa",
  "gfn",
  "gva",
  "hva",
  "ip",
  "code",
  "access",
  "mmio",
  "first_touch",
  "walk",
  "stall",
  "kind",
  "event",
  "name",
  "value",
  "unit",
  "device",
  "bytes",
  "wanted_bytes",
  "took",
  "detail",
  "series",
  "field",
] as const;
export type MappedField = (typeof MAPPED_FIELDS)[number];

/** Units of columns: of times, of sizes, and how an address is written. `iso`: 2026-11-21T10:15:35.5Z. */
export const MAPPED_UNITS = [
  "ns",
  "us",
  "ms",
  "s",
  "iso",
  "B",
  "KiB",
  "MiB",
  "GiB",
  "KB",
  "MB",
  "GB",
  "pages",
  "percent",
  "count",
  "hex",
  "dec",
] as const;
export type MappedUnit = (typeof MAPPED_UNITS)[number];

export const ColumnMap = z.strictObject({
  /** The columns of the header that it is for, in their order; of a table without a header, names for its columns. */
  header: z.array(z.string().min(1)).min(2).max(1000),
  /** The first line is a row already. */
  headless: z.boolean().optional(),
  table: z.enum(MAPPED_TABLES),
  delimiter: z.enum([",", ";", "\t", "|", " "]).optional(),
  /** By the header's names; columns that are left out are not kept. */
  columns: z.record(z.string(), z.strictObject({ is: z.enum(MAPPED_FIELDS), unit: z.enum(MAPPED_UNITS).optional() })),
  /** What holds for every row. */
  constant: z
    .strictObject({
      guest: z.string().min(1).optional(),
      pid: z.int().nonnegative().optional(),
      kind: z.enum(["host", "ept", "npt", "stage2", "shadow", "xen_npf", "xen_pv"]).optional(),
      event: z.string().min(1).optional(),
      clock: z.enum(["wall", "mono", "boot", "perf", "tsc", "other"]).optional(),
    })
    .optional(),
});
export type ColumnMap = z.infer<typeof ColumnMap>;

/** A file of column maps: `--columns FILE`. */
export const ColumnMaps = z.array(ColumnMap).max(1000);
