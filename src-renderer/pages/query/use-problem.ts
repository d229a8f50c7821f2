// What is wrong with a text: asked of the database while it is written, or told by the run that failed.
import { useEffect, useState } from "react";
import type { ErrorReport } from "../../../src-shared/base/errors.ts";
import { useApp } from "../../app/app.tsx";
import type { SqlProblem } from "../../editor/sql-editor.tsx";
import { messageOf, problemOfError } from "./problem.ts";
import type { Run } from "./runs.ts";

/** How long nothing is written before the text is looked at. */
const AFTER_MS = 350;

interface Checked {
  readonly sql: string;
  readonly problem: SqlProblem | null;
}

/** Null: nothing is known to be wrong with `sql` as it stands. */
export function useProblem(project: string, revision: string, sql: string, run: Run | undefined): SqlProblem | null {
  const { client } = useApp();
  const [checked, setChecked] = useState<Checked | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a changed project makes another answer
  useEffect(() => {
    if (sql.trim() === "") return setChecked(null);
    const abort = new AbortController();
    const timer = setTimeout(() => {
      client.request("checkSql", { project, sql }, { signal: abort.signal }).then(
        ({ error }) =>
          !abort.signal.aborted &&
          setChecked({ sql, problem: error && { ...error, message: messageOf(error.message) } }),
        // What cannot be checked is found out by running it.
        () => {},
      );
    }, AFTER_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [client, project, revision, sql]);
  if (checked?.sql === sql && checked.problem) return checked.problem;
  return run?.phase === "failed" && run.sql === sql && run.error ? problemOfError(run.error as ErrorReport, sql) : null;
}
