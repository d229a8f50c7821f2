// The list of recent projects, in the folder where the program keeps what it remembers.
import { mkdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { replaceFile } from "../store/small-file.ts";
import { storeFailure } from "../store/store-errors.ts";

const RecentList = z.object({
  schema: z.literal("plimsoll.recent/1"),
  projects: z.array(z.object({ path: z.string(), name: z.string(), opened_ms: z.number() })),
});
export type Recent = z.infer<typeof RecentList>["projects"][number];

const MOST_RECENT = 30;

const fileIn = (config: string): string => join(config, "recent.json");

/** Newest first. A list that is missing or damaged is an empty one: it can be made again by opening projects. */
export function readRecent(config: string): Recent[] {
  try {
    const parsed = RecentList.safeParse(JSON.parse(readFileSync(fileIn(config), "utf8")));
    return parsed.success ? parsed.data.projects.slice(0, MOST_RECENT) : [];
  } catch {
    return [];
  }
}

/** Puts a project first. A list that cannot be kept is no reason not to open a project. */
export function addRecent(config: string, project: string, now: number): void {
  const path = resolve(project);
  const own = { path, name: projectName(path), opened_ms: now };
  try {
    writeRecent(config, [own, ...readRecent(config).filter((one) => one.path !== path)]);
  } catch {
    // Told nowhere: the project is open, and it will be missing on the Start page only.
  }
}

/** Takes a project off. Error: `store.*` when the list cannot be written. */
export function removeRecent(config: string, project: string): void {
  const rest = readRecent(config).filter((one) => one.path !== project && one.path !== resolve(project));
  try {
    writeRecent(config, rest);
  } catch (thrown) {
    throw storeFailure(thrown, fileIn(config), "changing the list of recent projects");
  }
}

/** What a project is called: its folder without the ending. */
export const projectName = (path: string): string => basename(resolve(path)).replace(/\.plimsoll$/, "");

function writeRecent(config: string, projects: readonly Recent[]): void {
  mkdirSync(config, { recursive: true, mode: 0o700 });
  const list = { schema: "plimsoll.recent/1", projects: projects.slice(0, MOST_RECENT) };
  replaceFile(fileIn(config), `${JSON.stringify(list, null, 1)}\n`);
}
