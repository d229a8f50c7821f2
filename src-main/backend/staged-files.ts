// How long files stay in the staging folder: of a window's previews the newest, everything else for an hour.
import { rm } from "node:fs/promises";
import { join } from "node:path";

export interface StagedFiles {
  seat(): StagedSeat;
  close(): void;
}

/** A window as far as staged files are concerned. */
export interface StagedSeat {
  /** A page for the window's own eyes was staged under this id: older ones go. */
  preview(id: string): void;
  /** A file for the user was staged under this id. */
  deliverable(id: string): void;
  leave(): void;
}

/** The one that is shown, and the next one that is about to take its place. */
const PREVIEWS = 2;
/** So long a file can be fetched, and fetched again. */
export const STAGED_MS = 3_600_000;

export function createStagedFiles(staging: string | null, stayMs = STAGED_MS): StagedFiles {
  const timers = new Set<NodeJS.Timeout>();
  const remove = (id: string): void => {
    // What cannot be removed now goes with the whole folder when the shell ends.
    if (staging !== null) rm(join(staging, id), { recursive: true, force: true }).catch(() => {});
  };
  const expire = (id: string): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      remove(id);
    }, stayMs);
    timer.unref();
    timers.add(timer);
  };
  return {
    seat() {
      let previews: string[] = [];
      let open = true;
      return {
        preview(id) {
          if (!open) return expire(id);
          previews.push(id);
          while (previews.length > PREVIEWS) remove(previews.shift() as string);
        },
        deliverable: expire,
        leave() {
          open = false;
          // It may have been cut off only, with the preview still before the user.
          for (const id of previews) expire(id);
          previews = [];
        },
      };
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
