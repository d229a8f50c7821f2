// A copy of an unpacked content in a temporary file, for formats that must be read at any place.
import { mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { storeFailure } from "../store/store-errors.ts";
import { randomAccess } from "./file-reader.ts";
import type { RandomAccess } from "./importer.ts";

export interface Spool extends RandomAccess {
  /** Closes the copy and removes it. */
  close(): Promise<void>;
}

let made = 0;

/**
 * Writes the pieces to a file in a folder of its own below `temporary`, named `PID-unpacked-NUMBER` so that the next import can
 * tell that its process has ended. Errors: `store.disk_full`, `store.io`, and those of the pieces.
 */
export async function spool(pieces: AsyncIterable<Uint8Array>, temporary: string): Promise<Spool> {
  const folder = join(temporary, `${process.pid}-unpacked-${++made}`);
  const path = join(folder, "content");
  const failed = (thrown: unknown): Error => storeFailure(thrown, path, "unpacking a file");
  await mkdir(folder, { recursive: true }).catch((thrown) => {
    throw failed(thrown);
  });
  const file = await open(path, "wx+", 0o600).catch((thrown) => {
    throw failed(thrown);
  });
  const close = async (): Promise<void> => {
    await file.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    // Nameless from here on where the system allows it: then nothing is left even of a process that is killed.
    await rm(path, { force: true }).catch(() => {});
    let size = 0;
    for await (const piece of pieces) {
      for (let at = 0; at < piece.length; ) at += await written(file, piece.subarray(at), size + at, failed);
      size += piece.length;
    }
    return { ...randomAccess(file, path, size), close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

async function written(
  file: Awaited<ReturnType<typeof open>>,
  bytes: Uint8Array,
  position: number,
  failed: (thrown: unknown) => Error,
): Promise<number> {
  try {
    return (await file.write(bytes, 0, bytes.length, position)).bytesWritten;
  } catch (thrown) {
    throw failed(thrown);
  }
}
