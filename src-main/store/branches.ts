// The pieces a view is put together from: one SELECT per file and per clock shift, over the files that have the table.
import { type Column, type TableName, tableOf } from "../../src-shared/capture/tables.ts";
import { type AttachedFile, BLANK, blankFile, tableIn } from "./attached.ts";
import type { Manifest } from "./contract.ts";
import { identifier, sqlType } from "./ddl.ts";

/** Everything the views are made from. */
export interface ViewSources {
  readonly manifest: Manifest;
  readonly files: readonly AttachedFile[];
  /** RAM blocks per task that the views tell apart. */
  readonly arms: number;
  /** Added to ids of a file so that they are unique in the project; the first file keeps its own. */
  readonly offsets: ReadonlyMap<number, IdOffsets>;
}

export interface IdOffsets {
  readonly snapshot: number;
  readonly moment: number;
  readonly series: number;
  readonly task: number;
}

/** Rows of one table in one file that share a clock shift. */
export interface Branch {
  readonly file: AttachedFile;
  readonly table: TableName;
  readonly offsets: IdOffsets;
  readonly arms: number;
  /** Captures whose rows it shows, null when all rows of the file are meant. */
  readonly only: readonly number[] | null;
  /** Corrected time of `f.t`. */
  readonly t: string;
  /** What corrects any time of it, to be put behind an expression. */
  readonly shift: string;
  /** `t` is Unix time. */
  readonly wall: boolean;
}

const NO_OFFSETS: IdOffsets = { snapshot: 0, moment: 0, series: 0, task: 0 };

/** Offsets that make ids unique: each file's ids begin behind those of the files before it. */
export function idOffsets(files: readonly AttachedFile[]): ReadonlyMap<number, IdOffsets> {
  const next = { ...NO_OFFSETS };
  const offsets = new Map<number, IdOffsets>();
  for (const file of files) {
    offsets.set(file.job, { ...next });
    for (const key of ["snapshot", "moment", "series", "task"] as const) next[key] += file.greatest[key] + 1;
  }
  return offsets;
}

/** The branches of a table; one over the blank table when no file has it. */
export function branchesOf(sources: ViewSources, table: TableName, options: { withHidden?: boolean } = {}): Branch[] {
  const found = sources.files
    .filter((file) => file.columns.has(table))
    .flatMap((file) => branchesOfFile(sources, file, table, options.withHidden ?? false));
  if (found.length) return found;
  return [{ file: blankFile, table, offsets: NO_OFFSETS, arms: 0, only: null, t: "f.t", shift: "", wall: true }];
}

function branchesOfFile(sources: ViewSources, file: AttachedFile, table: TableName, withHidden: boolean): Branch[] {
  const hidden = new Set(withHidden ? [] : sources.manifest.hidden.map((one) => one.capture));
  const shifts = new Map(sources.manifest.shifts.map((shift) => [shift.capture, shift]));
  const groups = new Map<string, { ns: string | null; wall: boolean; captures: number[] }>();
  for (const capture of file.captures) {
    if (hidden.has(capture.id)) continue;
    const shift = shifts.get(capture.id);
    const wall = shift?.wall ?? capture.wall;
    const ns = shift && BigInt(shift.ns) !== 0n ? shift.ns : null;
    const key = `${ns} ${wall}`;
    const group = groups.get(key) ?? { ns, wall, captures: [] };
    group.captures.push(capture.id);
    groups.set(key, group);
  }
  const offsets = sources.offsets.get(file.job) ?? NO_OFFSETS;
  return [...groups.values()].map(({ ns, wall, captures }) => ({
    file,
    table,
    offsets,
    arms: sources.arms,
    only: captures.length === file.captures.length ? null : captures,
    t: ns === null ? "f.t" : `f.t + (${ns})`,
    shift: ns === null ? "" : ` + (${ns})`,
    wall,
  }));
}

/** A stored column of the branch's table (read as `from`) in today's type, whatever version wrote the file. */
export function columnIn(branch: Branch, column: Column, from = "f"): string {
  const type = sqlType(column);
  const stored = branch.file.columns.get(branch.table)?.get(column.name);
  if (stored === undefined) return `NULL::${type}`;
  const name = `${from}.${identifier(column.name)}`;
  return stored === type || branch.file.alias === BLANK ? name : `CAST(${name} AS ${type})`;
}

/** The same by name. */
export function columnNamed(branch: Branch, name: string, from = "f"): string {
  const column = tableOf(branch.table).columns.find((c) => c.name === name);
  if (!column) throw new Error(`${branch.table} has no column ${name}`);
  return columnIn(branch, column, from);
}

/** Whether the file has a column of the branch's table; the blank one has all. */
export const isStored = (branch: Branch, column: string): boolean =>
  branch.file.columns.get(branch.table)?.has(column) ?? false;

/** `time` beside `t`: UTC, unknown where the clock is not linked to wall time. */
export const timeOf = (branch: Branch): string =>
  branch.wall ? `make_timestamp_ns(${branch.t})` : "NULL::TIMESTAMP_NS";

/** The branch's table, as `f`. */
export const sourceOf = (branch: Branch, as = "f"): string => `${tableIn(branch.file.alias, branch.table)} ${as}`;

/** The condition on captures (of `from`) and another one, with its WHERE. */
export function whereOf(branch: Branch, options: { from?: string; more?: string } = {}): string {
  const captures = branch.only && `${options.from ?? "f"}.capture_id IN (${branch.only.join(", ")})`;
  const conditions = [captures, options.more].filter((condition) => condition != null);
  return conditions.length ? `WHERE ${conditions.join(" AND ")}` : "";
}

/** An id that is unique in the project. */
export const uniqueId = (expression: string, offset: number): string =>
  offset === 0 ? expression : `${expression} + ${offset}`;

export const unionOf = (selects: readonly string[]): string => selects.join("\nUNION ALL\n");
