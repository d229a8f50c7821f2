// The private folder through which a shell, its windows and the back end hand files to each other.
import { lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Staging {
  readonly folder: string;
  /** Removes it with all that is in it. */
  remove(): void;
}

const PREFIX = "plimsoll-staging-";
/** A process of another container may share the folder and not be seen: what is young is left alone. */
const LEAST_AGE_MS = 24 * 3600 * 1000;

/** Makes one that only this user can look into, and removes old ones whose process has ended without doing so. */
export function createStaging(parent: string = tmpdir()): Staging {
  for (const old of leftBehind(parent)) remove(old);
  const folder = mkdtempSync(join(parent, `${PREFIX}${process.pid}-`));
  return { folder, remove: () => remove(folder) };
}

function leftBehind(parent: string): string[] {
  const mine = process.getuid?.();
  const isLeft = (name: string): boolean => {
    const pid = Number(/^plimsoll-staging-(\d+)-/.exec(name)?.[1] ?? 0);
    if (pid === 0 || isRunning(pid)) return false;
    const info = lstatSync(join(parent, name), { throwIfNoEntry: false });
    if (!info?.isDirectory() || Date.now() - info.mtimeMs < LEAST_AGE_MS) return false;
    return mine === undefined || info.uid === mine;
  };
  try {
    return readdirSync(parent)
      .filter(isLeft)
      .map((name) => join(parent, name));
  } catch {
    return [];
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 });
  } catch {
    // What cannot be removed now is removed by a later start.
  }
}
