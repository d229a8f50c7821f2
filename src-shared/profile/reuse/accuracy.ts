// How a result was made, on how much, and how far it may err: the same words for every result of this folder.
import type { Band } from "../working-set.ts";

export interface Accuracy {
  /** What was done, in a few words. */
  readonly method: string;
  /** How much was looked at, and what that is. */
  readonly sample: number;
  readonly of: "references" | "pages" | "accesses" | "draws" | "contents";
  /** In the unit of the result; null where too little was looked at to tell. */
  readonly error: number | null;
  /** What `error` is. */
  readonly error_is: string;
}

/** Half the width of 90 % of the normal distribution, in standard errors. */
export const Z90 = 1.6449;

/** The same of Student's distribution with 7 degrees of freedom: eight groups. */
export const T90 = 1.8946;

/** Groups, by hash or by time, whose spread tells how far the whole may err. */
export const GROUPS = 8;

/** Standard error of the mean of `GROUPS` values, or of as many as there are; null below two. */
export function errorOfMean(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

/** A share with its 90 % band from a standard error; anything from 0 to 1 where that is not known. */
export function bandOf(best: number, error: number | null): Band {
  if (error === null) return { low: 0, best, high: 1 };
  return { low: Math.max(0, best - T90 * error), best, high: Math.min(1, best + T90 * error) };
}

/** Mean half width of bands: one number for a curve. */
export const meanHalfWidth = (bands: readonly Band[]): number | null =>
  bands.length === 0 ? null : bands.reduce((sum, { low, high }) => sum + (high - low) / 2, 0) / bands.length;
