// Requests density and size: how many guests fit, and how much memory a number of guests needs.
import { answerDensity, guestsThatFit } from "../../../src-shared/density/answer.ts";
import { answerSize } from "../../../src-shared/density/size.ts";
import type { DensityReply, SizeReply } from "../../../src-shared/protocol/replies.ts";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import { withEngine } from "../../jobs/engine-pool.ts";
import type { Job } from "../../jobs/job.ts";
import type { Context } from "../context.ts";
import { isQuick } from "../job-words.ts";
import { engineVersion } from "../version.ts";
import { type ScenarioInput, scenarioInput } from "./scenario-input.ts";

/** Progress over several engines: what earlier ones did stands before it. `rounds` times the outer replications are to come. */
function engineOptions(workers: number, job: Job, rounds: number, before = { done: 0 }) {
  const first = before.done;
  return {
    workers,
    rounds,
    signal: job.signal,
    onProgress: (done: number, total: number) => {
      before.done = first + done;
      job.report(first + done, first + total, "replications");
    },
  };
}

/** The scenario without dedup, null when it has none. */
function withoutDedup({ scenario, ...input }: ScenarioInput): ScenarioInput | null {
  const mechanisms = scenario.mechanisms.filter((m) => !("id" in m && m.id === "dedup"));
  return mechanisms.length === scenario.mechanisms.length ? null : { ...input, scenario: { ...scenario, mechanisms } };
}

/** An answer searches for N* and looks at the details there, each once for every outer replication. */
const ROUNDS = 2;

/** Beside N* stands how many guests fit before dedup has merged anything, since merging takes passes over all memory. */
async function computeDensity(input: ScenarioInput, workers: number, job: Job): Promise<DensityReply> {
  const progress = { done: 0 };
  const { host, series } = input;
  const unmerged = withoutDedup(input);
  const atOnce =
    unmerged &&
    (await withEngine(unmerged, engineOptions(workers, job, 1 + ROUNDS, progress), (runReplications) =>
      guestsThatFit(unmerged.scenario, host, { runReplications, series }),
    ));
  const answer = await withEngine(input, engineOptions(workers, job, ROUNDS, progress), (runReplications) =>
    answerDensity(input.scenario, host, { engineVersion, runReplications, series, atOnce }),
  );
  return { ...answer, scenario: input.written };
}

interface AnswerRequest {
  readonly project: string | null;
  readonly scenario?: unknown;
  readonly file: string | null;
  readonly workers: number;
}

/** The answer of a request. An exact one is computed once; a quick one is cheap, and soon of another scenario. */
export async function densityOf(request: AnswerRequest, job: Job, context: Context): Promise<DensityReply> {
  const { project, workers } = request;
  const input = await scenarioInput(request, job, context);
  if (isQuick(request.scenario)) return computeDensity(input, workers, job);
  return context.answers.of(project, input, job, (own) => computeDensity(input, workers, own));
}

export const handleDensity = (request: Request<"density">, job: Job, context: Context): Promise<DensityReply> =>
  densityOf(request, job, context);

export async function handleSize(request: Request<"size">, job: Job, context: Context): Promise<SizeReply> {
  const input = await scenarioInput(request, job, context);
  return withEngine(input, engineOptions(request.workers, job, ROUNDS), (runReplications) =>
    answerSize(input.scenario, input.host, request.guests, { runReplications, series: input.series }),
  );
}
