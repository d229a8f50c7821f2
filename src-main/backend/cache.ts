// What was read of a project and need not be read again until the project changes.
import { resolve } from "node:path";
import { orAborted } from "../jobs/or-aborted.ts";
import type { ProjectClient } from "../store/query-client.ts";
import type { Readers } from "./readers.ts";

/** Reads something of a project, or gives what was read before: never of an earlier state of the project. */
export type Cached = <T>(project: string, key: string, make: (reader: ProjectClient) => Promise<T>) => Promise<T>;

export interface Cache {
  /** Callers that ask for the same at the same time share one reading; each gives up by its own signal. */
  cached<T>(
    project: string,
    key: string,
    make: (reader: ProjectClient) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T>;
}

/** Projects that are remembered; of a further one the oldest is forgotten. */
const MOST_PROJECTS = 4;

/** A reading during which the project changed is made again, but not for ever. */
const MOST_TRIES = 3;

interface Known {
  readonly version: string;
  readonly entries: Map<string, Promise<unknown>>;
}

export function createCache(readers: Readers): Cache {
  const projects = new Map<string, Known>();

  function entriesOf(path: string, version: string): Map<string, Promise<unknown>> {
    const known = projects.get(path);
    projects.delete(path);
    const now = known?.version === version ? known : { version, entries: new Map<string, Promise<unknown>>() };
    projects.set(path, now);
    const oldest = projects.keys().next().value;
    if (projects.size > MOST_PROJECTS && oldest !== undefined) projects.delete(oldest);
    return now.entries;
  }

  async function read<T>(path: string, key: string, make: (reader: ProjectClient) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      const { reader, version } = await readers.at(path);
      const entries = entriesOf(path, version);
      const known = entries.get(key) as Promise<T> | undefined;
      const made = known ?? make(reader);
      entries.set(key, made);
      // What was read while the project changed is of no one state of it.
      const unchanged = async (): Promise<boolean> =>
        tries === MOST_TRIES || (await readers.at(path)).version === version;
      try {
        const value = await made;
        if (await unchanged()) return value;
      } catch (thrown) {
        if (entries.get(key) === made) entries.delete(key);
        if (await unchanged()) throw thrown;
      }
    }
  }

  return {
    cached: (project, key, make, signal) => orAborted(read(resolve(project), key, make), signal, "reading the project"),
  };
}
