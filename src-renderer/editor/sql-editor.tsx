// The SQL editor: several texts, one of them shown; each keeps its own steps, cursor and place when another is shown.
import "./editor.css";
import type { editor } from "monaco-editor/editor/editor.api";
import { type RefObject, useEffect, useRef, useState } from "react";
import type { SqlSources } from "./completion.ts";
import { loadMonaco, type Monaco } from "./load.ts";
import { rangeOf, SQL, setFix, setSources } from "./sql-language.ts";

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

export interface SqlEditorProps {
  /** Which text is shown. */
  readonly id: string;
  readonly value: string;
  readonly problem: SqlProblem | null;
  readonly sources: SqlSources;
  readonly label: string;
  readonly onChange: (value: string) => void;
  readonly onRun: () => void;
  /** Esc, when no box of the editor is open. */
  readonly onEscape: () => void;
  readonly handle: RefObject<SqlEditorHandle | null>;
}

interface Kept {
  readonly model: editor.ITextModel;
  view: editor.ICodeEditorViewState | null;
}

/** The texts of this window, so that going to another page and back loses no step. */
const kept = new Map<string, Kept>();

/** Forgets a text that was closed. */
export function forgetText(id: string): void {
  kept.get(id)?.model.dispose();
  kept.delete(id);
}

const OPTIONS: editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  fontFamily: '"JetBrains Mono Variable", ui-monospace, Consolas, "DejaVu Sans Mono", monospace',
  fontSize: 12,
  lineHeight: 20,
  fontLigatures: false,
  minimap: { enabled: false },
  folding: false,
  glyphMargin: false,
  lineNumbersMinChars: 4,
  lineDecorationsWidth: 12,
  padding: { top: 10, bottom: 10 },
  renderLineHighlight: "none",
  guides: { indentation: false, bracketPairs: false },
  bracketPairColorization: { enabled: false },
  overviewRulerLanes: 0,
  overviewRulerBorder: false,
  hideCursorInOverviewRuler: true,
  scrollBeyondLastLine: false,
  fixedOverflowWidgets: true,
  wordBasedSuggestions: "off",
  suggest: { showStatusBar: false, preview: false, snippetsPreventQuickSuggestions: false },
  quickSuggestions: { other: true, comments: false, strings: false },
  // An empty line says what to write, as every empty field does.
  placeholder: "select …",
  scrollbar: {
    verticalScrollbarSize: 10,
    horizontalScrollbarSize: 10,
    useShadows: false,
    alwaysConsumeMouseWheel: false,
  },
  accessibilitySupport: "auto",
  unicodeHighlight: { ambiguousCharacters: false },
  links: false,
  tabSize: 2,
};

