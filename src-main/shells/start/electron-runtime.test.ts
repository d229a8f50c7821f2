// The runtime of the desktop shell: found, fetched, or given up on, with installers of the tests' own.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { electronFolder, findRuntime, type RuntimeOptions, reasonIn } from "./electron-runtime.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const VERSION = "45.4.1";
/** What an installer does when it has fetched the runtime. */
const INSTALLS = `
const fs = require("fs");
fs.mkdirSync("dist", { recursive: true });
fs.writeFileSync("dist/version", "v${VERSION}");
fs.writeFileSync("dist/electron", "program");
fs.writeFileSync("path.txt", "electron");
`;

/** A package whose installer runs `script` and counts its runs. */
function fakePackage(script: string): { folder: string; runs: () => number; options: RuntimeOptions; bytes: number[] } {
  const base = mkdtempSync(join(tmpdir(), "plimsoll-runtime-"));
  folders.push(base);
  const folder = join(base, "electron");
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "electron", version: VERSION }));
  writeFileSync(join(folder, "install.js"), `require("fs").appendFileSync("runs", "x");\n${script}`);
  const bytes: number[] = [];
  return {
    folder,
    bytes,
    runs: () => (existsSync(join(folder, "runs")) ? readFileSync(join(folder, "runs")).length : 0),
    options: {
      folder,
      platform: "linux",
      env: { PATH: process.env.PATH },
      cache: join(base, "cache"),
      onProgress: (size) => bytes.push(size),
    },
  };
}

test("a runtime that is there is used without a download", async () => {
  const { options, folder, runs } = fakePackage("throw new Error('must not run')");
  mkdirSync(join(folder, "dist"));
  writeFileSync(join(folder, "dist", "version"), VERSION);
  writeFileSync(join(folder, "dist", "electron"), "");
  writeFileSync(join(folder, "path.txt"), "electron");
  expect(await findRuntime(options)).toEqual({ program: join(folder, "dist", "electron") });
  expect(runs()).toBe(0);
});

test("a missing runtime is fetched by the package's own installer, once", async () => {
  const { options, folder, runs } = fakePackage(INSTALLS);
  const program = join(folder, "dist", "electron");
  expect(await findRuntime(options)).toEqual({ program });
  expect(await findRuntime(options)).toEqual({ program });
  expect(runs()).toBe(1);
});

test("a runtime of another version, or half unpacked, is fetched anew", async () => {
  const old = fakePackage(INSTALLS);
  mkdirSync(join(old.folder, "dist"));
  writeFileSync(join(old.folder, "dist", "version"), "v44.0.0");
  writeFileSync(join(old.folder, "dist", "electron"), "old");
  writeFileSync(join(old.folder, "path.txt"), "electron");
  await findRuntime(old.options);
  expect(readFileSync(join(old.folder, "dist", "electron"), "utf8")).toBe("program");
  const half = fakePackage(INSTALLS);
  mkdirSync(join(half.folder, "dist"));
  writeFileSync(join(half.folder, "dist", "version"), VERSION);
  writeFileSync(join(half.folder, "dist", "electron"), "half");
  await findRuntime(half.options);
  expect(half.runs()).toBe(1);
});

test("a runtime that stands elsewhere is taken from there, and none is fetched in its place", async () => {
  const { options, folder, runs } = fakePackage(INSTALLS);
  const elsewhere = join(folder, "..", "elsewhere");
  mkdirSync(elsewhere);
  const env = { ...options.env, ELECTRON_OVERRIDE_DIST_PATH: elsewhere };
  expect(await findRuntime({ ...options, env })).toEqual({ why: `there is none in ${elsewhere}` });
  writeFileSync(join(elsewhere, "electron"), "");
  expect(await findRuntime({ ...options, env })).toEqual({ program: join(elsewhere, "electron") });
  expect(runs()).toBe(0);
});

test.each([
  ["win32", "electron.exe"],
  ["darwin", "Electron.app/Contents/MacOS/Electron"],
] as const)("a runtime that stands elsewhere has its name on %s", async (platform, name) => {
  const { options, folder } = fakePackage(INSTALLS);
  mkdirSync(join(folder, "x", name, ".."), { recursive: true });
  writeFileSync(join(folder, "x", name), "");
  const env = { ELECTRON_OVERRIDE_DIST_PATH: join(folder, "x") };
  expect(await findRuntime({ ...options, platform, env })).toEqual({ program: join(folder, "x", name) });
});

test("without network the installer's reason is told, and remembered for a day", async () => {
  const { options, runs } = fakePackage(`
    console.error("Error: getaddrinfo ENOTFOUND github.com\\n    at GetAddrInfoReqWrap.onlookup\\n    at process.emit");
    process.exit(1);`);
  const why = "it could not be fetched: getaddrinfo ENOTFOUND github.com";
  expect(await findRuntime(options)).toEqual({ why });
  const again = await findRuntime(options);
  expect(again).toEqual({ why: expect.stringContaining(why) });
  expect(runs()).toBe(1);
  const note = join(options.cache, "electron-failure.json");
  writeFileSync(note, JSON.stringify({ ...JSON.parse(readFileSync(note, "utf8")), at: Date.now() - 25 * 3600 * 1000 }));
  await findRuntime(options);
  expect(runs()).toBe(2);
});

