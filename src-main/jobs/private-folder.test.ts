// Temporary folders: private, gone when it is removed, and swept when its process did not remove it.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createPrivateFolder } from "./private-folder.ts";

const parent = mkdtempSync(join(tmpdir(), "plimsoll-private-test-"));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

test("nobody else can look into it, and it goes with all that is in it", () => {
  const staging = createPrivateFolder("staging", parent);
  if (process.platform !== "win32") expect(statSync(staging.folder).mode & 0o777).toBe(0o700);
  mkdirSync(join(staging.folder, "a"));
  writeFileSync(join(staging.folder, "a", "b"), "c");
  staging.remove();
  expect(existsSync(staging.folder)).toBe(false);
  staging.remove();
});

test("old folders of processes that have ended are removed, all others stay", () => {
  const ended = spawnSync(process.execPath, ["-e", ""]).pid;
  const make = (name: string, ageHours: number): string => {
    const folder = join(parent, name);
    mkdirSync(folder);
    const at = Date.now() / 1000 - ageHours * 3600;
    utimesSync(folder, at, at);
    return folder;
  };
  const left = [make(`plimsoll-staging-${ended}-abc`, 30), make(`plimsoll-pdf-${ended}-abc`, 0.2)];
  const kept = [
    make(`plimsoll-staging-${ended}-young`, 2),
    make(`plimsoll-pdf-${ended}-young`, 0.1),
    make(`plimsoll-pdf-${process.pid}-mine`, 30),
    make(`plimsoll-staging-${process.pid}-mine`, 30),
    make("plimsoll-staging-", 30),
    make(`other-${ended}-abc`, 30),
  ];
  const staging = createPrivateFolder("staging", parent);
  for (const folder of left) expect(existsSync(folder)).toBe(false);
  for (const folder of kept) expect(existsSync(folder)).toBe(true);
  staging.remove();
});
