// Temporary folders that only this user can look into, and that go even when their process could not remove them.
import { lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface PrivateFolder {
  readonly folder: string;
  /** Removes it with all that is in it. */
  remove(): void;
}

const MINUTE_MS = 60_000;

/**
 * What folders are for, and how long one of a process that is not seen is left alone: a process of another container may
 * share the temporary folder. A browser prints for 90 s at most.
 */
const LEFT_ALONE_MS = { staging: 24 * 60 * MINUTE_MS, pdf: 10 * MINUTE_MS } as const;
type Kind = keyof typeof LEFT_ALONE_MS;

/** Makes one below `parent`, and removes those, of any kind, whose process has ended without doing so. */
export function createPrivateFolder(kind: Kind, parent: string = tmpdir()): PrivateFolder {
  for (const old of leftBehind(parent)) remove(old);
  const folder = mkdtempSync(join(parent, `plimsoll-${kind}-${process.pid}-`));
  return { folder, remove: () => remove(folder) };
}

function leftBehind(parent: string): string[] {
  const mine = process.getuid?.();
  const isLeft = (name: string): boolean => {
    const [, kind, digits] = /^plimsoll-(staging|pdf)-(\d+)-/.exec(name) ?? [];
    if (kind === undefined || Number(digits) === 0 || isRunning(Number(digits))) return false;
    const info = lstatSync(join(parent, name), { throwIfNoEntry: false });
    if (!info?.isDirectory() || Date.now() - info.mtimeMs < LEFT_ALONE_MS[kind as Kind]) return false;
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
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  } catch {
    // What cannot be removed now is removed by a later start.
  }
}
