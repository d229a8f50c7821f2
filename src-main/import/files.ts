// Turns the paths given to an import into the list of files to read, in an order that never varies.
import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { basename, join, sep } from "node:path";
import { cancelled, failure } from "../../src-shared/base/errors.ts";
import type { Complaint } from "./importer.ts";

export interface FoundFile {
  /** Name inside the dataset, with `/` between folders. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

/** Something in a folder that is not read, and why. */
export interface SkippedEntry {
  readonly name: string;
  readonly complaint: Complaint;
}

export interface FoundFiles {
  /** In byte order of their names. */
  readonly files: readonly FoundFile[];
  readonly skipped: readonly SkippedEntry[];
}

interface Walk {
  /** Real path of the folder that was given: links must not lead out of it. */
  readonly root: string;
  readonly files: FoundFile[];
  readonly skipped: SkippedEntry[];
  readonly signal: AbortSignal | undefined;
}

const stopIfAborted = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted) throw cancelled("looking for files");
};

/**
 * Finds the files below `paths`. One folder is the dataset: names are relative to it. With several paths the names
 * begin with the folder's or are the file's own. Errors: import.not_found, import.unreadable, import.nothing_found,
 * job.cancelled.
 */
export async function findFiles(paths: readonly string[], signal?: AbortSignal): Promise<FoundFiles> {
  const files: FoundFile[] = [];
  const skipped: SkippedEntry[] = [];
  for (const path of paths) {
    stopIfAborted(signal);
    const info = await statOf(path);
    const own = basename(await realpath(path));
    if (info.isFile()) files.push({ name: basename(path), path, bytes: info.size });
    else if (info.isDirectory())
      await walkFolder(path, paths.length > 1 ? own : "", { root: await realpath(path), files, skipped, signal });
    else skipped.push(left(basename(path), "import.special_file", "a regular file or a folder"));
  }
  if (files.length === 0)
    throw failure("import.nothing_found", `there is no file to read in ${paths.join(", ")}`, {
      where: { file: paths[0] ?? null },
      expected: "a capture file or a folder that holds some",
      next: "name the folder that holds the captures",
    });
  return { files: files.sort(byName), skipped: skipped.sort(byName) };
}

const byName = (a: { name: string }, b: { name: string }): number =>
  Buffer.compare(Buffer.from(a.name), Buffer.from(b.name));

async function statOf(path: string) {
  try {
    return await stat(path);
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    const where = { file: path };
    if (code === "ENOENT" || code === "ENOTDIR")
      throw failure("import.not_found", `${path} does not exist`, { where, next: "check the path" });
    throw failure("import.unreadable", `${path} cannot be read (${code ?? thrown})`, {
      where,
      next: "check its permissions",
    });
  }
}

const left = (name: string, code: string, expected: string, next: string | null = null): SkippedEntry => ({
  name,
  complaint: { code, excerpt: name.slice(0, 120), expected, next },
});

/** Folders are read one after the other; only names are held. */
async function walkFolder(folder: string, prefix: string, walk: Walk): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => error);
  if (entries instanceof Error) {
    walk.skipped.push(
      left(prefix || basename(folder), "import.unreadable", "a folder that may be read", `${entries.code}`),
    );
    return;
  }
  for (const entry of entries) {
    stopIfAborted(walk.signal);
    const name = prefix ? `${prefix}/${entry.name}` : entry.name;
    const path = join(folder, entry.name);
    if (entry.name.startsWith("."))
      walk.skipped.push(left(name, "import.hidden", "a name that does not begin with a dot", "name it to import it"));
    else if (entry.isDirectory()) {
      if (await isProject(path))
        walk.skipped.push(left(name, "import.project", "captures, not a project of this program"));
      else await walkFolder(path, name, walk);
    } else if (entry.isFile()) await addFile(name, path, walk);
    else if (entry.isSymbolicLink()) walk.skipped.push(await link(name, path, walk.root));
    else walk.skipped.push(left(name, "import.special_file", "a regular file or a folder"));
  }
}

async function addFile(name: string, path: string, walk: Walk): Promise<void> {
  const info = await lstat(path).catch((error: NodeJS.ErrnoException) => error);
  if (info instanceof Error)
    walk.skipped.push(left(name, "import.unreadable", "a file that may be read", `${info.code}`));
  else walk.files.push({ name, path, bytes: info.size });
}

/** A link is never followed: inside the dataset its target is found anyway, outside it nobody asked for. */
async function link(name: string, path: string, root: string): Promise<SkippedEntry> {
  const target = await realpath(path).catch(() => null);
  if (target === null) return left(name, "import.link_broken", "a link whose target exists");
  if (target === root || target.startsWith(root + sep)) return left(name, "import.link", "a file; its target is read");
  return left(name, "import.link_outside", "a link within the folder", "name its target to import it");
}

const isProject = async (folder: string): Promise<boolean> =>
  folder.endsWith(".plimsoll") &&
  (await lstat(join(folder, "project.json")).then(
    (info) => info.isFile(),
    () => false,
  ));
