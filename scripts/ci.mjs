// Runs every check one after the other, goes on after a failure, and ends with "N passed, N failed" alone on a line.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The acceptance checks make their inputs from a seed: a fixed one, so that equal checkouts give equal results. */
const SEED = "1";

let passed = 0;
let failed = 0;

function run(title, command, args) {
  console.log(`\n== ${title}`);
  const started = Date.now();
  const result = spawnSync(command, args, { stdio: "inherit", shell: process.platform === "win32" });
  const ok = result.status === 0;
  console.log(`== ${title}: ${ok ? "passed" : "FAILED"} (${Math.round((Date.now() - started) / 1000)} s)`);
  return ok;
}

function step(title, command, args) {
  if (run(title, command, args)) passed++;
  else failed++;
}

/** Both runners of the README's test command write their counts, which are added to ours. */
function tests() {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-ci-"));
  const files = { unit: join(folder, "unit.json"), window: join(folder, "window.json") };
  process.env.PLIMSOLL_UNIT_REPORT = files.unit;
  process.env.PLIMSOLL_WINDOW_REPORT = files.window;
  const ok = run("tests", "npm", ["test"]);
  const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null);
  const [unit, ui] = [read(files.unit), read(files.window)];
  rmSync(folder, { recursive: true, force: true });
  const broken = (unit?.numFailedTests ?? 0) + (ui?.stats.unexpected ?? 0);
  passed += (unit?.numPassedTests ?? 0) + (ui ? ui.stats.expected + ui.stats.flaky : 0);
  failed += broken;
  if (ui?.stats.skipped) console.log(`${ui.stats.skipped} window tests were left out: see their reasons above`);
  if (!ok && !broken) failed++;
}

/** The acceptance checks that have passed once: the list grows and never shrinks. */
function acceptance() {
  const script = join("..", "shared", "checks", "accept.mjs");
  if (!existsSync(script)) {
    console.log("\n== acceptance: not here, left out");
    return;
  }
  const ids = readFileSync("test/accepted.txt", "utf8")
    .split("\n")
    .filter((line) => line && !line.startsWith("#"));
  const suites = [...new Set(ids.map((id) => id.split(".")[0]))];
  console.log("\n== acceptance");
  const result = spawnSync(process.execPath, [script, ...suites, "--only", ids.join(","), "--seed", SEED, "--json"], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let report = null;
  try {
    report = JSON.parse(result.stdout);
  } catch {
    console.log(result.stdout);
  }
  for (const r of report?.results ?? [])
    console.log(`${r.verdict} ${r.id}${r.verdict === "FAIL" ? `: ${r.note}` : ""}`);
  passed += report?.passed ?? 0;
  failed += report ? report.failed : 1;
}

step("build", "npm", ["run", "build"]);
tests();
step("lint", "npm", ["run", "lint"]);
step("types", "npm", ["run", "types"]);
step("generated files", "node", ["scripts/generate.mjs", "--check"]);
acceptance();
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