test("a remembered failure counts for its version only, and damaged notes for nothing", async () => {
  const { options, runs } = fakePackage("process.exit(1)");
  await findRuntime(options);
  const note = join(options.cache, "electron-failure.json");
  writeFileSync(note, JSON.stringify({ version: "44.0.0", why: "old", at: Date.now() }));
  await findRuntime(options);
  writeFileSync(note, "{");
  await findRuntime(options);
  expect(runs()).toBe(3);
});

test("an installer that hangs is given up, with all that it started, and nothing of it stays", async () => {
  const { options, folder } = fakePackage(`
    require("fs").writeFileSync(require("path").join(require("os").tmpdir(), "part"), "half a file");
    const child = require("child_process").spawn("sleep", ["60"]);
    require("fs").writeFileSync("pids", process.pid + " " + child.pid + " " + require("os").tmpdir());
    setInterval(() => {}, 1000);`);
  expect(await findRuntime({ ...options, patienceMs: 600 })).toEqual({ why: "fetching it made no progress for 1 s" });
  const [pid, child, temporary = ""] = readFileSync(join(folder, "pids"), "utf8").split(" ");
  for (const one of [pid, child]) await expect.poll(() => isRunning(Number(one))).toBe(false);
  expect(existsSync(temporary)).toBe(false);
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // One that has ended and waits to be fetched by its parent is over too.
    return !/^State:\s+Z/m.test(existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, "utf8") : "");
  } catch {
    return false;
  }
}

test("an installer that goes on, by words or by bytes, is waited for", async () => {
  const fortyTimes = (work: string): string => `
    let times = 0;
    const timer = setInterval(() => {
      ${work}
      if (++times < 40) return;
      clearInterval(timer);
      ${INSTALLS}
    }, 100);`;
  const words = fakePackage(fortyTimes(`console.log("still there");`));
  const bytes = fakePackage(
    fortyTimes(`require("fs").appendFileSync(require("path").join(require("os").tmpdir(), "part"), "x".repeat(1000));`),
  );
  const found = [words, bytes].map(({ options }) => findRuntime({ ...options, patienceMs: 2500 }));
  for (const one of await Promise.all(found)) expect(one).toHaveProperty("program");
  expect(Math.max(...bytes.bytes)).toBeGreaterThan(1000);
});

test("an installer that ends well and leaves nothing is a failure", async () => {
  const { options } = fakePackage("");
  expect(await findRuntime(options)).toEqual({ why: "its installer left none" });
});

test("a cancelled download is not remembered as a failure", async () => {
  const { options, runs } = fakePackage("setInterval(() => {}, 1000)");
  const abort = new AbortController();
  const found = findRuntime({ ...options, signal: abort.signal });
  await expect.poll(runs).toBe(1);
  abort.abort();
  expect(await found).toEqual({ why: "fetching it was cancelled" });
  expect(existsSync(join(options.cache, "electron-failure.json"))).toBe(false);
});

test("nothing is fetched in CI, when it is not wanted, or without the package", async () => {
  const { options, runs } = fakePackage(INSTALLS);
  const why = async (env: NodeJS.ProcessEnv, folder: string | null = options.folder) =>
    findRuntime({ ...options, folder, env: { ...options.env, ...env } });
  expect(await why({ CI: "true" })).toEqual({ why: "it is not fetched in CI" });
  expect(await why({ PLIMSOLL_NO_ELECTRON: "1" })).toEqual({ why: "PLIMSOLL_NO_ELECTRON is set" });
  expect(await why({}, null)).toEqual({ why: "its package is not installed" });
  expect(runs()).toBe(0);
});

test("the package of this checkout is found without importing it", () => {
  const folder = electronFolder();
  expect(folder === null ? [] : readdirSync(folder)).toContain("install.js");
});

test.each([
  ["Error: connect ECONNREFUSED 127.0.0.1:443\n    at x", "connect ECONNREFUSED 127.0.0.1:443"],
  [
    "TypeError: fetch failed\n    at node:internal {\n  [cause]: Error: getaddrinfo EAI_AGAIN github.com\n      at y {\n    errno: -3001\n  }\n}",
    "getaddrinfo EAI_AGAIN github.com",
  ],
  [
    "/lib/electron: error while loading shared libraries: libgtk-3.so.0: cannot open\n",
    "/lib/electron: error while loading shared libraries: libgtk-3.so.0: cannot open",
  ],
  ["", "no reason was given"],
])("the reason in %j is %s", (words, reason) => {
  expect(reasonIn(words)).toBe(reason);
});
