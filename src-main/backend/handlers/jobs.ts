// Requests cancelJob and clearJobs: what the job centre can do.
import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { ReplyOf } from "../../../src-shared/protocol/transport.ts";
import type { Job } from "../../jobs/job.ts";
import type { Context } from "../context.ts";

/** The request of a cancelled job ends with `job.cancelled`. Error: `job.unknown`. */
export async function handleCancelJob(
  request: Request<"cancelJob">,
  _job: Job,
  { jobs }: Context,
): Promise<ReplyOf["cancelJob"]> {
  jobs.cancel(request.job);
  return { done: true };
}

export async function handleClearJobs(
  _request: Request<"clearJobs">,
  _job: Job,
  { jobs }: Context,
): Promise<ReplyOf["clearJobs"]> {
  jobs.clear();
  return { done: true };
}
