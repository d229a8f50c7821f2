// SQL as tokens, whole or half written: enough to know where a cursor stands.

export type SqlTokenKind = "word" | "quoted" | "text" | "number" | "comment" | "parameter" | "sign";

export interface SqlToken {
  readonly kind: SqlTokenKind;
  readonly text: string;
  /** Place in the text, from `from` to before `until`. */
  readonly from: number;
  readonly until: number;
}

/** The order counts: what begins like something longer comes after it. A text or comment may end with the SQL. */
const KINDS: readonly (readonly [SqlTokenKind, RegExp])[] = [
  ["comment", /--[^\n]*/y],
  ["comment", /\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)/y],
  ["text", /'(?:[^']|'')*(?:'|$)/y],
  ["quoted", /"(?:[^"]|"")*(?:"|$)/y],
  ["parameter", /\$[\p{L}\p{N}_]*/uy],
  ["number", /(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/iy],
  ["word", /[\p{L}_][\p{L}\p{N}_$]*/uy],
  ["sign", /::|\/\/|<>|[<>!=]=|->>?|\|\||\S/uy],
];

export function scanSql(sql: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  let at = 0;
  while (at < sql.length) {
    if (/\s/.test(sql[at] as string)) {
      at++;
      continue;
    }
    const token = tokenAt(sql, at);
    tokens.push(token);
    at = token.until;
  }
  return tokens;
}

function tokenAt(sql: string, at: number): SqlToken {
  for (const [kind, pattern] of KINDS) {
    pattern.lastIndex = at;
    const text = pattern.exec(sql)?.[0];
    if (text) return { kind, text, from: at, until: at + text.length };
  }
  return { kind: "sign", text: sql[at] as string, from: at, until: at + 1 };
}

/** A name as it is meant: quotes are taken off, and without them letters are small. */
export const nameOf = ({ kind, text }: Pick<SqlToken, "kind" | "text">): string =>
  kind === "quoted"
    ? text.slice(1, text.length > 1 && text.endsWith('"') ? -1 : undefined).replaceAll('""', '"')
    : text.toLowerCase();

/** A name as SQL takes it, with quotes only where it needs them. */
export const spelt = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) && !RESERVED.has(name) ? name : `"${name.replaceAll('"', '""')}"`;

/** Words that no column or table may be called without quotes. */
const RESERVED: ReadonlySet<string> = new Set(
  `all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default
  deferrable desc describe distinct do else end except false fetch for foreign from group having in initially intersect
  into lambda lateral leading limit not null offset on only or order pivot placing primary qualify references returning
  select show some summarize symmetric table then to trailing true union unique unpivot using variadic when where window
  with`.split(/\s+/),
);
