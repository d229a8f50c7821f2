// The language of policy scripts: TypeScript's colours, with completion, hover and signatures from its compiler.
import type { CancellationToken, IMarkdownString, IRange, languages } from "monaco-editor/editor/editor.api";
import { conf, language } from "monaco-editor/languages/definitions/typescript/typescript";
import type { PolicyLanguageReply } from "../../src-shared/protocol/policy-replies.ts";
import type { Monaco } from "./load.ts";
import { plainMarkdown, SCRIPT } from "./names.ts";
import { rangeOf } from "./range.ts";
import { askSpeaker } from "./speakers.ts";

export function registerScript(monaco: Monaco): void {
  monaco.languages.register({ id: SCRIPT });
  monaco.languages.setLanguageConfiguration(SCRIPT, conf);
  monaco.languages.setMonarchTokensProvider(SCRIPT, language);
  monaco.languages.registerCompletionItemProvider(SCRIPT, completion(monaco));
  monaco.languages.registerHoverProvider(SCRIPT, { provideHover: hover });
  monaco.languages.registerSignatureHelpProvider(SCRIPT, {
    signatureHelpTriggerCharacters: ["(", ","],
    signatureHelpRetriggerCharacters: [")"],
    provideSignatureHelp: signatures,
  });
}

/** A question is taken back when the editor no longer waits for it. */
function signalOf(token: CancellationToken): AbortSignal {
  const abort = new AbortController();
  if (token.isCancellationRequested) abort.abort();
  token.onCancellationRequested(() => abort.abort());
  return abort.signal;
}

type Word = NonNullable<PolicyLanguageReply["completions"]>[number];

/** A completion with what is needed to ask for its details. */
interface Item extends languages.CompletionItem {
  readonly ask: () => Promise<PolicyLanguageReply | null>;
  readonly place: (from: number, until: number) => IRange;
}

function completion(monaco: Monaco): languages.CompletionItemProvider {
  const { CompletionItemKind } = monaco.languages;
  const kinds: Readonly<Record<Word["kind"], languages.CompletionItemKind>> = {
    field: CompletionItemKind.Field,
    method: CompletionItemKind.Method,
    function: CompletionItemKind.Function,
    variable: CompletionItemKind.Variable,
    type: CompletionItemKind.Interface,
    class: CompletionItemKind.Class,
    keyword: CompletionItemKind.Keyword,
    value: CompletionItemKind.Value,
    module: CompletionItemKind.Module,
  };
  return {
    triggerCharacters: [".", '"', "'"],
    async provideCompletionItems(model, position, _context, token) {
      const text = model.getValue();
      const offset = model.getOffsetAt(position);
      const reply = await askSpeaker(model, { what: "complete", text, offset }, signalOf(token));
      const word = model.getWordUntilPosition(position);
      const range = rangeOf(model, offset - (position.column - word.startColumn), offset);
      return {
        suggestions: (reply?.completions ?? []).map(
          ({ name, kind, insert, source, sort }): Item => ({
            label: source === null ? name : { label: name, description: source },
            kind: kinds[kind],
            insertText: insert,
            sortText: sort,
            range,
            place: (from, until) => rangeOf(model, from, until),
            ask: () => askSpeaker(model, { what: "details", text, offset, name, source }, new AbortController().signal),
          }),
        ),
      };
    },
    async resolveCompletionItem(item) {
      const { ask, place } = item as Item;
      const { details } = (await ask()) ?? {};
      if (!details) return item;
      return {
        ...item,
        detail: details.text,
        ...(details.doc === null ? {} : { documentation: plainMarkdown(details.doc) }),
        // Imports stand before the place that is written at, so that they are where they were.
        additionalTextEdits: details.edits.map(({ from, until, text }) => ({ range: place(from, until), text })),
      };
    },
  };
}

const code = (text: string): IMarkdownString => ({ value: `\`\`\`${SCRIPT}\n${text}\n\`\`\`` });

const hover: languages.HoverProvider["provideHover"] = async (model, position, token) => {
  const question = { what: "hover", text: model.getValue(), offset: model.getOffsetAt(position) } as const;
  const found = (await askSpeaker(model, question, signalOf(token)))?.hover;
  if (!found) return null;
  return {
    range: rangeOf(model, found.from, found.until),
    contents: [code(found.text), ...(found.doc === null ? [] : [{ value: plainMarkdown(found.doc) }])],
  };
};

const signatures: languages.SignatureHelpProvider["provideSignatureHelp"] = async (model, position, token) => {
  const question = { what: "signature", text: model.getValue(), offset: model.getOffsetAt(position) } as const;
  const found = (await askSpeaker(model, question, signalOf(token)))?.signature;
  if (!found) return null;
  return {
    value: {
      signatures: found.signatures.map(({ label, doc, parameters }) => ({
        label,
        ...(doc === null ? {} : { documentation: plainMarkdown(doc) }),
        parameters: parameters.map(({ from, until, doc: words }) => ({
          label: [from, until] as [number, number],
          ...(words === null ? {} : { documentation: plainMarkdown(words) }),
        })),
      })),
      activeSignature: found.active,
      activeParameter: found.parameter,
    },
    dispose: () => {},
  };
};
