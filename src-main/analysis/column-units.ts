// Units of result columns: a column that keeps a table's column name keeps its unit.
import { columnUnits } from "../../src-shared/capture/result-units.ts";

/** Unit of a column by its name, null where the name is not a canonical one. */
export const unitOf = (name: string): string | null => columnUnits.get(name) ?? null;
