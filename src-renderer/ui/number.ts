// Numbers as people type them in fields.
import { formatPlain } from "../../src-shared/base/format.ts";

/**
 * The number of a typed text; null when it is none. Groups and both minus signs are taken, and a comma as decimal point,
 * unless it could as well part thousands ("1,024").
 */
export function parseNumber(text: string): number | null {
  const plain = text.replaceAll(/[\s\u2009\u202f]/g, "").replace("−", "-");
  const point = /^-?\d{1,3}(,\d{3}){2,}(\.\d+)?$/.test(plain)
    ? plain.replaceAll(",", "")
    : /^-?[1-9]\d{0,2},\d{3}$/.test(plain)
      ? "ambiguous"
      : plain.replace(",", ".");
  if (!/^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(point)) return null;
  const value = Number(point);
  return Number.isFinite(value) ? value : null;
}

/** A number as it stands in a field: at most so many decimals, no groups, so that it can be edited. */
export const fieldText = (value: number, decimals: number): string => String(Number(value.toFixed(decimals)));

/** The next value when an arrow is pressed; on the grid of steps, inside of the range. */
export function stepped(
  value: number,
  steps: number,
  step: number,
  min: number,
  max: number,
  decimals: number,
): number {
  const next = Number((value + steps * step).toFixed(decimals));
  return Math.min(max, Math.max(min, next));
}

/** The allowed range in words, with the unit. */
export function rangeWords(min: number, max: number, unit = ""): string {
  const words = unit ? ` ${unit}` : "";
  if (max === Number.POSITIVE_INFINITY) return `at least ${formatPlain(min)}${words}`;
  if (min === Number.NEGATIVE_INFINITY) return `at most ${formatPlain(max)}${words}`;
  return `${formatPlain(min)} to ${formatPlain(max)}${words}`;
}

/** What is wrong with a typed text; null when it can be taken. */
export function numberProblem(
  text: string,
  range: { readonly min: number; readonly max: number; readonly unit?: string | undefined },
  optional: boolean,
): string | null {
  if (text.trim() === "") return optional ? null : "a number is needed";
  const value = parseNumber(text);
  if (value === null) return /^\s*-?\d{1,3},\d{3}\s*$/.test(text) ? "write 1024 or 1.024" : "not a number";
  return value < range.min || value > range.max ? rangeWords(range.min, range.max, range.unit) : null;
}
