// Reads a file of column maps: a JSON list that says what the columns of tables are that no importer knows.
import { readFileSync } from "node:fs";
import { failure } from "../../src-shared/base/errors.ts";
import { type ColumnMap, ColumnMaps } from "../../src-shared/capture/column-map.ts";
import { lacksOf } from "./formats/delimited/index.ts";

const NEXT = "docs/columns.md shows one";
const bad = (path: string, what: string): Error =>
  failure("columns.bad_value", `the column maps are wrong ${what}`, { where: { file: path }, next: NEXT, exit: 2 });

/** Throws `columns.unreadable` or `columns.bad_value` with the place of the first fault. */
export function readColumnMaps(path: string): ColumnMap[] {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, "utf8"));
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw failure("columns.unreadable", `the column maps cannot be read: ${why}`, {
      where: { file: path },
      expected: "a JSON list of column maps",
      next: NEXT,
      exit: 2,
    });
  }
  const parsed = ColumnMaps.safeParse(json);
  const issue = parsed.error?.issues[0];
  if (!parsed.success) throw bad(path, `at ${issue?.path.join(".") || "their top"}: ${issue?.message}`);
  for (const [at, map] of parsed.data.entries()) {
    const lacks = lacksOf(map);
    if (lacks !== null) throw bad(path, `at ${at}: ${lacks}`);
  }
  return parsed.data;
}

const keyOf = (map: ColumnMap): string => JSON.stringify([map.header, map.headless === true]);

/** A later map replaces the one for the same header; the others stay. */
export function mergedColumns(old: readonly ColumnMap[], fresh: readonly ColumnMap[]): ColumnMap[] {
  const replaced = new Set(fresh.map(keyOf));
  return [...old.filter((map) => !replaced.has(keyOf(map))), ...fresh];
}
