// Keeps the answer of a density request as the project's last one.
import { basename, dirname, resolve } from "node:path";
import type { DensityReply } from "../../src-shared/protocol/replies.ts";
import type { Request } from "../../src-shared/protocol/requests.ts";
import type { Job } from "../jobs/job.ts";
import { keepLastAnswer } from "../store/last-answer.ts";
import type { Context } from "./context.ts";
import { isQuick } from "./job-words.ts";

type Answer = (request: Request<"density">, job: Job, context: Context) => Promise<DensityReply>;

/** The name of a scenario: that of its file. */
export const scenarioName = (file: string | null): string =>
  file === null ? "unsaved scenario" : basename(file).replace(/\.json$/i, "");

const isOfProject = (file: string | null, project: string): boolean =>
  file !== null && dirname(resolve(file)) === resolve(project, "scenarios");

/** Answers, and keeps what was answered for a project unless it was only a quick answer. */
export const keepingAnswer =
  (answer: Answer): Answer =>
  async (request, job, context) => {
    const reply = await answer(request, job, context);
    const { project, scenario, file } = request;
    if (project === null || isQuick(scenario)) return reply;
    if (keepLastAnswer(project, scenarioName(file), reply, isOfProject(file, project)))
      context.changed(project, "documents");
    return reply;
  };
