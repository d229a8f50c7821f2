// Who answers for a text of a policy script: completion, hover and signatures ask the compiler of the back end. Light, so
// that pages need not load the editor for it.
import type { editor } from "monaco-editor/editor/editor.api";
import type { PolicyLanguageReply } from "../../src-shared/protocol/policy-replies.ts";
import type { RequestInput } from "../../src-shared/protocol/requests.ts";

export type Speaker = (question: RequestInput<"policyLanguage">, signal: AbortSignal) => Promise<PolicyLanguageReply>;

const speakers = new WeakMap<editor.ITextModel, Speaker>();

export const setSpeaker = (model: editor.ITextModel, speaker: Speaker): void => void speakers.set(model, speaker);

/** Asks about a place; null where nobody answers, and where the question is no longer wanted. */
export async function askSpeaker(
  model: editor.ITextModel,
  question: RequestInput<"policyLanguage">,
  signal: AbortSignal,
): Promise<PolicyLanguageReply | null> {
  const speaker = speakers.get(model);
  if (!speaker || signal.aborted) return null;
  try {
    return await speaker(question, signal);
  } catch {
    // Without an answer the editor is one without completion; what is wrong with a text is told by its check.
    return null;
  }
}
