// What SQL a user may run: exactly one SELECT or EXPLAIN of a SELECT, prepared with typed parameters.
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  type DuckDBType,
  INTEGER,
  LIST,
  listValue,
  StatementType,
  VARCHAR,
} from "@duckdb/node-api";
import { failure, PlimsollError } from "../../src-shared/base/errors.ts";
import type { TypedParam } from "./contract.ts";
import { databaseError, lineAt } from "./database-error.ts";
import { cleanMessage } from "./store-errors.ts";

const TYPES: Readonly<Record<TypedParam["type"], DuckDBType>> = { BIGINT, DOUBLE, INTEGER, VARCHAR, BOOLEAN };

/** What a window has selected: the values of $from, $to (both ends belong to it) and $guests. */
export interface QuerySelection {
  /** ns in the time base of column `t`; null where the project has no times. */
  readonly from: bigint | null;
  readonly to: bigint | null;
  readonly guests: readonly string[];
  /** Values of further parameters, by their name in small letters. */
  readonly values?: Readonly<Record<string, string | number>> | undefined;
}

/** Names of the parameters that follow the selection, as they are written behind `$`. */
export const SELECTION_PARAMETERS = ["from", "to", "guests"] as const;

const notAllowed = (what: string): PlimsollError =>
  failure("query.not_allowed", what, {
    expected: "exactly one SELECT or EXPLAIN statement that reads the project",
    next: "see the list of tables with: SELECT view_name FROM duckdb_views() WHERE NOT internal",
    exit: 2,
  });

/** An error of the database while preparing or running a user's query. */
export function queryFailure(thrown: unknown, sql: string): PlimsollError {
  const error = failureOf(thrown, sql);
  error.cause = thrown;
  return error;
}

function failureOf(thrown: unknown, sql: string): PlimsollError {
  const message = cleanMessage(thrown);
  if (/^Permission Error|disabled by configuration|configuration has been locked/i.test(message))
    return notAllowed(`the query reaches outside the project: ${message.replace(/^Permission Error: /, "")}`);
  if (/^Out of Memory Error/i.test(message))
    return failure("query.memory", "the query needs more memory than it may have", {
      expected: "a query whose intermediate results fit",
      next: "select fewer rows or columns, or group before joining",
      exit: 2,
    });
  const position = databaseError(thrown)?.position ?? null;
  return failure("query.failed", message, {
    where: position === null ? {} : { line: lineAt(sql, position), offset: String(position) },
    next: sql.trim() === "" ? "write a SELECT" : "correct the SQL; docs/tables.md describes tables and columns",
    exit: 2,
  });
}

/**
 * Prepares a user's statement and binds its parameters: `params` by their order, or the parameters it uses of
 * `selection`. Errors: `query.not_allowed`, `query.failed`.
 */
export async function prepareQuery(
  connection: DuckDBConnection,
  sql: string,
  params: readonly TypedParam[] = [],
  selection: QuerySelection | null = null,
): Promise<DuckDBPreparedStatement> {
  const prepared = await prepareRead(connection, sql);
  try {
    if (selection) bindSelection(prepared, selection);
    else
      prepared.bind(
        params.map((param) => (param.type === "BIGINT" && param.value !== null ? BigInt(param.value) : param.value)),
        params.map((param) => TYPES[param.type]),
      );
  } catch (thrown) {
    throw thrown instanceof PlimsollError ? thrown : queryFailure(thrown, sql);
  }
  return prepared;
}

/** Prepares a user's statement whose parameters are not known yet. */
export async function prepareRead(connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
  const { word, rest } = leadingWord(sql);
  refuseOthers(word, sql);
  const prepared = await prepareOne(connection, sql);
  if (prepared.statementType === StatementType.EXPLAIN) {
    // EXPLAIN ANALYZE runs what it explains, so that must be a SELECT too.
    const inner = explained(rest);
    refuseOthers(leadingWord(inner).word, inner);
    const { statementType } = await prepareOne(connection, inner);
    if (statementType !== StatementType.SELECT) throw notAllowed("EXPLAIN of a statement that is no SELECT");
  } else if (prepared.statementType !== StatementType.SELECT) {
    throw notAllowed(`${word} is not a SELECT`);
  }
  return prepared;
}

/** A parameter of a statement that neither follows the selection nor is one of `more`, null when all do. */
export function otherParameter(prepared: DuckDBPreparedStatement, more: readonly string[] = []): string | null {
  const known = new Set<string>([...SELECTION_PARAMETERS, ...more]);
  return parameterNames(prepared).find((name) => !known.has(name.toLowerCase())) ?? null;
}

