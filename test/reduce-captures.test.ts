// The samples and fixtures in the tree are what the script makes of the full captures.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const project = fileURLToPath(new URL("..", import.meta.url));
const captures = resolve(project, process.env.PLIMSOLL_CAPTURES ?? "../shared/captures");
/** Folders in which the script owns every file. */
const OWNED = ["samples/three-vms", "samples/ksm-session", "test/fixtures/perf", "test/fixtures/images"];
const BUDGET_BYTES = 12_000_000;

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();

describe.skipIf(!existsSync(join(captures, "three-vms/README.md")))("made again from the full captures", () => {
  let made = "";
  beforeAll(() => {
    made = mkdtempSync(join(tmpdir(), "samples-"));
    execFileSync(process.execPath, [
      join(project, "scripts/reduce-captures.mjs"),
      "--captures",
      captures,
      "--out",
      made,
    ]);
  });
  afterAll(() => rmSync(made, { recursive: true, force: true }));

  it("every file is byte for byte that of the tree", () => {
    const differ = filesBelow(made).filter((name) => {
      const own = join(project, name);
      return !existsSync(own) || !readFileSync(own).equals(readFileSync(join(made, name)));
    });
    expect(differ).toEqual([]);
  });
  it("nothing else lies in the folders it fills", () => {
    for (const folder of OWNED) expect(filesBelow(join(project, folder))).toEqual(filesBelow(join(made, folder)));
  });
  it("all of it is small enough for a repository", () => {
    const bytes = filesBelow(made).reduce((sum, name) => sum + readFileSync(join(made, name)).length, 0);
    expect(bytes).toBeLessThan(BUDGET_BYTES);
  });
});
