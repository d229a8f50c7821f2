// The column maps that a project keeps.
import type { ColumnMap } from "../../src-shared/capture/column-map.ts";
import { readManifest } from "../store/manifest.ts";
import { isProject } from "../store/project.ts";

/** None for a project that is not there yet. Errors: those of `readManifest`. */
export const keptColumns = (project: string | null): readonly ColumnMap[] =>
  project !== null && isProject(project) ? (readManifest(project).columns ?? []) : [];
