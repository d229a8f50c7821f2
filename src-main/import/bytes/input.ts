// A chunked source read in order: some bytes together, then the next thousand or million in pieces.

export interface ByteInput {
  /** Bytes taken so far. */
  readonly position: () => number;
  /** The next `length` bytes, fewer only at the end of the source; memory grows with what really comes. */
  read(length: number): Promise<Uint8Array>;
  /** The next `length` bytes in pieces as they come; each piece is valid until the next one is asked for. */
  pieces(length: number): AsyncGenerator<Uint8Array, void, void>;
}

/** Wraps the chunks of a source. */
export function byteInput(chunks: AsyncIterable<Uint8Array>): ByteInput {
  const iterator = chunks[Symbol.asyncIterator]();
  let chunk = new Uint8Array(0);
  let position = 0;

  /** At most `length` bytes, at least one; null at the end. */
  async function next(length: number): Promise<Uint8Array | null> {
    while (chunk.length === 0) {
      const { done, value } = await iterator.next();
      if (done) return null;
      chunk = value as typeof chunk;
    }
    const piece = chunk.subarray(0, length);
    chunk = chunk.subarray(piece.length);
    position += piece.length;
    return piece;
  }

  return {
    position: () => position,
    async read(length) {
      let taken = new Uint8Array(Math.min(length, 65_536));
      let filled = 0;
      while (filled < length) {
        const piece = await next(length - filled);
        if (!piece) break;
        if (filled + piece.length > taken.length) {
          const larger = new Uint8Array(Math.min(length, 2 * (filled + piece.length)));
          larger.set(taken.subarray(0, filled));
          taken = larger;
        }
        taken.set(piece, filled);
        filled += piece.length;
      }
      return taken.subarray(0, filled);
    },
    async *pieces(length) {
      for (let left = length; left > 0; ) {
        const piece = await next(left);
        if (!piece) return;
        left -= piece.length;
        yield piece;
      }
    },
  };
}
