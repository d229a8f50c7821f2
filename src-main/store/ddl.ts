// SQL text of the canonical columns: types and quoting.
import type { Column } from "../../src-shared/capture/tables.ts";

/** An SQL identifier, always quoted. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** An SQL text literal. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The SQL type of a column; word lists are ENUM types. */
export const sqlType = (column: Column): string =>
  column.words ? `ENUM(${column.words.map(literal).join(", ")})` : column.type;
