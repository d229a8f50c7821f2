// Small text files that are replaced whole: a reader sees the old or the new one, never a part.
import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { hasEnded } from "./lock.ts";

/** Unfinished files carry the number of their process. */
const UNFINISHED = /^\.(\d+)-\d+\.tmp$/;
let written = 0;

/** Replaces `file`; its folder must exist. Throws what the file system throws. */
export function replaceFile(file: string, text: string): void {
  const folder = dirname(file);
  removeUnfinished(folder);
  const unfinished = join(folder, `.${process.pid}-${++written}.tmp`);
  try {
    const handle = openSync(unfinished, "wx");
    try {
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(unfinished, file);
  } catch (thrown) {
    rmSync(unfinished, { force: true });
    throw thrown;
  }
}

/** What processes left that ended in the middle of it. */
function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = UNFINISHED.exec(name)?.[1];
    if (pid !== undefined && hasEnded(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}
