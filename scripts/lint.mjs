// Formatter, linter, layer rules and unused code. The layer check must have read modules, or it has checked nothing.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const npx = (args, options = {}) =>
  spawnSync("npx", ["--no-install", ...args], { encoding: "utf8", shell: process.platform === "win32", ...options });
let failed = false;

const biome = npx(["biome", "check", "."], { stdio: "inherit" });
failed ||= biome.status !== 0;

const folders = ["src-shared", "src-main", "src-renderer"].filter((name) => existsSync(name));
const layers = npx(["depcruise", "--config", ".dependency-cruiser.cjs", "--output-type", "err-long", ...folders]);
process.stdout.write(layers.stdout);
process.stderr.write(layers.stderr);
const cruised = Number(/(\d+) modules/.exec(layers.stdout)?.[1] ?? 0);
if (cruised < 20) console.error(`the layer check read ${cruised} modules only: it has checked nothing`);
failed ||= layers.status !== 0 || cruised < 20;

const unused = npx(["knip", "--no-progress"], { stdio: "inherit" });
failed ||= unused.status !== 0;

process.exit(failed ? 1 : 0);
