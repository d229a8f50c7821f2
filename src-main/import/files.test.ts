import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PlimsollError } from "../../src-shared/base/errors.ts";
import { findFiles } from "./files.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "files-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (name: string, text = "x"): string => {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
};
const names = async (...paths: string[]): Promise<string[]> => (await findFiles(paths)).files.map((file) => file.name);
const left = async (): Promise<Record<string, string>> =>
  Object.fromEntries((await findFiles([folder])).skipped.map((entry) => [entry.name, entry.complaint.code]));
const codeOf = async (...paths: string[]): Promise<string> =>
  findFiles(paths).then(
    () => "done",
    (error) => (error instanceof PlimsollError ? error.report.code : String(error)),
  );

describe("the files of a folder", () => {
  it("come in byte order of their names, folders included, whatever they are called", async () => {
    for (const name of ["b.csv", "a/z.dat", "a.csv", "Z", "README.md", "ä.txt", "TRUTH.json"]) put(name);
    expect(await names(folder)).toEqual(["README.md", "TRUTH.json", "Z", "a.csv", "a/z.dat", "b.csv", "ä.txt"]);
  });
  it("have their sizes", async () => {
    put("five", "12345");
    expect((await findFiles([folder])).files).toEqual([{ name: "five", path: join(folder, "five"), bytes: 5 }]);
  });
  it("are not those that links lead to", async () => {
    put("real");
    symlinkSync("real", join(folder, "inside"));
    symlinkSync("/etc/hostname", join(folder, "outside"));
    symlinkSync("..", join(folder, "loop"));
    symlinkSync("nowhere", join(folder, "broken"));
    expect(await names(folder)).toEqual(["real"]);
    expect(await left()).toEqual({
      inside: "import.link",
      outside: "import.link_outside",
      loop: "import.link_outside",
      broken: "import.link_broken",
    });
  });
  it("are neither hidden ones, nor projects, nor sockets; each is told", async () => {
    put("real");
    put(".git/config");
    put("old.plimsoll/project.json");
    put("captures.plimsoll/trace.dat");
    const server = createServer().listen(join(folder, "socket"));
    await new Promise((listening) => server.once("listening", listening));
    try {
      expect(await names(folder)).toEqual(["captures.plimsoll/trace.dat", "real"]);
      expect(await left()).toEqual({
        ".git": "import.hidden",
        "old.plimsoll": "import.project",
        socket: "import.special_file",
      });
    } finally {
      await new Promise((closed) => server.close(closed));
    }
  });
  it.skipIf(process.getuid?.() === 0)("do not include folders that may not be read, which are told", async () => {
    put("real");
    put("shut/inner");
    chmodSync(join(folder, "shut"), 0);
    expect(await left()).toEqual({ shut: "import.unreadable" });
    chmodSync(join(folder, "shut"), 0o700);
  });
});

describe("several paths", () => {
  it("keep the name of each folder", async () => {
    const one = dirname(put("one/a"));
    const two = dirname(put("two/a"));
    expect(await names(two, one)).toEqual(["one/a", "two/a"]);
    expect(await names(one, join(two, "a"))).toEqual(["a", "one/a"]);
  });
  it("may be links themselves: they were named", async () => {
    put("real");
    symlinkSync("real", join(folder, "link"));
    expect(await names(join(folder, "link"))).toEqual(["link"]);
  });
});

describe("nothing to read", () => {
  it("is an error with a code", async () => {
    expect(await codeOf(folder)).toBe("import.nothing_found");
    expect(await codeOf(join(folder, "absent"))).toBe("import.not_found");
    expect(await codeOf(join(put("file"), "below"))).toBe("import.not_found");
    expect(await codeOf("/dev/null")).toBe("import.nothing_found");
  });
});
