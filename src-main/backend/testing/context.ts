// A handler's context for tests: a home of its own, the real writers, and what was announced as changed.
import { join } from "node:path";
import { createJob } from "../../jobs/job.ts";
import { createJobList } from "../../jobs/job-list.ts";
import type { Change, Context } from "../context.ts";
import { createShared } from "../context.ts";
import type { Home } from "../home.ts";

/** A home below `folder`, with no sample. */
export const homeIn = (folder: string): Home => ({
  user: folder,
  config: join(folder, "config"),
  projects: join(folder, "projects"),
  sample: null,
});

export interface TestContext {
  readonly context: Context;
  readonly job: ReturnType<typeof createJob>;
  /** Paths of projects that were announced as changed, in order. */
  readonly changes: string[];
  /** The same as windows hear it. */
  readonly heard: Change[];
  close(): Promise<void>;
}

export function contextIn(folder: string, home: Partial<Home> = {}): TestContext {
  const job = createJob("test");
  const shared = createShared(createJobList(), { home: { ...homeIn(folder), ...home } });
  const changes: string[] = [];
  const heard: Change[] = [];
  shared.changes.subscribe((change) => {
    if (!change) return;
    changes.push(change.project);
    heard.push(change);
  });
  return { context: shared.contextOf(job), job, changes, heard, close: () => shared.close() };
}
