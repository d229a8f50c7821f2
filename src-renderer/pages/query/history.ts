// What was run: the last hundred queries of a project, the newest first.

export interface PastRun {
  readonly sql: string;
  /** When it began, ms since 1970. */
  readonly atMs: number;
  readonly seconds: number;
  /** Null: it failed or was cancelled. */
  readonly rows: number | null;
  readonly outcome: "done" | "failed" | "cancelled";
}

export const MOST_RUNS = 100;
/** A longer text is run, but not remembered. */
const MOST_CHARACTERS = 20_000;

/** The same text run again stands once, at the top. */
export function addRun(history: readonly PastRun[], run: PastRun): readonly PastRun[] {
  if (run.sql.length > MOST_CHARACTERS) return history;
  return [run, ...history.filter(({ sql }) => sql !== run.sql)].slice(0, MOST_RUNS);
}

/** Runs of several windows in one list; of the same text the newest. */
export function mergeRuns(a: readonly PastRun[], b: readonly PastRun[]): readonly PastRun[] {
  const all = [...a, ...b].sort((one, other) => other.atMs - one.atMs);
  return all.filter(({ sql }, at) => all.findIndex((run) => run.sql === sql) === at).slice(0, MOST_RUNS);
}

/** A query in one line, without comments. */
export const oneLine = (sql: string): string =>
  sql
    .replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, " ")
    .replace(/\s+/g, " ")
    .trim();

/** What a query is called in a list: what its first comment says, else its beginning. */
export function headline(sql: string): string {
  const comment = /^\s*--\s*([^\n]*\S)/.exec(sql)?.[1];
  return comment ?? oneLine(sql);
}

export function parseHistory(value: unknown): readonly PastRun[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter(
      (one: unknown): one is PastRun =>
        typeof one === "object" &&
        one !== null &&
        typeof (one as PastRun).sql === "string" &&
        Number.isFinite((one as PastRun).atMs) &&
        Number.isFinite((one as PastRun).seconds) &&
        (Number.isFinite((one as PastRun).rows) || (one as PastRun).rows === null) &&
        ["done", "failed", "cancelled"].includes((one as PastRun).outcome),
    )
    .slice(0, MOST_RUNS);
}
