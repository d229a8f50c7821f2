// The language of policy scripts: TypeScript's colours, with the API's words for completion and hover.
import type { languages } from "monaco-editor/editor/editor.api";
import { conf, language } from "monaco-editor/languages/definitions/typescript/typescript";
import api from "../../src-shared/policy/api.ts?raw";
import type { Monaco } from "./load.ts";
import { plainMarkdown, SCRIPT } from "./names.ts";
import { type PolicyWord, policyWords, policyWordsAt } from "./policy-words.ts";

const WORDS = policyWords(api);

export function registerScript(monaco: Monaco): void {
  monaco.languages.register({ id: SCRIPT });
  monaco.languages.setLanguageConfiguration(SCRIPT, conf);
  monaco.languages.setMonarchTokensProvider(SCRIPT, language);
  monaco.languages.registerCompletionItemProvider(SCRIPT, completion(monaco));
  monaco.languages.registerHoverProvider(SCRIPT, { provideHover: hover });
}

function completion(monaco: Monaco): languages.CompletionItemProvider {
  const { CompletionItemKind } = monaco.languages;
  const kinds: Readonly<Record<PolicyWord["kind"], languages.CompletionItemKind>> = {
    field: CompletionItemKind.Field,
    action: CompletionItemKind.Value,
    type: CompletionItemKind.Interface,
    function: CompletionItemKind.Function,
  };
  return {
    triggerCharacters: [".", '"'],
    provideCompletionItems(model, position) {
      const word = model.getWordUntilPosition(position);
      const before = model.getLineContent(position.lineNumber).slice(0, position.column - 1);
      const range = {
        startLineNumber: position.lineNumber,
        endLineNumber: position.lineNumber,
        startColumn: word.startColumn,
        endColumn: position.column,
      };
      return {
        suggestions: policyWordsAt(before, WORDS).map(({ kind, label, detail, doc }) => ({
          label: { label, description: detail },
          kind: kinds[kind],
          insertText: kind === "function" ? `${label}()` : label,
          ...(doc === null ? {} : { documentation: plainMarkdown(doc) }),
          range,
        })),
      };
    },
  };
}

const hover: languages.HoverProvider["provideHover"] = (model, position) => {
  const at = model.getWordAtPosition(position);
  if (!at) return null;
  const before = model.getLineContent(position.lineNumber).slice(0, at.endColumn - 1);
  const found = policyWordsAt(before, WORDS).find(({ label }) => label === at.word);
  if (!found) return null;
  const head = { value: `\`\`\`${SCRIPT}\n${found.label}: ${found.detail}\n\`\`\`` };
  return { contents: found.doc === null ? [head] : [head, { value: plainMarkdown(found.doc) }] };
};
