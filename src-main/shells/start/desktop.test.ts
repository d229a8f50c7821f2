// Running the desktop shell: with programs that end, stay or cannot be started in its place.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type DesktopOptions, runDesktop } from "./desktop.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-desktop-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function program(script: string): string {
  const path = join(mkdtempSync(join(folder, "p-")), "electron");
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const run = (path: string, more: Partial<DesktopOptions> = {}) => {
  const pids: number[] = [];
  const end = runDesktop({
    program: path,
    main: "/out/electron/main.js",
    paths: ["/data/a b.plimsoll"],
    sample: true,
    env: { PATH: process.env.PATH, ELECTRON_RUN_AS_NODE: "1" },
    onRunning: (pid) => pids.push(pid),
    ...more,
  });
  return { end, pids };
};

describe.skipIf(process.platform === "win32")("the desktop shell", () => {
  test("gets its bundle, the project and the sample, and never runs as plain Node", async () => {
    const path = program(`printf '%s\\n' "$@" "node=$ELECTRON_RUN_AS_NODE" > "$0.args"`);
    const { end, pids } = run(path);
    expect(await end).toBeNull();
    const args = readFileSync(`${path}.args`, "utf8").trimEnd().split("\n");
    expect(args.filter((arg) => arg !== "--no-sandbox")).toEqual([
      "/out/electron/main.js",
      "/data/a b.plimsoll",
      "--sample",
      "node=",
    ]);
    expect(pids).toHaveLength(1);
  });

  test("tells why it did not come up", async () => {
    const { end, pids } = run(program("echo 'error while loading shared libraries: libgtk-3.so.0' >&2; exit 127"));
    expect(await end).toEqual({
      why: "its runtime ended with exit code 127: error while loading shared libraries: libgtk-3.so.0",
    });
    expect(pids).toEqual([]);
    expect(await run(program("kill -SEGV $$")).end).toMatchObject({ why: expect.stringContaining("SIGSEGV") });
  });

  test("tells when its runtime cannot be started at all", async () => {
    expect(await run(join(folder, "nothing")).end).toMatchObject({ why: expect.stringContaining("ENOENT") });
  });

  test("ends when it is asked to", async () => {
    const abort = new AbortController();
    const { end } = run(program("exec sleep 60"), { signal: abort.signal });
    abort.abort();
    expect(await end).toBeNull();
  });
});
