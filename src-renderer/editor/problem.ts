// The error of a run as a place in its text.
import type { ErrorReport } from "../../src-shared/base/errors.ts";
import type { SqlProblem } from "./sql-editor.tsx";

/** Errors that say something about the text; others, such as too little memory, are about the run. */
const OF_TEXT: ReadonlySet<string> = new Set(["query.failed", "query.not_allowed"]);

export function problemOfError(error: ErrorReport, sql: string): SqlProblem | null {
  if (!OF_TEXT.has(error.code)) return null;
  const message = messageOf(error.what);
  const bytes = error.where.offset === null ? null : Number(error.where.offset);
  if (bytes === null || !Number.isSafeInteger(bytes)) return { message, position: null, length: 0, suggestion: null };
  const position = new TextDecoder().decode(new TextEncoder().encode(sql).subarray(0, bytes)).length;
  const word = /^(?:[\p{L}\p{N}_$]+|"[^"]*"|\S)/u.exec(sql.slice(position))?.[0] ?? "";
  return { message, position, length: word.length, suggestion: null };
}

/** The database's words without its class of error, and without its exclamation mark. */
export const messageOf = (what: string): string =>
  what.replace(/^[A-Z][A-Za-z ]* Error: /, "").replace(/!(?=\s|$)/g, "");

/** Line from 1 of a place in a text. */
export const lineOf = (sql: string, position: number): number => sql.slice(0, position).split("\n").length;
