// What may be written at a cursor in SQL, and what a word there means.
import { formatNumber } from "../../src-shared/base/format.ts";
import { capital } from "../ui/sentence.ts";
import { type Catalogue, type CatalogueColumn, type CatalogueTable, tableNamed, typeWord } from "./catalogue.ts";
import type { SqlContext } from "./sql-context.ts";
import { spelt } from "./sql-scan.ts";
import { KEYWORDS, PARAMETERS, PHRASES, TYPES } from "./sql-words.ts";

export interface SqlFunction {
  readonly name: string;
  readonly signature: string;
  readonly description: string | null;
}

/** What completion and hover speak from. */
export interface SqlSources {
  readonly catalogue: Catalogue;
  readonly functions: readonly SqlFunction[];
}

export interface Suggestion {
  readonly label: string;
  readonly kind: "column" | "table" | "function" | "keyword" | "parameter" | "name";
  /** What is written; a function's cursor goes between its parentheses. */
  readonly insert: string;
  /** At the right: table and unit of a column. */
  readonly detail: string;
  readonly doc: string | null;
  /** The lower the earlier, among equally good matches. */
  readonly rank: number;
}

export function suggestionsAt(context: SqlContext, { catalogue, functions }: SqlSources): readonly Suggestion[] {
  if (context.word.startsWith("$")) return PARAMETERS.map(parameterSuggestion);
  if (context.qualifier !== null) return membersOf(context, catalogue);
  if (context.expects === "table") return tableSuggestions(context, catalogue);
  const keywords = keywordSuggestions(context.word);
  // One letter behind a table is its alias being written: nothing may stand in its place on Enter.
  if (context.expects === "join")
    return context.word.length === 1 ? [] : keywords.filter(({ label }) => BEHIND_TABLE.has(label.toLowerCase()));
  return [
    ...columnSuggestions(context, catalogue),
    ...context.sources.filter(({ alias }) => alias !== "").map(sourceSuggestion),
    ...context.names.map((name): Suggestion => ({ ...named(name), detail: "of this query", rank: 1 })),
    ...functions.map(functionSuggestion),
    ...keywords,
    ...PARAMETERS.map(parameterSuggestion),
  ];
}

/** What may follow a table. */
const BEHIND_TABLE: ReadonlySet<string> = new Set([
  ...[
    "as",
    "on",
    "using",
    "where",
    "join",
    "left join",
    "inner",
    "left",
    "right",
    "full",
    "cross",
    "asof",
    "semi",
    "anti",
  ],
  ...[
    "group by",
    "having",
    "qualify",
    "order by",
    "limit",
    "offset",
    "union",
    "except",
    "intersect",
    "tablesample",
    "pivot",
  ],
]);

const named = (name: string) => ({ label: name, kind: "name" as const, insert: spelt(name), doc: null });

const parameterSuggestion = ({ name, meaning }: (typeof PARAMETERS)[number]): Suggestion => ({
  ...{ label: name, kind: "parameter", insert: name, detail: "selection", doc: meaning, rank: 2 },
});

const functionSuggestion = ({ name, signature, description }: SqlFunction): Suggestion => ({
  ...{ label: name, kind: "function", insert: `${name}($0)`, detail: "function", rank: 3 },
  doc: description ? `${signature}\n\n${description}` : signature,
});

const sourceSuggestion = ({ alias, table }: SqlContext["sources"][number]): Suggestion => ({
  ...named(alias),
  detail: table === "" || table === alias ? "table" : table,
  rank: 2,
});

/** In capitals where the user has begun in capitals. */
function keywordSuggestions(word: string): readonly Suggestion[] {
  const capitals = /^[A-Z]/.test(word);
  return [...KEYWORDS, ...PHRASES, ...TYPES].map((keyword): Suggestion => {
    const text = capitals ? keyword.toUpperCase() : keyword;
    return { label: text, kind: "keyword", insert: text, detail: "", doc: null, rank: 4 };
  });
}

function tableSuggestions({ queries }: SqlContext, catalogue: Catalogue): readonly Suggestion[] {
  return [
    ...queries.map((name): Suggestion => ({ ...named(name), detail: "with query", rank: 0 })),
    ...catalogue.map((table) => tableSuggestion(table, table.name)),
  ];
}

