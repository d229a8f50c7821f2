// Files of the full captures for tests; tests that need them are skipped where they are not there.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decompress } from "fzstd";

const FOLDER = process.env.PLIMSOLL_CAPTURES ?? "../shared/captures";

/** Whether the captures are there; tests say so in their name when they are skipped. */
export const withoutCaptures = !existsSync(FOLDER);

/** Unpacked content of a capture file, plain or with `.zst` behind its name. */
export function captureFile(path: string): Uint8Array {
  const plain = join(FOLDER, path);
  return existsSync(plain) ? readFileSync(plain) : decompress(readFileSync(`${plain}.zst`));
}

export const bytesOfText = (text: string): Uint8Array => new TextEncoder().encode(text);