const parameterNames = (prepared: DuckDBPreparedStatement): string[] =>
  Array.from({ length: prepared.parameterCount }, (_, i) => prepared.parameterName(i + 1));

/** A whole number is one in SQL too, so that it can stand behind LIMIT. */
const typeOfValue = (value: string | number): DuckDBType =>
  typeof value === "string" ? VARCHAR : Number.isSafeInteger(value) ? BIGINT : DOUBLE;

function bindSelection(prepared: DuckDBPreparedStatement, selection: QuerySelection): void {
  const { from, to, guests, values: own = {} } = selection;
  const other = otherParameter(prepared, Object.keys(own));
  if (other !== null) throw unknownParameter(other);
  const names = parameterNames(prepared);
  if (names.length === 0) return;
  const bound = (value: string | number) => (Number.isSafeInteger(value) ? BigInt(value) : value);
  const values = { ...mapped(own, bound), from, to, guests: listValue([...guests]) };
  const types = { ...mapped(own, typeOfValue), from: BIGINT, to: BIGINT, guests: LIST(VARCHAR) };
  const filled = <T>(of: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(names.map((name) => [name, of[name.toLowerCase()] as T]));
  prepared.bind(filled(values), filled<DuckDBType>(types));
}

const mapped = <T>(
  own: Readonly<Record<string, string | number>>,
  to: (value: string | number) => T,
): Record<string, T> => Object.fromEntries(Object.entries(own).map(([name, value]) => [name, to(value)]));

export const unknownParameter = (name: string): PlimsollError =>
  failure("query.failed", `nothing fills the parameter $${name}`, {
    expected: "$from, $to and $guests, which follow the selection",
    next: "write the value in its place",
    exit: 2,
  });

async function prepareOne(connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
  let count: number;
  try {
    const statements = await connection.extractStatements(sql);
    count = statements.count;
    if (count === 1) return await statements.prepare(0);
  } catch (thrown) {
    throw queryFailure(thrown, sql);
  }
  throw notAllowed(count === 0 ? "there is no statement" : `${count} statements instead of one`);
}

/** How a statement that only reads may begin; `(` begins a set operation. */
export const READING: ReadonlySet<string> = new Set([
  ...[
    "SELECT",
    "WITH",
    "FROM",
    "VALUES",
    "TABLE",
    "EXPLAIN",
    "DESCRIBE",
    "DESC",
    "SHOW",
    "SUMMARIZE",
    "PIVOT",
    "UNPIVOT",
  ],
  "(",
]);

/** Refuses by the first word alone, before the database looks at the statement. */
function refuseOthers(word: string, sql: string): void {
  if (READING.has(word)) return;
  if (word === "") throw notAllowed("there is no statement");
  if (/^[A-Z]+$/.test(word)) throw notAllowed(`${word} is not a SELECT`);
  throw notAllowed(`a statement cannot begin with ${JSON.stringify(skipBlank(sql).slice(0, 20))}`);
}

/** The first word of a statement in capitals (or its first sign) and what follows it. */
function leadingWord(sql: string): { word: string; rest: string } {
  const text = skipBlank(sql);
  const word = /^(?:[A-Za-z]+|[^;])/.exec(text)?.[0] ?? "";
  return { word: word.toUpperCase(), rest: text.slice(word.length) };
}

/** Whether a statement asks for a plan by itself. */
export const explains = (sql: string): boolean => leadingWord(sql).word === "EXPLAIN";

/** The statement behind EXPLAIN, its ANALYZE and its options. */
function explained(rest: string): string {
  let text = skipBlank(rest);
  if (/^ANALY[ZS]E\b/i.test(text)) text = skipBlank(text.slice(7));
  const options = /^\(\s*(?:ANALY[ZS]E|FORMAT|VERBOSE)\b[^()]*\)/i.exec(text)?.[0];
  return options ? skipBlank(text.slice(options.length)) : text;
}

/** Skips white space and comments; block comments may be nested. */
export function skipBlank(sql: string): string {
  let text = sql.trimStart();
  for (;;) {
    if (text.startsWith("--")) {
      const end = text.indexOf("\n");
      text = end < 0 ? "" : text.slice(end + 1).trimStart();
    } else if (text.startsWith("/*")) {
      let depth = 1;
      let at = 2;
      while (depth > 0 && at < text.length) {
        if (text.startsWith("/*", at)) depth++;
        else if (text.startsWith("*/", at)) depth--;
        else at -= 1;
        at += 2;
      }
      text = text.slice(at).trimStart();
    } else {
      return text;
    }
  }
}
