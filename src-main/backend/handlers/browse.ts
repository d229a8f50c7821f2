// Request browse: a folder of the machine that the back end runs on, for choosing captures and projects.
import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { failure, type PlimsollError } from "../../../src-shared/base/errors.ts";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { ReplyOf } from "../../../src-shared/protocol/transport.ts";
import type { Job } from "../../jobs/job.ts";
import { isProject } from "../../store/project.ts";
import type { Context } from "../context.ts";
import type { Home } from "../home.ts";

type Entry = ReplyOf["browse"]["entries"][number];

/** Most entries of one folder. */
const MOST_ENTRIES = 5000;

const naturally = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;
const ORDER: Readonly<Record<Entry["kind"], number>> = { folder: 0, project: 1, file: 2 };

const byKindAndName = (a: Entry, b: Entry): number =>
  ORDER[a.kind] - ORDER[b.kind] || naturally(a.name, b.name) || (a.name < b.name ? -1 : 1);

/** Null for what is neither a file nor a folder, or leads nowhere. */
async function entryOf(folder: string, name: string): Promise<Entry | null> {
  const path = join(folder, name);
  const info = await stat(path).catch(() => null);
  const times = { modified_ms: info?.mtimeMs ?? null };
  if (info?.isDirectory()) return { name, path, kind: isProject(path) ? "project" : "folder", bytes: null, ...times };
  return info?.isFile() ? { name, path, kind: "file", bytes: info.size, ...times } : null;
}

function unreadable(path: string, code: string | undefined): PlimsollError {
  const where = { file: path };
  if (code === "ENOENT")
    return failure("browse.not_found", `there is no folder ${path}`, { where, next: "choose another folder" });
  if (code === "ENOTDIR")
    return failure("browse.not_a_folder", `${path} is no folder`, { where, next: "choose the folder that it is in" });
  if (code === "EACCES" || code === "EPERM")
    return failure("browse.forbidden", `${path} may not be read by this user`, {
      where,
      next: "choose another folder, or change its permissions",
    });
  return failure("browse.unreadable", `${path} cannot be read (${code ?? "unknown error"})`, {
    where,
    next: "check the disk and try again",
  });
}

/** Letters of the drives that are there, on Windows; elsewhere everything is below one root. */
function roots(): string[] {
  if (process.platform !== "win32") return ["/"];
  const letters = Array.from({ length: 26 }, (_, i) => `${String.fromCharCode(65 + i)}:\\`);
  return letters.filter((drive) => existsSync(drive));
}

function placesOf({ user, projects, sample }: Home): ReplyOf["browse"]["places"] {
  const desktop = join(user, "Desktop");
  return [
    { title: "Home", path: user },
    ...(existsSync(desktop) ? [{ title: "Desktop", path: desktop }] : []),
    ...(existsSync(projects) ? [{ title: "Projects", path: projects }] : []),
    ...roots().map((path) => ({ title: path, path })),
    ...(sample === null ? [] : [{ title: "Sample captures", path: sample }]),
  ];
}

/** Errors: `browse.*` for folders that are missing, forbidden or none. */
export async function handleBrowse(
  request: Request<"browse">,
  _job: Job,
  { home }: Context,
): Promise<ReplyOf["browse"]> {
  const path = request.path === null ? home.user : resolve(home.user, request.path);
  const all = await readdir(path).catch((thrown: NodeJS.ErrnoException) => {
    throw unreadable(path, thrown.code);
  });
  const names = all.filter((name) => request.hidden || !name.startsWith(".")).sort(naturally);
  const entries: Entry[] = [];
  // A few at a time: a folder may be on a slow disk and hold very many.
  for (let at = 0; at < Math.min(names.length, MOST_ENTRIES); at += 64) {
    const some = names.slice(at, Math.min(at + 64, MOST_ENTRIES));
    const found = await Promise.all(some.map((name) => entryOf(path, name)));
    entries.push(...found.filter((entry) => entry !== null));
  }
  const parent = dirname(path);
  return {
    path,
    parent: parent === path ? null : parent,
    separator: sep,
    entries: entries.sort(byKindAndName),
    left_out: Math.max(0, names.length - MOST_ENTRIES),
    places: placesOf(home),
  };
}
