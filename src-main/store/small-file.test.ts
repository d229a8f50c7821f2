import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { createProject } from "./project.ts";
import { replaceFile } from "./small-file.ts";
import { removeFolder, temporaryFolder } from "./testing/project.ts";

/** A file system that takes at most 10 bytes at a time, as one may that is nearly full or far away. */
vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  return {
    ...fs,
    writeSync: (handle: number, what: string | Uint8Array, from = 0) =>
      fs.writeSync(handle, Buffer.from(what as string).subarray(from), 0, 10),
  };
});

const folder = temporaryFolder();
afterAll(() => removeFolder(folder));

it("a file is replaced whole, however little is written at a time", () => {
  const file = join(folder, "a.json");
  writeFileSync(file, "old");
  const text = `"${"größer ".repeat(100)}"`;
  replaceFile(file, text);
  expect(readFileSync(file, "utf8")).toBe(text);
  expect(readdirSync(folder)).toEqual(["a.json"]);
});

it("a manifest is written whole, however little is written at a time", () => {
  const path = join(folder, "p.plimsoll");
  createProject(path).close();
  const manifest = JSON.parse(readFileSync(join(path, "project.json"), "utf8"));
  expect(manifest).toMatchObject({ schema: "plimsoll.project/1", shifts: [] });
});
