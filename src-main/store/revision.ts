// The revision of a project: a digest of its manifest, which changes whenever what the views show has changed.
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Manifest } from "./contract.ts";
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

/** Tells a folder from another one that was made anew at the same path. */
export function folderOf(path: string): string {
  const { dev, ino } = statSync(path, { bigint: true });
  return `${dev} ${ino}`;
}

const states = new WeakMap<Manifest, string>();

/** What tells one state of a project from another, of a manifest that was read and is not changed. */
export function stateOf(manifest: Manifest): string {
  const known = states.get(manifest);
  if (known !== undefined) return known;
  const state = createHash("sha256").update(JSON.stringify(manifest)).digest("hex");
  states.set(manifest, state);
  return state;
}
