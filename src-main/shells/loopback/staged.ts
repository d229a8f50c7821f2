// Files that the back end has put into the staging folder for a window: found by their id, one file in each folder.
import { lstat, readdir } from "node:fs/promises";
import { extname, join } from "node:path";

export interface Staged {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
}

/** The staged file of an id of 32 hex digits; null when there is none. Links are not followed. */
export async function findStaged(staging: string, id: string): Promise<Staged | null> {
  if (!/^[0-9a-f]{32}$/.test(id)) return null;
  const folder = join(staging, id);
  try {
    if (!(await lstat(folder)).isDirectory()) return null;
    const [name, ...others] = await readdir(folder);
    if (name === undefined || others.length > 0) return null;
    const path = join(folder, name);
    const info = await lstat(path);
    return info.isFile() ? { path, name, bytes: info.size } : null;
  } catch {
    return null;
  }
}

/** Characters of a name with the ending: what every file system takes. */
const MOST_NAME = 120;

/**
 * What a staged file is called where it is delivered: as `wanted`, without what makes a path of a name or hides in it, and
 * with the file's own ending, which says what it is. Its own name where nothing is left of the other.
 */
export function deliveredName(wanted: string, own: string): string {
  const ending = extname(own);
  const plain = wanted
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "")
    .replace(/[/\\:*?"<>|]/g, "_")
    .trim();
  const bare = plain.toLowerCase().endsWith(ending.toLowerCase())
    ? plain.slice(0, plain.length - ending.length)
    : plain;
  const short = Array.from(bare)
    .slice(0, MOST_NAME - ending.length)
    .join("");
  const name = short.replace(/^[\s.]+|[\s.]+$/g, "");
  return name === "" ? own : name + ending;
}

/** Content-Disposition of a download (RFC 6266): the name in plain letters, and the exact one in UTF-8 (RFC 5987). */
export function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const exact = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}
