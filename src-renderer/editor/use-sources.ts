// What completion, hover and the catalogue speak from: the project's views with their columns, and the database's functions.
import { useMemo } from "react";
import type { OpenReply } from "../../src-shared/protocol/window-replies.ts";
import { useRequest } from "../app/use-request.ts";
import { buildCatalogue, CATALOGUE_SQL, type Catalogue, type CatalogueRow } from "./catalogue.ts";
import type { SqlSources } from "./completion.ts";

/** Columns of all views; a project with more is shown without the last of its tracepoints. */
const MOST_COLUMNS = 20_000;

/** `catalogue` is null while it is read. */
export function useSources({ project, info }: OpenReply): {
  readonly catalogue: Catalogue | null;
  readonly sources: SqlSources;
} {
  const views = useRequest("query", { project, sql: CATALOGUE_SQL, limit: MOST_COLUMNS });
  const functions = useRequest("functions", { project });
  const catalogue = useMemo(
    () =>
      views.data &&
      buildCatalogue(views.data.rows as unknown as readonly CatalogueRow[], info.tables, info.guests.length),
    [views.data, info],
  );
  const sources = useMemo(
    () => ({ catalogue: catalogue ?? [], functions: functions.data?.functions ?? [] }),
    [catalogue, functions.data],
  );
  return { catalogue, sources };
}
