// HTML to PDF through a Chromium of this machine, started for one file, without network, with a profile of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { cancelled, failure } from "../../src-shared/base/errors.ts";
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
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-pdf-"));
  try {
    const page = join(folder, "report.html");
    const made = join(folder, "report.pdf");
    writeFileSync(page, html);
    const trouble = await print(browser, argumentsOf(folder, page, made), options);
    writeFileSync(out, pdfBytes(made, browser, trouble));
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
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

/** Runs the browser to its end; returns its exit code and last words. Nothing it started outlives it. */
function print(browser: string, argv: readonly string[], { signal, limit = LIMIT_MS }: PdfOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(cancelled("printing the report"));
    const group = process.platform !== "win32";
    const child = spawn(browser, argv, { stdio: ["ignore", "ignore", "pipe"], detached: group });
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
