// Requests density and size: how many guests fit, and how much memory a number of guests needs.
import { answerDensity } from "../../../src-shared/density/answer.ts";
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

const answer = (input: ScenarioInput, workers: number, job: Job): Promise<DensityReply> =>
  withEngine(input, engineOptions(workers, job), (runReplications) =>
    answerDensity(input.scenario, input.host, { engineVersion, runReplications, series: input.series }),
  );

/** The answer, with how many guests fit before dedup has merged anything: merging takes passes over all memory. */
export async function densityOf(input: ScenarioInput, workers: number, job: Job): Promise<DensityReply> {
  const reply = await answer(input, workers, job);
  const others = input.scenario.mechanisms.filter((m) => !("id" in m && m.id === "dedup"));
  if (others.length === input.scenario.mechanisms.length) return { ...reply, at_once: null };
  const unmerged = await answer({ ...input, scenario: { ...input.scenario, mechanisms: others } }, workers, job);
  return { ...reply, at_once: unmerged.n };
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
