// The imports that this window has started: what was detected, how far each is, how it ended.

import { createStore, type StoreApi } from "zustand/vanilla";
import { type ErrorReport, toReport } from "../../src-shared/base/errors.ts";
import type { Client } from "../../src-shared/protocol/client.ts";
import type { ImportReply, Problem } from "../../src-shared/protocol/replies.ts";
import type { Progress } from "../../src-shared/protocol/requests.ts";
import type { DetectReply } from "../../src-shared/protocol/window-replies.ts";

export type DetectedFile = DetectReply["files"][number];

export interface ImportRun {
  readonly id: number;
  /** Path of the project that is imported into. */
  readonly project: string;
  readonly paths: readonly string[];
  /** The project comes into being with this import. */
  readonly fresh: boolean;
  /** Null while they are looked at. */
  readonly files: readonly DetectedFile[] | null;
  readonly problems: readonly Problem[];
  readonly progress: Progress | null;
  /** Names of the files that were begun, the present one last. */
  readonly begun: readonly string[];
  readonly state: "detecting" | "reading" | "failed" | "cancelled";
  readonly error: ErrorReport | null;
}

export interface ImportRuns extends StoreApi<readonly ImportRun[]> {
  /** Detects and imports; the reply, or null when it failed or was cancelled: the run then stays and says so. */
  start(project: string, paths: readonly string[], fresh: boolean): Promise<ImportReply | null>;
  cancel(id: number): void;
  /** Takes a run that has ended off. */
  dismiss(id: number): void;
  /** What this window has detected of a project's files, by their names. */
  found(project: string): ReadonlyMap<string, DetectedFile>;
}

export const isRunning = ({ state }: ImportRun): boolean => state === "detecting" || state === "reading";

export function createImportRuns(client: Pick<Client, "request">): ImportRuns {
  const store = createStore<readonly ImportRun[]>(() => []);
  const aborts = new Map<number, AbortController>();
  const known = new Map<string, Map<string, DetectedFile>>();
  let next = 1;
  const change = (id: number, part: (run: ImportRun) => Partial<ImportRun>): void =>
    store.setState(
      store.getState().map((run) => (run.id === id ? { ...run, ...part(run) } : run)),
      true,
    );
  const remove = (id: number): void =>
    store.setState(
      store.getState().filter((run) => run.id !== id),
      true,
    );
  const remember = (project: string, files: readonly DetectedFile[]): void => {
    const own = known.get(project) ?? new Map<string, DetectedFile>();
    for (const file of files) own.set(file.name, file);
    known.set(project, own);
  };

  return {
    ...store,
    async start(project, paths, fresh) {
      const id = next++;
      const abort = new AbortController();
      aborts.set(id, abort);
      const run: ImportRun = {
        id,
        project,
        paths,
        fresh,
        files: null,
        problems: [],
        progress: null,
        begun: [],
        state: "detecting",
        error: null,
      };
      // What came to nothing before has been read, or is tried again.
      store.setState([...store.getState().filter(isRunning), run], true);
      const { signal } = abort;
      try {
        const { files, problems } = await client.request("detect", { paths: [...paths] }, { signal });
        change(id, () => ({ files, problems, state: "reading" }));
        remember(project, files);
        const reply = await client.request(
          "import",
          { project, paths: [...paths] },
          {
            signal,
            onProgress: (progress) => change(id, (now) => ({ progress, begun: withBegun(now.begun, progress) })),
          },
        );
        remove(id);
        return reply;
      } catch (thrown) {
        const error = toReport(thrown);
        const state = error.code === "job.cancelled" ? "cancelled" : "failed";
        change(id, () => ({ state, error: state === "failed" ? error : null, progress: null }));
        return null;
      } finally {
        aborts.delete(id);
      }
    },
    cancel: (id) => aborts.get(id)?.abort(),
    dismiss(id) {
      if (!aborts.has(id)) remove(id);
    },
    found: (project) => known.get(project) ?? new Map(),
  };
}

function withBegun(begun: readonly string[], { detail }: Progress): readonly string[] {
  if (!detail || begun.at(-1) === detail) return begun;
  return [...begun.filter((name) => name !== detail), detail];
}
