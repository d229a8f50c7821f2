// Bundles modules of the project for Node: everything in one place but native and WebAssembly parts and the compiler
// of scripts, which are packages of their own.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { licences } from "./licences.mjs";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Writes a bundle of each entry (name and path from the root) into `folder`, as NAME with `ending`. */
export const bundle = (entries, folder, ending = ".js") =>
  build({
    root,
    configFile: false,
    logLevel: "warn",
    plugins: [licences()],
    ssr: {
      noExternal: true,
      external: ["@duckdb/node-bindings", "@jitl/quickjs-wasmfile-release-sync", "typescript", "playwright"],
    },
    build: {
      ssr: true,
      target: "node20",
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      rollupOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, join(root, file)])),
        output: { format: "es", entryFileNames: `[name]${ending}`, chunkFileNames: `[name]-[hash]${ending}` },
      },
    },
  });
