// Request info: what a project holds.
import type { InfoReply } from "../../../src-shared/protocol/replies.ts";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { Job } from "../../jobs/job.ts";
import type { Context } from "../context.ts";
import { inventoryOf } from "../inventory.ts";

export async function handleInfo(request: Request<"info">, _job: Job, context: Context): Promise<InfoReply> {
  const info = await inventoryOf(request.project, context);
  if (!request.digest) return info;
  return { ...info, digests: await context.cached(request.project, "digests", (reader) => reader.digests()) };
}
