// Unpacks gzip, all members of a file, in bounded pieces. Members are walked here, so that bytes behind one cost nothing.
import { crc32 } from "node:zlib";
import { type ByteReader, byteReader, type NextBlock } from "./byte-reader.ts";
import type { Damage } from "./damage.ts";
import { INFLATE_STEP_BYTES, inflate } from "./inflate.ts";
import { little, stopsOf, untilStop } from "./stop.ts";

const HEADER_LIMIT = 65_536;
const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;
const HEADER_CRC = 2;

const { cut, bad, taken } = stopsOf("gzip");

export const isGzip = (head: Uint8Array): boolean =>
  head.length >= 3 && head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;

/** Reads a member's header (RFC 1952); false at the end of the file. */
async function header(reader: ByteReader): Promise<boolean> {
  const start = reader.offset();
  const bytes = await reader.take(10);
  if (!bytes && reader.offset() === start) return false;
  if (!bytes) throw cut(reader);
  if (!isGzip(bytes)) throw bad(reader, "another gzip member or the end of the file");
  const flags = bytes[3] as number;
  if (flags & EXTRA && !(await reader.skip(little(await taken(reader, 2), 0, 2)))) throw cut(reader);
  for (const flag of [NAME, COMMENT]) if (flags & flag) await skipText(reader);
  if (flags & HEADER_CRC) await taken(reader, 2);
  return true;
}

async function skipText(reader: ByteReader): Promise<void> {
  for (let length = 0; length < HEADER_LIMIT; length++) if ((await taken(reader, 1))[0] === 0) return;
  throw bad(reader, "a name or comment that ends");
}

/** The content of one member whose header was read. */
async function* member(reader: ByteReader): AsyncGenerator<Uint8Array, void> {
  const inflater = inflate("raw");
  let sum = 0;
  let size = 0;
  let given = 0;
  try {
    for (let ended = false; !ended; ) {
      const step = await reader.some(INFLATE_STEP_BYTES);
      if (!step) throw cut(reader);
      given += step.length;
      await inflater.write(step);
      for (const piece of inflater.take()) {
        sum = crc32(piece, sum);
        size = (size + piece.length) % 2 ** 32;
        yield piece;
      }
      if (inflater.failed()) throw bad(reader, "deflate data that can be unpacked");
      ended = inflater.ended() || inflater.consumed() < given;
    }
    reader.back(given - inflater.consumed());
  } finally {
    inflater.destroy();
  }
  const trailer = await taken(reader, 8);
  if (little(trailer, 0, 4) !== sum || little(trailer, 4, 4) !== size)
    throw bad(reader, "content that matches its checksum and size");
}

async function* members(next: NextBlock): AsyncGenerator<Uint8Array, void> {
  const reader = byteReader(next);
  while (await header(reader)) yield* member(reader);
}

/** The content of all members in order; what is wrong is told to `report`, and ends it. */
export const gunzip = (next: NextBlock, report: (damage: Damage) => void): AsyncGenerator<Uint8Array, void> =>
  untilStop(members(next), report);
