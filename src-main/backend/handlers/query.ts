// Request query: one SELECT over the project's views, its rows in the reply or in a Parquet file.
import { resolve } from "node:path";
import type { QueryReply } from "../../../src-shared/protocol/replies.ts";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import { unitOf } from "../../analysis/column-units.ts";
import type { Job } from "../../jobs/job.ts";
import { writeParquet } from "../../store/parquet.ts";
import { openProject } from "../../store/project.ts";
import type { Context } from "../context.ts";

/** Columns of a result with the units that their names tell. */
const withUnits = (columns: readonly { readonly name: string; readonly type: string }[]): QueryReply["columns"] =>
  columns.map(({ name, type }) => ({ name, type, unit: unitOf(name) }));

async function queryToFile(request: Request<"query">, file: string, job: Job): Promise<QueryReply> {
  const { path } = openProject(request.project);
  const out = resolve(file);
  const { columns, rows } = await writeParquet({ project: path, sql: request.sql, out }, job.signal);
  return {
    schema: "plimsoll.query/1",
    columns: withUnits(columns),
    rows: [],
    row_count: rows,
    truncated: false,
    run: { out },
  };
}

export async function handleQuery(request: Request<"query">, job: Job, { readers }: Context): Promise<QueryReply> {
  if (request.parquet !== null) return queryToFile(request, request.parquet, job);
  const reader = await readers.of(request.project);
  const result = await reader.json(request.sql, { limit: request.limit, signal: job.signal });
  return {
    schema: "plimsoll.query/1",
    columns: withUnits(result.columns),
    rows: result.rows.map((row) => [...row]),
    row_count: result.rows.length,
    truncated: result.truncated,
  };
}
