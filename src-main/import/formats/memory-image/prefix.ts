// Reads tables near the start of a stream and then gives the whole stream, from the start.
import type { Source } from "../../importer.ts";

/** What is held of a stream while its tables are read. */
const PREFIX_LIMIT = 16 * 1024 * 1024;

export interface ForwardBytes {
  /**
   * The bytes at an offset. Null when they lie behind the end, or too far on for a stream without random access.
   */
  at(offset: number, length: number): Promise<Uint8Array | null>;
  /** All bytes in order. To be asked for once, after the last `at`. */
  all(): AsyncIterable<Uint8Array>;
}

export function forwardBytes(source: Source): ForwardBytes {
  const chunks = source.chunks()[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let length = 0;

  /** Holds the stream up to an offset; false when it ends earlier. */
  async function hold(end: number): Promise<boolean> {
    while (length < end) {
      const { value, done } = await chunks.next();
      if (done) return false;
      held.push(value.slice());
      length += value.length;
    }
    return true;
  }

  function copy(offset: number, bytes: number): Uint8Array {
    const out = new Uint8Array(bytes);
    let start = 0;
    for (const chunk of held) {
      const from = Math.max(0, offset - start);
      const to = Math.min(chunk.length, offset + bytes - start);
      if (from < to) out.set(chunk.subarray(from, to), start + from - offset);
      start += chunk.length;
    }
    return out;
  }

  return {
    async at(offset, bytes) {
      const end = offset + bytes;
      if (source.size !== null && end > source.size) return null;
      if (end <= PREFIX_LIMIT) return (await hold(end)) ? copy(offset, bytes) : null;
      if (!source.readAt || bytes > PREFIX_LIMIT) return null;
      const read = await source.readAt(offset, bytes);
      return read.length === bytes ? read : null;
    },
    async *all() {
      yield* held;
      held.length = 0;
      for (;;) {
        const { value, done } = await chunks.next();
        if (done) return;
        yield value;
      }
    },
  };
}
