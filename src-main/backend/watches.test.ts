import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { createProject, lockProject } from "../store/project.ts";
import { revisionOf } from "../store/revision.ts";
import { createWatches, type Watches, type WatchOptions } from "./watches.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-watches-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
let watches: Watches | null = null;
afterEach(() => watches?.close());

/** Seldom: only what the system tells counts. Often, and the system tells nothing: only the clock counts. */
const BY_SYSTEM: WatchOptions = { pollMs: 3_600_000 };
const BY_CLOCK: WatchOptions = {
  pollMs: 20,
  watchFolder: () => {
    throw new Error("ENOSPC: the system watches no more");
  },
};

function play(options: WatchOptions) {
  const project = join(folder, `${++made}.plimsoll`);
  createProject(project).close();
  const heard: string[] = [];
  watches = createWatches((path, revision) => heard.push(`${path} ${revision}`), options);
  return { project, heard, watches, now: () => `${project} ${revisionOf(project)}` };
}

/** What another program does. */
function exclude(project: string, ...captures: number[]): void {
  const open = lockProject(project);
  open.update((manifest) => ({
    ...manifest,
    hidden: captures.map((capture) => ({ capture, state: "excluded", of: null })),
  }));
  open.close();
}

/** Until what has been done to projects by now has been heard, if it ever is: a change to one more project is. */
async function settled({ heard, watches }: ReturnType<typeof play>): Promise<void> {
  const last = join(folder, `${++made}.plimsoll`);
  createProject(last).close();
  const seat = watches.seat();
  seat.look(last, revisionOf(last));
  exclude(last, 1);
  const change = `${last} ${revisionOf(last)}`;
  await expect.poll(() => heard, { timeout: 20_000 }).toContain(change);
  heard.splice(heard.indexOf(change), 1);
  seat.leave();
}

test.each([
  ["by the system", BY_SYSTEM],
  ["by the clock, where the system tells nothing", BY_CLOCK],
])("a change by another program is heard %s, as long as a window has the project open", async (_, options) => {
  const played = play(options);
  const { project, heard, watches, now } = played;
  const [one, two] = [watches.seat(), watches.seat()];
  for (const seat of [one, two]) seat.look(project, revisionOf(project));
  exclude(project, 1);
  await expect.poll(() => heard, { timeout: 20_000 }).toEqual([now()]);
  one.leave();
  one.leave();
  exclude(project, 1, 2);
  await expect.poll(() => heard.at(-1), { timeout: 20_000 }).toBe(now());
  expect(heard).toHaveLength(2);
  two.leave();
  exclude(project);
  await settled(played);
  expect(heard).toHaveLength(2);
});

test("a window that opens another project lets go of the first", async () => {
  const played = play(BY_CLOCK);
  const { project, heard, watches } = played;
  const other = join(folder, `${++made}.plimsoll`);
  createProject(other).close();
  const seat = watches.seat();
  seat.look(project, revisionOf(project));
  seat.look(other, revisionOf(other));
  exclude(project, 1);
  exclude(other, 1);
  await expect.poll(() => heard, { timeout: 20_000 }).toEqual([`${other} ${revisionOf(other)}`]);
  await settled(played);
  expect(heard).toHaveLength(1);
});

test("a change that this program has told itself is not told again", async () => {
  const played = play(BY_CLOCK);
  const { project, heard, watches, now } = played;
  watches.seat().look(project, revisionOf(project));
  exclude(project, 1);
  watches.told(project, revisionOf(project));
  exclude(project, 1);
  await settled(played);
  expect(heard).toEqual([]);
  exclude(project, 2);
  await expect.poll(() => heard, { timeout: 20_000 }).toEqual([now()]);
});

test("a window that was opening the project while it changed hears of it", async () => {
  const { project, heard, watches, now } = play(BY_SYSTEM);
  const before = revisionOf(project);
  watches.seat().look(project, before);
  exclude(project, 1);
  await expect.poll(() => heard, { timeout: 20_000 }).toEqual([now()]);
  watches.seat().look(project, before);
  expect(heard).toEqual([now(), now()]);
  watches.seat().look(project, revisionOf(project));
  expect(heard).toHaveLength(2);
});

test.each([
  ["by the clock", BY_CLOCK],
  ["by clock and system", { pollMs: 20 }],
])("a project that was away is heard when it is there again, %s", async (_, options) => {
  const played = play(options);
  const { project, heard, watches, now } = played;
  watches.seat().look(project, revisionOf(project));
  renameSync(project, `${project}.away`);
  await settled(played);
  expect(heard).toEqual([]);
  exclude(`${project}.away`, 1);
  renameSync(`${project}.away`, project);
  await expect.poll(() => heard, { timeout: 20_000 }).toEqual([now()]);
  exclude(project, 2);
  await expect.poll(() => heard.at(-1), { timeout: 20_000 }).toBe(now());
});
