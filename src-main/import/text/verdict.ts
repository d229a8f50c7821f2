// What a text importer makes of one line: taken, left out on purpose, or not understood.
import type { ImportContext } from "../importer.ts";

export type Verdict =
  | { readonly as: "accepted" }
  | { readonly as: "skipped"; readonly kind: string }
  | { readonly as: "rejected"; readonly code: string; readonly expected: string }
  /** Part of a record that is not complete yet: counted with its last line. */
  | { readonly as: "pending" };

export const accepted: Verdict = { as: "accepted" };
export const skipped = (kind: string): Verdict => ({ as: "skipped", kind });
export const rejected = (code: string, expected: string): Verdict => ({ as: "rejected", code, expected });

export const pending: Verdict = { as: "pending" };
export const blank = skipped("blank line");
export const comment = skipped("comment");

/** Longest excerpt of a line in a report. */
const EXCERPT = 120;

/** Counts one record by its verdict; `line` is from 1, `offset` in bytes. */
export function count(context: ImportContext, verdict: Verdict, text: string, line: number, offset: number): void {
  if (verdict.as === "accepted") context.accept(1);
  else if (verdict.as === "skipped") context.skip(verdict.kind);
  else if (verdict.as === "rejected") {
    const { code, expected } = verdict;
    context.reject({ code, offset, line, excerpt: text.slice(0, EXCERPT), expected });
  }
}
