// An editor: several texts, one of them shown; each keeps its own steps, cursor and place when another is shown.
import "./editor.css";
import type { editor, IRange } from "monaco-editor/editor/editor.api";
import { type RefObject, useEffect, useRef, useState } from "react";
import { loadMonaco, type Monaco } from "./load.ts";
import { rangeOf } from "./range.ts";

/** What is marked in a text. */
export interface CodeMarker {
  readonly from: number;
  readonly until: number;
  readonly severity: "error" | "warning";
  readonly message: string;
}

export interface CodeEditorProps {
  /** Which text is shown. */
  readonly id: string;
  readonly language: string;
  readonly value: string;
  /** Keep it with `useMemo`. */
  readonly markers: readonly CodeMarker[];
  readonly label: string;
  readonly placeholder: string;
  readonly onChange: (value: string) => void;
  readonly onRun: () => void;
  /** Esc, when no box of the editor is open. */
  readonly onEscape: () => void;
  /** The text that is shown now, and the editor; null while there is none. */
  readonly onShown?: (model: editor.ITextModel | null) => void;
  readonly shown: RefObject<editor.IStandaloneCodeEditor | null>;
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

export function CodeEditor(props: CodeEditorProps) {
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
        shown = monaco.editor.create(box.current, {
          ...OPTIONS,
          model: null,
          ariaLabel: latest.current.label,
          // An empty line says what to write, as every empty field does.
          placeholder: latest.current.placeholder,
        });
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

  const { id, value, markers, language, shown: shownRef } = props;
  useEffect(() => {
    if (!ready) return;
    const { monaco, shown } = ready;
    const text = latest.current.value;
    const own = kept.get(id) ?? { model: monaco.editor.createModel(text, language), view: null };
    kept.set(id, own);
    own.model.updateOptions({ bracketColorizationOptions: NO_COLOURS });
    if (own.model.getValue() !== text) own.model.setValue(text);
    shown.setModel(own.model);
    if (own.view) shown.restoreViewState(own.view);
    latest.current.onShown?.(own.model);
    const change = own.model.onDidChangeContent(() => latest.current.onChange(own.model.getValue()));
    return () => {
      change.dispose();
      own.view = shown.saveViewState();
      latest.current.onShown?.(null);
    };
  }, [ready, id, language]);
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
    if (ready && model) mark(ready.monaco, model, markers);
  }, [ready, id, markers]);
  useEffect(() => {
    shownRef.current = ready?.shown ?? null;
    return () => {
      shownRef.current = null;
    };
  }, [ready, shownRef]);

  return (
    <div className="codeeditor">
      <div ref={box} className="codebox" />
      {!ready && (
        <textarea
          className="code codeplain"
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
        <p className="codefailed dim2">
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

function bindKeys(monaco: Monaco, shown: editor.IStandaloneCodeEditor, latest: RefObject<CodeEditorProps>): void {
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

function mark(monaco: Monaco, model: editor.ITextModel, markers: readonly CodeMarker[]): void {
  // At the very end there is no character to mark, so the last one is.
  const end = model.getValueLength();
  const { MarkerSeverity } = monaco;
  monaco.editor.setModelMarkers(
    model,
    "page",
    markers.map(({ from, until, severity, message }) => {
      const start = Math.min(from, Math.max(0, end - 1));
      const range = rangeOf(model, start, Math.max(start + 1, Math.min(end, until)));
      return { ...range, severity: severity === "error" ? MarkerSeverity.Error : MarkerSeverity.Warning, message };
    }),
  );
}

/** Puts the cursor at a place of the text that is shown. */
export function showPlace(shown: editor.IStandaloneCodeEditor | null, place: IRange | null): void {
  if (!shown) return;
  if (place) {
    shown.setPosition({ lineNumber: place.startLineNumber, column: place.startColumn });
    shown.revealRangeInCenterIfOutsideViewport(place);
  }
  shown.focus();
}
