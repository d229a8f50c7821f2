// Runs the desktop shell as a process of its own and tells whether it came up.
import { spawn } from "node:child_process";
import { reasonIn } from "./electron-runtime.ts";

export interface DesktopOptions {
  /** The runtime's program. */
  readonly program: string;
  /** The desktop shell's bundle. */
  readonly main: string;
  readonly paths: readonly string[];
  readonly sample: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** It has come up. */
  readonly onRunning: (pid: number) => void;
}

/** Null when it has been used and ended; else in a few words why it did not come up. */
export type DesktopEnd = { readonly why: string } | null;

/** One that ends with an error sooner than this has not come up: a library or the right to a sandbox is missing. */
const CAME_UP_MS = 4000;
/** Time to end by itself when asked. */
const GRACE_MS = 700;

export function runDesktop(options: DesktopOptions): Promise<DesktopEnd> {
  const { program, main, paths, sample, signal, onRunning } = options;
  const { ELECTRON_RUN_AS_NODE: _, ...env } = options.env;
  // Chromium refuses its sandbox to root.
  const flags = process.platform === "linux" && process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const child = spawn(program, [...flags, main, ...paths, ...(sample ? ["--sample"] : [])], {
    stdio: ["ignore", "ignore", "pipe"],
    env,
  });
  return new Promise((resolve) => {
    let words = "";
    let running = false;
    const cameUp = (): void => {
      if (!running && child.pid !== undefined) onRunning(child.pid);
      running = true;
    };
    const timer = setTimeout(cameUp, CAME_UP_MS);
    const abort = (): void => {
      child.kill("SIGTERM");
      setTimeout(() => child.kill("SIGKILL"), GRACE_MS).unref();
    };
    const end = (result: DesktopEnd): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      resolve(result);
    };
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      words = (words + text).slice(-2000);
    });
    child.once("error", (error) => end({ why: `its runtime could not be started: ${error.message}` }));
    child.once("close", (code, by) => {
      // One that hands its paths to the desktop shell that is running already ends well at once.
      if (code === 0) cameUp();
      if (running || signal?.aborted) return end(null);
      end({ why: `its runtime ended with ${by ?? `exit code ${code}`}: ${reasonIn(words)}` });
    });
    signal?.addEventListener("abort", abort, { once: true });
    if (signal?.aborted) abort();
  });
}
