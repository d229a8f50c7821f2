// Projects that this back end has open for changes: shared by all who change one at a time, imports one after another.
import { resolve } from "node:path";
import type { Job } from "../jobs/job.ts";
import { orAborted } from "../jobs/or-aborted.ts";
import type { OpenProject } from "../store/project.ts";

export interface Writers {
  /** Does `work` with the project open for changes; `open` locks it, unless it is open here already. */
  change<T>(
    project: string,
    open: (path: string) => OpenProject,
    work: (open: OpenProject) => T | Promise<T>,
  ): Promise<T>;
  /** Does `work` when earlier work in turn on the same project has ended; until then the job waits. */
  inTurn<T>(project: string, job: Job, work: () => Promise<T>): Promise<T>;
}

interface Shared {
  readonly project: OpenProject;
  users: number;
}

export function createWriters(): Writers {
  const open = new Map<string, Shared>();
  const last = new Map<string, Promise<unknown>>();
  return {
    async change(project, lock, work) {
      const path = resolve(project);
      const shared = open.get(path) ?? { project: lock(path), users: 0 };
      open.set(path, shared);
      shared.users++;
      try {
        return await work(shared.project);
      } finally {
        shared.users--;
        if (shared.users === 0) {
          open.delete(path);
          shared.project.close();
        }
      }
    },
    async inTurn(project, job, work) {
      const path = resolve(project);
      const before = last.get(path);
      let leave = (): void => {};
      const own = new Promise<void>((done) => {
        leave = done;
      });
      const all: Promise<void> = Promise.all([before, own]).then(() => {
        if (last.get(path) === all) last.delete(path);
      });
      last.set(path, all);
      try {
        if (before) {
          job.waits(true);
          await orAborted(before, job.signal, job.title);
          job.waits(false);
        }
        return await work();
      } finally {
        // Who gives up its place leaves those before it: the turn is free when they have all left.
        leave();
      }
    },
  };
}
