// Takes exact numbers of bytes from blocks of any size.

/** Gives the next block, valid until the next call, or null at the end. */
export type NextBlock = () => Promise<Uint8Array | null>;

export interface ByteReader {
  /** The next `length` bytes, valid until the next call; null when fewer are left (they are consumed then). */
  take(length: number): Promise<Uint8Array | null>;
  /** Between 1 and `limit` of the next bytes, as they lie there, valid until the next call; null at the end. */
  some(limit: number): Promise<Uint8Array | null>;
  /** Takes back the last `length` bytes that `some` gave. */
  back(length: number): void;
  /** Skips bytes; false when the end came first. */
  skip(length: number): Promise<boolean>;
  /** Bytes consumed so far. */
  offset(): number;
}

export function byteReader(next: NextBlock): ByteReader {
  let block: Uint8Array = new Uint8Array(0);
  let at = 0;
  let consumed = 0;

  /** Makes sure that the block holds a byte; false at the end. */
  async function more(): Promise<boolean> {
    while (at === block.length) {
      const following = await next();
      if (!following) return false;
      block = following;
      at = 0;
    }
    return true;
  }

  async function take(length: number): Promise<Uint8Array | null> {
    if (block.length - at >= length) {
      at += length;
      consumed += length;
      return block.subarray(at - length, at);
    }
    const joined = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      if (!(await more())) return null;
      const part = block.subarray(at, at + Math.min(length - filled, block.length - at));
      joined.set(part, filled);
      filled += part.length;
      at += part.length;
      consumed += part.length;
    }
    return joined;
  }

  async function some(limit: number): Promise<Uint8Array | null> {
    if (!(await more())) return null;
    const part = block.subarray(at, at + Math.min(limit, block.length - at));
    at += part.length;
    consumed += part.length;
    return part;
  }

  function back(length: number): void {
    at -= length;
    consumed -= length;
  }

  async function skip(length: number): Promise<boolean> {
    let left = length;
    while (left > 0) {
      if (!(await more())) return false;
      const step = Math.min(left, block.length - at);
      at += step;
      consumed += step;
      left -= step;
    }
    return true;
  }

  return { take, some, back, skip, offset: () => consumed };
}
