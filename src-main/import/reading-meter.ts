// How far a file was read, for whoever waits: in order for its hash, and where a format needs that at any place too.
import type { RandomAccess } from "./importer.ts";

export interface ReadingMeter {
  /** The file was read up to here in order. */
  inOrder(bytes: number): void;
  /** Counts what is read at any place; the content is then read twice, and either way is half of the work. */
  atRandom(access: RandomAccess): RandomAccess;
}

/** `listen` hears of bytes of the file, never fewer than before. */
export function readingMeter(size: number, listen: ((bytes: number) => void) | undefined): ReadingMeter {
  let inOrder = 0;
  let share: number | null = null;
  let most = 0;
  const tell = (): void => {
    most = Math.max(most, share === null ? inOrder : (inOrder + Math.min(1, share) * size) / 2);
    listen?.(Math.floor(most));
  };
  return {
    inOrder(bytes) {
      inOrder = bytes;
      tell();
    },
    atRandom: (access) => ({
      size: access.size,
      async read(into, offset) {
        const read = await access.read(into, offset);
        share = (share ?? 0) + read / Math.max(1, access.size);
        tell();
        return read;
      },
    }),
  };
}
