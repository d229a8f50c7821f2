// Reads stretches of a content at any place, and what is parsed from a stretch whose length is not known before.
import type { RandomAccess } from "../../importer.ts";

/** Formats of all events of a kernel have some MiB; more is damage. */
export const MOST_HEAD_BYTES = 1 << 24;
/** Names of all threads that a kernel can have would be more; recorders keep some thousands. */
export const MOST_NAMES_BYTES = 1 << 22;
/** Corrections of hundreds of vCPUs' clocks; recorders write nothing longer that is needed. */
export const MOST_OPTION_BYTES = 1 << 23;

const FIRST_BYTES = 1 << 16;

/** The bytes from `offset` on, fewer only at the end of the content. */
export async function readBytes(access: RandomAccess, offset: number, length: number): Promise<Uint8Array> {
  if (!(offset >= 0 && offset < access.size)) return new Uint8Array(0);
  const bytes = new Uint8Array(Math.max(0, Math.min(length, access.size - offset)));
  return bytes.subarray(0, await access.read(bytes, offset));
}

export interface Parsed<T> {
  readonly value: T;
  /** Whether the bytes held all of it. */
  readonly whole: boolean;
}

/** Parses what begins at `offset` from more and more bytes until it is whole, or no more are there. */
export async function parseFrom<T>(
  access: RandomAccess,
  offset: number,
  parse: (bytes: Uint8Array) => Parsed<T>,
): Promise<Parsed<T>> {
  for (let length = FIRST_BYTES; ; length *= 4) {
    const bytes = await readBytes(access, offset, length);
    const parsed = parse(bytes);
    if (parsed.whole || bytes.length < length || length >= MOST_HEAD_BYTES) return parsed;
  }
}

/** Takes bytes one after the other. */
export interface Taker {
  /** Offset of the next byte. */
  at: number;
  /** The next bytes, valid until the next call; null where the content ends before. */
  take(length: number): Promise<Uint8Array | null>;
  /** The next number, null where the content ends before. */
  number(length: 2 | 4 | 8): Promise<number | null>;
}

export function taker(access: RandomAccess, offset: number, little: boolean): Taker {
  let block: Uint8Array = new Uint8Array(0);
  let start = offset;
  const self: Taker = {
    at: offset,
    async take(length) {
      if (length > access.size - self.at) return null;
      if (self.at < start || self.at + length > start + block.length) {
        start = self.at;
        block = await readBytes(access, start, Math.max(length, FIRST_BYTES));
        if (block.length < length) return null;
      }
      const from = self.at - start;
      self.at += length;
      return block.subarray(from, from + length);
    },
    async number(length) {
      const bytes = await self.take(length);
      if (!bytes) return null;
      const view = new DataView(bytes.buffer, bytes.byteOffset, length);
      if (length === 2) return view.getUint16(0, little);
      return length === 4 ? view.getUint32(0, little) : Number(view.getBigUint64(0, little));
    },
  };
  return self;
}
