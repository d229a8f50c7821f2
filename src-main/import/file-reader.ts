// Reads a file block by block into one buffer and hashes it on the way.
import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { cancelled, failure } from "../../src-shared/base/errors.ts";
import type { RandomAccess } from "./importer.ts";
import type { NextBlock } from "./wrappers/byte-reader.ts";

/** Bytes read at once: below it the calls cost, above it the processor's cache is lost. */
const READ_BYTES = 1024 * 1024;

/** Opens a file for reading. Errors: import.not_found, import.unreadable. */
export async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (thrown) {
    throw unreadable(path, thrown);
  }
}

const unreadable = (path: string, thrown: unknown): Error => {
  const code = (thrown as NodeJS.ErrnoException).code;
  const where = { file: path };
  if (code === "ENOENT")
    return failure("import.not_found", `${path} does not exist`, { where, next: "check the path" });
  return failure("import.unreadable", `${path} cannot be read (${code ?? thrown})`, {
    where,
    next: "check its permissions and the disk",
  });
};

export interface FileReader {
  /** The next block, valid until the next call; null at the end. */
  readonly next: NextBlock;
  /** Bytes read so far. */
  readonly bytes: () => number;
  /** Hex, of all bytes read; to be asked for once, at the end. */
  readonly sha256: () => string;
}

/** Reads a file in order, up to the size it had when opened; files of /proc have size 0 and no end. */
export function fileReader(
  handle: FileHandle,
  path: string,
  size: number,
  signal: AbortSignal | undefined,
): FileReader {
  const buffer = new Uint8Array(size > 0 ? Math.min(READ_BYTES, size) : READ_BYTES);
  const hash = createHash("sha256");
  let at = 0;
  let ended = false;
  async function next(): Promise<Uint8Array | null> {
    if (signal?.aborted) throw cancelled("the import");
    const wanted = size > 0 ? Math.min(buffer.length, size - at) : buffer.length;
    if (ended || wanted === 0) return null;
    const read = await readInto(handle, path, buffer, wanted, size > 0 ? at : null);
    ended = read === 0;
    at += read;
    const block = buffer.subarray(0, read);
    hash.update(block);
    return ended ? null : block;
  }
  return { next, bytes: () => at, sha256: () => hash.digest("hex") };
}

async function readInto(
  handle: FileHandle,
  path: string,
  buffer: Uint8Array,
  length: number,
  position: number | null,
): Promise<number> {
  try {
    return (await handle.read(buffer, 0, length, position)).bytesRead;
  } catch (thrown) {
    throw unreadable(path, thrown);
  }
}

/** Random access to a file of known size. */
export const randomAccess = (handle: FileHandle, path: string, size: number): RandomAccess => ({
  size,
  async read(into, offset) {
    const wanted = Math.max(0, Math.min(into.length, size - offset));
    let filled = 0;
    while (filled < wanted) {
      const part = into.subarray(filled, wanted);
      const read = await readInto(handle, path, part, part.length, offset + filled);
      if (read === 0) break;
      filled += read;
    }
    return filled;
  },
});

/** Bytes at a place in a buffer of their own; fewer than asked for at the end. */
export const readerAt =
  (access: RandomAccess) =>
  async (offset: number, length: number): Promise<Uint8Array> => {
    const buffer = new Uint8Array(Math.max(0, Math.min(length, access.size - offset)));
    return buffer.subarray(0, await access.read(buffer, offset));
  };
