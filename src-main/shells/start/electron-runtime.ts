// Finds the runtime of the desktop shell, and fetches it once with its package's own installer where it is missing.
import { type ChildProcess, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface RuntimeOptions {
  /** Folder of the package `electron`; null: it is not installed. */
  readonly folder: string | null;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly cache: string;
  /** Told once a second while the runtime is fetched: bytes so far. */
  readonly onProgress: (bytes: number) => void;
  readonly signal?: AbortSignal;
  /** Longest time without progress. */
  readonly patienceMs?: number;
}

/** The runtime's program, or in a few words why there is none. */
export type Runtime = { readonly program: string } | { readonly why: string };

const PATIENCE_MS = 60_000;
const LOOK_MS = 1000;
/** A failure is remembered so long, so that a machine without network starts at once. */
const REMEMBER_MS = 24 * 3600 * 1000;

/** The installed package's folder, found without importing it: importing starts a download. */
export function electronFolder(from: string = import.meta.url): string | null {
  try {
    return dirname(createRequire(from).resolve("electron/package.json"));
  } catch {
    return null;
  }
}

export async function findRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { folder, env, cache } = options;
  if (env.PLIMSOLL_NO_ELECTRON && env.PLIMSOLL_NO_ELECTRON !== "0") return { why: "PLIMSOLL_NO_ELECTRON is set" };
  if (folder === null) return { why: "its package is not installed" };
  const found = installed(folder, options);
  if (found !== null) return { program: found };
  if (env.ELECTRON_OVERRIDE_DIST_PATH) return { why: `there is none in ${env.ELECTRON_OVERRIDE_DIST_PATH}` };
  if (env.CI && env.CI !== "false" && env.CI !== "0") return { why: "it is not fetched in CI" };
  const note = join(cache, "electron-failure.json");
  const earlier = readNote(note, versionOf(folder));
  if (earlier !== null) return { why: `${earlier}; tried again after a day, or when ${note} is removed` };
  const failed = await install(folder, options);
  const program = failed === null ? installed(folder, options) : null;
  if (program !== null) return { program };
  const why = failed ?? "its installer left none";
  if (!options.signal?.aborted) writeNote(note, { version: versionOf(folder), why, at: Date.now() });
  return { why };
}

/** The runtime's program if it is whole: the installer writes path.txt last. */
function installed(folder: string, { env, platform }: RuntimeOptions): string | null {
  const named = read(join(folder, "path.txt"));
  const dist = env.ELECTRON_OVERRIDE_DIST_PATH;
  if (dist) return existing(join(dist, named ?? programName(platform)));
  if (named === null || read(join(folder, "dist", "version"))?.replace(/^v/, "") !== versionOf(folder)) return null;
  return existing(join(folder, "dist", named));
}

function programName(platform: NodeJS.Platform): string {
  if (platform === "darwin") return "Electron.app/Contents/MacOS/Electron";
  return platform === "win32" ? "electron.exe" : "electron";
}

const existing = (path: string): string | null => (existsSync(path) ? path : null);

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return null;
  }
}

function versionOf(folder: string): string {
  return (JSON.parse(read(join(folder, "package.json")) ?? "{}") as { version?: string }).version ?? "";
}

/** Runs the package's own installer. Null when it ended well, else why not. */
async function install(folder: string, options: RuntimeOptions): Promise<string | null> {
  // It downloads into the temporary folder: one of its own, so that its growth can be seen.
  const temporary = mkdtempSync(join(tmpdir(), "plimsoll-electron-"));
  const { ELECTRON_RUN_AS_NODE: _, ...env } = options.env;
  const group = options.platform !== "win32";
  const child = spawn(process.execPath, [join(folder, "install.js")], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    detached: group,
    env: { ...env, TMPDIR: temporary, TEMP: temporary, TMP: temporary, ELECTRON_GET_NO_PROGRESS: "1" },
  });
  try {
    return await watch(
      child,
      () => sizeOf(temporary) + sizeOf(join(folder, "dist")),
      () => endAll(child, group),
      options,
    );
  } finally {
    rmSync(temporary, { recursive: true, force: true, maxRetries: 3, retryDelay: 100 });
  }
}

function watch(
  child: ChildProcess,
  bytes: () => number,
  end: () => void,
  { onProgress, signal, patienceMs = PATIENCE_MS }: RuntimeOptions,
): Promise<string | null> {
  return new Promise((resolve) => {
    let words = "";
    let size = bytes();
    let moved = performance.now();
    const settle = (why: string | null): void => {
      clearInterval(timer);
      signal?.removeEventListener("abort", abort);
      end();
      resolve(why);
    };
    const abort = (): void => settle("fetching it was cancelled");
    const hear = (text: Buffer): void => {
      words = (words + text).slice(-4000);
      moved = performance.now();
    };
    const timer = setInterval(
      () => {
        const now = bytes();
        if (now !== size) moved = performance.now();
        size = now;
        if (performance.now() - moved < patienceMs) onProgress(size);
        else settle(`fetching it made no progress for ${Math.round(patienceMs / 1000)} s`);
      },
      Math.min(LOOK_MS, patienceMs / 2),
    );
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.once("error", (error) => settle(`its installer could not be started: ${error.message}`));
    child.once("close", (code) => settle(code === 0 ? null : `it could not be fetched: ${fetchReason(words)}`));
    signal?.addEventListener("abort", abort, { once: true });
    if (signal?.aborted) abort();
  });
}

/** The line of an error's output that says what happened: the innermost cause where there is one. */
export function reasonIn(words: string): string {
  const lines = words.split("\n").map((line) => line.trim());
  const causes = lines
    .filter((line) => /^(\[?cause\]?:|caused by:)/i.test(line))
    .map((line) => line.replace(/^.*?: */, ""));
  const errors = lines.filter((line) => /^\w*Error\b.*:/.test(line));
  const line = causes.at(-1) ?? errors.at(-1) ?? lines.filter((text) => text !== "").at(-1) ?? "no reason was given";
  return line
    .replace(/^\w*Error: */, "")
    .replace(/[{\s]+$/, "")
    .slice(0, 160);
}

/** Node's own words for a download that got no answer tell nobody anything. */
const fetchReason = (words: string): string =>
  reasonIn(words) === "fetch failed" ? "there is no network, or its server does not answer" : reasonIn(words);

/** Bytes of all files below a folder; 0 where there is none. */
function sizeOf(folder: string): number {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .reduce(
        (sum, entry) => sum + (statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0),
        0,
      );
  } catch {
    return 0;
  }
}

function endAll(child: ChildProcess, group: boolean): void {
  if (child.pid === undefined) return;
  try {
    if (group) process.kill(-child.pid, "SIGKILL");
    else child.kill("SIGKILL");
  } catch {
    // All of them have ended already.
  }
}

interface Note {
  readonly version: string;
  readonly why: string;
  readonly at: number;
}

/** Why this version could not be fetched less than a day ago; null if it has not been tried. */
function readNote(file: string, version: string): string | null {
  try {
    const note = JSON.parse(readFileSync(file, "utf8")) as Partial<Note>;
    const age = Date.now() - Number(note.at);
    return note.version === version && age >= 0 && age < REMEMBER_MS ? String(note.why) : null;
  } catch {
    return null;
  }
}

function writeNote(file: string, note: Note): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, JSON.stringify(note));
  } catch {
    // Then it is tried again the next time.
  }
}
