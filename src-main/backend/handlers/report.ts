// Request report: the answer of a scenario as a file for people who decide.
import { basename, resolve } from "node:path";
import type { DensityReply } from "../../../src-shared/protocol/replies.ts";
import type { ReportDocument } from "../../../src-shared/protocol/report.ts";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { ReplyOf } from "../../../src-shared/protocol/transport.ts";
import { clocksOf } from "../../analysis/inventory.ts";
import type { Job } from "../../jobs/job.ts";
import { buildReport } from "../../report/build.ts";
import { checkTarget, writeReport } from "../../report/write.ts";
import { readBeside } from "../../store/beside-answer.ts";
import { revisionOf } from "../../store/revision.ts";
import { stageFile } from "../../store/staging.ts";
import type { Context } from "../context.ts";
import { inventoryOf } from "../inventory.ts";
import { computeAttribution, computeComparison } from "./compare.ts";
import { densityOf } from "./density.ts";
import { reportedDashboards, startWallMs } from "./report-dashboards.ts";
import { scenarioInput } from "./scenario-input.ts";

async function documentOf(
  request: Request<"report">,
  density: DensityReply,
  job: Job,
  context: Context,
): Promise<ReportDocument> {
  const { captures, guests, problems = [] } = await inventoryOf(request.project, context);
  const { project, workers } = request;
  const input = await scenarioInput(request, job, context);
  const revision = revisionOf(project);
  const comparison = request.compare
    ? await computeComparison(input, workers, job)
    : readBeside(project, "systems", revision, input.written);
  const shapley = request.shapley
    ? await computeAttribution(input, workers, job)
    : readBeside(project, "attribution", revision, input.written);
  return buildReport({
    title: request.title ?? "How many guests fit on this host",
    note: request.note,
    without: request.without,
    density: shapley ? { ...density, shapley } : density,
    comparison,
    profile: await context.analyses.profile(request.project, job),
    captures,
    guests,
    problems,
    clocks: await context.cached(request.project, "clocks", clocksOf),
    dashboards: await reportedDashboards(request, density, job, context),
    startWallMs: await startWallMs(request.project, context),
  });
}

/** Name of a staged report: that of its project. */
const stagedName = ({ project, form }: Request<"report">): string =>
  `${basename(resolve(project)).replace(/\.plimsoll$/, "")}-report.${form}`;

export async function handleReport(request: Request<"report">, job: Job, context: Context): Promise<ReplyOf["report"]> {
  const out = request.out === null ? null : resolve(request.out);
  if (out !== null) checkTarget(out);
  const density = await densityOf(request, job, context);
  const document = await documentOf(request, density, job, context);
  const write = (path: string): Promise<void> => writeReport(path, document, { signal: job.signal });
  const file = out === null ? await stageFile(context.staging, stagedName(request), write) : null;
  if (out !== null) await write(out);
  return { out, file, density, left_out: document.left_out };
}
