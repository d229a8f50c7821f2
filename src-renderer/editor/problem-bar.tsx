// Under the editor: what is wrong with the text, and what may have been meant.
import type { RefObject } from "react";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { lineOf } from "./problem.ts";
import type { SqlEditorHandle, SqlProblem } from "./sql-editor.tsx";

export function ProblemBar(props: {
  readonly problem: SqlProblem | null;
  readonly sql: string;
  readonly editor: RefObject<SqlEditorHandle | null>;
}) {
  const { problem, sql, editor } = props;
  if (!problem) return null;
  const line = problem.position === null ? null : lineOf(sql, problem.position);
  return (
    <div className="sqlproblem" role="status">
      <Icon name="error" size={13} />
      <span className="ell">{problem.message}</span>
      {line !== null && (
        <button type="button" className="numlink dim2 nw" onClick={() => editor.current?.show(problem)}>
          Line {line}
        </button>
      )}
      <span className="grow" />
      {problem.suggestion !== null && (
        <>
          <span className="dim2 nw">Did you mean</span>
          <Button onClick={() => editor.current?.fix(problem)}>
            <span className="mono">{problem.suggestion}</span>
          </Button>
        </>
      )}
    </div>
  );
}
