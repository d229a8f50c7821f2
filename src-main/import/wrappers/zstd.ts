// Unpacks zstd block by block: frames and blocks are walked here, so that sizes are checked before fzstd allocates.
import { Decompress } from "fzstd";
import { createXXHash64, type IHasher } from "hash-wasm";
import { type ByteReader, byteReader, type NextBlock } from "./byte-reader.ts";
import type { Damage } from "./damage.ts";
import { little, Stop, stopsOf, untilStop } from "./stop.ts";

/** Largest window of a frame: the limit of the zstd program itself without `--long=28` and above. */
export const ZSTD_WINDOW_LIMIT = 128 * 1024 * 1024;
/** RFC 8878: no block unpacks to more, none is longer in the file. */
const BLOCK_LIMIT = 128 * 1024;
const MAGIC = 0xfd2fb528;
/** Below this fzstd keeps a view of what it was given instead of copying it. */
const KEPT_VIEW_BYTES = 32;

export const isZstd = (head: Uint8Array): boolean => {
  if (head.length < 4) return false;
  const magic = u32(head, 0);
  return magic === MAGIC || isSkippable(magic);
};

const u32 = (bytes: Uint8Array, at: number): number =>
  (byte(bytes, at) | (byte(bytes, at + 1) << 8) | (byte(bytes, at + 2) << 16) | (byte(bytes, at + 3) << 24)) >>> 0;
const byte = (bytes: Uint8Array, at: number): number => bytes[at] as number;
const isSkippable = (magic: number): boolean => magic >>> 4 === 0x184d2a5;
const { cut, bad, taken } = stopsOf("zstd");

interface FrameHeader {
  /** The header's bytes, magic included. */
  readonly bytes: Uint8Array;
  readonly checksum: boolean;
}

/** RFC 8878, 3.1.1.1: descriptor, window, dictionary id and content size. */
async function readHeader(reader: ByteReader): Promise<FrameHeader> {
  const descriptor = byte(await taken(reader, 1), 0);
  if (descriptor & 8) throw bad(reader, "a frame descriptor with its reserved bit clear");
  const single = (descriptor >> 5) & 1;
  const dictionary = [0, 1, 2, 4][descriptor & 3] as number;
  const sizeBytes = descriptor >> 6 ? 1 << (descriptor >> 6) : single;
  const length = 1 - single + dictionary + sizeBytes;
  const rest = (await taken(reader, length)).slice();
  if (dictionary && little(rest, 1 - single, dictionary) !== 0)
    throw bad(reader, "a frame without a dictionary, which only its writer has");
  const windowByte = byte(rest, 0);
  const base = 2 ** (10 + (windowByte >> 3));
  const window = single ? little(rest, dictionary, sizeBytes) : base + (base / 8) * (windowByte & 7);
  if (window > ZSTD_WINDOW_LIMIT) {
    const expected = `a window of at most ${ZSTD_WINDOW_LIMIT / 1048576} MiB`;
    const complaint = { code: "wrapper.zstd_window", offset: reader.offset(), expected, next: "unpack it first" };
    throw new Stop({ status: "partial", complaint });
  }
  const bytes = new Uint8Array(5 + length);
  bytes.set([MAGIC & 255, (MAGIC >>> 8) & 255, (MAGIC >>> 16) & 255, MAGIC >>> 24, descriptor]);
  bytes.set(rest, 5);
  return { bytes, checksum: (descriptor & 4) !== 0 };
}

/** Unpacks one frame whose magic was read. Each step holds one block, at most 128 KiB, however much the frame unpacks to. */
async function* frame(reader: ByteReader, hasher: IHasher): AsyncGenerator<Uint8Array, void> {
  const header = await readHeader(reader);
  let ready: Uint8Array[] = [];
  const inflater = new Decompress((piece) => {
    if (piece.length > 0) ready.push(piece);
  });
  hasher.init();
  inflater.push(header.bytes);
  for (let last = false; !last; ) {
    // Given in two parts, header and body, a block leaves nothing in fzstd's queue.
    const blockHeader = (await taken(reader, 3)).slice();
    const word = little(blockHeader, 0, 3);
    const size = word >>> 3;
    const type = (word >> 1) & 3;
    last = (word & 1) === 1;
    if (type === 3 || size > BLOCK_LIMIT) throw bad(reader, "a block of a known type and at most 128 KiB");
    if (type === 0 && size === 0 && !last) continue;
    const length = type === 1 ? 1 : size;
    const trailer = last && header.checksum ? 4 : 0;
    let body = await reader.take(length + trailer);
    if (!body) throw cut(reader);
    if (body.length < KEPT_VIEW_BYTES) body = body.slice();
    const checksum = trailer ? u32(body, length) : null;
    try {
      inflater.push(blockHeader);
      inflater.push(body, last);
    } catch {
      throw bad(reader, "a block that can be unpacked");
    }
    for (const piece of ready) {
      hasher.update(piece);
      yield piece;
    }
    ready = [];
    if (checksum !== null && Number.parseInt(hasher.digest().slice(8), 16) !== checksum)
      throw bad(reader, "content that matches its checksum");
  }
}

async function* frames(next: NextBlock): AsyncGenerator<Uint8Array, void> {
  const reader = byteReader(next);
  const hasher = await createXXHash64();
  for (;;) {
    const start = reader.offset();
    const bytes = await reader.take(4);
    if (!bytes && reader.offset() === start) return;
    if (!bytes) throw cut(reader);
    const magic = u32(bytes, 0);
    if (magic === MAGIC) yield* frame(reader, hasher);
    else if (!isSkippable(magic)) throw bad(reader, "another zstd frame or the end of the file");
    else if (!(await reader.skip(u32(await taken(reader, 4), 0)))) throw cut(reader);
  }
}

/** The content of all frames in order, in pieces of at most 128 KiB; what is wrong is told to `report`, and ends it. */
export const unzstd = (next: NextBlock, report: (damage: Damage) => void): AsyncGenerator<Uint8Array, void> =>
  untilStop(frames(next), report);
