// The rows of the files table: captures, and files that became none; what happened to each, in words.
import { sameAs } from "../../../src-shared/capture/reason-words.ts";
import type { OpenCapture, OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import type { DetectedFile } from "../../intake/import-runs.ts";
import { formatWords } from "./format-words.ts";
import type { ProblemRow } from "./problems.ts";

export interface FileRow {
  readonly id: string;
  readonly name: string;
  readonly capture: OpenCapture | null;
  /** Why it became no capture. */
  readonly leftOut: ProblemRow | null;
  readonly format: string | null;
  /** Why it was taken for this format; null: not known any more. */
  readonly why: string | null;
  readonly bytes: number | null;
  readonly accepted: number | null;
  readonly rejected: number | null;
  /** Null: the source cannot tell. */
  readonly lost: number | null;
  readonly state: FileState;
  /** Name of the capture that is the same recording. */
  readonly of: string | null;
}

type FileState =
  | "whole"
  | "rejects"
  | "truncated"
  | "partial"
  | "duplicate"
  | "excluded"
  | "unknown"
  | "refused"
  | "empty"
  | "leftOut";

export const STATE_WORDS: Readonly<Record<FileState, string>> = {
  whole: "Whole",
  rejects: "Whole, with rejects",
  truncated: "Truncated",
  partial: "Read in part",
  duplicate: "Duplicate",
  excluded: "Excluded",
  unknown: "Not recognised",
  refused: "Not read",
  empty: "Nothing in it",
  leftOut: "Left out",
};

/** Colour class and icon of a state; always beside its word. */
export const STATE_LOOK: Readonly<Record<FileState, "ok" | "warn" | "err" | "dim">> = {
  whole: "ok",
  rejects: "warn",
  truncated: "warn",
  partial: "warn",
  duplicate: "dim",
  excluded: "dim",
  unknown: "err",
  refused: "err",
  empty: "warn",
  leftOut: "dim",
};

/** Files that want a look stand first, those that carry most of the recording next, those that add nothing last. */
const RANK: Readonly<Record<FileState, number>> = {
  truncated: 0,
  partial: 0,
  rejects: 0,
  whole: 1,
  unknown: 2,
  refused: 2,
  empty: 2,
  leftOut: 2,
  excluded: 3,
  duplicate: 3,
};

/** `found`: what this window has detected itself, by name, for files that were left out. */
export function fileRows(
  project: Pick<OpenReply, "info" | "excluded" | "whys">,
  problems: readonly ProblemRow[],
  found: ReadonlyMap<string, DetectedFile>,
): readonly FileRow[] {
  const { captures } = project.info;
  const whys = new Map(project.whys.map(({ capture, why }) => [capture, why]));
  const byId = new Map(captures.map((capture) => [capture.id, capture]));
  const known = new Set(captures.map(({ name }) => name));
  const rows = captures.map((capture): FileRow => {
    const { id, name, format, bytes, records } = capture;
    const original = capture.duplicate_of === null ? null : byId.get(capture.duplicate_of);
    return {
      id: `c${id}`,
      name,
      capture,
      leftOut: null,
      format: formatWords(format),
      why: whys.get(id) ?? null,
      bytes,
      accepted: records.accepted,
      rejected: records.rejected,
      lost: records.lost,
      state: stateOf(capture, project.excluded),
      of: original?.name ?? null,
    };
  });
  return [...rows, ...leftOutRows(problems, known, found)].sort(
    (a, b) => RANK[a.state] - RANK[b.state] || (b.accepted ?? 0) - (a.accepted ?? 0),
  );
}

function stateOf({ id, duplicate_of, status, records }: OpenCapture, excluded: readonly number[]): FileState {
  if (duplicate_of !== null) return "duplicate";
  if (excluded.includes(id)) return "excluded";
  if (status !== "whole") return status;
  return records.rejected > 0 ? "rejects" : "whole";
}

function leftOutRows(
  problems: readonly ProblemRow[],
  known: ReadonlySet<string>,
  found: ReadonlyMap<string, DetectedFile>,
): readonly FileRow[] {
  return problems
    .filter(({ kind, file }) => kind === "leftOut" && file !== null)
    .filter(({ code, file }) => code !== "capture.duplicate" || !known.has(file ?? ""))
    .map((leftOut): FileRow => {
      const name = leftOut.file ?? "";
      const file = found.get(name);
      return {
        id: `l${leftOut.id}`,
        name,
        capture: null,
        leftOut,
        format: file?.format ? formatWords(file.format) : null,
        why: leftOut.reason,
        bytes: file?.bytes ?? null,
        accepted: null,
        rejected: null,
        lost: null,
        state: leftOutState(leftOut.code),
        of: sameAs(leftOut.problem),
      };
    });
}

function leftOutState(code: string): FileState {
  if (code === "format.unrecognised") return "unknown";
  if (code === "format.refused" || code.startsWith("wrapper.")) return "refused";
  if (code === "capture.empty" || code === "format.empty") return "empty";
  return code === "capture.duplicate" ? "duplicate" : "leftOut";
}

/** Bytes in hex, sixteen a line, with the text beside them. */
export function hexLines(
  hex: string,
): readonly { readonly offset: string; readonly hex: string; readonly text: string }[] {
  const bytes = hex.match(/[0-9a-f]{2}/gi) ?? [];
  const lines = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.slice(at, at + 16);
    const text = row.map((byte) => {
      const code = Number.parseInt(byte, 16);
      return code >= 32 && code < 127 ? String.fromCharCode(code) : ".";
    });
    lines.push({ offset: at.toString(16).padStart(4, "0"), hex: row.join(" "), text: text.join("") });
  }
  return lines;
}

/** The beginning that an import report keeps of a file that nobody recognised, as hex; empty without one. */
export function headOfReport(expected: string | null): string {
  const bytes = /begins with ((?:[0-9a-f]{2} ?)+)/.exec(expected ?? "")?.[1] ?? "";
  return bytes.replaceAll(" ", "");
}