export function SqlEditor(props: SqlEditorProps) {
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const [ready, setReady] = useState<{ readonly monaco: Monaco; readonly shown: editor.IStandaloneCodeEditor } | null>(
    null,
  );
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    let gone = false;
    let shown: editor.IStandaloneCodeEditor | null = null;
    loadMonaco().then(
      (monaco) => {
        if (gone || !box.current) return;
        const typing = box.current.parentElement?.contains(document.activeElement) ?? false;
        shown = monaco.editor.create(box.current, { ...OPTIONS, model: null, ariaLabel: latest.current.label });
        bindKeys(monaco, shown, latest);
        setReady({ monaco, shown });
        if (typing) shown.focus();
      },
      () => !gone && setFailed(true),
    );
    return () => {
      gone = true;
      const model = shown?.getModel();
      const own = [...kept.values()].find((one) => one.model === model);
      if (own && shown) own.view = shown.saveViewState();
      shown?.dispose();
    };
  }, []);

  const { id, value, problem, sources, handle } = props;
  useEffect(() => {
    if (!ready) return;
    const { monaco, shown } = ready;
    const text = latest.current.value;
    const own = kept.get(id) ?? { model: monaco.editor.createModel(text, SQL), view: null };
    kept.set(id, own);
    own.model.updateOptions({ bracketColorizationOptions: NO_COLOURS });
    if (own.model.getValue() !== text) own.model.setValue(text);
    shown.setModel(own.model);
    if (own.view) shown.restoreViewState(own.view);
    const change = own.model.onDidChangeContent(() => latest.current.onChange(own.model.getValue()));
    return () => {
      change.dispose();
      own.view = shown.saveViewState();
    };
  }, [ready, id]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is another one when its id is
  useEffect(() => {
    const model = ready?.shown.getModel();
    // Only what came from elsewhere, such as an undo of the page: what was typed is there already.
    if (model && model.getValue() !== value)
      model.pushEditOperations([], [{ range: model.getFullModelRange(), text: value }], () => null);
  }, [ready, id, value]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is another one when its id is
  useEffect(() => {
    const model = ready?.shown.getModel();
    if (model) setSources(model, sources);
  }, [ready, id, sources]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is another one when its id is
  useEffect(() => {
    const model = ready?.shown.getModel();
    if (!ready || !model) return;
    mark(ready.monaco, model, problem);
  }, [ready, id, problem]);
  useEffect(() => {
    handle.current = ready ? handleOf(ready.shown) : null;
    return () => {
      handle.current = null;
    };
  }, [ready, handle]);

  return (
    <div className="sqleditor">
      <div ref={box} className="sqlbox" />
      {!ready && (
        <textarea
          className="code sqlplain"
          aria-label={props.label}
          spellCheck={false}
          value={value}
          onChange={(event) => props.onChange(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            event.stopPropagation();
            props.onRun();
          }}
        />
      )}
      {failed && (
        <p className="sqlfailed dim2">
          The editor could not be loaded; this is a plain field. Reload the window to try again.
        </p>
      )}
    </div>
  );
}

const NO_COLOURS = { enabled: false, independentColorPoolPerBracketType: false };

/** Boxes of the editor that Esc closes first. */
const NO_BOX_OPEN =
  "!suggestWidgetVisible && !findWidgetVisible && !renameInputVisible && !inSnippetMode && !hasMultipleSelections";

function bindKeys(monaco: Monaco, shown: editor.IStandaloneCodeEditor, latest: RefObject<SqlEditorProps>): void {
  const { KeyCode, KeyMod } = monaco;
  shown.addCommand(KeyMod.CtrlCmd | KeyCode.Enter, () => {
    // An open list would take the Esc that is meant to cancel.
    shown.trigger("run", "hideSuggestWidget", null);
    latest.current.onRun();
  });
  shown.addCommand(KeyCode.Escape, () => latest.current.onEscape(), NO_BOX_OPEN);
  // Left to the window: the palette, the job centre, save.
  for (const keys of [KeyMod.CtrlCmd | KeyCode.KeyK, KeyMod.CtrlCmd | KeyCode.KeyJ, KeyCode.F1])
    monaco.editor.addKeybindingRule({ keybinding: keys, command: null });
}

function mark(monaco: Monaco, model: editor.ITextModel, problem: SqlProblem | null): void {
  const at = problem?.position;
  setFix(model, problem?.suggestion ? { marker: problem.message, insert: problem.suggestion } : null);
  if (!problem || at === null || at === undefined) {
    monaco.editor.setModelMarkers(model, SQL, []);
    return;
  }
  // At the very end there is no character to mark, so the last one is.
  const end = model.getValueLength();
  const from = Math.min(at, Math.max(0, end - 1));
  const range = rangeOf(model, from, Math.max(from + 1, Math.min(end, at + problem.length)));
  const severity = monaco.MarkerSeverity.Error;
  monaco.editor.setModelMarkers(model, SQL, [{ ...range, severity, message: problem.message }]);
}

function handleOf(shown: editor.IStandaloneCodeEditor): SqlEditorHandle {
  const replace = (range: editor.ISingleEditOperation["range"], text: string): void => {
    shown.pushUndoStop();
    shown.executeEdits("page", [{ range, text, forceMoveMarkers: true }]);
    shown.pushUndoStop();
    shown.focus();
  };
  const placeOf = (problem: SqlProblem) => {
    const model = shown.getModel();
    return model && problem.position !== null
      ? rangeOf(model, problem.position, problem.position + problem.length)
      : null;
  };
  return {
    insert(text) {
      const at = shown.getSelection();
      if (at) replace(at, text);
    },
    fix(problem) {
      const at = placeOf(problem);
      if (at && problem.suggestion !== null) replace(at, problem.suggestion);
    },
    show(problem) {
      const at = placeOf(problem);
      if (at) {
        shown.setPosition({ lineNumber: at.startLineNumber, column: at.startColumn });
        shown.revealRangeInCenterIfOutsideViewport(at);
      }
      shown.focus();
    },
    focus: () => shown.focus(),
  };
}
