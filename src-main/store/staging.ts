// Files that a shell hands to its windows: each alone in a folder with a name that nobody can guess.
import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { failure } from "../../src-shared/base/errors.ts";
import type { StagedFile } from "../../src-shared/protocol/window-replies.ts";
import { storeFailure } from "./store-errors.ts";

/**
 * Lets `write` make the file `name` in the staging folder; nothing stays when it fails.
 * Errors: `staging.none` where the shell has no such folder, and those of `write`.
 */
export async function stageFile(
  staging: string | null,
  name: string,
  write: (path: string) => Promise<void>,
): Promise<StagedFile> {
  if (staging === null)
    throw failure("staging.none", "there is no window that could fetch this file", {
      expected: "a path to write to",
      next: "name the file to write",
      exit: 2,
    });
  const id = randomBytes(16).toString("hex");
  const folder = join(staging, id);
  try {
    mkdirSync(folder, { mode: 0o700 });
    const path = join(folder, name);
    await write(path);
    return { id, name, bytes: statSync(path).size };
  } catch (thrown) {
    rmSync(folder, { recursive: true, force: true });
    throw storeFailure(thrown, folder, "staging a file");
  }
}
