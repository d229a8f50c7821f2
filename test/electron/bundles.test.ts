// What the bundler makes of shell and window: kinds of modules, what they load, and when.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { ENTRIES } from "../../src-main/shells/electron/utility-messages.ts";
import { buildWindowOnce } from "../build-once.ts";

const out = (...parts: string[]): string => join("out", ...parts);
const text = (path: string): string => readFileSync(path, "utf8");
const scripts = (): string[] =>
  readdirSync(out("renderer", "assets"))
    .filter((name) => name.endsWith(".js"))
    .map((name) => out("renderer", "assets", name));

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
}
const manifest = (): Record<string, Chunk> =>
  JSON.parse(text(out("renderer", ".vite", "manifest.json"))) as Record<string, Chunk>;

/** Files that are loaded with the page, before anything is shown. */
function initialFiles(): string[] {
  const chunks = manifest();
  const files = new Set<string>();
  const add = (name: string): void => {
    const chunk = chunks[name];
    if (!chunk || files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const one of chunk.imports ?? []) add(one);
  };
  for (const [name, { isEntry }] of Object.entries(chunks)) if (isEntry) add(name);
  return [...files].map((file) => out("renderer", file));
}

beforeAll(() => buildWindowOnce());

describe("the preload script", () => {
  it("is one CommonJS file that needs nothing but electron", () => {
    const code = text(out("electron", "preload.cjs"));
    expect([...code.matchAll(/\brequire\(([^)]*)\)/g)].map(([, name]) => name)).toEqual(['"electron"']);
    expect(code).not.toMatch(/^\s*(import|export)\b|\bimport\(/m);
    expect(readdirSync(out("electron")).filter((name) => name.endsWith(".cjs"))).toEqual(["preload.cjs"]);
  });
});

describe("the main process", () => {
  it("is one file that needs electron and Node, and nothing of node_modules", () => {
    const wanted = [...text(out("electron", "main.js")).matchAll(/^import\s[^;]*?from\s*"([^"]+)";$/gm)].map(
      ([, name]) => name,
    );
    expect(wanted).toContain("electron");
    const known = new Set(["electron", ...builtinModules.map((name) => `node:${name}`)]);
    expect(wanted.filter((name) => !known.has(name as string))).toEqual([]);
  });

  it("finds every process that it may start", () => {
    for (const entry of [...ENTRIES, "utility-process", "engine-worker"])
      expect(existsSync(out("main", `${entry}.js`))).toBe(true);
  });

  it("finds its preload script and its window where it looks for them", () => {
    const code = text(out("electron", "main.js"));
    expect(code).toMatch(/join\(folder, "preload\.cjs"\)/);
    expect(code).toMatch(/join\(folder, "\.\.", "renderer"\)/);
    expect(existsSync(out("renderer", "index.html"))).toBe(true);
  });
});

describe("Electron", () => {
  it("is in no bundle of the program itself, where loading it would start a download", () => {
    for (const name of readdirSync(out("main")).filter((file) => file.endsWith(".js")))
      expect(text(out("main", name)).match(/(from|import\(|require\()\s*["']electron["']/), name).toBe(null);
  });
});

describe("the page", () => {
  const page = () => text(out("renderer", "index.html"));

  it("holds no script and no style of its own, which its policy would refuse", () => {
    expect(page()).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/i);
    const bodies = [...page().matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/gi)];
    expect(bodies.length).toBeGreaterThan(0);
    for (const [, attributes, body] of bodies) {
      expect(attributes).toMatch(/\ssrc="\.\/assets\/[^"]+\.js"/);
      expect(body).toBe("");
    }
  });

  it("names its files relative to itself, so that it works under any shell", () => {
    const addresses = [...page().matchAll(/\s(?:src|href)="([^"]+)"/g)].map(([, address]) => address as string);
    expect(addresses.filter((address) => !address.startsWith("./assets/"))).toEqual([]);
    for (const address of addresses) expect(existsSync(out("renderer", address))).toBe(true);
  });
});

describe("the window's scripts", () => {
  it("use no Node and no Electron", () => {
    const modules = builtinModules.filter((name) => !name.startsWith("_")).join("|");
    const node = new RegExp(
      `["'\`]node:(${modules})["'\`]|(from|import\\(|require\\()\\s*["'\`](electron|fs|path|child_process)["'\`]`,
    );
    for (const script of scripts()) expect(text(script).match(node)?.[0] ?? null, script).toBe(null);
  });

  // Words that only these libraries hold and that survive being made small.
  it.each([
    ["Monaco", /monaco-editor-background|monaco-mouse-cursor-text/],
    ["ECharts", /\[ECharts\]|zr_flow_control/],
  ])("load %s only when it is first used", (_, mark) => {
    const initial = initialFiles();
    expect(initial.length).toBeGreaterThan(0);
    for (const file of initial) expect(text(file).match(mark)?.[0] ?? null, file).toBe(null);
    const later = scripts().filter((script) => !initial.includes(script));
    expect(later.some((script) => mark.test(text(script)))).toBe(true);
  });

  it("are made small", () => {
    const [longest = 0] = initialFiles()
      .map((file) => text(file).length / text(file).split("\n").length)
      .sort((a, b) => b - a);
    expect(longest).toBeGreaterThan(1000);
  });

  it("start workers from files", () => {
    for (const script of scripts())
      expect(text(script).match(/new (Shared)?Worker\([^)]*(blob:|data:|createObjectURL)/)?.[0] ?? null).toBe(null);
  });
});

describe("what is bundled", () => {
  it("comes with its licences, the fonts with their own beside them", () => {
    const licences = text(out("renderer", "licences.txt"));
    for (const name of [
      "react",
      "react-dom",
      "zod",
      "zustand",
      "lucide-react",
      "inter-ui",
      "@fontsource-variable/jetbrains-mono",
    ])
      expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, "m"));
    const assets = readdirSync(out("renderer", "assets"));
    expect(assets.filter((name) => name.endsWith(".woff2"))).toHaveLength(2);
    for (const name of ["inter-ui-licence.txt", "fontsource-variable-jetbrains-mono-licence.txt"])
      expect(text(out("renderer", "assets", name))).toContain("SIL OPEN FONT LICENSE");
    expect(text(out("main", "licences.txt"))).toMatch(/^commander /m);
  });

  it("is of a size that starts at once", () => {
    const bytes = initialFiles().reduce((sum, file) => sum + statSync(file).size, 0);
    expect(bytes).toBeLessThan(1_500_000);
  });
});
