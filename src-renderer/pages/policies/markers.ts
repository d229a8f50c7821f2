// Places in a script by line and column, as the compiler names them, as places of its text.
import type { PolicyReply } from "../../../src-shared/protocol/policy-replies.ts";
import type { CodeMarker } from "../../editor/code-editor.tsx";

/** Marks the word that a diagnostic begins at; what is about the whole script marks its default export. */
export function markersOf(problems: Readonly<PolicyReply["diagnostics"]>, text: string): readonly CodeMarker[] {
  const starts = lineStarts(text);
  return problems.map(({ line, column, severity, message }) => {
    const from = line === null ? exportOf(text) : (starts[line - 1] ?? text.length) + (column ?? 1) - 1;
    const word = /^(?:[\p{L}\p{N}_$]+|"[^"\n]*"|\S)/u.exec(text.slice(from))?.[0] ?? "";
    return { from, until: from + Math.max(1, word.length), severity, message };
  });
}

const exportOf = (text: string): number => Math.max(0, text.search(/export default/));

/** Where each line begins; the compiler counts all ends of lines that the language knows. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) starts.push(index + end.length);
  return starts;
}
