// What a handler gets besides its request and its job.
import { resolve } from "node:path";
import type { Job } from "../jobs/job.ts";
import type { JobList } from "../jobs/job-list.ts";
import { createPolicyLanguage, type PolicyLanguage } from "../jobs/policy-language.ts";
import { revisionOf } from "../store/revision.ts";
import { type Analyses, createAnalyses } from "./analyses.ts";
import { type Answers, createAnswers } from "./answers.ts";
import { type Cached, createCache } from "./cache.ts";
import { createFeed, type Feed } from "./feed.ts";
import { findHome, type Home } from "./home.ts";
import { createReaders, type Readers } from "./readers.ts";
import { createStagedFiles, type StagedFiles } from "./staged-files.ts";
import { createWatches, type Watches } from "./watches.ts";
import { createWindowResults, type WindowResults } from "./window-results.ts";
import { createWriters, type Writers } from "./writers.ts";

export interface Context {
  /** Query processes: `await context.readers.of(project)`. */
  readonly readers: Readers;
  readonly writers: Writers;
  /**
   * Reads something of a project once for each of its revisions: `await context.cached(project, "clocks", (reader) =>
   * clocksOf(reader))`. What it gives is shared: never change it. An abort of the job ends the waiting.
   */
  readonly cached: Cached;
  /** Profile, captured host and resident sets, each read once for a state of a project. */
  readonly analyses: Analyses;
  /** Exact answers that need not be computed again. */
  readonly answers: Answers;
  /** The shell's folder for files that a window fetches; null: there is none (the command line). */
  readonly staging: string | null;
  readonly home: Home;
  readonly jobs: JobList;
  /** The compiler of policy scripts. */
  readonly language: PolicyLanguage;
  /** Tells all windows that a project has changed: what its views show, or its documents alone. */
  changed(project: string, what?: "views" | "documents"): void;
}

/** A change of a project, as all windows hear it. */
export interface Change {
  readonly project: string;
  readonly revision: string;
  readonly documents: boolean;
}

export interface BackendOptions {
  readonly staging?: string | null;
  readonly home?: Home;
}

/** What the requests of one back end share. */
export interface Shared {
  readonly jobs: JobList;
  readonly changes: Feed<Change | null>;
  /** Projects that windows have open: what other programs change in them is told as a change too. */
  readonly watches: Watches;
  /** Results that windows have opened. */
  readonly results: WindowResults;
  /** Files that were staged for windows. */
  readonly staged: StagedFiles;
  /** The context of one request. */
  contextOf(job: Job): Context;
  close(): Promise<void>;
}

export function createShared(jobs: JobList, options: BackendOptions): Shared {
  const readers = createReaders();
  const writers = createWriters();
  const cache = createCache(readers);
  const analyses = createAnalyses();
  const answers = createAnswers();
  const language = createPolicyLanguage();
  const changes = createFeed<Change | null>(null);
  const { staging = null, home = findHome() } = options;
  const watches = createWatches((project, revision) => changes.publish({ project, revision, documents: false }));
  const results = createWindowResults((project, ids, isShown) => {
    // What cannot be closed now ends with the process at the latest.
    readers.letGo(project, ids, !isShown).catch(() => {});
  });
  const staged = createStagedFiles(staging);
  const changed: Context["changed"] = (project, what = "views") => {
    const path = resolve(project);
    const revision = revisionOf(path);
    watches.told(path, revision);
    changes.publish({ project: path, revision, documents: what === "documents" });
  };
  return {
    jobs,
    changes,
    watches,
    results,
    staged,
    contextOf: ({ signal }) => ({
      readers,
      writers,
      cached: (project, key, make) => cache.cached(project, key, make, signal),
      analyses,
      answers,
      staging,
      home,
      jobs,
      language,
      changed,
    }),
    async close() {
      watches.close();
      results.close();
      staged.close();
      await Promise.all([analyses.close(), readers.close(), language.close()]);
    },
  };
}
