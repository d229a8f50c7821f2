// The real desktop program. Left out, with the reason, where Electron's runtime is not installed.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { _electron, type ElectronApplication, expect, type Page, test } from "@playwright/test";

/** The runtime's program; null where it is not installed. Found without importing the package, which would fetch it. */
function runtime(): string | null {
  const folder = dirname(createRequire(import.meta.url).resolve("electron/package.json"));
  const named = existsSync(join(folder, "path.txt")) ? readFileSync(join(folder, "path.txt"), "utf8").trim() : null;
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, "dist");
  const program = join(dist, named ?? (process.platform === "win32" ? "electron.exe" : "electron"));
  return existsSync(program) ? program : null;
}

const program = runtime();
const WHY = "Electron's runtime is not installed: npx install-electron fetches it";
// Reports name no reason of a test that is left out; said once, where tests are listed.
if (program === null && process.env.TEST_WORKER_INDEX === undefined)
  console.log(`test/electron/app.spec.ts is left out: ${WHY}`);
test.skip(program === null, WHY);
test.skip(
  process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY,
  "there is no display: use xvfb-run",
);

let home: string;
let app: ElectronApplication;
let page: Page;

test.beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "plimsoll-electron-"));
  app = await _electron.launch({
    executablePath: program as string,
    args: [join("out", "electron", "main.js"), ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
    env: { ...(process.env as Record<string, string>), PLIMSOLL_HOME: home },
  });
  page = await app.firstWindow();
});
test.afterAll(async () => {
  await app?.close();
  rmSync(home, { recursive: true, force: true });
});

test("shows the window with nothing of Node or Electron in its page", async () => {
  await expect(page.locator("#app")).toBeVisible();
  expect(page.url()).toMatch(/^app:\/\/plimsoll\//);
  expect(await page.evaluate("[typeof require, typeof process, typeof module, typeof Buffer]")).toEqual(
    Array(4).fill("undefined"),
  );
  expect(await page.evaluate("Object.values(plimsoll).every((value) => typeof value === 'function')")).toBe(true);
});

test("runs every window in a sandbox of its own", async () => {
  const preferences = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map(({ webContents }) => {
      // Not in Electron's types, and the only way to read what a window really got.
      const last = webContents as unknown as { getLastWebPreferences(): Record<string, boolean> };
      const { contextIsolation, nodeIntegration, sandbox, webSecurity } = last.getLastWebPreferences();
      return { contextIsolation, nodeIntegration, sandbox, webSecurity };
    }),
  );
  expect(preferences).toEqual([{ contextIsolation: true, nodeIntegration: false, sandbox: true, webSecurity: true }]);
});

test("refuses the camera, the place, notifications and reading the clipboard", async () => {
  const asked = `Promise.all(["camera", "geolocation", "notifications", "clipboard-read"].map(async (name) =>
    (await navigator.permissions.query({ name })).state))`;
  expect(await page.evaluate(asked)).toEqual(Array(4).fill("denied"));
});

test("goes nowhere else and opens nothing", async () => {
  const before = page.url();
  await page.evaluate("window.open('https://example.org/'), void (location.href = 'https://example.org/')");
  expect(await page.evaluate("fetch('https://example.org/').then(() => 'reached', () => 'refused')")).toBe("refused");
  expect(page.url()).toBe(before);
  expect(app.windows()).toHaveLength(1);
});

test("brings the sample into a project", async () => {
  await app.evaluate(({ Menu }) => {
    const find = (items: Electron.MenuItem[]): Electron.MenuItem | undefined =>
      items.map((item) => (item.label === "Open the sample" ? item : find(item.submenu?.items ?? []))).find(Boolean);
    find(Menu.getApplicationMenu()?.items ?? [])?.click();
  });
  await expect.poll(() => page.url(), { timeout: 60_000 }).toContain("project=");
});

test("keeps where its window was", async () => {
  const bounds = { x: 40, y: 40, width: 1200, height: 800 };
  await app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to), bounds);
  await app.close();
  expect(JSON.parse(readFileSync(join(home, "window.json"), "utf8"))).toMatchObject({
    width: 1200,
    height: 800,
    maximised: false,
  });
});
