// Parts of a stored table: rows whose source lacks a group of columns go to a leaner table beside the full one.
// A column that is NULL in every row still costs as much to load as any other: for page faults without decoded
// flags two fifths of the CPU time. In the file a view shows the parts as the one table they are.
import { type Column, type Table, type TableName, tables } from "../../src-shared/capture/tables.ts";
import { identifier, sqlType } from "./ddl.ts";

export interface Part {
  /** Name in the capture file: the table's own, or with `_full` or `_lean` behind it where it has two parts. */
  readonly name: string;
  readonly table: Table;
  readonly columns: readonly Column[];
}

/** Columns that the lean part of a table does not have. */
const LEFT_OUT: Readonly<Partial<Record<TableName, readonly string[]>>> = {
  fault: ["access", "first_touch", "mmio", "walk", "code", "stall_ns"],
  event: ["v4", "v5", "v6"],
  page: ["filled", "ksm", "frame"],
};

/** The parts of a table, the fullest first. */
function partsOf(table: Table): readonly Part[] {
  const leftOut = LEFT_OUT[table.name];
  if (!leftOut) return [{ name: table.name, table, columns: table.columns }];
  const columns = table.columns.filter((column) => !leftOut.includes(column.name));
  return [
    { name: `${table.name}_full`, table, columns: table.columns },
    { name: `${table.name}_lean`, table, columns },
  ];
}

/** All parts of all tables. */
export const allParts: readonly Part[] = tables.flatMap(partsOf);

/** The statement that creates a part. */
export function createPart(part: Part): string {
  const columns = part.columns.map((c) => `${identifier(c.name)} ${sqlType(c)}${c.nullable ? "" : " NOT NULL"}`);
  return `CREATE TABLE ${identifier(part.name)} (${columns.join(", ")})`;
}

/** The statements that show tables with two parts under their names, from those parts that exist. */
export function createPartViews(exists: (part: Part) => boolean): string {
  const statements: string[] = [];
  for (const table of tables) {
    const parts = partsOf(table);
    if (parts.length === 1) continue;
    const name = identifier(table.name);
    const selects = parts.filter(exists).map((part) => `SELECT ${columnsOf(part)} FROM ${identifier(part.name)}`);
    statements.push(
      selects.length
        ? `CREATE OR REPLACE VIEW ${name} AS ${selects.join(" UNION ALL ")}`
        : `DROP VIEW IF EXISTS ${name}`,
    );
  }
  return statements.join(";\n");
}

const columnsOf = (part: Part): string =>
  part.table.columns
    .map((column) => {
      const name = identifier(column.name);
      return part.columns.includes(column) ? name : `NULL::${sqlType(column)} AS ${name}`;
    })
    .join(", ");
