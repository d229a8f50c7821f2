// Where the program finds and keeps what belongs to a user rather than to a project.
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Home {
  /** The user's own folder: where browsing begins. */
  readonly user: string;
  /** Where the program keeps what it remembers. */
  readonly config: string;
  /** Where new projects are put when nobody says otherwise. */
  readonly projects: string;
  /** The captures that come with the program; null where it came without. */
  readonly sample: string | null;
}

/** The samples beside the program's bundle, and beside its sources. */
const SAMPLE = fileURLToPath(new URL("../../samples/three-vms", import.meta.url));

/** The folder for settings by the custom of each system. */
function configFolder(user: string, platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string {
  if (platform === "win32") return join(env.APPDATA ?? join(user, "AppData", "Roaming"), "Plimsoll");
  if (platform === "darwin") return join(user, "Library", "Application Support", "Plimsoll");
  return join(env.XDG_CONFIG_HOME || join(user, ".config"), "plimsoll");
}

/** `PLIMSOLL_HOME` puts everything that the program keeps by itself into one folder. */
export function findHome(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  user: string = homedir(),
): Home {
  const own = env.PLIMSOLL_HOME;
  return {
    user,
    config: own ? own : configFolder(user, platform, env),
    projects: own ? join(own, "projects") : join(user, "Plimsoll"),
    sample: existsSync(SAMPLE) ? SAMPLE : null,
  };
}
