// Request profile: what was learnt of every guest of a project.
import type { ProfileReply } from "../../../src-shared/protocol/replies.ts";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { Job } from "../../jobs/job.ts";
import type { Context } from "../context.ts";

export async function handleProfile(request: Request<"profile">, job: Job, context: Context): Promise<ProfileReply> {
  return context.analyses.profile(request.project, job);
}
