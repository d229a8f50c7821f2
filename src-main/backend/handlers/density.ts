// Requests density and size: how many guests fit, and how much memory a number of guests needs.
import { answerDensity, guestsThatFit } from "../../../src-shared/density/answer.ts";
import { answerSize } from "../../../src-shared/density/size.ts";
import type { DensityReply, SizeReply } from "../../../src-shared/protocol/replies.ts";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import { withEngine } from "../../jobs/engine-pool.ts";
import type { Job } from "../../jobs/job.ts";
import type { Readers } from "../readers.ts";
import { engineVersion } from "../version.ts";
import { type ScenarioInput, scenarioInput } from "./scenario-input.ts";

const engineOptions = (workers: number, job: Job) => ({
  workers,
  signal: job.signal,
  onProgress: (done: number, total: number) => job.report(done, total, "replications"),
});

/** N* before dedup has merged anything, since merging takes passes over all memory; null without dedup. */
async function fitAtOnce(input: ScenarioInput, workers: number, job: Job): Promise<DensityReply["n"] | null> {
  const { mechanisms } = input.scenario;
  const others = mechanisms.filter((m) => !("id" in m && m.id === "dedup"));
  if (others.length === mechanisms.length) return null;
  const scenario = { ...input.scenario, mechanisms: others };
  return withEngine({ ...input, scenario }, engineOptions(workers, job), (runReplications) =>
    guestsThatFit(scenario, input.host, { runReplications, series: input.series }),
  );
}

export async function densityOf(input: ScenarioInput, workers: number, job: Job): Promise<DensityReply> {
  const atOnce = await fitAtOnce(input, workers, job);
  return withEngine(input, engineOptions(workers, job), (runReplications) =>
    answerDensity(input.scenario, input.host, { engineVersion, runReplications, series: input.series, atOnce }),
  );
}

export async function handleDensity(request: Request<"density">, job: Job, readers: Readers): Promise<DensityReply> {
  return densityOf(await scenarioInput(request, readers), request.workers, job);
}

export async function handleSize(request: Request<"size">, job: Job, readers: Readers): Promise<SizeReply> {
  const input = await scenarioInput(request, readers);
  return withEngine(input, engineOptions(request.workers, job), (runReplications) =>
    answerSize(input.scenario, input.host, request.guests, { runReplications, series: input.series }),
  );
}
