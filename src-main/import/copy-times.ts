// When folders were copied: a file STAMP in a folder tells it for all files in it and below.
import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path/posix";
import type { FoundFile } from "./files.ts";
import type { CopyTime } from "./importer.ts";
import { parseCopyTime } from "./text/stamp.ts";

const STAMP = /^STAMP(?:\.txt)?$/i;
/** A stamp is a line; a longer file of that name is something else. */
const MOST_BYTES = 4096;

export interface CopyTimes {
  /** The files that are no stamps. */
  readonly files: readonly FoundFile[];
  /** Of the nearest folder above a file that has a stamp. */
  of(name: string): CopyTime | undefined;
}

async function stampIn(file: FoundFile): Promise<CopyTime | null> {
  if (!STAMP.test(basename(file.name)) || file.bytes > MOST_BYTES) return null;
  return parseCopyTime(await readFile(file.path, "utf8").catch(() => ""));
}

export async function readCopyTimes(found: readonly FoundFile[]): Promise<CopyTimes> {
  const files: FoundFile[] = [];
  const times = new Map<string, CopyTime>();
  for (const file of found) {
    const time = await stampIn(file);
    if (time) times.set(dirname(file.name), time);
    else files.push(file);
  }
  return {
    files,
    of(name) {
      for (let folder = dirname(name); times.size > 0; folder = dirname(folder)) {
        const time = times.get(folder);
        if (time || folder === ".") return time;
      }
      return undefined;
    },
  };
}
