// The SQL editor: the editor with the language, the completion and the problem of a query.
import type { editor } from "monaco-editor/editor/editor.api";
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { CodeEditor, type CodeEditorProps, showPlace } from "./code-editor.tsx";
import type { SqlSources } from "./completion.ts";
import { rangeOf } from "./range.ts";
import { SQL, setFix, setSources } from "./sql-language.ts";

/** What is wrong in a text: `position` and `length` in characters. */
export interface SqlProblem {
  readonly message: string;
  readonly position: number | null;
  readonly length: number;
  readonly suggestion: string | null;
}

export interface SqlEditorHandle {
  /** Writes text at the cursor, in the place of what is selected. */
  insert(text: string): void;
  /** Writes the suggestion of the problem in its place. */
  fix(problem: SqlProblem): void;
  /** Puts the cursor at the problem. */
  show(problem: SqlProblem): void;
  focus(): void;
}

export interface SqlEditorProps
  extends Pick<CodeEditorProps, "id" | "value" | "label" | "onChange" | "onRun" | "onEscape"> {
  readonly problem: SqlProblem | null;
  readonly sources: SqlSources;
  readonly handle: RefObject<SqlEditorHandle | null>;
}

export function SqlEditor({ problem, sources, handle, ...props }: SqlEditorProps) {
  const shown = useRef<editor.IStandaloneCodeEditor | null>(null);
  const [model, setModel] = useState<editor.ITextModel | null>(null);
  const markers = useMemo(
    () =>
      !problem || problem.position === null
        ? []
        : [
            {
              from: problem.position,
              until: problem.position + problem.length,
              severity: "error" as const,
              message: problem.message,
            },
          ],
    [problem],
  );
  useEffect(() => {
    if (model) setSources(model, sources);
  }, [model, sources]);
  useEffect(() => {
    if (model) setFix(model, problem?.suggestion ? { marker: problem.message, insert: problem.suggestion } : null);
  }, [model, problem]);
  const onShown = useCallback(
    (next: editor.ITextModel | null): void => {
      setModel(next);
      handle.current = next && handleOf(shown);
    },
    [handle],
  );
  return (
    <CodeEditor {...props} language={SQL} placeholder="select …" markers={markers} shown={shown} onShown={onShown} />
  );
}

function handleOf(ref: RefObject<editor.IStandaloneCodeEditor | null>): SqlEditorHandle {
  const replace = (range: editor.ISingleEditOperation["range"], text: string): void => {
    const shown = ref.current;
    if (!shown) return;
    shown.pushUndoStop();
    shown.executeEdits("page", [{ range, text, forceMoveMarkers: true }]);
    shown.pushUndoStop();
    shown.focus();
  };
  const placeOf = (problem: SqlProblem) => {
    const model = ref.current?.getModel();
    return model && problem.position !== null
      ? rangeOf(model, problem.position, problem.position + problem.length)
      : null;
  };
  return {
    insert(text) {
      const at = ref.current?.getSelection();
      if (at) replace(at, text);
    },
    fix(problem) {
      const at = placeOf(problem);
      if (at && problem.suggestion !== null) replace(at, problem.suggestion);
    },
    show: (problem) => showPlace(ref.current, placeOf(problem)),
    focus: () => ref.current?.focus(),
  };
}
