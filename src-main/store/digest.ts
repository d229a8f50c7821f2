// Digests of a project's recorded data: order-independent, the same for the same recording whatever its file was
// called, how it was packed and in which order it was imported.
import type { DuckDBConnection } from "@duckdb/node-api";
import { type Column, type Table, type TableName, tableOf, tables } from "../../src-shared/capture/tables.ts";
import { DICTIONARY_IDS, tableIn } from "./attached.ts";
import { type Branch, branchesOf, columnIn, sourceOf, type ViewSources, whereOf } from "./branches.ts";
import { TEXT_FIELD } from "./event-views.ts";
import { hasTasks, nameJoin, nameOf } from "./plain-select.ts";

/** Dictionaries and versions are not recorded data. */
const WITHOUT: ReadonlySet<TableName> = new Set(["name", "meta"]);

/** Columns that depend on the file's name or packing, or on what else was imported. */
const NOT_RECORDED: Readonly<Partial<Record<TableName, readonly string[]>>> = {
  capture: ["id", "name", "sha256", "bytes", "duplicate_of", "importer"],
  task: ["id"],
  series: ["id"],
  snapshot: ["id", "moment"],
};

/** What stands for a thread: its own numbers and name, not its row in the file. */
const TASK_COLUMNS = ["pid", "tid", "domid", "vcpu", "comm"] as const;

/**
 * The digests of all tables that have visible rows, as 16 hexadecimal digits: the sum of the rows' hashes modulo 2^64.
 */
export async function digestTables(
  connection: DuckDBConnection,
  sources: ViewSources,
): Promise<Readonly<Record<string, string>>> {
  const digests: Record<string, string> = {};
  for (const table of tables) {
    if (WITHOUT.has(table.name)) continue;
    const branches = branchesOf(sources, table.name).filter((branch) => branch.file.job !== 0);
    let [rows, sum] = [0n, 0n];
    for (const branch of branches) {
      const textFields = table.name === "event" ? await textFieldsOf(connection, branch) : new Map<string, number[]>();
      const result = await connection.runAndReadAll(digestSql(table, branch, textFields));
      const [n, hash] = result.getRows()[0] as [bigint, bigint | null];
      rows += n;
      sum += hash ?? 0n;
    }
    if (rows > 0n) digests[table.name] = (sum % 2n ** 64n).toString(16).padStart(16, "0");
  }
  return digests;
}

function digestSql(table: Table, branch: Branch, textFields: ReadonlyMap<string, number[]>): string {
  const without = NOT_RECORDED[table.name] ?? [];
  const columns = table.columns
    .filter((column) => column.name !== "capture_id" && !without.includes(column.name))
    .flatMap((column) => recordedColumns(branch, column, textFields));
  const joins = table.columns.map((column) => joinOf(branch, column, textFields)).join(" ");
  return `SELECT count(*), sum(hash(${columns.join(", ")})) FROM ${sourceOf(branch)} ${joins} ${conditionOf(table, branch)}`;
}

/** Captures are rows of their own table; pages belong to one through their snapshot. */
function conditionOf(table: Table, branch: Branch): string {
  if (table.name === "page") return whereOf(branch, { from: "snapshot" });
  if (table.name !== "capture") return whereOf(branch);
  return branch.only === null ? "" : `WHERE f.id IN (${branch.only.join(", ")})`;
}

function recordedColumns(branch: Branch, column: Column, textFields: ReadonlyMap<string, number[]>): string[] {
  const stored = columnIn(branch, column);
  switch (column.name) {
    case "task_id":
      return hasTasks(branch) ? TASK_COLUMNS.map((name) => `task.${name}`) : ["NULL"];
    case "series_id":
      return recordedOf("series");
    case "snapshot_id":
      return [...recordedOf("snapshot"), recordedName(branch, "snapshot")];
    case "guest_name":
      return branch.table === "snapshot" ? [recordedName(branch, "f")] : [stored];
  }
  if (DICTIONARY_IDS.has(column.name)) return [nameOf(branch, column.name)];
  const texts = textFields.get(column.name);
  if (!texts) return [stored];
  const isText = `f.event_id IN (${texts.join(", ")})`;
  return [
    `CASE WHEN ${isText} THEN NULL ELSE ${stored} END`,
    `CASE WHEN ${isText} THEN ${nameOf(branch, column.name)} END`,
  ];
}

/** The guest of a snapshot; a memory image does not record it, there it comes from the name of the file. */
const recordedName = ({ file }: Branch, row: string): string =>
  `CASE WHEN (SELECT format NOT LIKE 'memory.%' FROM ${tableIn(file.alias, "capture")} c WHERE c.id = ${row}.capture_id)
    THEN ${row}.guest_name END`;

/** The recorded columns of a table that an event refers to. */
function recordedOf(table: "series" | "snapshot"): string[] {
  const without = NOT_RECORDED[table] ?? [];
  return tableOf(table)
    .columns.filter(({ name }) => name !== "capture_id" && name !== "guest_name" && !without.includes(name))
    .map(({ name }) => `${table}.${name}`);
}

function joinOf(branch: Branch, column: Column, textFields: ReadonlyMap<string, number[]>): string {
  const { alias } = branch.file;
  if (DICTIONARY_IDS.has(column.name)) return nameJoin(branch, column.name, column.nullable);
  if (textFields.has(column.name)) return nameJoin(branch, column.name);
  if (column.name === "series_id") return `JOIN ${tableIn(alias, "series")} series ON series.id = f.series_id`;
  if (column.name === "snapshot_id")
    return `JOIN ${tableIn(alias, "snapshot")} snapshot ON snapshot.id = f.snapshot_id`;
  if (column.name !== "task_id" || !hasTasks(branch)) return "";
  const during = branch.file.tasksLastForever
    ? ""
    : " AND coalesce(f.t, 0) >= task.from_t AND coalesce(f.t, 0) < task.until_t";
  return `LEFT JOIN ${tableIn(alias, "task")} task ON task.id = f.task_id${during}`;
}

/** For v1 to v6 the events of the file whose field there is a dictionary id. */
async function textFieldsOf(connection: DuckDBConnection, branch: Branch): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>();
  if (!branch.file.columns.has("event_field")) return found;
  const result = await connection.runAndReadAll(
    `SELECT DISTINCT 'v' || v, event_id FROM ${tableIn(branch.file.alias, "event_field")} f
     WHERE regexp_matches(type, '${TEXT_FIELD}') ORDER BY ALL`,
  );
  for (const [column, event] of result.getRows())
    found.set(String(column), [...(found.get(String(column)) ?? []), Number(event)]);
  return found;
}
