// Request pyramids: makes what the timeline draws from, unless it is there, and lists its lanes.
import { basename, resolve } from "node:path";
import type { PyramidsReply } from "../../../src-shared/protocol/replies.ts";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { Job } from "../../jobs/job.ts";
import type { Context } from "../context.ts";
import { engineVersion } from "../version.ts";

export async function handlePyramids(
  request: Request<"pyramids">,
  job: Job,
  { readers }: Context,
): Promise<PyramidsReply> {
  const reader = await readers.of(request.project);
  const { lanes } = await reader.lanes(engineVersion, job.signal, (rows, of = 0) => job.report(rows, of));
  return {
    schema: "plimsoll.pyramids/1",
    project: basename(resolve(request.project)),
    lanes: lanes.map(({ id, title, unit, kind }) => ({ id, title, unit, kind })),
  };
}
