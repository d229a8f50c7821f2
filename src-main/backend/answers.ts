// The last exact answers of each project, so that what was answered once is not computed again: an answer follows from the
// scenario, its series and the captured host alone.
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import type { DensityReply } from "../../src-shared/protocol/replies.ts";
import type { Job } from "../jobs/job.ts";
import { orAborted } from "../jobs/or-aborted.ts";
import type { ScenarioInput } from "./handlers/scenario-input.ts";

export interface Answers {
  /**
   * The answer of `input`, by `work` where it is not known. Those who ask for the same at the same time share one run; it
   * ends when the last of them gives up. What it gives is shared: never change it.
   */
  of(
    project: string | null,
    input: ScenarioInput,
    job: Job,
    work: (job: Job) => Promise<DensityReply>,
  ): Promise<DensityReply>;
}

/** Answers that are kept of one project. */
const MOST_ANSWERS = 4;
const MOST_PROJECTS = 8;

/** A run, under way or done, and the jobs that wait for it. */
interface Run {
  readonly mark: string;
  /** Of the captured host; 0 where the scenario names no captured guest. */
  readonly host: number;
  readonly answer: Promise<DensityReply>;
  readonly abort: AbortController;
  readonly jobs: Set<Job>;
}

export function createAnswers(): Answers {
  const projects = new Map<string, readonly Run[]>();
  /** A host is read once for each revision of a project, so that it stands for the revision. */
  const hosts = new WeakMap<object, number>();
  let lastHost = 0;

  const numberOf = (host: object | null): number => {
    if (host === null) return 0;
    const known = hosts.get(host) ?? ++lastHost;
    hosts.set(host, known);
    return known;
  };

  /** Puts a run last in its project; what is of an earlier revision goes, and the oldest. */
  function keep(project: string, run: Run): void {
    const sameHost = (one: Run): boolean => one.host === 0 || run.host === 0 || one.host === run.host;
    const others = (projects.get(project) ?? []).filter((one) => one !== run && sameHost(one));
    projects.delete(project);
    projects.set(project, [...others, run].slice(-MOST_ANSWERS));
    const [oldest] = projects.keys();
    if (projects.size > MOST_PROJECTS && oldest !== undefined) projects.delete(oldest);
  }

  function drop(project: string, run: Run): void {
    const kept = projects.get(project) ?? [];
    projects.set(
      project,
      kept.filter((one) => one !== run),
    );
  }

  function start(mark: string, host: number, title: string, work: (job: Job) => Promise<DensityReply>): Run {
    const abort = new AbortController();
    const jobs = new Set<Job>();
    const answer = work({
      title,
      signal: abort.signal,
      waits: () => {},
      report: (...progress) => {
        for (const job of jobs) job.report(...progress);
      },
    });
    return { mark, host, answer, abort, jobs };
  }

  return {
    async of(project, input, job, work) {
      const place = project === null ? "" : resolve(project);
      const [mark, host] = [markOf(input), numberOf(input.host)];
      const known = projects.get(place)?.find((one) => one.mark === mark && one.host === host);
      const run = known ?? start(mark, host, job.title, work);
      keep(place, run);
      run.jobs.add(job);
      let answered = false;
      try {
        const answer = await orAborted(run.answer, job.signal, job.title);
        answered = true;
        return answer;
      } finally {
        run.jobs.delete(job);
        if (!answered && run.jobs.size === 0) {
          drop(place, run);
          run.abort.abort();
        }
      }
    },
  };
}

/** A digest of the scenario with its images laid out and of its series, whose files may change without the project. */
function markOf({ scenario, written, series }: ScenarioInput): string {
  const hash = createHash("sha256").update(JSON.stringify([written, scenario]));
  for (const [file, { columns, values }] of Object.entries(series)) {
    hash.update(JSON.stringify([file, columns, values.map((column) => column.length)]));
    for (const column of values) hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  return hash.digest("base64");
}
