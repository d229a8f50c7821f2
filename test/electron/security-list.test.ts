// Electron's security list, point by point, with the test that holds each; and the words that no source may contain.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

interface Point {
  readonly number: number;
  readonly what: string;
  /** The file and the titles of its tests. */
  readonly file: string;
  readonly tests: readonly string[];
}
const shell = "test/electron/shell.test.ts";
const here = "test/electron/security-list.test.ts";
const FORBIDDEN = "contains no word that would weaken a page";

const POINTS: readonly Point[] = [
  { number: 1, what: "load only secure content", file: shell, tests: ["lets nothing out to a network"] },
  { number: 2, what: "no Node in pages", file: shell, tests: ["confines its page"] },
  { number: 3, what: "context isolation", file: shell, tests: ["confines its page"] },
  {
    number: 4,
    what: "sandboxed processes",
    file: shell,
    tests: ["confines its page", "sandboxes every process and declares its scheme before the program is ready"],
  },
  {
    number: 5,
    what: "answer permission requests",
    file: shell,
    tests: [
      "denies %s, asked for or looked up",
      "lets its own page put text on the clipboard, and nobody else",
      "denies devices, screens and downloads",
    ],
  },
  { number: 6, what: "web security stays on", file: here, tests: [FORBIDDEN] },
  {
    number: 7,
    what: "content security policy",
    file: "src-main/shells/electron/protocol.test.ts",
    tests: [
      "serves the page with the same policy as a browser gets over the loopback shell",
      "shows a staged report as a page without script or origin",
    ],
  },
  { number: 8, what: "no mixed content", file: here, tests: [FORBIDDEN] },
  { number: 9, what: "no experiments", file: here, tests: [FORBIDDEN] },
  { number: 10, what: "no Blink flags", file: here, tests: [FORBIDDEN] },
  { number: 11, what: "no pop-ups of web views", file: here, tests: [FORBIDDEN] },
  {
    number: 12,
    what: "verify options of web views",
    file: shell,
    tests: ["refuses web views, other pages, other windows and redirects"],
  },
  {
    number: 13,
    what: "limit navigation",
    file: shell,
    tests: ["refuses web views, other pages, other windows and redirects"],
  },
  {
    number: 14,
    what: "limit new windows",
    file: shell,
    tests: ["refuses web views, other pages, other windows and redirects"],
  },
  {
    number: 15,
    what: "no foreign text to openExternal",
    file: shell,
    tests: ["opens an address of the fixed list in the browser, and only after asking"],
  },
  {
    number: 16,
    what: "a current Electron",
    file: "test/electron/packaging.test.ts",
    tests: ["look every week whether the pinned Electron is still the current one"],
  },
  {
    number: 17,
    what: "check the sender of every message",
    file: shell,
    tests: [
      "are refused from frames inside the page, other pages, and pages that are no window of ours",
      "are refused on %s in another shape: %j",
    ],
  },
  { number: 18, what: "an own protocol instead of file://", file: here, tests: ["serves no page from file://"] },
  {
    number: 19,
    what: "fuses",
    file: "test/electron/packaging.test.ts",
    tests: ["has every fuse as the security list wants it", "read the fuses back from the packed program"],
  },
  {
    number: 20,
    what: "no Electron in pages",
    file: "test/electron/preload.test.ts",
    tests: ["is all there is, and holds functions only", "gives callbacks the data of a message and never its event"],
  },
];

describe("Electron's security list", () => {
  it("is answered in all its 20 points", () => {
    expect(POINTS.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  it.each(POINTS)("has a test for point $number, $what", ({ file, tests }) => {
    const source = readFileSync(file, "utf8");
    // The title must stand as the title of a test, not just anywhere.
    for (const title of tests) {
      const plain = title.replace(/[.*+?^$()[\]\\|]/g, "\\$&");
      expect(source).toMatch(new RegExp(`(\\bit|\\))\\(\\s*"${plain}"`));
    }
  });
});

const sourcesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((name) => /\.(tsx?|mjs|html)$/.test(name) && !/\.test\.tsx?$/.test(name) && statSync(name).isFile());

describe("the source", () => {
  const sources = ["src-main", "src-renderer", "src-shared"].flatMap(sourcesOf);
  const holding = (pattern: RegExp): string[] => sources.filter((name) => pattern.test(readFileSync(name, "utf8")));

  it.each([
    "enableBlinkFeatures",
    "allowRunningInsecureContent",
    "webSecurity",
    "experimentalFeatures",
    "allowpopups",
    "<webview",
    "webviewTag: true",
    "nodeIntegration: true",
    "nodeIntegrationInWorker: true",
    "nodeIntegrationInSubFrames: true",
    "contextIsolation: false",
    "sandbox: false",
    "bypassCSP",
    "@electron/remote",
    "enableRemoteModule",
    "ELECTRON_DISABLE_SECURITY_WARNINGS",
    "dangerouslySetInnerHTML",
    "executeJavaScript",
    "setPermissionRequestHandler(null",
  ])("contains no word that would weaken a page", (word) => {
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.filter((name) => readFileSync(name, "utf8").includes(word))).toEqual([]);
  });

  it("serves no page from file://", () => {
    const loading = holding(/\.loadFile\(|loadURL\([^)]*file:|pathToFileURL/);
    // The command line's PDF is printed by a browser of its own from a file of its own.
    expect(loading).toEqual([join("src-main", "report", "pdf.ts")]);
  });

  it("names electron in its shell alone, and its preload script hands out no part of it", () => {
    const naming = holding(/(from|import\()\s*"electron"/);
    expect(naming.filter((name) => !name.startsWith(join("src-main", "shells", "electron")))).toEqual([]);
    expect(readFileSync("src-main/shells/electron/preload.ts", "utf8")).not.toMatch(/:\s*ipcRenderer\b(?!\.)/);
  });
});
