// Values and verdicts of the validation table in words, the same in the terminal, the window and the docs.
import { formatPlain } from "../base/format.ts";
import type { ValidationRow } from "../protocol/validation-replies.ts";

type Shown = ValidationRow["ours"];

/** A value with lists in brackets inside lists; null is told as "none". */
export function valueText(value: Shown): string {
  if (value === null) return "none";
  if (typeof value === "number") return formatPlain(value);
  if (!Array.isArray(value)) return String(value);
  return value.map((one: Shown) => (Array.isArray(one) ? `[${valueText(one)}]` : valueText(one))).join(", ");
}

/** A deviation in percent with its sign; empty where there is none to tell. */
export function deviationText(deviation: number | null): string {
  if (deviation === null) return "";
  if (Math.abs(deviation) < 1e-6) return "0 %";
  return `${deviation > 0 ? "+" : ""}${formatPlain(deviation * 100)} %`;
}

/** What sort of row it is, in the table, the drawer and the docs. */
export const kindText = (row: { readonly kind: string; readonly measured_here: boolean }): string =>
  row.measured_here ? `${row.kind}, measured here` : row.kind;

export const verdictText = (verdict: ValidationRow["verdict"]): string => verdict.replace("_", " ");
