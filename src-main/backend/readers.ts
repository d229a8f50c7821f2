// Query processes of the projects that are open: one a project, started at the first question, always at the present
// revision of the project, whoever has changed it.
import { resolve } from "node:path";
import { type ProjectClient, startQueryProcess } from "../store/query-client.ts";
import { folderOf, revisionOf } from "../store/revision.ts";

/** A reader, and what it shows: `version` changes with every change of its views, there and back again too. */
export interface ReaderAt {
  readonly reader: ProjectClient;
  readonly version: string;
}

export interface Readers {
  /** The reader of a project; errors of opening it (project.not_found, ...) come from here. */
  of(project: string): Promise<ProjectClient>;
  /** The same with the version that it shows. */
  at(project: string): Promise<ReaderAt>;
  /** Closes results, and with `end` the process too unless something is asked of it; starts none for it. */
  letGo(project: string, results: readonly string[], end: boolean): Promise<void>;
  close(): Promise<void>;
}

interface Open {
  /** The folder itself: a project that was made anew at the same path has another one. */
  readonly folder: string;
  readonly reader: ProjectClient;
  revision: string;
  refreshes: number;
}

export function createReaders(): Readers {
  const open = new Map<string, Open>();
  const turns = new Map<string, Promise<unknown>>();
  let closed = false;

  async function current(path: string): Promise<Open> {
    const revision = revisionOf(path);
    const folder = folderOf(path);
    const known = open.get(path);
    if (known?.folder === folder) {
      if (known.revision === revision) return known;
      await known.reader.refresh();
      known.refreshes++;
      known.revision = revision;
      return known;
    }
    if (known) {
      open.delete(path);
      await known.reader.close();
    }
    const reader = await startQueryProcess(path);
    if (closed) await reader.close();
    const fresh = { folder, reader, revision, refreshes: 0 };
    open.set(path, fresh);
    return fresh;
  }

  /** One after another for each project, so that views are never made anew twice at a time. */
  function inTurn(path: string): Promise<Open> {
    const before = turns.get(path) ?? Promise.resolve();
    const turn = before.then(
      () => current(path),
      () => current(path),
    );
    turns.set(path, turn);
    return turn;
  }

  const at = async (project: string): Promise<ReaderAt> => {
    const { reader, revision, refreshes } = await inTurn(resolve(project));
    return { reader, version: `${revision}.${refreshes}` };
  };
  return {
    at,
    of: async (project) => (await at(project)).reader,
    async letGo(project, results, end) {
      const reader = open.get(resolve(project))?.reader;
      if (!reader) return;
      await Promise.all(results.map((result) => reader.closeResult(result)));
      if (end) await reader.rest();
    },
    async close() {
      closed = true;
      await Promise.allSettled(turns.values());
      const readers = [...open.values()].map(({ reader }) => reader);
      open.clear();
      await Promise.all(readers.map((reader) => reader.close()));
    },
  };
}