const tableSuggestion = (table: CatalogueTable, label: string): Suggestion => ({
  ...{ label, kind: "table", doc: tableDoc(table) },
  insert: label.split(".").map(spelt).join("."),
  detail: rowWords(table.rows),
  rank: table.rows === 0 ? 3 : 1,
});

const rowWords = (rows: number | null): string =>
  rows === null ? "" : `${formatNumber(rows)} ${rows === 1 ? "row" : "rows"}`;

function tableDoc({ meaning, rows }: CatalogueTable): string | null {
  const parts = [meaning && sentence(meaning), rows === null ? null : `${rowWords(rows)}.`];
  return parts.filter(Boolean).join(" ") || null;
}

/** What stands behind `qualifier.`: columns of a table in reach, or tables of a schema. */
function membersOf({ qualifier, sources, expects }: SqlContext, catalogue: Catalogue): readonly Suggestion[] {
  const prefix = `${qualifier}.`;
  const ofSchema = catalogue
    .filter(({ name }) => name.startsWith(prefix))
    .map((table) => tableSuggestion(table, table.name.slice(prefix.length)));
  if (expects === "table") return ofSchema;
  const source = sources.find(({ alias }) => alias.toLowerCase() === qualifier?.toLowerCase());
  const table = source && tableNamed(catalogue, source.table);
  return table ? table.columns.map((column) => columnSuggestion(column, [table.name], 0)) : ofSchema;
}

/** Columns of the tables in reach; of all tables where the query names none yet. */
function columnSuggestions({ sources }: SqlContext, catalogue: Catalogue): readonly Suggestion[] {
  const named = sources.flatMap(({ table }) => tableNamed(catalogue, table) ?? []);
  const shown = sources.length > 0 ? named : catalogue.filter(({ rows }) => rows !== 0);
  const byName = new Map<string, { readonly column: CatalogueColumn; readonly tables: string[] }>();
  for (const table of shown)
    for (const column of table.columns) {
      const known = byName.get(column.name);
      if (known) known.tables.push(table.name);
      else byName.set(column.name, { column, tables: [table.name] });
    }
  return [...byName.values()].map(({ column, tables }) => columnSuggestion(column, tables, 0));
}

function columnSuggestion(column: CatalogueColumn, tables: readonly string[], rank: number): Suggestion {
  const where = tables.length > 2 ? `${tables.length} tables` : tables.join(", ");
  return {
    label: column.name,
    kind: "column",
    insert: spelt(column.name),
    detail: `${where}, ${column.unit ?? typeWord(column.type)}`,
    doc: columnDoc(column),
    rank,
  };
}

function columnDoc({ meaning, unit, words }: CatalogueColumn): string | null {
  if (!meaning) return unit ? `In ${unit}.` : null;
  const of = words.length > 0 ? `: ${words.join(", ")}` : "";
  return sentence(`${meaning}${of}${unit ? `, in ${unit}` : ""}`);
}

const sentence = (text: string): string => `${capital(text)}${/[.?]$/.test(text) ? "" : "."}`;

/** What a word at a cursor means: its head line and what it says; null for what nothing is known of. */
export function meaningOf(
  word: string,
  context: SqlContext,
  { catalogue, functions }: SqlSources,
): { readonly head: string; readonly text: string | null } | null {
  const lower = word.toLowerCase();
  const parameter = PARAMETERS.find(({ name }) => name === lower);
  if (parameter) return { head: parameter.name, text: parameter.meaning };
  const tables = context.sources.flatMap(({ table, alias }) => {
    const own = context.qualifier === null || alias.toLowerCase() === context.qualifier.toLowerCase();
    return own ? (tableNamed(catalogue, table) ?? []) : [];
  });
  for (const table of tables) {
    const column = table.columns.find(({ name }) => name.toLowerCase() === lower);
    if (column) return { head: `${table.name}.${column.name}  ${column.type}`, text: columnDoc(column) };
  }
  const source = context.sources.find(({ alias }) => alias.toLowerCase() === lower);
  const table = tableNamed(catalogue, source?.table ?? word);
  if (table) return { head: table.name, text: tableDoc(table) };
  const called = functions.find(({ name }) => name === lower);
  return called ? { head: called.signature, text: called.description } : null;
}
