// What a query can read: the project's views with their columns, and what their declaration says of each.

import { resultUnitOf } from "../../src-shared/capture/result-units.ts";
import { type Summary, type SummaryColumn, summaries } from "../../src-shared/capture/summaries.ts";
import { type Column, type Table, tables } from "../../src-shared/capture/tables.ts";

export interface CatalogueColumn {
  readonly name: string;
  /** The database's type; of a word list only `ENUM`. */
  readonly type: string;
  readonly unit: string | null;
  readonly meaning: string | null;
  /** The words that it may hold. */
  readonly words: readonly string[];
}

export interface CatalogueTable {
  /** As SQL names it: `ev.NAME` for the events of one tracepoint. */
  readonly name: string;
  readonly meaning: string | null;
  /** Null where nobody counted. */
  readonly rows: number | null;
  readonly columns: readonly CatalogueColumn[];
}

export type Catalogue = readonly CatalogueTable[];

/** One row of `CATALOGUE_SQL`: schema, table, column, type. */
export type CatalogueRow = readonly [string, string, string, string];

/** The views of the project and their columns, in the order of the views. */
export const CATALOGUE_SQL = `SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns()
WHERE database_name = 'memory' AND schema_name IN ('main', 'ev') AND NOT internal ORDER BY 1 DESC, 2, column_index`;

const summed = new Map<string, Summary>(summaries.map((summary) => [summary.name, summary]));
const declared = new Map<string, Table>(tables.map((table) => [table.name, table]));

const GUEST: Readonly<Record<string, string>> = {
  id: "unique in the project",
  name: "its name, as every other table has it",
  host: "the host that it runs on",
  ram_bytes: "its memory",
  source: "where it was found",
  mapped: "auto, file or none: whether its memory is placed in a process",
  pid: "its process",
  uuid: "its UUID",
  pinned: "why its memory must not be touched",
};

/** Columns that the views make of others. */
const MADE: Readonly<Record<string, string>> = {
  capture: "the capture it came from",
  time: "time in UTC; not seen where the clock is not linked to wall time",
  guest: "name of the guest",
  vcpu: "virtual CPU of the guest",
  pid: "process on the host",
  tid: "thread on the host",
  comm: "name of the thread",
  gpa: "address in the guest",
  gfn: "address in the guest in pages; not seen where the page is not placed there",
  state: "active, duplicate, superseded or excluded",
  time_base: "what its times count from: wall, or the zero of the named clock",
  import: "the import whose file it is in",
};

/** `counts` are rows by table, of those that were counted. */
export function buildCatalogue(
  rows: readonly CatalogueRow[],
  counts: Readonly<Record<string, number>>,
  guests: number,
): Catalogue {
  const byTable = new Map<string, CatalogueColumn[]>();
  for (const [schema, table, column, type] of rows) {
    const name = schema === "main" ? table : `${schema}.${table}`;
    const columns = byTable.get(name) ?? [];
    columns.push(columnOf(table, column, type));
    byTable.set(name, columns);
  }
  const rowsOf = (name: string): number | null => {
    if (name === "guest") return guests;
    return declared.has(name) ? (counts[name] ?? 0) : null;
  };
  return [...byTable].map(([name, columns]) => ({
    name,
    meaning:
      name === "guest"
        ? "the guests of the project"
        : (declared.get(name)?.meaning ?? summed.get(name)?.meaning ?? eventWords(name)),
    rows: rowsOf(name),
    columns,
  }));
}

const eventWords = (name: string): string | null =>
  name.startsWith("ev.") ? "events of this tracepoint, with their fields under their own names" : null;

function columnOf(table: string, name: string, type: string): CatalogueColumn {
  const sum: SummaryColumn | undefined = summed.get(table)?.columns.find((column) => column.name === name);
  const own = sum ? { ...sum, words: undefined } : declaredColumn(table, name);
  return {
    name,
    type: type.startsWith("ENUM") ? "ENUM" : type,
    unit: own?.unit ?? resultUnitOf(name),
    meaning: (table === "guest" ? GUEST[name] : undefined) ?? own?.meaning ?? MADE[name] ?? null,
    words: own?.words ?? [],
  };
}

/** The declared column that a view's column shows; pages show those of their snapshots, counters those of their series. */
function declaredColumn(table: string, name: string): Column | null {
  const inTables = [table, { page: "snapshot", counter: "series" }[table]].map((one) => declared.get(one ?? ""));
  for (const one of inTables)
    for (const wanted of [name, `${name}_id`]) {
      const found = one?.columns.find((column) => column.name === wanted);
      if (found) return found;
    }
  return null;
}

/** What kind of value it is, in a word, where it has no unit. */
export function typeWord(type: string): string {
  if (/^(VARCHAR|ENUM)/.test(type)) return "text";
  if (type === "BOOLEAN") return "yes or no";
  if (/^(TIMESTAMP|DATE|TIME)/.test(type)) return "time";
  if (type === "UHUGEINT") return "digest";
  return /INT|DOUBLE|FLOAT|DECIMAL/.test(type) ? "number" : type.toLowerCase();
}

/** The table that a name in a query means; names are not told apart by their letters' case. */
export const tableNamed = (catalogue: Catalogue, name: string): CatalogueTable | null =>
  catalogue.find((table) => table.name.toLowerCase() === name.toLowerCase()) ?? null;
