// The select of one table in one file whose columns speak for themselves once ids are names and tasks are joined.
import { type Column, tableOf } from "../../src-shared/capture/tables.ts";
import { blankFile, DICTIONARY_IDS } from "./attached.ts";
import { type Branch, columnIn, columnNamed, isStored, sourceOf, timeOf, whereOf } from "./branches.ts";
import { identifier } from "./ddl.ts";
import { armCases, isFilled, ownTable } from "./guest-tables.ts";

/** In tables with addresses: the column that tells the address space, which of its words are guest physical, and which
 * is host virtual, translated by RAM blocks. */
const ADDRESSES: Readonly<Partial<Record<string, { of: string; gpa: string; hva: string }>>> = {
  fault: { of: "kind", gpa: "('ept', 'npt', 'stage2', 'xen_npf')", hva: "('host')" },
  mmu: { of: "space", gpa: "('gpa')", hva: "('hva')" },
  access: { of: "space", gpa: "('gpa')", hva: "('hva')" },
  region: { of: "space", gpa: "('gpa')", hva: "('hva')" },
};

/** Whether the branch stands in for a table that no file has. */
export const isBlank = (branch: Branch): boolean => branch.file === blankFile;
/** Whether rows of the branch can be joined with their tasks. */
export const hasTasks = (branch: Branch): boolean =>
  !isBlank(branch) && branch.file.columns.has("task") && isStored(branch, "task_id");

/** The select of a branch, with a further condition, without some columns, with other columns and their joins. */
export function plainSelect(
  branch: Branch,
  options: {
    more?: string;
    without?: ReadonlySet<string>;
    extra?: readonly string[];
    joins?: readonly string[];
  } = {},
): string {
  const columns = tableOf(branch.table)
    .columns.filter((column) => !options.without?.has(column.name))
    .flatMap((column) => shownColumns(branch, column));
  const joins = tableOf(branch.table)
    .columns.filter((column) => !options.without?.has(column.name))
    .map((column) => joinOf(branch, column));
  const shown = [...columns, ...(options.extra ?? [])].join(", ");
  return `SELECT ${shown} FROM ${sourceOf(branch)} ${[...joins, ...(options.joins ?? [])].join(" ")} ${whereOf(branch, { more: options.more })}`;
}

/** The name that a guest has now; Xen's recordings know guests by their domains only, as `d7`. */
const renamed = (stored: string): string =>
  `coalesce((SELECT any_value(a.name) FROM plim.alias a WHERE a.alias = ${stored}),
    (SELECT any_value(g.name) FROM plim.by_domid d JOIN plim.guest g ON g.id = d.guest_id
     WHERE d.capture_id = f.capture_id AND 'd' || d.domid = ${stored}), ${stored})`;

function shownColumns(branch: Branch, column: Column): string[] {
  const { name } = column;
  const stored = columnIn(branch, column);
  if (name === "capture_id") return [`${stored} AS capture`];
  if (name === "t") return [`${branch.t} AS t`, `${timeOf(branch)} AS "time"`];
  if (name === "until_t") return [`${stored}${branch.shift} AS until_t`];
  if (name === "task_id") return whoColumns(branch);
  if (name === "guest_name") return [`${isBlank(branch) ? stored : renamed(stored)} AS guest`];
  if (DICTIONARY_IDS.has(name)) return [`${nameOf(branch, name)} AS ${identifier(name.slice(0, -3))}`];
  const addresses = ADDRESSES[branch.table];
  const shown = `${stored} AS ${identifier(name)}`;
  return name === "addr" && addresses ? [shown, `${gpaOf(branch, addresses)} AS gpa`] : [shown];
}

const hasNames = (branch: Branch, column: string): boolean =>
  !isBlank(branch) && branch.file.columns.has("name") && isStored(branch, column);

/** Text of a dictionary id, from the table that `joinOf` joins for its column. */
export const nameOf = (branch: Branch, column: string): string =>
  hasNames(branch, column) ? `${identifier(`name of ${column}`)}.text` : "NULL::VARCHAR";

/** The join by which a column's ids get their meaning, for tasks as `k`; nothing for other columns. */
function joinOf(branch: Branch, column: Column): string {
  if (column.name === "task_id") return whoJoin(branch);
  return DICTIONARY_IDS.has(column.name) ? nameJoin(branch, column.name, column.nullable) : "";
}

/** Joins the dictionary for a column whose ids are all known to it; for others, and for text in `v1` to `v6`, loosely. */
export function nameJoin(branch: Branch, column: string, nullable?: boolean): string {
  if (!hasNames(branch, column)) return "";
  const name = identifier(`name of ${column}`);
  const table = ownTable("names", branch.file);
  if (nullable === undefined || !isFilled(branch.file, "names"))
    return `LEFT JOIN ${table} ${name} ON ${name}.id = f.${identifier(column)}`;
  return `JOIN ${table} ${name} ON ${name}.id = ${nullable ? `coalesce(f.${column}, -1)` : `f.${column}`}`;
}

function whoColumns(branch: Branch): string[] {
  const types = { guest: "VARCHAR", vcpu: "INTEGER", pid: "INTEGER", tid: "INTEGER", comm: "VARCHAR" };
  const known = hasTasks(branch);
  return Object.entries(types).map(([name, type]) => `${known ? `k.${name}` : `NULL::${type}`} AS ${name}`);
}

/** Joins the task that an event's thread was at its time, as `k`. */
function whoJoin(branch: Branch): string {
  if (!hasTasks(branch)) return "";
  const table = ownTable("task", branch.file);
  if (isFilled(branch.file, "task")) return `JOIN ${table} k ON k.id = coalesce(f.task_id, -1)`;
  const during = "coalesce(f.t, 0) >= k.from_t AND coalesce(f.t, 0) < k.until_t";
  return `LEFT JOIN ${table} k ON k.id = f.task_id${branch.file.tasksLastForever ? "" : ` AND ${during}`}`;
}

function gpaOf(branch: Branch, addresses: { of: string; gpa: string; hva: string }): string {
  if (!isStored(branch, "addr")) return "NULL::UBIGINT";
  const space = columnNamed(branch, addresses.of);
  const arms = hasTasks(branch) ? armCases(branch.arms, `${space} IN ${addresses.hva}`, "f.addr", "k") : "";
  return `CASE WHEN ${space} IN ${addresses.gpa} THEN f.addr ${arms} END`;
}
