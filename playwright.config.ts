// End-to-end tests in a real Chromium over the loopback shell. Electron's own tests skip where it has no runtime.
import { defineConfig } from "@playwright/test";
import { chromiumOptions } from "./test/e2e/chromium.ts";

/** Where the counts of a run go besides the terminal. */
const report = process.env.PLIMSOLL_WINDOW_REPORT;

export default defineConfig({
  testDir: "test",
  testMatch: "**/*.spec.ts",
  globalSetup: "./test/e2e/build-window.ts",
  workers: 1,
  fullyParallel: false,
  // A machine that others share may starve a browser: what passes the second time is counted and shown as flaky.
  retries: report ? 1 : 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ...(report ? [["json", { outputFile: report }] as const] : [])],
  outputDir: "out/test-results",
  use: {
    launchOptions: chromiumOptions(),
    viewport: { width: 1440, height: 900 },
    trace: "retain-on-failure",
  },
});
