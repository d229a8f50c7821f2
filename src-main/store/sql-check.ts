// Whether a user's query can run, without running it: where it is wrong, and what may have been meant.
import type { DuckDBConnection } from "@duckdb/node-api";
import { PlimsollError } from "../../src-shared/base/errors.ts";
import { editDistance, nearest } from "../../src-shared/density/nearest.ts";
import { characterAt, databaseError } from "./database-error.ts";
import type { Reader } from "./reader.ts";
import {
  explains,
  otherParameter,
  prepareQuery,
  prepareRead,
  type QuerySelection,
  queryFailure,
  READING,
  skipBlank,
  unknownParameter,
} from "./statement.ts";

/** `position` counts UTF-16 units from 0 and `length` says how many belong to it. */
export interface SqlProblem {
  readonly message: string;
  readonly position: number | null;
  readonly length: number;
  readonly suggestion: string | null;
}

/** Null: the query can run, as far as can be told before. */
export async function checkSql(
  reader: Reader,
  sql: string,
  values: QuerySelection["values"] = {},
): Promise<SqlProblem | null> {
  const connection = await reader.connect();
  try {
    const prepared = await prepareRead(connection, sql);
    const other = otherParameter(prepared, Object.keys(values));
    if (other !== null) {
      const { message } = unknownParameter(other);
      return { message, ...placeOf(sql, `$${other}`), suggestion: null };
    }
    if (prepared.parameterCount === 0 || explains(sql)) return null;
    return await problemWithTypes(connection, sql, values);
  } catch (thrown) {
    if (!(thrown instanceof PlimsollError)) throw thrown;
    return await problemOf(connection, thrown, sql);
  } finally {
    connection.closeSync();
  }
}

const NOTHING: QuerySelection = { from: 0n, to: 0n, guests: [] };
const EXPLAIN = "EXPLAIN ";

/** What uses parameters is only understood when their types are known: a plan is made with some, and nothing is run. */
async function problemWithTypes(
  connection: DuckDBConnection,
  sql: string,
  values: QuerySelection["values"],
): Promise<SqlProblem | null> {
  try {
    await (await prepareQuery(connection, EXPLAIN + sql, [], { ...NOTHING, values })).run();
    return null;
  } catch (thrown) {
    const error = thrown instanceof PlimsollError ? thrown : queryFailure(thrown, EXPLAIN + sql);
    return problemOf(connection, error, sql, EXPLAIN.length);
  }
}

/** `before`: bytes that stand before the statement in what was prepared. */
async function problemOf(
  connection: DuckDBConnection,
  error: PlimsollError,
  sql: string,
  before = 0,
): Promise<SqlProblem> {
  const told = databaseError(error.cause);
  if (error.report.code === "query.not_allowed") return { message: error.report.what, ...firstWord(sql) };
  if (!told || told.position === null)
    return { message: error.report.what, position: null, length: 0, suggestion: null };
  const at = characterAt(sql, told.position - before);
  const message = told.message.split("\n")[0] ?? told.message;
  if (told.kind === "Parser") return { message, ...misspelt(sql, at) };
  const token = tokenAt(sql, at);
  const [from, until] = wrongPart(token, told.names);
  // The database does not always say what there is in its stead.
  const known = told.candidates.length > 0 ? told.candidates : await namesOf(connection);
  const suggestion = suggest(token.slice(from, until), known);
  return { message, position: at + from, length: until - from, suggestion };
}

/** Names of all views and of their columns. */
async function namesOf(connection: DuckDBConnection): Promise<string[]> {
  const names = `SELECT DISTINCT unnest([table_name, column_name]) FROM duckdb_columns()
    WHERE database_name = 'memory' AND schema_name IN ('main', 'ev')`;
  return (await connection.runAndReadAll(names)).getRows().map(([name]) => String(name));
}

/** Of a qualified name only the part that was not found. */
function wrongPart(token: string, names: readonly string[]): readonly [number, number] {
  for (const name of names) {
    if (token.endsWith(`.${name}`)) return [token.length - name.length, token.length];
    if (token.startsWith(`${name}.`)) return [0, name.length];
  }
  return [0, token.length];
}

type Mark = Omit<SqlProblem, "message">;

/** A statement that does not begin as one that reads. */
function firstWord(sql: string): Mark {
  const rest = skipBlank(sql);
  const word = /^[A-Za-z]+/.exec(rest)?.[0] ?? "";
  if (word === "") return { position: null, length: 0, suggestion: null };
  return { position: sql.length - rest.length, length: word.length, suggestion: suggest(word, [...READING]) };
}

function placeOf(sql: string, word: string): { position: number | null; length: number } {
  const at = sql.toLowerCase().indexOf(word.toLowerCase());
  return at < 0 ? { position: null, length: 0 } : { position: at, length: word.length };
}

const CLAUSES =
  "FROM WHERE GROUP ORDER BY HAVING LIMIT OFFSET JOIN LEFT INNER ON USING AND OR NOT BETWEEN AS WITH UNION".split(" ");

/** A parser stumbles at the word behind a misspelt one, which it has taken for a name. */
function misspelt(sql: string, at: number): Mark {
  const token = tokenAt(sql, at);
  const before = /([A-Za-z]+)\s*$/.exec(sql.slice(0, at));
  const meant = before?.[1] ? suggest(before[1], CLAUSES) : null;
  if (before?.[1] && meant !== null) return { position: before.index, length: before[1].length, suggestion: meant };
  return { position: at, length: token.length, suggestion: suggest(token, CLAUSES) };
}

const TOKEN =
  /(?:"(?:[^"]|"")*"|'(?:[^']|'')*'|[$\p{L}_][\p{L}\p{N}_$]*|\d[\w.]*)(?:\.(?:"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*))*|\S/uy;

/** The word, quoted name, number or sign at a place; empty at the end. */
function tokenAt(sql: string, at: number): string {
  TOKEN.lastIndex = at;
  return TOKEN.exec(sql)?.[0] ?? "";
}

/** The name of `known` that was meant by a word: one that begins so, or the nearest if it is near enough. */
function suggest(word: string, known: readonly string[]): string | null {
  const plain = word.replaceAll('"', "").toLowerCase();
  if (plain.length < 2 || known.some((name) => name.toLowerCase() === plain)) return null;
  const longer = plain.length > 2 ? known.find((name) => name.toLowerCase().startsWith(plain)) : undefined;
  if (longer !== undefined) return longer;
  const lower = known.map((name) => name.toLowerCase());
  const best = nearest(plain, lower);
  if (best === null || editDistance(plain, best) > (plain.length < 5 ? 1 : Math.ceil(plain.length / 3))) return null;
  return known[lower.indexOf(best)] ?? null;
}
