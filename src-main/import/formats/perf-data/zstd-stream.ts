// Compressed records: consecutive pieces of one zstd stream, unpacked block by block so that memory stays bounded.
import { Decompress } from "fzstd";

/** The largest window that perf's highest level asks for. */
const MAX_WINDOW = 1 << 27;
const MAX_BLOCK = 128 * 1024;
const MAGIC = 0xfd2fb528;

export interface ZstdStream {
  /**
   * Takes bytes of the stream up to the end of one block; returns where it stopped. What was unpacked is in `output`
   * until the next call. Throws where the bytes are no zstd stream.
   */
  feed(bytes: Uint8Array, from: number, to: number): number;
  output: Uint8Array;
}

const nothing = new Uint8Array(0);

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** Length of a frame header by its descriptor byte, magic included. */
function frameHeaderBytes(descriptor: number): number {
  const single = (descriptor >> 5) & 1;
  const dictionary = [0, 1, 2, 4][descriptor & 3] as number;
  const content = [single, 2, 4, 8][descriptor >> 6] as number;
  return 5 + (single ? 0 : 1) + dictionary + content;
}

/** Window size of a frame, from its header. */
function windowBytes(header: Uint8Array): number {
  const descriptor = header[4] as number;
  const view = new DataView(header.buffer, header.byteOffset, header.length);
  if (descriptor & 0x20) {
    const at = 5 + ([0, 1, 2, 4][descriptor & 3] as number);
    const size = descriptor >> 6;
    if (size === 0) return header[at] as number;
    if (size === 1) return view.getUint16(at, true) + 256;
    return size === 2 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
  }
  const exponent = 10 + ((header[5] as number) >> 3);
  return 2 ** exponent * (1 + ((header[5] as number) & 7) / 8);
}

export function zstdStream(): ZstdStream {
  let unpack = newDecoder();
  // What is collected: a frame header, a block with its header, or the checksum behind the last block.
  let part: "frame" | "block" | "checksum" = "frame";
  const collected = new Uint8Array(MAX_BLOCK + 32);
  let filled = 0;
  let start = 0; // of the block in `collected`; a frame header may lie before it
  let wanted = 5;
  let checksum = false;

  function newDecoder(): Decompress {
    return new Decompress((data) => {
      // The decoder holds back a first block of a few bytes and gives it with the second.
      self.output = self.output.length ? joined(self.output, data) : data;
    });
  }

  function frame(): void {
    const view = new DataView(collected.buffer);
    if (view.getUint32(0, true) !== MAGIC) throw new Error("no zstd frame");
    const length = frameHeaderBytes(collected[4] as number);
    if (filled < length) {
      wanted = length;
      return;
    }
    if (windowBytes(collected.subarray(0, length)) > MAX_WINDOW) throw new Error("window too large");
    checksum = ((collected[4] as number) & 4) !== 0;
    part = "block";
    start = length;
    wanted = length + 3;
  }

  function block(): void {
    const header =
      (collected[start] as number) | ((collected[start + 1] as number) << 8) | ((collected[start + 2] as number) << 16);
    const type = (header >> 1) & 3;
    const size = type === 1 ? 1 : header >> 3;
    if (type === 3 || header >> 3 > MAX_BLOCK) throw new Error("no zstd block");
    if (filled < start + 3 + size) {
      wanted = start + 3 + size;
      return;
    }
    unpack.push(collected.slice(0, filled), false);
    filled = 0;
    start = 0;
    if (!(header & 1)) {
      wanted = 3;
      return;
    }
    unpack = newDecoder();
    part = checksum ? "checksum" : "frame";
    wanted = checksum ? 4 : 5;
  }

  const self: ZstdStream = {
    output: nothing,
    feed(bytes, from, to) {
      self.output = nothing;
      let at = from;
      while (at < to) {
        const taken = Math.min(wanted - filled, to - at);
        collected.set(bytes.subarray(at, at + taken), filled);
        filled += taken;
        at += taken;
        while (filled === wanted) {
          if (part === "frame") frame();
          else if (part === "block") block();
          else {
            part = "frame";
            filled = 0;
            wanted = 5;
          }
        }
        if (self.output.length) return at;
      }
      return at;
    },
  };
  return self;
}
