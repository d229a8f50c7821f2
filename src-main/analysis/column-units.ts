// Units of result columns: a column that keeps a table's column name keeps its unit.
import { tables } from "../../src-shared/capture/tables.ts";

const units = new Map<string, string>();
for (const table of tables) for (const column of table.columns) if (column.unit) units.set(column.name, column.unit);
units.set("gpa", "bytes");

/** Unit of a column by its name, null where the name is not a canonical one. */
export const unitOf = (name: string): string | null => units.get(name) ?? null;
