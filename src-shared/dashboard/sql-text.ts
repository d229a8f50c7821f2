// SQL of panels as text: which parameters it uses, and the same with the values of a dashboard's own in their place.
import type { ParameterValue } from "./schema.ts";

/** Parts of a statement in which a `$` is no parameter: strings, quoted names, comments, dollar-quoted strings. */
const QUIET = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$\$[\s\S]*?\$\$/g;
const PARAMETER = /\$([a-zA-Z_][a-zA-Z0-9_]*)/g;

/** Names behind `$`, in small letters. */
export function parametersIn(sql: string): ReadonlySet<string> {
  const loud = sql.replace(QUIET, " ");
  return new Set([...loud.matchAll(PARAMETER)].map(([, name = ""]) => name.toLowerCase()));
}

export const followsSpan = (sql: string): boolean => {
  const used = parametersIn(sql);
  return used.has("from") || used.has("to");
};

export const followsGuests = (sql: string): boolean => parametersIn(sql).has("guests");

const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;

const literal = (value: ParameterValue): string => (typeof value === "number" ? String(value) : quoted(value));

/** The statement as the Query page can run it: own parameters as values; $from, $to and $guests stay. */
export const withValues = (sql: string, values: Readonly<Record<string, ParameterValue>>): string =>
  filled(sql, (name) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value === undefined ? null : literal(value);
  });

/** The statement with a selection in it, as anybody can run it: ends in ns, both included, and names of guests. */
export const withSelection = (
  sql: string,
  { from, to, guests }: { readonly from: string; readonly to: string; readonly guests: readonly string[] },
): string => {
  const values = new Map([
    ["from", from],
    ["to", to],
    ["guests", `[${guests.map(quoted).join(", ")}]`],
  ]);
  return filled(sql, (name) => values.get(name) ?? null);
};

/** `literalOf` gives what stands in the place of a parameter; null: it stays. */
function filled(sql: string, literalOf: (name: string) => string | null): string {
  const fill = (part: string): string =>
    part.replace(PARAMETER, (whole, name: string) => literalOf(name.toLowerCase()) ?? whole);
  let out = "";
  let from = 0;
  for (const quiet of sql.matchAll(QUIET)) {
    out += fill(sql.slice(from, quiet.index)) + quiet[0];
    from = quiet.index + quiet[0].length;
  }
  return out + fill(sql.slice(from));
}
