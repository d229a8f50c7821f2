// zlib's unpacking with its answers as promises, in bounded pieces; nothing that it gave before it failed is lost.
import { createInflate, createInflateRaw, type Inflate, type InflateRaw } from "node:zlib";

/** Compressed bytes given to zlib at once: deflate unpacks to at most 1032 times as much, so 16 MiB are held. */
export const INFLATE_STEP_BYTES = 16 * 1024;
const PIECE_BYTES = 128 * 1024;

export interface Inflater {
  /** Resolves when all that the bytes hold was given. */
  write(bytes: Uint8Array): Promise<void>;
  /** What was unpacked since the last call. */
  take(): Uint8Array[];
  /** Bytes of the input that were used; fewer than given when the data ended before. */
  consumed(): number;
  failed(): boolean;
  /** It failed because the data end too early, and not because they make no sense. */
  wasCut(): boolean;
  ended(): boolean;
  /** No more bytes come; resolves when all was given. Data that are cut then have failed. */
  finish(): Promise<void>;
  destroy(): void;
}

/** `raw`: deflate alone, as in gzip; `zlib`: with zlib's two bytes ahead and its checksum behind. */
export function inflate(kind: "raw" | "zlib"): Inflater {
  const options = { chunkSize: PIECE_BYTES };
  const inflater: Inflate | InflateRaw = kind === "raw" ? createInflateRaw(options) : createInflate(options);
  let ready: Uint8Array[] = [];
  let failed = false;
  let cut = false;
  let ended = false;
  let wake = (): void => {};
  // Pieces are taken as events, because a stream that fails drops what it still holds; and then answers no write.
  inflater.on("data", (piece: Uint8Array) => ready.push(piece));
  inflater.on("error", (error: NodeJS.ErrnoException) => {
    failed = true;
    cut = error.code === "Z_BUF_ERROR";
    wake();
  });
  inflater.on("end", () => {
    ended = true;
    wake();
  });
  const done = (): boolean => ended || failed;
  return {
    write: (bytes) =>
      new Promise<void>((resolve) => {
        wake = resolve;
        inflater.write(bytes, () => wake());
      }),
    finish: () =>
      new Promise<void>((resolve) => {
        wake = () => {
          if (done()) resolve();
        };
        if (done()) resolve();
        else inflater.end();
      }),
    take() {
      const taken = ready;
      ready = [];
      return taken;
    },
    consumed: () => inflater.bytesWritten,
    failed: () => failed,
    wasCut: () => cut,
    ended: () => ended,
    destroy: () => inflater.destroy(),
  };
}
