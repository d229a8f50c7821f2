import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { addRecent, readRecent, removeRecent } from "./recent.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-recent-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let config = "";
let made = 0;
beforeEach(() => {
  config = join(folder, String(++made), "deep", "config");
});
const paths = () => readRecent(config).map(({ path }) => path);

describe("the list of recent projects", () => {
  it("is empty at first, and has the last opened project first, each once", () => {
    expect(paths()).toEqual([]);
    addRecent(config, "/data/one.plimsoll", 1);
    addRecent(config, "/data/two.plimsoll", 2);
    addRecent(config, "/data/one.plimsoll", 3);
    expect(readRecent(config)).toEqual([
      { path: "/data/one.plimsoll", name: "one", opened_ms: 3 },
      { path: "/data/two.plimsoll", name: "two", opened_ms: 2 },
    ]);
    expect(readdirSync(config)).toEqual(["recent.json"]);
  });

  it("holds thirty", () => {
    for (let i = 1; i <= 35; i++) addRecent(config, `/data/${i}`, i);
    expect(paths()).toEqual(Array.from({ length: 30 }, (_, i) => `/data/${35 - i}`));
  });

  it("forgets a project on request", () => {
    for (const name of ["a", "b", "c"]) addRecent(config, `/data/${name}`, 1);
    removeRecent(config, "/data/b");
    removeRecent(config, "/data/none");
    expect(paths()).toEqual(["/data/c", "/data/a"]);
  });

  it.each([
    ["is no JSON", "{ oops"],
    ["is of another version", '{"schema":"plimsoll.recent/9","projects":[]}'],
    ["holds something else", '{"schema":"plimsoll.recent/1","projects":[{"path":7}]}'],
    ["is empty", ""],
  ])("is made anew where the file %s", (_, text) => {
    mkdirSync(config, { recursive: true });
    writeFileSync(join(config, "recent.json"), text);
    expect(paths()).toEqual([]);
    addRecent(config, "/data/one", 1);
    expect(paths()).toEqual(["/data/one"]);
  });

  it("is no reason not to open a project where it cannot be kept", () => {
    mkdirSync(join(folder, String(made)), { recursive: true });
    writeFileSync(join(folder, String(made), "deep"), "a file where the folder should be");
    addRecent(config, "/data/one", 1);
    expect(paths()).toEqual([]);
  });
});
