// Builds the program and its window once before the end-to-end tests.
import { execFileSync } from "node:child_process";

/** Playwright's global setup is a default export. */
export default function setup(): void {
  if (process.env.PLIMSOLL_NO_BUILD) return;
  execFileSync(process.execPath, ["scripts/build.mjs", "--if-stale"], { stdio: ["ignore", "ignore", "inherit"] });
}
