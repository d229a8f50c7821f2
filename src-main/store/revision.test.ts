import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { createProject, lockProject } from "./project.ts";
import { revisionOf } from "./revision.ts";
import { guest, removeFolder, temporaryFolder } from "./testing/project.ts";

const folder = temporaryFolder();
afterAll(() => removeFolder(folder));

it("the revision of a project changes with its manifest, and comes back when that does", () => {
  const path = join(folder, "a.plimsoll");
  createProject(path).close();
  const first = revisionOf(path);
  expect(first).toMatch(/^[0-9a-f]{16}$/);
  expect(revisionOf(path)).toBe(first);
  const open = lockProject(path);
  open.update((manifest) => ({ ...manifest, guests: [guest(1, "alpha")] }));
  const second = revisionOf(path);
  expect(second).not.toBe(first);
  open.update((manifest) => ({ ...manifest, guests: [] }));
  open.close();
  expect(revisionOf(path)).toBe(first);
});

it("a copy of a project has its revision, and one that is not there has none", () => {
  const [one, two] = [join(folder, "one.plimsoll"), join(folder, "two.plimsoll")];
  createProject(one).close();
  createProject(two).close();
  writeFileSync(join(two, "project.json"), readFileSync(join(one, "project.json")));
  expect(revisionOf(two)).toBe(revisionOf(one));
  expect(() => revisionOf(join(folder, "none"))).toThrow(
    expect.objectContaining({ report: expect.objectContaining({ code: "project.not_found" }) }),
  );
});
