// The selection in words, as chips and the status bar say it.
import { formatSeconds } from "../../src-shared/base/format.ts";
import type { Span } from "./selection.ts";

/** Length of a span: "4 min 30 s". */
export const durationWords = ({ fromMs, toMs }: Span): string =>
  formatSeconds(Number(((toMs - fromMs) / 1000).toPrecision(6)));

/** "alpha", "alpha and beta", "alpha and 2 more". */
export function listWords(names: readonly string[]): string {
  const [first, second] = names;
  if (first === undefined) return "";
  if (second === undefined) return first;
  return names.length === 2 ? `${first} and ${second}` : `${first} and ${names.length - 1} more`;
}
