// What a handler gets besides its request and its job.
import { resolve } from "node:path";
import type { Job } from "../jobs/job.ts";
import type { JobList } from "../jobs/job-list.ts";
import { revisionOf } from "../store/revision.ts";
import { type Cached, createCache } from "./cache.ts";
import { createFeed, type Feed } from "./feed.ts";
import { findHome, type Home } from "./home.ts";
import { createReaders, type Readers } from "./readers.ts";
import { createWriters, type Writers } from "./writers.ts";

export interface Context {
  /** Query processes: `await context.readers.of(project)`. */
  readonly readers: Readers;
  readonly writers: Writers;
  /**
   * Reads something of a project once for each of its revisions: `await context.cached(project, "profile", (reader) =>
   * profileProject(reader))`. What it gives is shared: never change it. An abort of the job ends the waiting.
   */
  readonly cached: Cached;
  /** The shell's folder for files that a window fetches; null: there is none (the command line). */
  readonly staging: string | null;
  readonly home: Home;
  readonly jobs: JobList;
  /** Tells all windows that a project has changed. */
  changed(project: string): void;
}

/** A change of a project, as all windows hear it. */
export interface Change {
  readonly project: string;
  readonly revision: string;
}

export interface BackendOptions {
  readonly staging?: string | null;
  readonly home?: Home;
}

/** What the requests of one back end share. */
export interface Shared {
  readonly jobs: JobList;
  readonly changes: Feed<Change | null>;
  /** The context of one request. */
  contextOf(job: Job): Context;
  close(): Promise<void>;
}

export function createShared(jobs: JobList, options: BackendOptions): Shared {
  const readers = createReaders();
  const writers = createWriters();
  const cache = createCache(readers);
  const changes = createFeed<Change | null>(null);
  const { staging = null, home = findHome() } = options;
  const changed = (project: string): void => {
    const path = resolve(project);
    changes.publish({ project: path, revision: revisionOf(path) });
  };
  return {
    jobs,
    changes,
    contextOf: ({ signal }) => ({
      readers,
      writers,
      cached: (project, key, make) => cache.cached(project, key, make, signal),
      staging,
      home,
      jobs,
      changed,
    }),
    close: () => readers.close(),
  };
}
