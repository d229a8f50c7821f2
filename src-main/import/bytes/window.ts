// A fixed stretch of memory through which a chunked source is seen, so that a record that straddles chunks is contiguous.

/** Unread bytes lie from `at` to `end`; a parser moves `at` forward. */
export interface ByteWindow {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** The same memory in words of the machine's own order. */
  readonly words: Uint32Array;
  at: number;
  end: number;
  /** Offset in the source of `bytes[0]`. */
  base: number;
}

/** A window of `capacity` bytes: at least the longest record, and some times more to move bytes seldom. */
export function byteWindow(capacity: number, base = 0): ByteWindow {
  const bytes = new Uint8Array(capacity);
  return {
    bytes,
    view: new DataView(bytes.buffer),
    words: new Uint32Array(bytes.buffer, 0, capacity >> 2),
    at: 0,
    end: 0,
    base,
  };
}

/**
 * Copies what fits of `piece` from index `from` on behind the unread bytes; returns the index of the first byte that
 * did not fit. Views into the window are no longer valid afterwards.
 */
export function refill(window: ByteWindow, piece: Uint8Array, from: number): number {
  const wanted = piece.length - from;
  if (window.end + wanted > window.bytes.length && window.at > 0) {
    window.bytes.copyWithin(0, window.at, window.end);
    window.base += window.at;
    window.end -= window.at;
    window.at = 0;
  }
  const taken = Math.min(wanted, window.bytes.length - window.end);
  window.bytes.set(taken === piece.length ? piece : piece.subarray(from, from + taken), window.end);
  window.end += taken;
  return from + taken;
}
