// Takes the pictures of docs/screens: every page and state in both themes and two sizes, held against the checks of looks.
import { spawnSync } from "node:child_process";

const { status } = spawnSync("npx", ["--no-install", "playwright", "test", "test/looks", ...process.argv.slice(2)], {
  stdio: "inherit",
  shell: process.platform === "win32",
  env: { ...process.env, PLIMSOLL_SCREENS: "1" },
});
process.exit(status ?? 1);
