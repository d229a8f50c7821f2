// Places in a text as the editor counts them.
import type { editor, IRange } from "monaco-editor/editor/editor.api";

/** A part of the text from one place to before another. */
export function rangeOf(model: editor.ITextModel, from: number, until: number): IRange {
  const [start, end] = [model.getPositionAt(from), model.getPositionAt(until)];
  return {
    startLineNumber: start.lineNumber,
    startColumn: start.column,
    endLineNumber: end.lineNumber,
    endColumn: end.column,
  };
}
