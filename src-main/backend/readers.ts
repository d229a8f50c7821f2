// Query processes of the projects that are open: one a project, started at the first question.
import { resolve } from "node:path";
import { type ProjectClient, startQueryProcess } from "../store/query-client.ts";

export interface Readers {
  /** The reader of a project; errors of opening it (project.not_found, ...) come from here. */
  of(project: string): Promise<ProjectClient>;
  close(): Promise<void>;
}

export function createReaders(): Readers {
  const open = new Map<string, Promise<ProjectClient>>();
  return {
    of(project) {
      const path = resolve(project);
      const known = open.get(path);
      if (known) return known;
      const started = startQueryProcess(path);
      open.set(path, started);
      started.catch(() => open.delete(path));
      return started;
    },
    async close() {
      const clients = await Promise.allSettled(open.values());
      open.clear();
      await Promise.all(clients.map((c) => (c.status === "fulfilled" ? c.value.close() : undefined)));
    },
  };
}
