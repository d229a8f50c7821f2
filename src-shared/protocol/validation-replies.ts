// The reply of a validation: rows with what was expected, computed and judged.
import "./zod-config.ts";
import { z } from "zod";

type Cell = number | string | boolean | null | readonly Cell[];
const value: z.ZodType<Cell> = z.lazy(() =>
  z.union([z.number(), z.string(), z.boolean(), z.null(), z.array(value).readonly()]),
);

/** Inputs by name with their units. */
const inputs = z.record(z.string(), z.object({ value, unit: z.string() }));

/** exact: to the last digit printed. inversion: the figure gave an input, so a match shows consistency alone. external: needs data that are not here. */
export const ValidationKind = z.enum(["exact", "numeric", "range", "direction", "inversion", "external"]);
export type ValidationKind = z.infer<typeof ValidationKind>;

export const ValidationVerdict = z.enum(["pass", "fail", "consistent", "inconsistent", "not_run"]);
export type ValidationVerdict = z.infer<typeof ValidationVerdict>;

export const ValidationRow = z.object({
  id: z.string(),
  system: z.string(),
  kind: ValidationKind,
  /** Held against a recording of our own, not against a published figure. */
  measured_here: z.boolean(),
  claim: z.string(),
  inputs,
  expected: value,
  ours: value,
  /** The largest difference as a share of the expected value, with its sign. */
  deviation: z.number().nullable(),
  tolerance: z.string(),
  /** The largest deviation that passes; null where it is not a share of the expected value. */
  allowed: z.number().nullable(),
  evidence: z.enum(["published", "measured", "derived", "assumed"]),
  source: z.string(),
  verdict: ValidationVerdict,
  /** What `ours` holds, with units. */
  result: z.string(),
  /** The formula in words. */
  formula: z.string(),
  note: z.string().nullable(),
  /** Inputs that nobody published and we chose; null where there are none. */
  own_inputs: z.string().nullable(),
  /** Why the row was not run. */
  why_not: z.string().nullable(),
});
export type ValidationRow = z.infer<typeof ValidationRow>;

/** A row computed with other inputs: no verdict. */
export const ComputedRow = z.object({
  id: z.string(),
  inputs,
  ours: value,
  result: z.string(),
  why_not: z.string().nullable(),
});

export type ComputedRow = z.infer<typeof ComputedRow>;

export const ValidateReply = z.object({
  schema: z.literal("plimsoll.validate/1"),
  rows: z.array(z.union([ValidationRow, ComputedRow])),
  /** Rows by kind and verdict; absent for a row with other inputs. */
  counts: z.record(z.string(), z.record(z.string(), z.int().nonnegative())).optional(),
  run: z.record(z.string(), z.unknown()).optional(),
});
export type ValidateReply = z.infer<typeof ValidateReply>;
