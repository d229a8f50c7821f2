// What was rejected, left out or remarked, as rows of a table, and as CSV.

import { kindOfCode, type ProblemKind, reasonWords } from "../../../src-shared/capture/reason-words.ts";
import type { Problem } from "../../../src-shared/protocol/replies.ts";
import type { OpenCapture, OpenReply } from "../../../src-shared/protocol/window-replies.ts";

export interface ProblemRow {
  readonly id: string;
  readonly kind: ProblemKind;
  readonly reason: string;
  readonly code: string;
  /** Name of the file. */
  readonly file: string | null;
  /** The capture, where the file became one. */
  readonly capture: OpenCapture | null;
  readonly count: number;
  readonly problem: Problem;
}

const RANK: Readonly<Record<ProblemKind, number>> = { rejected: 0, leftOut: 1, remark: 2 };

/** Rejected records first, most of them first; then files that were left out, then remarks. */
export function problemRows({ info }: Pick<OpenReply, "info">): readonly ProblemRow[] {
  const rows = (info.problems ?? []).map((problem): Omit<ProblemRow, "id"> => {
    // Several imports may each have brought a file of this name: the one with rejected records is meant.
    const named = info.captures.filter(({ name }) => name === problem.capture);
    const capture = named.find(({ records }) => records.rejected > 0) ?? named[0] ?? null;
    const kind = kindOfCode(problem.code, (capture?.records.rejected ?? 0) > 0);
    return {
      kind,
      reason: reasonWords(problem.code),
      code: problem.code,
      file: problem.capture,
      capture: kind === "leftOut" ? null : capture,
      count: problem.count,
      problem,
    };
  });
  return unlike(rows)
    .sort((a, b) => RANK[a.kind] - RANK[b.kind] || (a.kind === "rejected" ? b.count - a.count : 0))
    .map((row, at) => ({ ...row, id: `${at} ${row.code} ${row.file ?? ""}` }));
}

/** A file that was brought several times is left out several times for the same reason: told once. */
function unlike(rows: readonly Omit<ProblemRow, "id">[]): Omit<ProblemRow, "id">[] {
  const seen = new Set<string>();
  return rows.filter(({ kind, code, file }) => {
    const key = `${code} ${file}`;
    if (kind !== "leftOut") return true;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Several reasons of one code in different files are one reason. */
export const countReasons = (rows: readonly ProblemRow[]): number =>
  new Set(rows.filter(({ kind }) => kind === "rejected").map(({ code }) => code)).size;

const HEAD = ["kind", "reason", "code", "file", "records", "line", "byte", "excerpt", "expected", "next"] as const;

/** All problems as CSV (RFC 4180), numbers plain. */
export function problemsCsv(rows: readonly ProblemRow[]): string {
  const kinds: Readonly<Record<ProblemKind, string>> = { rejected: "rejected", leftOut: "left out", remark: "remark" };
  const lines = rows.map(({ kind, reason, code, file, count, problem: { where, excerpt, expected, next } }) =>
    [kinds[kind], reason, code, file, count, where.line, where.offset, excerpt, expected, next].map(csvField).join(","),
  );
  return `${[HEAD.join(","), ...lines].join("\r\n")}\r\n`;
}

function csvField(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
