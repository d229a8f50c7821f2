// Bundles a module that a test starts as a process of its own.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const ROOT = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** Bundles the entries (paths from the project's root) into `folder`; packages are found from the root. */
export async function bundle(folder: string, entries: Readonly<Record<string, string>>): Promise<void> {
  await build({
    root: ROOT,
    configFile: false,
    logLevel: "error",
    ssr: { noExternal: true, external: ["@duckdb/node-api", "@duckdb/node-bindings"] },
    build: {
      ssr: true,
      target: "node20",
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      rollupOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, join(ROOT, file)])),
        output: { format: "es", entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
      },
    },
  });
}

/** A folder for bundles inside the project, so that they find its packages. */
export const bundleFolder = (name: string): string => join(ROOT, "node_modules", ".cache", "plimsoll", name);
