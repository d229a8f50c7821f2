// A project's folder: making, opening, changing it. Its manifest is the only thing that is ever rewritten.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { failure } from "../../src-shared/base/errors.ts";
import type { Manifest } from "./contract.ts";
import { acquireLock, hasEnded } from "./lock.ts";
import { emptyManifest, manifestPath, readManifest, writeManifest } from "./manifest.ts";
import { storeFailure } from "./store-errors.ts";

/** The folders of a project. */
const FOLDERS = ["captures", "derived", "scenarios", "answers", "queries", "dashboards", "policies", "tmp"] as const;

/** Where things are in a project. */
export const capturesFolder = (project: string): string => join(project, "captures");
export const derivedFolder = (project: string): string => join(project, "derived");
/** Where queries spill to, each reader in a folder of its own: two that shared one would read each other's rows. */
export const temporaryFolder = (project: string): string => join(project, "tmp");
/** The file of an import job. */
export const captureFilePath = (project: string, file: string): string => join(capturesFolder(project), file);

/** A project that may be changed; it is locked until `close()`. */
export interface OpenProject {
  readonly path: string;
  manifest(): Manifest;
  /** Replaces the manifest atomically and returns the new one. */
  update(change: (manifest: Manifest) => Manifest): Manifest;
  close(): void;
}

/** Whether a project is at a path. */
export const isProject = (path: string): boolean => existsSync(manifestPath(path));

/** The manifest of a project, for reading only. Errors as in `readManifest`. */
export const openProject = (path: string): { readonly path: string; readonly manifest: Manifest } => ({
  path: resolve(path),
  manifest: readManifest(resolve(path)),
});

/**
 * Makes an empty project; it appears at once and whole. Errors: `project.exists` when one is there,
 * `project.folder_taken` when a folder with other content (or a file) is there.
 */
export function createProject(path: string): OpenProject {
  const project = resolve(path);
  if (isProject(project))
    throw failure("project.exists", `there is a project at ${project} already`, {
      where: { file: project },
      next: "open it, or choose another path",
    });
  refuseOtherContent(project);
  const unfinished = join(dirname(project), `.${basename(project)}.tmp-${process.pid}`);
  try {
    rmSync(unfinished, { recursive: true, force: true });
    for (const folder of FOLDERS) mkdirSync(join(unfinished, folder), { recursive: true });
    writeManifest(unfinished, emptyManifest());
    if (process.platform === "win32") rmSync(project, { recursive: true, force: true });
    renameSync(unfinished, project);
  } catch (thrown) {
    rmSync(unfinished, { recursive: true, force: true });
    throw storeFailure(thrown, project, "making the project");
  }
  return lockProject(project);
}

function refuseOtherContent(project: string): void {
  let content: string[];
  try {
    content = readdirSync(project);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === "ENOENT") return;
    content = ["a file"];
  }
  if (content.length > 0)
    throw failure("project.folder_taken", `${project} is not a project and holds something else`, {
      where: { file: project },
      expected: "a path where nothing is, an empty folder or a project",
      next: "choose another path for the project",
    });
}

/**
 * Opens a project for changes and removes what interrupted imports left in it.
 * Errors: `project.in_use` and those of `readManifest`.
 */
export function lockProject(path: string): OpenProject {
  const project = resolve(path);
  readManifest(project);
  const lock = acquireLock(project);
  try {
    let manifest = readManifest(project);
    for (const folder of FOLDERS) mkdirSync(join(project, folder), { recursive: true });
    removeOrphans(project, manifest);
    return {
      path: project,
      manifest: () => manifest,
      update(change) {
        const changed = change(manifest);
        writeManifest(project, changed);
        manifest = changed;
        return changed;
      },
      close: () => lock.release(),
    };
  } catch (thrown) {
    lock.release();
    throw storeFailure(thrown, project, "opening the project");
  }
}

/** Opens the project at a path for changes; makes it when nothing is there. */
export const openOrCreateProject = (path: string): OpenProject =>
  isProject(resolve(path)) ? lockProject(path) : createProject(path);

/** Names of capture files, finished or not, with what belongs to them. */
const CAPTURE_FILE = /^\.?\d+\.duckdb(\.wal|\.tmp-\d+(\.wal|\.spill)?)?$/;
/** Unfinished pyramids, spilled rows and unpacked contents: the number of their process comes first. */
const UNFINISHED_PYRAMIDS = /^\.(\d+)\.duckdb(\.wal)?$/;
const TEMPORARY_FOLDER = /^(\d+)-(unpacked-)?\d+$/;

/**
 * Removes capture files that no job of the manifest owns, and what dead processes left unfinished. Only names that
 * this module gives are touched: a folder may be a link to another place.
 */
function removeOrphans(project: string, manifest: Manifest): void {
  const owned = new Set(manifest.jobs.map((job) => job.file));
  remove(capturesFolder(project), (name) => CAPTURE_FILE.test(name) && !owned.has(name));
  const ofDead = (pattern: RegExp) => (name: string) => {
    const pid = pattern.exec(name)?.[1];
    return pid !== undefined && hasEnded(Number(pid));
  };
  remove(derivedFolder(project), ofDead(UNFINISHED_PYRAMIDS));
  remove(temporaryFolder(project), ofDead(TEMPORARY_FOLDER));
  remove(project, (name) => /^project\.json\.tmp-\d+$/.test(name));
}

function remove(folder: string, unwanted: (name: string) => boolean): void {
  for (const name of readdirSync(folder)) if (unwanted(name)) removeQuietly(join(folder, name));
}

/** A file that another process still holds open is removed the next time. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code !== "EBUSY" && code !== "EPERM" && code !== "ENOTEMPTY") throw thrown;
  }
}
