// Shows an address to the person at this machine: in a window of its own where a Chromium is found, else in a browser.
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { browserPlaces, findBrowser } from "../../report/browser.ts";

export interface ShowOptions {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  /** Folder of the window's own browser profile; null: no window of its own. */
  readonly profile: string | null;
}

/** `window`: a window of its own; `browser`: a tab of the browser; `none`: there is no display, or nothing opened it. */
export type Shown = "window" | "browser" | "none";

/** Whether somebody can see a window of this process. */
export function hasDisplay(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): boolean {
  if (platform === "darwin" || platform === "win32") return !env.SSH_CONNECTION;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

export async function showWindow(url: string, { platform, env, profile }: ShowOptions): Promise<Shown> {
  if (!hasDisplay(platform, env)) return "none";
  const chromium = profile === null ? null : findBrowser(browserPlaces(platform, env));
  if (chromium !== null && profile !== null && (await starts(chromium, windowArguments(url, profile), env)))
    return "window";
  const [program, ...args] = opener(platform, url);
  return (await starts(program, args, env)) ? "browser" : "none";
}

/** A window without tabs and address bar, and a browser that does nothing by itself. */
export const windowArguments = (url: string, profile: string): readonly string[] => [
  `--app=${url}`,
  `--user-data-dir=${profile}`,
  "--window-size=1440,900",
  "--no-first-run",
  "--no-default-browser-check",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-extensions",
  "--disable-sync",
  "--disable-breakpad",
  "--no-pings",
  "--password-store=basic",
  "--use-mock-keychain",
  // Chromium refuses its sandbox to root.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

/** The system's way to open an address. */
export function opener(platform: NodeJS.Platform, url: string): readonly [string, ...string[]] {
  if (platform === "darwin") return ["open", url];
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler", url];
  return ["xdg-open", url];
}

/** Time in which a program that cannot start has ended. */
const SETTLED_MS = 2500;

/** Starts a program that may outlive this one. False when it is not there or ends with an error at once. */
function starts(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<boolean> {
  const options: SpawnOptions = { stdio: "ignore", detached: true, env };
  return new Promise((resolve) => {
    const child: ChildProcess = spawn(program, args, options);
    const settled = setTimeout(() => resolve(true), SETTLED_MS);
    const end = (started: boolean): void => {
      clearTimeout(settled);
      resolve(started);
    };
    child.once("error", () => end(false));
    // A browser that is running already takes the address over and the new process ends well.
    child.once("exit", (code) => end(code === 0));
    child.unref();
  });
}
