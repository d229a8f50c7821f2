// Builds the program: out/main for Node (one file for each process that is started on its own), out/electron for the
// desktop shell, out/renderer for the window. Each is built beside the old one and swapped in.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(root, "out");

/** Entry points: the program itself and the processes and workers it starts. */
const entries = {
  cli: "src-main/shells/cli/main.ts",
  "backend-process": "src-main/backend/process.ts",
  "import-process": "src-main/import/process.ts",
  "query-process": "src-main/store/query-process.ts",
  "parquet-process": "src-main/store/parquet-process.ts",
  "analysis-process": "src-main/analysis/process.ts",
  "engine-worker": "src-main/jobs/engine-worker.ts",
  "policy-worker": "src-main/jobs/policy-worker.ts",
  "policy-language-worker": "src-main/jobs/policy-language-worker.ts",
  "validation-worker": "src-main/jobs/validation-worker.ts",
  "utility-process": "src-main/shells/electron/utility-process.ts",
};

/** What each part is made of, and the file whose age is the age of the part. */
const parts = {
  main: { built: "main/cli.js", sources: ["src-shared", "src-main", "package.json"] },
  electron: {
    built: "electron/main.js",
    sources: ["src-shared", "src-main", "package.json", "electron.vite.config.ts"],
  },
  renderer: {
    built: "renderer/index.html",
    sources: [
      "src-shared",
      "src-renderer",
      "docs/model",
      "package.json",
      "electron.vite.config.ts",
      "scripts/licences.mjs",
      "scripts/model-book.mjs",
    ],
  },
};

const isSource = (path) => /\.(tsx?|mjs|json|html|css|sql|svg|md)$/.test(path) && !/\.test\.tsx?$/.test(path);

/** Time of the newest source file, so that a changed checkout is rebuilt. */
function newest(path) {
  const info = statSync(path);
  if (!info.isDirectory()) return isSource(path) ? info.mtimeMs : 0;
  return readdirSync(path).reduce((time, name) => Math.max(time, newest(join(path, name))), 0);
}

function isPartStale({ built, sources }) {
  const file = join(out, built);
  if (!existsSync(file)) return true;
  return Math.max(...sources.map((name) => newest(join(root, name)))) > statSync(file).mtimeMs;
}

/** Whether the program has to be built before a command runs. */
export const isStale = () => isPartStale(parts.main);

/** The parts of the window that have to be built before it is shown; the desktop shell only where it is wanted. */
const stalePartsOfWindow = (desktop) =>
  [desktop ? "electron" : null, "renderer"].filter((name) => name !== null && isPartStale(parts[name]));

export const isWindowStale = (desktop = true) => stalePartsOfWindow(desktop).length > 0;

/** Puts a fresh folder in the place of an old one, so that a running program never sees half a build. */
function swap(fresh, name) {
  const place = join(out, name);
  // Another build may put its own there in between: then that one is old.
  for (let attempt = 0; ; attempt++) {
    const old = join(out, `.old-${name}-${process.pid}-${attempt}`);
    if (existsSync(place)) renameSync(place, old);
    try {
      renameSync(fresh, place);
      return;
    } catch (error) {
      if (attempt >= 5) throw error;
    } finally {
      rmSync(old, { recursive: true, force: true });
    }
  }
}

/** Builds out/main. */
export async function build() {
  // Loaded here, so that a program that need not be built starts without the bundler.
  const { bundle } = await import("./bundle.mjs");
  const fresh = join(out, `.main-${process.pid}`);
  await bundle(entries, fresh);
  swap(fresh, "main");
}

/**
 * Builds what of the window is stale: out/electron and out/renderer. In a process of its own, because the bundler keeps
 * hundreds of megabytes and the program that shows the window lives long; its words go to stderr.
 */
export async function buildWindow(desktop = true) {
  const wanted = stalePartsOfWindow(desktop).map((name) => `--${name}`);
  if (wanted.length === 0) return;
  const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), ...wanted], {
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) throw new Error("the window could not be built");
}

/** Builds out/electron or out/renderer in this process. */
async function buildPart(name) {
  const { build: bundleWindow } = await import("electron-vite");
  const fresh = join(out, `.${name}-${process.pid}`);
  process.env.PLIMSOLL_BUILD_ONLY = name;
  try {
    await bundleWindow({
      root,
      configFile: join(root, "electron.vite.config.ts"),
      logLevel: "warn",
      ignoreConfigWarning: true,
      build: { outDir: fresh },
    });
    swap(name === "electron" ? shellFiles(fresh) : join(fresh, "renderer"), name);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** The bundler gives main and preload a folder each; the shell wants them side by side. */
function shellFiles(fresh) {
  const together = join(fresh, "together");
  mkdirSync(together);
  for (const folder of ["main", "preload"])
    for (const file of readdirSync(join(fresh, folder))) renameSync(join(fresh, folder, file), join(together, file));
  return together;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const asked = process.argv.slice(2);
  const named = Object.keys(parts).filter((name) => asked.includes(`--${name}`));
  for (const name of named.length > 0 ? named : Object.keys(parts)) {
    if (asked.includes("--if-stale") && !isPartStale(parts[name])) continue;
    if (name === "main") await build();
    else await buildPart(name);
  }
}
