// Where the program keeps what it can do without: made anew when it is gone.
import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The program's cache folder by the custom of each system; `PLIMSOLL_HOME` holds it when it is set. */
export function cacheFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  user: string = homedir(),
): string {
  if (env.PLIMSOLL_HOME) return join(env.PLIMSOLL_HOME, "cache");
  if (platform === "win32") return join(env.LOCALAPPDATA ?? join(user, "AppData", "Local"), "Plimsoll", "Cache");
  if (platform === "darwin") return join(user, "Library", "Caches", "Plimsoll");
  return join(env.XDG_CACHE_HOME || join(user, ".cache"), "plimsoll");
}

/** A folder in the cache, for this user only; null where none can be made. */
export function cacheSubfolder(cache: string, name: string): string | null {
  const folder = join(cache, name);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  } catch {
    return null;
  }
}
