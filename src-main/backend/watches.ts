// Watches the manifests of projects that windows have open, so that they hear what other programs change.
import { type FSWatcher, watch } from "node:fs";
import { basename } from "node:path";
import { manifestPath } from "../store/manifest.ts";
import { revisionOf } from "../store/revision.ts";

export interface Watches {
  /** A window's place: the one project that it has open. */
  seat(): Seat;
  /** The project is at this revision, as all windows know now. */
  told(project: string, revision: string): void;
  close(): void;
}

export interface Seat {
  /** From now on the window has this project open, a resolved path, as of this revision, and no other. */
  look(project: string, revision: string): void;
  leave(): void;
}

export interface WatchOptions {
  /** How often a manifest is looked at even when the system tells of no change, as of folders of other machines. */
  readonly pollMs?: number;
  /** Tells of changes in a folder by the names of what has changed in it. */
  readonly watchFolder?: (folder: string, listen: (name: string | null) => void) => Pick<FSWatcher, "close" | "on">;
}

const POLL_MS = 3_000;
/** Changes that come together are told as one. */
const SETTLED_MS = 100;

interface Watched {
  seats: number;
  /** The last that was told. */
  revision: string;
  stop(): void;
}

const watchFolderBySystem: NonNullable<WatchOptions["watchFolder"]> = (folder, listen) =>
  watch(folder, { persistent: false }, (_event, name) => listen(name));

/** `changed` is called with each revision that a watched project comes to and that nobody has told. */
export function createWatches(
  changed: (project: string, revision: string) => void,
  { pollMs = POLL_MS, watchFolder = watchFolderBySystem }: WatchOptions = {},
): Watches {
  const watched = new Map<string, Watched>();

  function start(project: string, revision: string): Watched {
    const own: Watched = { seats: 0, revision, stop };
    let folder: Pick<FSWatcher, "close" | "on"> | null = null;
    let settling: NodeJS.Timeout | undefined;
    const look = (): void => {
      const now = present(project);
      // A project that is gone may come again, as the same or another one.
      if (now === null) unfollow();
      else follow();
      if (now === null || now === own.revision) return;
      own.revision = now;
      changed(project, now);
    };
    const settle = (): void => {
      clearTimeout(settling);
      settling = setTimeout(look, SETTLED_MS);
      settling.unref();
    };
    function follow(): void {
      if (folder) return;
      try {
        folder = watchFolder(project, (name) => {
          if (name === null || name === basename(manifestPath(project))) settle();
        });
        folder.on("error", unfollow);
      } catch {
        // Not every file system can tell; the clock does.
      }
    }
    function unfollow(): void {
      folder?.close();
      folder = null;
    }
    const timer = setInterval(look, pollMs);
    timer.unref();
    function stop(): void {
      clearInterval(timer);
      clearTimeout(settling);
      unfollow();
    }
    follow();
    return own;
  }

  function release(project: string): void {
    const own = watched.get(project);
    if (!own || --own.seats > 0) return;
    own.stop();
    watched.delete(project);
  }

  return {
    seat() {
      let looked: string | null = null;
      return {
        look(project, revision) {
          const own = watched.get(project) ?? start(project, revision);
          watched.set(project, own);
          // What was told while the window was still opening the project, it has not heard.
          if (own.revision !== revision) changed(project, own.revision);
          if (project === looked) return;
          own.seats++;
          if (looked !== null) release(looked);
          looked = project;
        },
        leave() {
          if (looked !== null) release(looked);
          looked = null;
        },
      };
    },
    told(project, revision) {
      const own = watched.get(project);
      if (own) own.revision = revision;
    },
    close() {
      for (const own of watched.values()) own.stop();
      watched.clear();
    },
  };
}

/** Null while there is no project that can be read. */
function present(project: string): string | null {
  try {
    return revisionOf(project);
  } catch {
    return null;
  }
}
