// Captures that the project holds already, for a job that compares its own with them: their files are attached when needed.
import { join } from "node:path";
import type { CatalogueEntry, JsonRow, SqlValue } from "../store/contract.ts";

export type All = (sql: string, params?: readonly SqlValue[]) => Promise<JsonRow[]>;

export interface StoredCaptures {
  /** Prefix of the tables of a stored capture. */
  schemaOf(entry: CatalogueEntry): string;
  /** Makes a stored capture's tables readable. */
  attach(id: number): Promise<void>;
}

export function storedCaptures(all: All, catalogue: readonly CatalogueEntry[], folder: string): StoredCaptures {
  const attached = new Set<string>();
  return {
    schemaOf: (entry) => `"job_${entry.file}".`,
    async attach(id) {
      const file = catalogue.find((entry) => entry.id === id)?.file;
      if (!file || attached.has(file)) return;
      attached.add(file);
      await all(`ATTACH '${join(folder, file).replaceAll("'", "''")}' AS "job_${file}" (READ_ONLY)`);
    },
  };
}
