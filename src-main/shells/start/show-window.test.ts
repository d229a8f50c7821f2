// How an address is shown: with programs that only note what they were started with.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { hasDisplay, opener, showWindow, windowArguments } from "./show-window.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-show-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const URL_SHOWN = "http://127.0.0.1:4711/#t=abc&project=%2Fa+b";

/** A folder with programs that note their arguments and end with a code. */
function programs(codes: Readonly<Record<string, number>>): { path: string; noted: (name: string) => string[] | null } {
  const path = mkdtempSync(join(folder, "bin-"));
  for (const [name, code] of Object.entries(codes)) {
    writeFileSync(join(path, name), `#!/bin/sh\nprintf '%s\\n' "$@" > "${join(path, name)}.args"\nexit ${code}\n`);
    chmodSync(join(path, name), 0o755);
  }
  return {
    path,
    noted(name) {
      try {
        return readFileSync(join(path, `${name}.args`), "utf8")
          .trimEnd()
          .split("\n");
      } catch {
        return null;
      }
    },
  };
}

const show = (path: string, env: NodeJS.ProcessEnv = {}) =>
  showWindow(URL_SHOWN, {
    platform: "linux",
    env: { DISPLAY: ":0", PATH: path, PLIMSOLL_CHROMIUM: join(path, "chromium"), ...env },
    profile: join(folder, "profile"),
  });

test.skipIf(process.platform === "win32")(
  "a Chromium shows it in a window of its own, with a profile of its own",
  async () => {
    const { path, noted } = programs({ chromium: 0, "xdg-open": 0 });
    expect(await show(path)).toBe("window");
    const args = noted("chromium");
    expect(args).toContain(`--app=${URL_SHOWN}`);
    expect(args).toContain(`--user-data-dir=${join(folder, "profile")}`);
    expect(noted("xdg-open")).toBeNull();
  },
);

test.skipIf(process.platform === "win32")(
  "without a Chromium, or when it fails, the system's browser shows it",
  async () => {
    const none = programs({ "xdg-open": 0 });
    expect(await show(none.path)).toBe("browser");
    expect(none.noted("xdg-open")).toEqual([URL_SHOWN]);
    const broken = programs({ chromium: 1, "xdg-open": 0 });
    expect(await show(broken.path)).toBe("browser");
  },
);

test.skipIf(process.platform === "win32")("nothing is said to be shown when nothing shows it", async () => {
  expect(await show(programs({ chromium: 1, "xdg-open": 3 }).path)).toBe("none");
  expect(await show(programs({}).path)).toBe("none");
});

test("nothing is started without a display", async () => {
  const { path, noted } = programs({ chromium: 0, "xdg-open": 0 });
  expect(await show(path, { DISPLAY: "" })).toBe("none");
  expect([noted("chromium"), noted("xdg-open")]).toEqual([null, null]);
});

test("a display is told by each system in its way", () => {
  expect(hasDisplay("linux", {})).toBe(false);
  expect(hasDisplay("linux", { DISPLAY: ":0" })).toBe(true);
  expect(hasDisplay("linux", { WAYLAND_DISPLAY: "wayland-0" })).toBe(true);
  expect(hasDisplay("darwin", {})).toBe(true);
  expect(hasDisplay("win32", {})).toBe(true);
  expect(hasDisplay("darwin", { SSH_CONNECTION: "10.0.0.1 1 10.0.0.2 22" })).toBe(false);
});

test("the address is an argument of its own on every system, never part of a shell's line", () => {
  expect(opener("darwin", URL_SHOWN)).toEqual(["open", URL_SHOWN]);
  expect(opener("win32", URL_SHOWN)).toEqual(["rundll32", "url.dll,FileProtocolHandler", URL_SHOWN]);
  expect(opener("linux", URL_SHOWN)).toEqual(["xdg-open", URL_SHOWN]);
});

test("Chromium's sandbox is given up for root alone", () => {
  const args = windowArguments(URL_SHOWN, "/p");
  expect(args.includes("--no-sandbox")).toBe(process.getuid?.() === 0);
});
