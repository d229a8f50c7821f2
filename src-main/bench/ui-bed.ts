// A window of the program in Chromium over its own server, for what is measured there.
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Browser, Page } from "playwright";
import { failure } from "../../src-shared/base/errors.ts";
import { browserPlaces, findBrowser } from "../report/browser.ts";

/** A page of the window, and its server. */
export interface Bed {
  readonly page: Page;
  readonly browser: Browser;
  readonly server: ChildProcess;
  readonly origin: string;
  close(): Promise<void>;
}

/** Playwright is a tool of the checkout: a packed program has none. */
async function chromium(): Promise<typeof import("playwright").chromium> {
  try {
    return (await import("playwright")).chromium;
  } catch {
    throw failure("bench.no_driver", "the window can be measured in a checkout only", {
      expected: "the development packages of this project",
      next: "clone the project, run npm ci, and measure there",
      exit: 2,
    });
  }
}

async function serve(program: readonly string[], home: string): Promise<{ server: ChildProcess; url: string }> {
  const [node = process.execPath, ...rest] = program;
  const server = spawn(node, [...rest, "serve", "--no-open", "--json"], {
    env: { ...process.env, PLIMSOLL_HOME: home },
    stdio: ["ignore", "pipe", "ignore"],
  });
  for await (const line of createInterface({ input: server.stdout as NodeJS.ReadableStream }))
    return { server, url: (JSON.parse(line) as { url: string }).url };
  throw failure("bench.failed", "the window's server did not start", { next: "run plimsoll serve", exit: 5 });
}

/** Opens the window; `home` keeps what it remembers. Errors: `bench.no_driver`, `bench.failed`. */
export async function openBed(program: readonly string[], home: string): Promise<Bed> {
  const driver = await chromium();
  const { server, url } = await serve(program, home);
  const executablePath = findBrowser(browserPlaces(process.platform, process.env)) ?? undefined;
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  let browser: Browser | null = null;
  try {
    browser = await driver.launch({ args, ...(executablePath ? { executablePath } : {}) });
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    await page.goto(url);
    await page.locator("#rail").waitFor();
    const open = browser;
    return {
      ...{ page, browser, server, origin: new URL(url).origin },
      async close() {
        await open.close();
        server.kill("SIGTERM");
      },
    };
  } catch (thrown) {
    await browser?.close();
    server.kill("SIGTERM");
    throw thrown;
  }
}

/** The address of a page of a project. */
export const addressOf = ({ origin }: Bed, page: string, project: string, detail?: string): string =>
  `${origin}/#/${page}?project=${encodeURIComponent(project)}${detail ? `&detail=${encodeURIComponent(detail)}` : ""}`;
