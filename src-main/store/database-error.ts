// What the database says of an error: readers have it told as JSON, which gives its place and what may have been meant.

export interface DatabaseError {
  /** Binder, Catalog, Parser, Conversion, ... */
  readonly kind: string;
  readonly message: string;
  /** Place in the statement in bytes of UTF-8 from 0. */
  readonly position: number | null;
  /** Names that may have been meant, the likeliest first. */
  readonly candidates: readonly string[];
  /** Names of the message that may be the one that was not found, the likeliest first. */
  readonly names: readonly string[];
}

const CANDIDATES = /(?:Did you mean|Candidate (?:bindings|tables))[:\s]*((?:"[^"\n]+"(?:,\s*)?)+)/;

const quoted = (text: string): string[] => [...text.matchAll(/"([^"\n]+)"/g)].map((match) => match[1] as string);

/** Null for whatever is no error of the database told as JSON. */
export function databaseError(thrown: unknown): DatabaseError | null {
  if (!(thrown instanceof Error)) return null;
  const from = thrown.message.indexOf('{"exception_type"');
  if (from < 0) return null;
  try {
    const told = JSON.parse(thrown.message.slice(from)) as Readonly<Record<string, string | undefined>>;
    const message = told.exception_message ?? thrown.message;
    const named = CANDIDATES.exec(message)?.[1] ?? "";
    return {
      kind: told.exception_type ?? "",
      message,
      position: told.position === undefined ? null : Number(told.position),
      candidates: quoted(named),
      names: [told.name ?? [], quoted(message.split("\n")[0] ?? "").reverse()].flat(),
    };
  } catch {
    return null;
  }
}

/** Line from 1 of a place in a statement that is given in bytes. */
export const lineAt = (sql: string, position: number): number =>
  Buffer.from(sql).subarray(0, position).toString().split("\n").length;

/** A place in a statement in UTF-16 units, from one in bytes. */
export const characterAt = (sql: string, position: number): number =>
  Buffer.from(sql).subarray(0, position).toString().length;
