// Finds a Chromium on this machine.
import { accessSync, constants, statSync } from "node:fs";
import { join } from "node:path";

const linux = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/microsoft-edge",
  "/snap/bin/chromium",
];
const mac = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];
const windows = [
  "Google\\Chrome\\Application\\chrome.exe",
  "Chromium\\Application\\chrome.exe",
  "Microsoft\\Edge\\Application\\msedge.exe",
];

/** Places where a Chromium usually stands, in order; `PLIMSOLL_CHROMIUM` alone when it is set. */
export function browserPlaces(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string[] {
  if (env.PLIMSOLL_CHROMIUM) return [env.PLIMSOLL_CHROMIUM];
  if (platform === "darwin") return [...mac];
  if (platform !== "win32") return [...linux];
  const roots = [env.PROGRAMFILES, env["PROGRAMFILES(X86)"], env.LOCALAPPDATA].filter((root) => root !== undefined);
  return windows.flatMap((tail) => roots.map((root) => join(root, tail)));
}

/** The first of `places` that is a program, null if none is. */
export function findBrowser(places: readonly string[]): string | null {
  return places.find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
