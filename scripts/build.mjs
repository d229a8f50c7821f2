// Bundles the program into out/main: one file for each process that is started on its own.
import { existsSync, readdirSync, realpathSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(root, "out", "main");

/** Entry points: the program itself and the processes and workers it starts. */
const entries = {
  cli: "src-main/shells/cli/main.ts",
  "import-process": "src-main/import/process.ts",
  "query-process": "src-main/store/query-process.ts",
  "parquet-process": "src-main/store/parquet-process.ts",
  "engine-worker": "src-main/jobs/engine-worker.ts",
};

/** Time of the newest source file, so that a changed checkout is rebuilt. */
function newest(path) {
  const info = statSync(path);
  if (!info.isDirectory()) return /\.(ts|json|html|css|sql)$/.test(path) ? info.mtimeMs : 0;
  return readdirSync(path).reduce((time, name) => Math.max(time, newest(join(path, name))), 0);
}

export function isStale() {
  const built = join(out, "cli.js");
  if (!existsSync(built)) return true;
  const sources = ["src-shared", "src-main", "package.json"].map((name) => newest(join(root, name)));
  return Math.max(...sources) > statSync(built).mtimeMs;
}

/** Builds beside the old output and swaps, so that a running program never sees half a build. */
export async function build() {
  // Loaded here, so that a program that need not be built starts without the bundler.
  const { bundle } = await import("./bundle.mjs");
  const fresh = join(root, "out", `.main-${process.pid}`);
  await bundle(entries, fresh);
  const old = join(root, "out", `.old-${process.pid}`);
  if (existsSync(out)) renameSync(out, old);
  renameSync(fresh, out);
  rmSync(old, { recursive: true, force: true });
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  if (!process.argv.includes("--if-stale") || isStale()) await build();
}
