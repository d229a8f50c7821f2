// Unpacks one compressed section or chunk of trace data, whose size is told before it.
import { inflateSync } from "node:zlib";
import { decompress } from "fzstd";
import type { Compression } from "./start.ts";

const ZSTD_MAGIC = 0xfd2fb528;
/** Marks of a frame's descriptor: a dictionary, which only its writer has, and a bit that must be 0. */
const NOT_READ = 0b1011;

function unzstd(packed: Uint8Array, bytes: number): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  if (packed.length < 6 || view.getUint32(0, true) !== ZSTD_MAGIC || (view.getUint8(4) & NOT_READ) !== 0)
    throw new Error("no zstd frame");
  // With memory of its own to write to, the decoder asks for none, whatever the frame says.
  const unpacked = decompress(packed, new Uint8Array(bytes));
  if (unpacked.length !== bytes) throw new Error("more than one zstd frame");
  return unpacked;
}

/** Exactly `bytes` bytes, or null where the packed ones make no sense. */
export function unpack(packed: Uint8Array, bytes: number, compression: Compression): Uint8Array | null {
  try {
    if (compression === "zstd") return unzstd(packed, bytes);
    const unpacked = compression === "zlib" ? inflateSync(packed, { maxOutputLength: bytes }) : packed;
    return unpacked.length === bytes ? unpacked : null;
  } catch {
    return null;
  }
}
