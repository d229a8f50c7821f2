// HTML to PDF through a Chromium of this machine, started for one file, without network, with a profile of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { cancelled, failure } from "../../src-shared/base/errors.ts";
import { createPrivateFolder } from "../jobs/private-folder.ts";
import { browserPlaces, findBrowser } from "./browser.ts";

export interface PdfOptions {
  /** Program to use; found by itself when left out. */
  readonly browser?: string;
  readonly signal?: AbortSignal;
  /** Longest time in ms. */
  readonly limit?: number;
}

const LIMIT_MS = 90_000;

const PRINT_HTML = "write the report as .html and print it from a browser";

/**
 * Prints a self-contained HTML page to the PDF file `out`. Throws `report.no_browser` when there is no Chromium,
 * `report.pdf` when it makes no file in time, `job.cancelled` when `signal` fires.
 */
export async function renderPdf(html: string, out: string, options: PdfOptions = {}): Promise<void> {
  const places = options.browser === undefined ? browserPlaces(process.platform, process.env) : [options.browser];
  const browser = findBrowser(places);
  if (browser === null)
    throw failure("report.no_browser", "a PDF needs Chromium, Chrome or Edge, and none was found", {
      expected: `a program at ${places.join(", ")}`,
      next: "install one, or set PLIMSOLL_CHROMIUM to its path; the .html report prints the same pages",
    });
  const { folder, remove } = createPrivateFolder("pdf");
  try {
    const page = join(folder, "report.html");
    const made = join(folder, "report.pdf");
    writeFileSync(page, html);
    const trouble = await print(browser, argumentsOf(folder, page, made), folder, options);
    writeFileSync(out, pdfBytes(made, browser, trouble));
  } finally {
    remove();
  }
}

function pdfBytes(made: string, browser: string, trouble: string): Buffer {
  try {
    const bytes = readFileSync(made);
    if (bytes.subarray(0, 5).toString("latin1") === "%PDF-") return bytes;
  } catch {
    // Told below: there is no file.
  }
  throw failure("report.pdf", `${browser} made no PDF`, {
    expected: trouble,
    next: PRINT_HTML,
    exit: 5,
  });
}

const argumentsOf = (folder: string, page: string, out: string): string[] => [
  "--headless",
  "--disable-gpu",
  "--disable-extensions",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-crash-reporter",
  "--disable-breakpad",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--no-default-browser-check",
  "--no-pings",
  "--mute-audio",
  "--password-store=basic",
  "--use-mock-keychain",
  "--host-resolver-rules=MAP * ~NOTFOUND",
  `--user-data-dir=${join(folder, "profile")}`,
  // Chromium refuses its sandbox to root; the page holds no script and loads nothing.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--no-pdf-header-footer",
  `--print-to-pdf=${out}`,
  pathToFileURL(page).href,
];

/** A socket's address has 103 bytes at most, and browsers have one in their temporary folder. */
const LONGEST_FOLDER = 56;

/** The browser's own temporary files go with the report's folder where they fit into it. */
const environmentOf = (folder: string): NodeJS.ProcessEnv => ({
  ...process.env,
  ...(folder.length <= LONGEST_FOLDER ? { TMPDIR: folder } : {}),
});

/**
 * Starts a program with its arguments and ends its whole group when file 3 ends, which this process holds open: that
 * happens however this process ends.
 */
const ON_LEASH = '(cat <&3 >/dev/null 2>&1; kill -9 0) & exec 3<&-; exec "$0" "$@"';

/** `group`: it is the first of a process group of its own. */
function start(browser: string, argv: readonly string[], folder: string, group: boolean): ChildProcess {
  const env = environmentOf(folder);
  if (!group) return spawn(browser, argv, { stdio: ["ignore", "ignore", "pipe"], env });
  return spawn("/bin/sh", ["-c", ON_LEASH, browser, ...argv], {
    stdio: ["ignore", "ignore", "pipe", "pipe"],
    detached: true,
    env,
  });
}

/** Runs the browser to its end; returns its exit code and last words. Nothing it started outlives it, nor this process. */
function print(
  browser: string,
  argv: readonly string[],
  folder: string,
  { signal, limit = LIMIT_MS }: PdfOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(cancelled("printing the report"));
    const group = process.platform !== "win32";
    const child = start(browser, argv, folder, group);
    let words = "";
    let outcome: Error | null = null;
    const stop = (why: Error): void => {
      outcome ??= why;
      killAll(child, group);
    };
    const timer = setTimeout(
      () =>
        stop(
          failure("report.pdf", `${browser} did not print the report in ${limit / 1000} s`, {
            next: PRINT_HTML,
            exit: 5,
          }),
        ),
      limit,
    );
    const abort = (): void => stop(cancelled("printing the report"));
    signal?.addEventListener("abort", abort, { once: true });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      words = (words + text).slice(-600);
    });
    const end = (result: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      killAll(child, group);
      child.stdio[3]?.destroy();
      result();
    };
    child.once("error", (error) =>
      end(() =>
        reject(
          failure("report.pdf", `${browser} could not be started: ${error.message}`, { next: PRINT_HTML, exit: 5 }),
        ),
      ),
    );
    child.once("exit", (code) =>
      end(() => (outcome ? reject(outcome) : resolve(`exit code ${code}. ${words.trim()}`))),
    );
  });
}

/** Ends the browser with all the processes it started. */
function killAll(child: ChildProcess, group: boolean): void {
  if (child.pid === undefined) return;
  try {
    if (group) process.kill(-child.pid, "SIGKILL");
    else child.kill("SIGKILL");
  } catch {
    // All of them have ended already.
  }
}
