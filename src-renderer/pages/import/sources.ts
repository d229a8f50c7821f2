// Where the counts of the Import page come from: the query that gives each, and the captures that go in.
import type { OpenCapture, OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import type { Source } from "../../app/selection.ts";
import type { ProblemRow } from "./problems.ts";
import { shownCaptures } from "./totals.ts";

type CountColumn = "records" | "accepted" | "rejected" | "lost" | "skipped" | "bytes";

/** Most captures that are named one by one. */
const MOST_NAMED = 12;

const named = ({ name, sha256, format }: OpenCapture): Source["sources"][number] => ({
  what: name,
  sha256,
  note: `format ${format}`,
});

function namedAll(captures: readonly OpenCapture[]): Source["sources"] {
  const more = captures.length - MOST_NAMED;
  const first = captures.slice(0, MOST_NAMED).map(named);
  return more > 0 ? [...first, { what: `and ${more} more captures`, sha256: null, note: null }] : first;
}

/** A total over the captures that the views show. */
export function totalSource(
  project: Pick<OpenReply, "info" | "excluded">,
  title: string,
  shown: string,
  column: CountColumn,
): Source {
  const counted = shownCaptures(project).filter(({ records }) => column !== "lost" || records.lost !== null);
  return {
    title,
    shown,
    how:
      column === "lost"
        ? "The sum of what the sources themselves say was lost; most formats cannot tell."
        : "The sum over all captures that are neither duplicates nor excluded.",
    sql: `SELECT sum(${column}) AS ${column} FROM capture WHERE state = 'active'`,
    sources: namedAll(counted),
    field: null,
  };
}

/** A count of one capture, as its importer told it. */
export const captureSource = (capture: OpenCapture, title: string, shown: string, column: CountColumn): Source => ({
  title,
  shown,
  how: "Counted by the importer while it read the file.",
  sql: `SELECT name, ${column} FROM capture WHERE id = ${capture.id}`,
  sources: [named(capture)],
  field: column === "bytes" ? "captures[].bytes" : `captures[].records.${column === "records" ? "read" : column}`,
});

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** How often one event, thread or CPU was counted. */
export const countSource = (
  capture: OpenCapture,
  what: "event" | "comm" | "cpu" | "skipped" | "table",
  key: string,
  shown: string,
): Source => ({
  title: key,
  shown,
  how: "Counted by the importer while it read the file, by the names of the original tool.",
  sql: `SELECT key, n FROM capture_count WHERE capture = ${capture.id} AND what = ${quoted(what)} AND key = ${quoted(key)}`,
  sources: [named(capture)],
  field: null,
});

/** How many records were rejected for one reason. */
export const problemSource = ({ capture, reason, code, file }: ProblemRow, shown: string): Source => ({
  title: reason,
  shown,
  how: capture
    ? "Counted by the importer; the place is that of the first one."
    : "The file became no capture; the import's report is kept in the project.",
  sql: capture && `SELECT * FROM problem WHERE capture = ${capture.id} AND code = ${quoted(code)}`,
  sources: capture ? [named(capture)] : file === null ? [] : [{ what: file, sha256: null, note: code }],
  field: null,
});

/** Time from the first to the last record. */
export const lengthSource = (
  project: Pick<OpenReply, "info" | "excluded" | "start_wall_ms">,
  shown: string,
): Source => ({
  title: "Time covered",
  shown,
  how: "From the first to the last recorded time of all captures, after joining the clocks.",
  sql: `SELECT (max(last_t) - min(first_t)) / 1e9 AS seconds FROM capture WHERE state = 'active'${project.start_wall_ms === null ? "" : " AND t_wall"}`,
  sources: namedAll(shownCaptures(project).filter(({ first_ns }) => first_ns !== null)),
  field: null,
});

/** Rows of one table that came from a capture. */
export const rowsSql = ({ id }: OpenCapture, table: string): string =>
  `SELECT *\nFROM ${table}\nWHERE capture = ${id}\nLIMIT 1000`;

/** A capture with its counts. */
export const captureSql = ({ id }: OpenCapture): string =>
  `SELECT what, key, n\nFROM capture_count\nWHERE capture = ${id}\nORDER BY what, n DESC`;
