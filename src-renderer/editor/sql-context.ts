// Where a cursor stands in SQL: which tables are in reach, under which names, and what may follow.
import { nameOf, type SqlToken, scanSql } from "./sql-scan.ts";

/** A table of a FROM clause. */
export interface SqlSource {
  /** As written, `ev.name` with its schema; empty for a subquery. */
  readonly table: string;
  /** Under which name its columns can be asked for. */
  readonly alias: string;
}

export interface SqlContext {
  /** What has been written of the word at the cursor, and where it begins. */
  readonly word: string;
  readonly from: number;
  /** What stands before a dot before the word; null: no dot. */
  readonly qualifier: string | null;
  /** `table` behind FROM, `join` behind a table, else `value`. */
  readonly expects: "table" | "join" | "value";
  /** Tables in reach, those of the innermost query first. */
  readonly sources: readonly SqlSource[];
  /** Names that the query gives to values (AS name), and names of its WITH queries. */
  readonly names: readonly string[];
  readonly queries: readonly string[];
}

/** One query: what stands between a pair of parentheses, or the statement itself. */
interface Scope {
  readonly parent: Scope | null;
  readonly sources: SqlSource[];
  readonly names: string[];
  /** The clause that is being read. */
  clause: string;
  readonly from: number;
  until: number;
}

const CLAUSES: ReadonlySet<string> = new Set(
  "select from join where on group order having limit offset using qualify window union except intersect values".split(
    " ",
  ),
);
const TABLE_CLAUSES: ReadonlySet<string> = new Set(["from", "join"]);
/** Words behind a table that are no alias. */
const JOINS: ReadonlySet<string> = new Set(
  "inner left right full outer cross natural semi anti asof positional lateral as join tablesample pivot unpivot".split(
    " ",
  ),
);

/** Null inside of a comment or a text. */
export function contextAt(sql: string, offset: number): SqlContext | null {
  const tokens = scanSql(sql);
  const inside = tokens.find((token) => token.from < offset && offset <= token.until);
  if (inside && (inside.kind === "comment" || (inside.kind === "text" && !isClosed(inside, offset)))) return null;
  const ofWord = inside && ["word", "quoted", "parameter"].includes(inside.kind) ? inside : null;
  const own = statementAround(tokens, offset);
  const before = own.filter((token) => token.until <= (ofWord?.from ?? offset) && token.kind !== "comment");
  const dotted = before.at(-1)?.text === "." ? before.at(-2) : undefined;
  const { scope, queries } = readScopes(
    own.filter((token) => token !== ofWord && token.kind !== "comment"),
    offset,
  );
  const sources: SqlSource[] = [];
  const names: string[] = [];
  for (let one: Scope | null = scope; one; one = one.parent) {
    sources.push(...one.sources);
    names.push(...one.names);
  }
  return {
    word: ofWord ? sql.slice(ofWord.from, offset) : "",
    from: ofWord?.from ?? offset,
    qualifier: dotted ? nameOf(dotted) : null,
    expects: expected(before),
    sources,
    names: [...new Set(names)],
    queries,
  };
}

/** A text that the cursor stands right behind. */
const isClosed = ({ text, until }: SqlToken, offset: number): boolean =>
  offset === until && text.length > 1 && text.endsWith("'");

/** Tokens of the statement in which the cursor stands. */
function statementAround(tokens: readonly SqlToken[], offset: number): readonly SqlToken[] {
  const ends = tokens.filter(({ text }) => text === ";");
  const from = ends.filter(({ until }) => until <= offset).at(-1)?.until ?? 0;
  const until = ends.find((end) => end.from >= offset)?.from ?? Number.POSITIVE_INFINITY;
  return tokens.filter((token) => token.from >= from && token.until <= until);
}

/** What the words before the cursor ask for. */
function expected(before: readonly SqlToken[]): SqlContext["expects"] {
  let depth = 0;
  for (let at = before.length - 1; at >= 0; at--) {
    const { text } = before[at] as SqlToken;
    if (text === ")") depth++;
    else if (text === "(") depth--;
    if (depth < 0) return "value";
    const word = text.toLowerCase();
    if (depth > 0 || !CLAUSES.has(word)) continue;
    if (!TABLE_CLAUSES.has(word)) return "value";
    const last = before.at(-1)?.text;
    return at === before.length - 1 || last === "," || last === "." ? "table" : "join";
  }
  return "value";
}

/** Reads all queries of a statement; the innermost one around the cursor. */
function readScopes(
  tokens: readonly SqlToken[],
  offset: number,
): { readonly scope: Scope; readonly queries: readonly string[] } {
  const open = (parent: Scope | null, from: number): Scope => ({
    ...{ parent, from, sources: [], names: [], clause: "", until: Number.POSITIVE_INFINITY },
  });
  let scope = open(null, 0);
  const scopes = [scope];
  const queries: string[] = [];
  for (const [at, token] of tokens.entries()) {
    const next = tokens[at + 1];
    if (token.text === "(") {
      const before = tokens[at - 1];
      if (before?.text.toLowerCase() === "as" && scope.clause === "") queries.push(nameOf(tokens[at - 2] as SqlToken));
      scope = open(scope, token.until);
      scopes.push(scope);
    } else if (token.text === ")" && scope.parent) {
      scope.until = token.from;
      scope = scope.parent;
      if (TABLE_CLAUSES.has(scope.clause)) addSource(scope, "", tokens, at + 1);
    } else if (token.kind === "word" && CLAUSES.has(token.text.toLowerCase())) {
      scope.clause = token.text.toLowerCase();
    } else if (isTable(tokens, at) && TABLE_CLAUSES.has(scope.clause)) {
      const behind = next?.text === "." ? tokens[at + 2] : undefined;
      const table = behind ? `${nameOf(token)}.${nameOf(behind)}` : nameOf(token);
      if (tokens[at + (behind ? 3 : 1)]?.text !== "(") addSource(scope, table, tokens, at + (behind ? 3 : 1));
    } else if (token.text.toLowerCase() === "as" && scope.clause === "select" && next && isName(next)) {
      scope.names.push(nameOf(next));
    }
  }
  const around = scopes.filter(({ from, until }) => from <= offset && offset <= until);
  return { scope: around.at(-1) as Scope, queries };
}

const isName = ({ kind }: SqlToken): boolean => kind === "word" || kind === "quoted";

/** A name right behind FROM, JOIN or a comma. */
function isTable(tokens: readonly SqlToken[], at: number): boolean {
  const before = tokens[at - 1]?.text.toLowerCase() ?? "";
  return isName(tokens[at] as SqlToken) && (TABLE_CLAUSES.has(before) || before === ",");
}

/** Adds a table with the alias that may stand at `at`. */
function addSource(scope: Scope, table: string, tokens: readonly SqlToken[], at: number): void {
  const named = tokens[at]?.text.toLowerCase() === "as" ? tokens[at + 1] : tokens[at];
  const word = named?.text.toLowerCase() ?? "";
  const isAlias = named && isName(named) && (named.kind === "quoted" || (!CLAUSES.has(word) && !JOINS.has(word)));
  const own = table.slice(table.lastIndexOf(".") + 1);
  scope.sources.push({ table, alias: isAlias ? nameOf(named) : own });
}
