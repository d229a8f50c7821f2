// The revision of a project: a digest of its manifest, which changes whenever what the views show has changed.
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { manifestPath, readManifest } from "./manifest.ts";
import { storeFailure } from "./store-errors.ts";

interface Known {
  /** Identity, size and time of the file that was read. */
  readonly of: string;
  readonly revision: string;
}

const known = new Map<string, Known>();

/** 16 hexadecimal digits. Errors: `project.not_found` and others of `readManifest`. */
export function revisionOf(project: string): string {
  const file = manifestPath(resolve(project));
  try {
    const { dev, ino, size, mtimeNs } = statSync(file, { bigint: true });
    const of = `${dev} ${ino} ${size} ${mtimeNs}`;
    const last = known.get(file);
    if (last?.of === of) return last.revision;
    const revision = createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 16);
    known.set(file, { of, revision });
    return revision;
  } catch (thrown) {
    known.delete(file);
    readManifest(resolve(project));
    throw storeFailure(thrown, file, "reading the manifest");
  }
}
