// Requests compare and shapley: baselines, published systems and a scenario's own alternatives on the same draws; what each mechanism deserves.
import type { Scenario } from "../../../src-shared/density/scenario-schema.ts";
import { attribute } from "../../../src-shared/density/shapley.ts";
import { compareSystems } from "../../../src-shared/density/systems-compare/compare.ts";
import { writtenOut } from "../../../src-shared/model/systems/registry.ts";
import type { CapturedHost } from "../../../src-shared/profile/host.ts";
import type { CompareReply } from "../../../src-shared/protocol/compare-replies.ts";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { ShapleyReply } from "../../../src-shared/protocol/shapley-replies.ts";
import { withEngine } from "../../jobs/engine-pool.ts";
import type { Job } from "../../jobs/job.ts";
import { simulateInThread } from "../../jobs/simulation.ts";
import { keepBeside } from "../../store/beside-answer.ts";
import { revisionOf } from "../../store/revision.ts";
import type { Context } from "../context.ts";
import { isQuick } from "../job-words.ts";
import { engineVersion } from "../version.ts";
import { type ScenarioInput, scenarioInput } from "./scenario-input.ts";

/** Progress of a whole of alternatives, each of which is told in hundredths. */
const PARTS = 100;

/** Mechanisms that look at what pages hold; without them a guest is as many pages as it has resident. */
const BY_CONTENTS: readonly string[] = ["dedup", "images"];

/** The comparison of an input; `workers` threads do the replications of one alternative after the other. */
export async function computeComparison(input: ScenarioInput, workers: number, job: Job): Promise<CompareReply> {
  const { host, series, sizes, written } = input;
  const { signal } = job;
  let at = { done: 0, total: 1, title: "" };
  const tell = (share: number): void =>
    job.report((at.done + Math.min(1, share)) * PARTS, at.total * PARTS, at.title || "alternatives");
  return compareSystems({ scenario: written, host, series, sizes }, engineVersion, {
    onAlternative: (done, total, title) => {
      at = { done, total, title };
      tell(0);
    },
    withRuns: (scenario, use) =>
      withEngine(
        { scenario, host, series },
        { workers, rounds: 2, signal, onProgress: (done, total) => tell(done / Math.max(1, total)) },
        use,
      ),
    play: async (scenario, replication) => {
      const told = { scenario, host: host && seenBy(scenario, host), series };
      const { summary } = await simulateInThread(
        told,
        { guests: null, rows: false, until: null, resume: null, replication },
        { signal },
      );
      return summary;
    },
  });
}

/** The host as far as a scenario's mechanisms look at it. */
function seenBy(scenario: Scenario, host: CapturedHost): CapturedHost {
  if (writtenOut(scenario.mechanisms).some(({ id }) => BY_CONTENTS.includes(id))) return host;
  const guests = host.guests.map((guest) => ({
    ...guest,
    residentPages: guest.residentPages ?? (guest.contentPages > 0 ? Float64Array.of(guest.contentPages) : null),
    contentPages: 0,
  }));
  return { ...host, patterns: null, guests };
}

/** The attribution of an input, all combinations of its mechanisms one after the other. */
export async function computeAttribution(input: ScenarioInput, workers: number, job: Job): Promise<ShapleyReply> {
  const { host, series, sizes, written } = input;
  const { signal } = job;
  let at = { done: 0, total: 1 };
  const tell = (share: number): void =>
    job.report((at.done + Math.min(1, share)) * PARTS, at.total * PARTS, "combinations of mechanisms");
  return attribute({ scenario: written, host, series, sizes }, engineVersion, {
    onCoalition: (done, total) => {
      at = { done, total };
      tell(0);
    },
    withRuns: (scenario, use) =>
      withEngine(
        { scenario, host, series },
        { workers, rounds: 1, signal, onProgress: (done, total) => tell(done / Math.max(1, total)) },
        use,
      ),
  });
}

/** Attributes, and keeps it as a comparison is kept. */
export async function handleShapley(request: Request<"shapley">, job: Job, context: Context): Promise<ShapleyReply> {
  const input = await scenarioInput(request, job, context);
  const { project } = request;
  const revision = project === null ? "" : revisionOf(project);
  const reply = await computeAttribution(input, request.workers, job);
  if (project !== null && !isQuick(request.scenario) && keepBeside(project, "attribution", revision, reply))
    context.changed(project, "documents");
  return reply;
}

/** Compares, and keeps what came out for a project unless it was only a quick look. */
export async function handleCompare(request: Request<"compare">, job: Job, context: Context): Promise<CompareReply> {
  const input = await scenarioInput(request, job, context);
  const { project } = request;
  const revision = project === null ? "" : revisionOf(project);
  const reply = await computeComparison(input, request.workers, job);
  if (project !== null && !isQuick(request.scenario) && keepBeside(project, "systems", revision, reply))
    context.changed(project, "documents");
  return reply;
}
