// The language of the query editor: DuckDB's SQL with the project's tables, its columns' meaning, and the selection.
import type { editor, IMarkdownString, languages } from "monaco-editor/editor/editor.api";
import { meaningOf, type SqlSources, type Suggestion, suggestionsAt } from "./completion.ts";
import type { Monaco } from "./load.ts";
import { plainMarkdown } from "./names.ts";
import { rangeOf } from "./range.ts";
import { contextAt } from "./sql-context.ts";
import { scanSql } from "./sql-scan.ts";
import { KEYWORDS, TYPES } from "./sql-words.ts";

export const SQL = "plimsoll-sql";

const sourcesOf = new WeakMap<editor.ITextModel, SqlSources>();
/** What was found wrong in a text, for its quick fix. */
const fixes = new WeakMap<editor.ITextModel, { readonly marker: string; readonly insert: string } | null>();

/** What completion and hover of a text speak from. */
export const setSources = (model: editor.ITextModel, sources: SqlSources): void => void sourcesOf.set(model, sources);

/** What the quick fix of a text puts in the place of its marker. */
export const setFix = (
  model: editor.ITextModel,
  fix: { readonly marker: string; readonly insert: string } | null,
): void => void fixes.set(model, fix);

export function registerSql(monaco: Monaco): void {
  monaco.languages.register({ id: SQL });
  monaco.languages.setLanguageConfiguration(SQL, {
    comments: { lineComment: "--", blockComment: ["/*", "*/"] },
    brackets: [
      ["(", ")"],
      ["[", "]"],
      ["{", "}"],
    ],
    autoClosingPairs: [
      { open: "(", close: ")" },
      { open: "[", close: "]" },
      { open: "{", close: "}" },
      { open: "'", close: "'", notIn: ["string", "comment"] },
      { open: '"', close: '"', notIn: ["string", "comment"] },
    ],
    wordPattern: /\$?[\p{L}_][\p{L}\p{N}_$]*|\$/u,
  });
  monaco.languages.setMonarchTokensProvider(SQL, grammar);
  monaco.languages.registerCompletionItemProvider(SQL, completion(monaco));
  monaco.languages.registerHoverProvider(SQL, { provideHover: hover });
  monaco.languages.registerCodeActionProvider(SQL, {
    provideCodeActions: (model, _range, context) => fixOf(model, context),
  });
}

const grammar: languages.IMonarchLanguage = {
  ignoreCase: true,
  keywords: [...KEYWORDS],
  types: [...TYPES],
  tokenizer: {
    root: [
      [/--.*$/, "comment"],
      [/\/\*/, "comment", "@comment"],
      [/'/, "string", "@text"],
      [/"(?:[^"]|"")*"?/, "identifier"],
      [/\$\w*/, "variable"],
      [/(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/, "number"],
      [
        /[a-z_\u00aa-\uffff][\w$\u00aa-\uffff]*(?=\s*\()/,
        { cases: { "@keywords": "keyword", "@default": "predefined" } },
      ],
      [
        /[a-z_\u00aa-\uffff][\w$\u00aa-\uffff]*/,
        { cases: { "@keywords": "keyword", "@types": "type", "@default": "identifier" } },
      ],
      [/[()[\]{}]/, "@brackets"],
      [/[-+*/%<>=!|&~^:]+/, "operator"],
      [/[,;.]/, "delimiter"],
    ],
    comment: [
      [/[^*]+/, "comment"],
      [/\*\//, "comment", "@pop"],
      [/\*/, "comment"],
    ],
    text: [
      [/(?:[^']|'')+/, "string"],
      [/'/, "string", "@pop"],
    ],
  },
};

function completion(monaco: Monaco): languages.CompletionItemProvider {
  const kinds: Readonly<Record<Suggestion["kind"], languages.CompletionItemKind>> = {
    column: monaco.languages.CompletionItemKind.Field,
    table: monaco.languages.CompletionItemKind.Class,
    function: monaco.languages.CompletionItemKind.Function,
    keyword: monaco.languages.CompletionItemKind.Keyword,
    parameter: monaco.languages.CompletionItemKind.Variable,
    name: monaco.languages.CompletionItemKind.Variable,
  };
  return {
    triggerCharacters: [".", "$", " "],
    provideCompletionItems(model, position, { triggerKind, triggerCharacter }) {
      const sources = sourcesOf.get(model);
      const offset = model.getOffsetAt(position);
      const context = contextAt(model.getValue(), offset);
      if (!sources || !context) return { suggestions: [] };
      // A space opens the list only where a table must follow: anywhere else it would be in the way.
      const bySpace =
        triggerKind === monaco.languages.CompletionTriggerKind.TriggerCharacter && triggerCharacter === " ";
      if (bySpace && context.expects !== "table") return { suggestions: [] };
      const range = rangeOf(model, context.from, offset);
      return {
        suggestions: suggestionsAt(context, sources).map((one): languages.CompletionItem => {
          const snippet = one.kind === "function";
          return {
            label: { label: one.label, ...(snippet ? { detail: "( )" } : {}), description: one.detail },
            kind: kinds[one.kind],
            insertText: one.insert,
            ...(snippet ? { insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet } : {}),
            ...(one.doc === null ? {} : { documentation: plainMarkdown(one.doc) }),
            sortText: `${one.rank}${one.label.toLowerCase()}`,
            range,
          };
        }),
      };
    },
  };
}

const hover: languages.HoverProvider["provideHover"] = (model, position) => {
  const sources = sourcesOf.get(model);
  const offset = model.getOffsetAt(position);
  const token = scanSql(model.getValue()).find(({ from, until }) => from <= offset && offset <= until);
  if (!sources || !token || !["word", "parameter", "quoted"].includes(token.kind)) return null;
  const context = contextAt(model.getValue(), token.until);
  const meaning = context && meaningOf(token.text, context, sources);
  if (!meaning) return null;
  const head: IMarkdownString = { value: `\`\`\`${SQL}\n${meaning.head}\n\`\`\`` };
  return {
    range: rangeOf(model, token.from, token.until),
    contents: meaning.text === null ? [head] : [head, { value: plainMarkdown(meaning.text) }],
  };
};

function fixOf(model: editor.ITextModel, context: languages.CodeActionContext): languages.CodeActionList {
  const fix = fixes.get(model);
  const [marker] = context.markers;
  const actions: languages.CodeAction[] =
    fix && marker && marker.message === fix.marker
      ? [
          {
            title: `Replace with ${fix.insert}`,
            kind: "quickfix",
            isPreferred: true,
            diagnostics: [marker],
            edit: {
              edits: [{ resource: model.uri, versionId: undefined, textEdit: { range: marker, text: fix.insert } }],
            },
          },
        ]
      : [];
  return { actions, dispose: () => {} };
}
