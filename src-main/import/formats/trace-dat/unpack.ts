// Unpacks one compressed section or chunk of trace data, whose size is told before it.
import { inflateSync } from "node:zlib";
import { ZSTDDecoder } from "zstddec";
import type { Compression } from "./start.ts";

/** Exactly `bytes` bytes, or null where the packed ones make no sense. */
export type Unpack = (packed: Uint8Array, bytes: number) => Uint8Array | null;

/** Gives null for what cannot be unpacked, and for what unpacks to another size. */
const checked =
  (unpack: (packed: Uint8Array, bytes: number) => Uint8Array): Unpack =>
  (packed, bytes) => {
    try {
      const unpacked = unpack(packed, bytes);
      return unpacked.length === bytes ? unpacked : null;
    } catch {
      return null;
    }
  };

/** Made once a recording. A decoder gets no more memory than the size that was told, whatever the data say. */
export async function unpackerOf(compression: Compression): Promise<Unpack> {
  if (compression === "zlib") return checked((packed, bytes) => inflateSync(packed, { maxOutputLength: bytes }));
  if (compression === "none") return checked((packed) => packed);
  const decoder = new ZSTDDecoder();
  await decoder.init();
  return checked((packed, bytes) => decoder.decode(packed, bytes));
}
