// Request query: one SELECT over the project's views.
import type { QueryReply } from "../../../src-shared/protocol/replies.ts";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import { unitOf } from "../../analysis/column-units.ts";
import type { Job } from "../../jobs/job.ts";
import type { Readers } from "../readers.ts";

export async function handleQuery(request: Request<"query">, job: Job, readers: Readers): Promise<QueryReply> {
  const reader = await readers.of(request.project);
  const result = await reader.json(request.sql, { limit: request.limit, signal: job.signal });
  return {
    schema: "plimsoll.query/1",
    columns: result.columns.map(({ name, type }) => ({ name, type, unit: unitOf(name) })),
    rows: result.rows.map((row) => [...row]),
    row_count: result.rows.length,
    truncated: result.truncated,
  };
}
