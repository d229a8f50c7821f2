// Requests home and forget: what the Start page shows, and taking a project off its list.
import { join } from "node:path";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { ReplyOf } from "../../../src-shared/protocol/transport.ts";
import type { RecentProject } from "../../../src-shared/protocol/window-replies.ts";
import type { Job } from "../../jobs/job.ts";
import { readLastAnswer } from "../../store/last-answer.ts";
import { isProject } from "../../store/project.ts";
import type { Context } from "../context.ts";
import { type Recent, readRecent, removeRecent } from "../recent.ts";
import { engineVersion, version } from "../version.ts";

function recentProject(recent: Recent): RecentProject {
  const found = isProject(recent.path);
  const last = found ? readLastAnswer(recent.path) : null;
  if (!last) return { ...recent, found, answer: null };
  const { n, coverage } = last.answer;
  return { ...recent, found, answer: { ...n, grade: coverage.grade, scenario: last.scenario } };
}

export async function handleHome(_request: Request<"home">, _job: Job, { home }: Context): Promise<ReplyOf["home"]> {
  const { sample, projects } = home;
  return {
    version,
    engine: engineVersion,
    platform: process.platform,
    recent: readRecent(home.config).map(recentProject),
    sample: sample === null ? null : { captures: sample, project: join(projects, "three-vms.plimsoll") },
    projects_folder: projects,
  };
}

export async function handleForget(
  request: Request<"forget">,
  _job: Job,
  { home }: Context,
): Promise<ReplyOf["forget"]> {
  removeRecent(home.config, request.project);
  return { done: true };
}
