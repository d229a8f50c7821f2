// What every end-to-end test gets: a running loopback shell with a home of its own, the sample project, a watched page.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { test as base, type Cookie, expect, type Page } from "@playwright/test";

export interface Server {
  readonly origin: string;
  /** Cookies of a window that has exchanged the token. */
  readonly cookies: readonly Cookie[];
  /** The second half of the session, which the window keeps itself. */
  readonly key: string;
  readonly process: ChildProcess;
  /** A folder of its own, removed with the server. */
  readonly folder: string;
}

interface Fixtures {
  /** A copy of the sample project that the test may change. */
  readonly project: string;
  /** Opens a page of the window at a route; `project` null: none. */
  readonly open: (page: Page, route: string, project?: string | null) => Promise<void>;
}

interface WorkerFixtures {
  readonly server: Server;
  /** The sample capture imported once; tests that change it use `project`. */
  readonly sample: string;
}

export const ROOT = resolve(import.meta.dirname, "../..");
export const SAMPLE = join(ROOT, "samples", "three-vms");

const env = (home: string): NodeJS.ProcessEnv => ({
  ...process.env,
  PLIMSOLL_NO_BUILD: "1",
  PLIMSOLL_NO_ELECTRON: "1",
  PLIMSOLL_HOME: home,
});

/** Runs `plimsoll ARGS` and gives what it prints. */
export const cli = (args: readonly string[], home: string = tmpdir()): string =>
  execFileSync(process.execPath, [join(ROOT, "bin/plimsoll.mjs"), ...args], {
    env: env(home),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    maxBuffer: 1 << 28,
  });

/** Starts `plimsoll serve` and gives its address with the one-time token. */
export async function serve(home: string): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const child = spawn(process.execPath, [join(ROOT, "bin/plimsoll.mjs"), "serve", "--no-open", "--json"], {
    env: env(home),
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  for await (const line of createInterface({ input: child.stdout! })) {
    text += line;
    try {
      return { url: (JSON.parse(text) as { url: string }).url, child };
    } catch {
      // The object may be printed over several lines.
    }
  }
  throw new Error(`serve printed no address: ${text}`);
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  server: [
    async ({ browser }, use) => {
      const folder = mkdtempSync(join(tmpdir(), "plimsoll-e2e-"));
      const { url, child } = await serve(folder);
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(url);
      await page.locator("#rail").waitFor();
      await expect.poll(async () => (await context.cookies()).length).toBeGreaterThan(0);
      const cookies = await context.cookies();
      const key = await page.evaluate(() => localStorage.getItem("plimsoll.key") ?? "");
      await context.close();
      await use({ origin: new URL(url).origin, cookies, key, process: child, folder });
      child.kill("SIGTERM");
      await new Promise((done) => child.once("exit", done));
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: "worker", timeout: 120_000 },
  ],
  sample: [
    async ({ server }, use) => {
      const project = join(server.folder, "sample.plimsoll");
      cli(["import", SAMPLE, "-p", project], server.folder);
      await use(project);
    },
    { scope: "worker", timeout: 120_000 },
  ],
  project: async ({ server, sample }, use) => {
    const copy = join(mkdtempSync(join(server.folder, "copy-")), "host.plimsoll");
    cpSync(sample, copy, { recursive: true });
    await use(copy);
  },
  storageState: async ({ server }, use) => {
    const localStorage = [{ name: "plimsoll.key", value: server.key }];
    await use({ cookies: [...server.cookies], origins: [{ origin: server.origin, localStorage }] });
  },
  // Whatever a test does, the page must not ask anybody else for anything and must not report an error.
  page: async ({ page, server }, use) => {
    const foreign: string[] = [];
    const errors: string[] = [];
    page.on("request", (request) => {
      const url = new URL(request.url());
      const own = url.origin === server.origin || url.origin === server.origin.replace("http:", "ws:");
      if (!own && url.protocol !== "about:") foreign.push(request.url());
    });
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => {
      // The driver's own scripts are blocked in the sandboxed frame of a report, as all scripts are.
      const ofDriver = /^Blocked script execution in '[^']*\/view\//.test(message.text());
      if (message.type() === "error" && !ofDriver) errors.push(message.text());
    });
    await use(page);
    expect(foreign, "requests that left the loopback origin").toEqual([]);
    expect(errors, "errors on the page's console").toEqual([]);
  },
  open: async ({ server, sample }, use) => {
    await use(async (page, route, project = sample) => {
      const query = project === null ? "" : `${route.includes("?") ? "&" : "?"}project=${encodeURIComponent(project)}`;
      await page.goto(`${server.origin}/#/${route}${query}`);
      // A project that cannot be opened has an error in the place of its page.
      await page.locator("#page h1, #page [role=alert]").first().waitFor();
    });
  },
});

export { expect } from "@playwright/test";
