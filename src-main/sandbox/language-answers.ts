// What an editor asks of a policy script: what can stand here, what a word means, what a call takes.
import ts from "typescript";
import type { PolicyLanguageReply } from "../../src-shared/protocol/policy-replies.ts";
import { type Language, SCRIPT } from "./language.ts";

/** Most words that are offered at a place. */
const MOST_WORDS = 2000;

const PREFERENCES: ts.UserPreferences = {
  includeCompletionsForModuleExports: true,
  includeCompletionsWithInsertText: true,
  quotePreference: "double",
};

/** The declarations of the library that the sandbox takes away. */
const NOT_THERE: ReadonlySet<string> = new Set(
  "Date Promise WeakRef FinalizationRegistry SharedArrayBuffer Atomics eval escape unescape".split(" "),
);
/** The only module whose exports are offered where they are not imported. */
const MODULE = "plimsoll";

const KINDS: Readonly<Record<string, NonNullable<PolicyLanguageReply["completions"]>[number]["kind"]>> = {
  [ts.ScriptElementKind.memberVariableElement]: "field",
  [ts.ScriptElementKind.memberGetAccessorElement]: "field",
  [ts.ScriptElementKind.memberFunctionElement]: "method",
  [ts.ScriptElementKind.functionElement]: "function",
  [ts.ScriptElementKind.localFunctionElement]: "function",
  [ts.ScriptElementKind.constElement]: "variable",
  [ts.ScriptElementKind.letElement]: "variable",
  [ts.ScriptElementKind.variableElement]: "variable",
  [ts.ScriptElementKind.parameterElement]: "variable",
  [ts.ScriptElementKind.interfaceElement]: "type",
  [ts.ScriptElementKind.typeElement]: "type",
  [ts.ScriptElementKind.primitiveType]: "type",
  [ts.ScriptElementKind.classElement]: "class",
  [ts.ScriptElementKind.keyword]: "keyword",
  [ts.ScriptElementKind.string]: "value",
  [ts.ScriptElementKind.moduleElement]: "module",
};

export function completionsAt({ service }: Language, offset: number): PolicyLanguageReply {
  const found = service.getCompletionsAtPosition(SCRIPT, offset, PREFERENCES);
  const entries = (found?.entries ?? []).filter(
    ({ name, source }) => (source === undefined || source === MODULE) && !NOT_THERE.has(name),
  );
  return {
    completions: entries.slice(0, MOST_WORDS).map(({ name, kind, insertText, source, sortText }) => ({
      ...{ name, kind: KINDS[kind] ?? "variable", insert: insertText ?? name, source: source ?? null, sort: sortText },
    })),
  };
}

/** The type and the words of one of the completions, and what has to be imported for it. */
export function detailsAt(
  { service }: Language,
  offset: number,
  name: string,
  source: string | null,
): PolicyLanguageReply {
  const found = service.getCompletionEntryDetails(
    SCRIPT,
    offset,
    name,
    {},
    source ?? undefined,
    PREFERENCES,
    undefined,
  );
  if (!found) return { details: null };
  const changes = (found.codeActions ?? []).flatMap((action) => action.changes);
  return {
    details: {
      text: textOf(found.displayParts),
      doc: docOf(found.documentation, found.tags),
      edits: changes
        .filter(({ fileName }) => fileName === SCRIPT)
        .flatMap(({ textChanges }) => textChanges)
        .map(({ span, newText }) => ({ from: span.start, until: span.start + span.length, text: newText })),
    },
  };
}

export function hoverAt({ service }: Language, offset: number): PolicyLanguageReply {
  const found = service.getQuickInfoAtPosition(SCRIPT, offset);
  if (!found) return { hover: null };
  const { start, length } = found.textSpan;
  const doc = docOf(found.documentation, found.tags);
  return { hover: { text: textOf(found.displayParts), doc, from: start, until: start + length } };
}

export function signatureAt({ service }: Language, offset: number): PolicyLanguageReply {
  const found = service.getSignatureHelpItems(SCRIPT, offset, undefined);
  if (!found) return { signature: null };
  return {
    signature: {
      signatures: found.items.map((item) => signatureOf(item)),
      active: found.selectedItemIndex,
      parameter: found.argumentIndex,
    },
  };
}

type Signature = NonNullable<NonNullable<PolicyLanguageReply["signature"]>>["signatures"][number];

function signatureOf(item: ts.SignatureHelpItem): Signature {
  let label = textOf(item.prefixDisplayParts);
  const parameters = item.parameters.map((one, at) => {
    if (at > 0) label += textOf(item.separatorDisplayParts);
    const from = label.length;
    label += textOf(one.displayParts);
    return { from, until: label.length, doc: docOf(one.documentation) };
  });
  return { label: label + textOf(item.suffixDisplayParts), doc: docOf(item.documentation, item.tags), parameters };
}

const textOf = (parts: readonly ts.SymbolDisplayPart[] | undefined): string =>
  ts.displayPartsToString([...(parts ?? [])]);

function docOf(
  parts: readonly ts.SymbolDisplayPart[] | undefined,
  tags: readonly ts.JSDocTagInfo[] = [],
): string | null {
  const lines = [textOf(parts), ...tags.map(({ name, text }) => `@${name} ${textOf(text)}`)];
  return lines.filter((line) => line !== "").join("\n\n") || null;
}
