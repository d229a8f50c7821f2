// The built window and desktop shell beside the running program; in a checkout they are built first when they are stale.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const beside = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export const RENDERER = beside("../renderer");
export const DESKTOP_MAIN = beside("../electron/main.js");

/** Of scripts/build.mjs, which a package does not have. */
interface Builder {
  isWindowStale(desktop: boolean): boolean;
  buildWindow(desktop: boolean): Promise<void>;
}

/** Builds the window, and the desktop shell where it is wanted. `tell` hears before it begins. */
export async function buildStaleWindow(desktop: boolean, env: NodeJS.ProcessEnv, tell: () => void): Promise<void> {
  const script = new URL("../../scripts/build.mjs", import.meta.url);
  if (env.PLIMSOLL_NO_BUILD || !existsSync(script) || !existsSync(beside("../../src-renderer"))) return;
  const { isWindowStale, buildWindow } = (await import(/* @vite-ignore */ script.href)) as Builder;
  if (!isWindowStale(desktop)) return;
  tell();
  await buildWindow(desktop);
}
