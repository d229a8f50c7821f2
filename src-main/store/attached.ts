// What an attached capture file holds, read once after attaching: its tables, captures and dictionaries.
import type { DuckDBConnection } from "@duckdb/node-api";
import { type TableName, tables } from "../../src-shared/capture/tables.ts";
import { identifier, literal } from "./ddl.ts";

/** One capture of a file, as far as the views depend on it. */
export interface AttachedCapture {
  readonly id: number;
  readonly host: string | null;
  /** Its times are linked to wall time; unknown counts as no. */
  readonly wall: boolean;
}

/** Greatest ids of a file's keyed tables, -1 where there are none. */
export interface GreatestIds {
  readonly snapshot: number;
  readonly moment: number;
  readonly series: number;
  /** Of `task` and of all columns that refer to it. */
  readonly task: number;
  /** Of `name` and of all columns that refer to it. */
  readonly name: number;
}

/** Ids into the dictionary `name`: column X_id is shown as text X. */
export const DICTIONARY_IDS: ReadonlySet<string> = new Set([
  "event_id",
  "reason_id",
  "path_id",
  "level_id",
  "app_id",
  "function_id",
]);

export interface AttachedFile {
  readonly job: number;
  /** Database name under which it is attached. */
  readonly alias: string;
  readonly captures: readonly AttachedCapture[];
  /** SQL types of the columns it has, by table. */
  readonly columns: ReadonlyMap<TableName, ReadonlyMap<string, string>>;
  readonly greatest: GreatestIds;
  /** No task of the file begins or ends: its id alone tells who it is. */
  readonly tasksLastForever: boolean;
}

/** An in-memory schema with every table and no row: gives the views their columns where no file has the table. */
export const BLANK = "memory.blank";

/** A canonical table of an attached file in SQL. */
export const tableIn = (alias: string, table: TableName): string =>
  alias === BLANK ? `${BLANK}.${identifier(table)}` : `${identifier(alias)}.main.${identifier(table)}`;

const LEAST = "-9223372036854775808";
const GREATEST = "9223372036854775807";

type Rows = (sql: string) => Promise<Record<string, unknown>[]>;

/** Reads what a file holds that was attached under `alias`. */
export async function readAttached(connection: DuckDBConnection, alias: string, job: number): Promise<AttachedFile> {
  const rows: Rows = async (sql) => (await connection.runAndReadAll(sql)).getRowObjects();
  const columns = await readColumns(rows, alias);
  const greatestOf = async (of: (table: TableName, column: string) => boolean) => {
    const found = [...columns].flatMap(([table, own]) =>
      [...own.keys()]
        .filter((column) => of(table, column))
        .map((column) => `SELECT max(${identifier(column)}) AS n FROM ${tableIn(alias, table)}`),
    );
    if (!found.length) return -1;
    const [row] = await rows(`SELECT max(n) AS n FROM (${found.join(" UNION ALL ")})`);
    return typeof row?.n === "number" ? row.n : -1;
  };
  return {
    job,
    alias,
    columns,
    captures: columns.has("capture") ? await readCaptures(rows, alias) : [],
    greatest: {
      snapshot: await greatestOf((table, column) => table === "snapshot" && column === "id"),
      moment: await greatestOf((table, column) => table === "snapshot" && column === "moment"),
      series: await greatestOf((table, column) => table === "series" && column === "id"),
      task: await greatestOf((table, column) => column === "task_id" || (table === "task" && column === "id")),
      name: await greatestOf((table, column) => DICTIONARY_IDS.has(column) || (table === "name" && column === "id")),
    },
    tasksLastForever: columns.has("task") ? await readLastForever(rows, alias) : true,
  };
}

async function readColumns(rows: Rows, alias: string): Promise<AttachedFile["columns"]> {
  const known = new Set<string>(tables.map((table) => table.name));
  const found = await rows(
    `SELECT table_name, column_name, data_type FROM duckdb_columns()
     WHERE database_name = ${literal(alias)} AND schema_name = 'main'`,
  );
  const result = new Map<TableName, Map<string, string>>();
  for (const row of found) {
    const name = String(row.table_name);
    if (!known.has(name)) continue;
    const columns = result.get(name as TableName) ?? new Map<string, string>();
    columns.set(String(row.column_name), String(row.data_type));
    result.set(name as TableName, columns);
  }
  return result;
}

async function readCaptures(rows: Rows, alias: string): Promise<AttachedCapture[]> {
  const found = await rows(`SELECT id, host, t_wall FROM ${tableIn(alias, "capture")} ORDER BY id`);
  return found.map((row) => ({
    id: Number(row.id),
    host: row.host === null ? null : String(row.host),
    wall: row.t_wall === true,
  }));
}

async function readLastForever(rows: Rows, alias: string): Promise<boolean> {
  const [row] = await rows(
    `SELECT count(*) = count(DISTINCT id) AND coalesce(bool_and(from_t = ${LEAST} AND until_t = ${GREATEST}), true) AS yes
     FROM ${tableIn(alias, "task")}`,
  );
  return row?.yes === true;
}

/** A file that holds nothing: stands in for the files that a project does not have. */
export const blankFile: AttachedFile = {
  job: 0,
  alias: BLANK,
  captures: [],
  columns: new Map(
    tables.map((table) => [table.name, new Map(table.columns.map((column) => [column.name, ""]))] as const),
  ),
  greatest: { snapshot: -1, moment: -1, series: -1, task: -1, name: -1 },
  tasksLastForever: true,
};
