// Analyses of projects: read once for each state of a project, in a process of their own, and shared by all who ask.
import { resolve } from "node:path";
import type { CapturedHost } from "../../src-shared/profile/host.ts";
import type { ProfileReply } from "../../src-shared/protocol/replies.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { analyseInChild } from "../analysis/run-in-child.ts";
import type { Job } from "../jobs/job.ts";
import { orAborted } from "../jobs/or-aborted.ts";
import { folderOf, revisionOf } from "../store/revision.ts";

/** What is shared must not be changed. Who gives up leaves the others waiting, and the last one stops the work. */
export interface Analyses {
  profile(project: string, job: Job): Promise<ProfileReply>;
  host(project: string, job: Job): Promise<CapturedHost>;
  residents(project: string, job: Job): Promise<Analysis["residents"]>;
  close(): Promise<void>;
}

type Read = typeof analyseInChild;

interface Reading {
  readonly withProfile: boolean;
  readonly analysis: Promise<Analysis>;
  readonly abort: AbortController;
  readonly jobs: Set<Job>;
  settled: boolean;
}

/** Projects that are remembered; of a further one the oldest is forgotten. */
const MOST_PROJECTS = 4;

/** A reading during which the project changed is made again, but not for ever. */
const MOST_TRIES = 3;

/** Tells one state of a project from another, also of one that was made anew at the same path. */
const stateOf = (path: string): string => `${revisionOf(path)} ${folderOf(path)}`;

export function createAnalyses(read: Read = analyseInChild, state: (path: string) => string = stateOf): Analyses {
  const projects = new Map<string, { readonly state: string; readonly readings: Reading[] }>();

  function readingsOf(path: string, now: string): Reading[] {
    const known = projects.get(path);
    projects.delete(path);
    const own = known?.state === now ? known : { state: now, readings: [] };
    projects.set(path, own);
    const oldest = projects.keys().next().value;
    if (projects.size > MOST_PROJECTS && oldest !== undefined) projects.delete(oldest);
    return own.readings;
  }

  const forget = (readings: Reading[], one: Reading): void => {
    const at = readings.indexOf(one);
    if (at >= 0) readings.splice(at, 1);
  };

  function begin(path: string, withProfile: boolean, readings: Reading[]): Reading {
    const abort = new AbortController();
    const jobs = new Set<Job>();
    const analysis = read({ project: path, withProfile }, abort.signal, (touches, of) => {
      for (const job of jobs) job.report(touches, of, "touches of pages");
    });
    const reading: Reading = { withProfile, analysis, abort, jobs, settled: false };
    analysis.then(
      () => {
        reading.settled = true;
      },
      () => {
        reading.settled = true;
        forget(readings, reading);
      },
    );
    readings.push(reading);
    return reading;
  }

  async function wait(reading: Reading, job: Job, readings: Reading[]): Promise<Analysis> {
    reading.jobs.add(job);
    try {
      return await orAborted(reading.analysis, job.signal, "the analysis");
    } finally {
      reading.jobs.delete(job);
      if (reading.jobs.size === 0 && !reading.settled) {
        forget(readings, reading);
        reading.abort.abort();
      }
    }
  }

  async function analysisOf(project: string, withProfile: boolean, job: Job): Promise<Analysis> {
    const path = resolve(project);
    for (let tries = 1; ; tries++) {
      const before = state(path);
      const readings = readingsOf(path, before);
      const known = readings.find((one) => one.withProfile || !withProfile);
      const unchanged = (): boolean => tries === MOST_TRIES || state(path) === before;
      try {
        const analysis = await wait(known ?? begin(path, withProfile, readings), job, readings);
        if (unchanged()) return analysis;
      } catch (thrown) {
        if (job.signal.aborted || unchanged()) throw thrown;
      }
    }
  }

  return {
    async profile(project, job) {
      const { profile } = await analysisOf(project, true, job);
      if (profile === null) throw new Error("an analysis came without its profile");
      return profile;
    },
    host: async (project, job) => (await analysisOf(project, false, job)).host,
    residents: async (project, job) => (await analysisOf(project, false, job)).residents,
    async close() {
      const all = [...projects.values()].flatMap(({ readings }) => readings).filter(({ settled }) => !settled);
      projects.clear();
      for (const { abort } of all) abort.abort();
      await Promise.allSettled(all.map(({ analysis }) => analysis));
    },
  };
}
