import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, it, vi } from "vitest";
import { removeFolder, temporaryFolder } from "../store/testing/project.ts";
import { createStagedFiles } from "./staged-files.ts";

const folder = temporaryFolder();
afterAll(() => removeFolder(folder));
beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

const HOUR = 3_600_000;
const isThere = (id: string): boolean => existsSync(join(folder, id));
const gone = (...ids: string[]) => vi.waitFor(() => expect(ids.filter(isThere)).toEqual([]), { interval: 10 });
const stage = (id: string): string => {
  mkdirSync(join(folder, id));
  writeFileSync(join(folder, id, "r.html"), "x");
  return id;
};

it("of a window's previews the two newest stay, whatever other windows make", async () => {
  const staged = createStagedFiles(folder);
  const [one, two] = [staged.seat(), staged.seat()];
  for (const id of ["a", "b", "c", "d"]) one.preview(stage(id));
  two.preview(stage("other"));
  await gone("a", "b");
  vi.advanceTimersByTime(10 * HOUR);
  expect(["c", "d", "other"].filter(isThere)).toEqual(["c", "d", "other"]);
});

it("files for the user and previews of closed windows can be fetched for an hour", async () => {
  const staged = createStagedFiles(folder);
  const window = staged.seat();
  window.deliverable(stage("export"));
  window.preview(stage("shown"));
  window.leave();
  window.preview(stage("late"));
  vi.advanceTimersByTime(HOUR - 1);
  expect(["export", "shown", "late"].filter(isThere)).toEqual(["export", "shown", "late"]);
  vi.advanceTimersByTime(1);
  await gone("export", "shown", "late");
});
