// What is wrong with a text: asked of the database while it is written, or told by the run that failed.
import { useEffect, useState } from "react";
import type { ErrorReport } from "../../src-shared/base/errors.ts";
import { useApp } from "../app/app.tsx";
import { messageOf, problemOfError } from "./problem.ts";
import type { SqlProblem } from "./sql-editor.tsx";

/** How long nothing is written before the text is looked at. */
const AFTER_MS = 350;

interface Checked {
  readonly sql: string;
  readonly problem: SqlProblem | null;
}

interface Looked {
  readonly project: string;
  readonly revision: string;
  readonly sql: string;
  /** Values of parameters besides those of the selection. */
  readonly parameters?: Readonly<Record<string, string | number>> | undefined;
  /** The run that failed last, whatever its text was. */
  readonly failed: { readonly sql: string; readonly error: ErrorReport } | null;
}

/** Null: nothing is known to be wrong with `sql` as it stands. */
export function useProblem({ project, revision, sql, parameters, failed }: Looked): SqlProblem | null {
  const { client } = useApp();
  const [checked, setChecked] = useState<Checked | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a changed project makes another answer
  useEffect(() => {
    if (sql.trim() === "") return setChecked(null);
    const abort = new AbortController();
    const timer = setTimeout(() => {
      client.request("checkSql", { project, sql, parameters: { ...parameters } }, { signal: abort.signal }).then(
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
  return failed?.sql === sql ? problemOfError(failed.error, sql) : null;
}
