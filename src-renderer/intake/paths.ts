// Names of files and folders as the back end's machine writes them, POSIX or Windows: parts, joins, names of projects.

/** Ending of every project folder. */
const PROJECT_ENDING = ".plimsoll";

/** `\` for paths that begin as Windows paths do, else `/`. */
const separatorOf = (path: string): "/" | "\\" => (/^[A-Za-z]:([\\/]|$)|^\\\\/.test(path) ? "\\" : "/");

/** What cannot be taken away from a path: `/`, `C:\` or `\\server\share\`. */
function rootOf(path: string): string {
  if (separatorOf(path) === "/") return path.startsWith("/") ? "/" : "";
  return /^(\\\\[^\\/]+[\\/][^\\/]+[\\/]?|[A-Za-z]:[\\/]?)/.exec(path)?.[0] ?? "";
}

const partsOf = (path: string): string[] => {
  const rest = path.slice(rootOf(path).length);
  return rest.split(separatorOf(path) === "/" ? /\/+/ : /[\\/]+/).filter((part) => part !== "");
};

/** The last part of a path; the root itself for a root. */
export const baseName = (path: string): string => partsOf(path).at(-1) ?? path;

/** The folder that holds a path; null for a root or a lone name. */
export function parentOf(path: string): string | null {
  const parts = partsOf(path);
  if (parts.length === 0) return null;
  const root = rootOf(path);
  if (parts.length === 1) return root === "" ? null : root;
  return root + parts.slice(0, -1).join(separatorOf(path));
}

/** A name inside a folder, joined as the folder's own path is. */
export function joinPath(folder: string, name: string): string {
  const separator = separatorOf(folder);
  return folder.endsWith(separator) || (separator === "\\" && folder.endsWith("/"))
    ? folder + name
    : folder + separator + name;
}

/** Whether two spellings name the same path: a separator at the end does not matter, on Windows neither do capitals. */
export function isSamePath(a: string, b: string): boolean {
  const plain = (path: string): string => {
    const text = rootOf(path) + partsOf(path).join(separatorOf(path));
    return separatorOf(path) === "\\" ? text.replaceAll("/", "\\").toLowerCase() : text;
  };
  return plain(a) === plain(b);
}

export const isProjectName = (name: string): boolean => name.toLowerCase().endsWith(PROJECT_ENDING);

/** A project's name: its folder's without the ending. */
export function projectNameOf(path: string): string {
  const name = baseName(path);
  return isProjectName(name) && name.length > PROJECT_ENDING.length ? name.slice(0, -PROJECT_ENDING.length) : name;
}

/** Folder of a project of this name. */
export const projectPath = (folder: string, name: string): string =>
  joinPath(folder, isProjectName(name) ? name : name + PROJECT_ENDING);

/** Where files of a browser are put on their way: its name tells nothing. */
const isUploadFolder = (name: string): boolean => /^upload-[0-9a-f]{32}$/.test(name);

/** What no name may hold on every system; control characters neither. */
const FORBIDDEN = '<>:"/\\|?*';
const isForbidden = (letter: string): boolean => letter < " " || FORBIDDEN.includes(letter);

/**
 * The name that a new project is given: that of the one folder, of the folder that holds all files, else that of the
 * first file without its endings.
 */
export function proposedName(paths: readonly string[], oneFolder: boolean): string {
  const first = paths[0];
  if (first === undefined) return "project";
  const parent = parentOf(first);
  const shared = parent !== null && paths.every((path) => parentOf(path) === parent);
  const stem = baseName(first).replace(/(?<=.)(\.[A-Za-z][A-Za-z0-9]{0,4})+$/, "");
  const folder = shared && parent !== null && parentOf(parent) !== null ? baseName(parent) : null;
  const name = oneFolder ? baseName(first) : folder !== null && !isUploadFolder(folder) ? folder : stem;
  const allowed = [...name].map((letter) => (isForbidden(letter) ? "-" : letter)).join("");
  return allowed.replace(/^[.\s-]+|[.\s-]+$/g, "") || "project";
}

/** The first of NAME, NAME-2, NAME-3 … that is not taken. */
export function freeName(name: string, taken: readonly string[]): string {
  const lower = new Set(taken.map((one) => projectNameOf(one).toLowerCase()));
  if (!lower.has(name.toLowerCase())) return name;
  for (let n = 2; ; n++) if (!lower.has(`${name}-${n}`.toLowerCase())) return `${name}-${n}`;
}

/** Why a name cannot be that of a project; null: it can. */
export function nameProblem(name: string): string | null {
  if (name.trim() === "") return "a name is needed";
  if (name !== name.trim()) return "no spaces at the ends";
  if ([...name].some(isForbidden)) return `none of ${[...FORBIDDEN].join(" ")}`;
  if (name.startsWith(".") || name.endsWith(".")) return "no dot at the ends";
  if (name.length > 100) return "at most 100 characters";
  return null;
}

/** What is typed into a path field, parted into the folder that is there and the beginning of a name in it. */
export function partTyped(typed: string): { readonly folder: string; readonly begin: string } {
  const separator = separatorOf(typed);
  const at = Math.max(typed.lastIndexOf(separator), separator === "\\" ? typed.lastIndexOf("/") : -1);
  if (at < 0) return { folder: "", begin: typed };
  const root = rootOf(typed);
  return { folder: at < root.length ? root : typed.slice(0, at), begin: typed.slice(at + 1) };
}

/** Names that begin as typed, capitals not minded; exact beginnings first. */
export function completions(begin: string, names: readonly string[], most = 8): readonly string[] {
  const low = begin.toLowerCase();
  const found = names.filter((name) => name.toLowerCase().startsWith(low) && name !== begin);
  const exact = found.filter((name) => name.startsWith(begin));
  return [...exact, ...found.filter((name) => !name.startsWith(begin))].slice(0, most);
}

/** What all names begin with: as far as a path can be completed without a choice. */
export function commonBeginning(names: readonly string[]): string {
  const [first = "", ...rest] = names;
  let length = first.length;
  for (const name of rest) {
    let same = 0;
    while (same < length && name[same] === first[same]) same++;
    length = same;
  }
  return first.slice(0, length);
}
