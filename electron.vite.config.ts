// How the desktop shell and the window are bundled; scripts/build.mjs says where to and when.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";
import { licences } from "./scripts/licences.mjs";
import { modelBook } from "./scripts/model-book.mjs";

const root = fileURLToPath(new URL(".", import.meta.url));
const shell = (file: string): string => join(root, "src-main", "shells", "electron", file);

/** What is bundled when not everything is: `electron` (main and preload) or `renderer`. */
const only = process.env.PLIMSOLL_BUILD_ONLY;

const main = {
  build: {
    outDir: "out/electron",
    // Everything but electron itself goes into the file, so that a package needs no node_modules for it.
    externalizeDeps: false,
    rollupOptions: { input: { main: shell("main.ts") }, output: { format: "es" as const } },
  },
};

const preload = {
  build: {
    outDir: "out/electron",
    emptyOutDir: false,
    externalizeDeps: false,
    // A sandboxed preload script must be CommonJS and one file.
    rollupOptions: {
      input: { preload: shell("preload.ts") },
      output: { format: "cjs" as const, entryFileNames: "[name].cjs", codeSplitting: false },
    },
  },
};

/** Chunks of the two heavy libraries are called after them, so that it can be seen when they are loaded. */
function chunkName({ moduleIds }: { readonly moduleIds: readonly string[] }): string {
  const library = ["monaco-editor", "echarts"].find((name) =>
    moduleIds.some((id) => id.includes(`/node_modules/${name}/`)),
  );
  return library === undefined ? "assets/[name]-[hash].js" : `assets/${library}-[hash].js`;
}

const renderer = {
  root: join(root, "src-renderer"),
  plugins: [react(), licences(), modelBook()],
  // The window's policy lets workers be files of its own only, and pages speak ES modules.
  worker: { format: "es" as const },
  build: {
    outDir: "out/renderer",
    minify: true,
    manifest: true,
    // Fonts and pictures stay files: the window's policy allows no data addresses.
    assetsInlineLimit: 0,
    // The loopback shell shows the same files in any browser of today, not only in Electron's.
    target: "es2023",
    // Monaco is one big chunk by nature and is loaded on first use.
    chunkSizeWarningLimit: 8000,
    rollupOptions: { input: join(root, "src-renderer", "index.html"), output: { chunkFileNames: chunkName } },
  },
};

export default defineConfig({
  ...(only === "renderer" ? {} : { main, preload }),
  ...(only === "electron" ? {} : { renderer }),
});
