// Where tests put bundles of modules that they start as processes of their own.
import { join } from "node:path";
import { bundle as bundleInto, root } from "../../../scripts/bundle.mjs";

/** Bundles the entries (paths from the project's root) into `folder` as the program itself is bundled. */
export async function bundle(folder: string, entries: Readonly<Record<string, string>>): Promise<void> {
  await bundleInto(entries, folder);
}

/** A folder for bundles inside the project, so that they find its packages. */
export const bundleFolder = (name: string): string => join(root, "node_modules", ".cache", "plimsoll", name);

/** What a back end starts as processes and threads of its own, and who starts the back end. */
export const backendEntries = {
  supervisor: "src-main/backend/supervisor.ts",
  "backend-process": "src-main/backend/process.ts",
  "import-process": "src-main/import/process.ts",
  "query-process": "src-main/store/query-process.ts",
  "parquet-process": "src-main/store/parquet-process.ts",
  "analysis-process": "src-main/analysis/process.ts",
  "engine-worker": "src-main/jobs/engine-worker.ts",
} as const;
