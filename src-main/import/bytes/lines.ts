// Complete lines of a chunked text source, as byte ranges in one reused buffer: no string and no object per line.

/** Longest line that is handed out whole; of a longer one only this many first bytes are kept. */
const MAX_LINE_BYTES = 1 << 20;

/** Bytes copied into the buffer at a time, however large the chunks of the source are. */
const SLICE_BYTES = 1 << 20;

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/**
 * The current line of a text. Ask `next()` before the first one:
 *
 *     for await (const lines of readLines(source.chunks())) {
 *       while (lines.next()) use(lines.bytes, lines.start, lines.end);
 *     }
 *
 * All fields are only valid until `next()` is called again.
 */
export interface Lines {
  /** Goes to the next complete line; false when more input is needed or the text is over. */
  next(): boolean;
  /** Holds the line; other lines and unused bytes lie around it. */
  bytes: Uint8Array;
  /** The same memory: index 0 is that of `bytes`. */
  view: DataView;
  /** First byte of the line in `bytes`. */
  start: number;
  /** Behind its last byte: the newline, and a carriage return before it, are not part of the line. */
  end: number;
  /** Line number, from 1. */
  number: number;
  /** Byte offset of the line in the text. */
  offset: number;
  /** False only for a last line without a newline. */
  ended: boolean;
  /** The line was longer than the cap; `start` to `end` are its first bytes. */
  cut: boolean;
}

interface LineBuffer extends Lines {
  push(piece: Uint8Array): void;
  /** No more input: what is left is the last line. */
  finish(): void;
}

function lineBuffer(maxBytes: number): LineBuffer {
  let buffer = new Uint8Array(0);
  let search = Buffer.alloc(0); // the valid bytes: newlines are found many times faster natively than in a loop
  let from = 0; // first byte not yet handed out
  let scan = 0; // first byte not yet searched for a newline
  let filled = 0; // end of the valid bytes
  let base = 0; // offset of buffer[0] in the text
  let dropped = 0; // bytes of an over-long line that were thrown away
  let finished = false;

  const show = (end: number, ended: boolean): void => {
    self.start = from;
    self.cut = dropped > 0 || end - from > maxBytes;
    const to = self.cut ? from + maxBytes : end;
    self.end = ended && !self.cut && to > from && buffer[to - 1] === CARRIAGE_RETURN ? to - 1 : to;
    self.offset = base + from;
    self.number++;
    self.ended = ended;
    base += dropped;
    dropped = 0;
  };

  const self: LineBuffer = {
    bytes: buffer,
    view: new DataView(buffer.buffer),
    start: 0,
    end: 0,
    number: 0,
    offset: 0,
    ended: true,
    cut: false,
    push(piece) {
      if (filled + piece.length > buffer.length) {
        const kept = filled - from;
        const target = kept + piece.length > buffer.length ? new Uint8Array(2 * (kept + piece.length)) : buffer;
        target.set(buffer.subarray(from, filled));
        buffer = target;
        if (target !== self.bytes) self.view = new DataView(target.buffer);
        self.bytes = target;
        base += from;
        scan -= from;
        filled = kept;
        from = 0;
      }
      buffer.set(piece, filled);
      filled += piece.length;
      search = Buffer.from(buffer.buffer, 0, filled);
    },
    finish() {
      finished = true;
    },
    next() {
      const at = search.indexOf(NEWLINE, scan);
      if (at >= 0) {
        show(at, true);
        from = at + 1;
        scan = from;
        return true;
      }
      const limit = filled;
      if (finished && from < limit) {
        show(limit, false);
        from = limit;
        scan = limit;
        return true;
      }
      if (limit - from > maxBytes) {
        // One byte more than the cap is kept, so that the line is still known to be too long.
        dropped += limit - from - maxBytes - 1;
        filled = from + maxBytes + 1;
        search = search.subarray(0, filled);
      }
      scan = filled;
      return false;
    },
  };
  return self;
}

/**
 * Reads chunks of any size; yields the same `Lines` again and again, each time with further complete lines to walk
 * through by `next()`. A consumer must walk through all of them before it asks for more.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number = MAX_LINE_BYTES,
): AsyncGenerator<Lines, void, void> {
  const lines = lineBuffer(maxBytes);
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
      lines.push(chunk.subarray(at, at + SLICE_BYTES));
      yield lines;
    }
  }
  lines.finish();
  yield lines;
}

/** The lines of a text that is in memory as a whole, for example the head of a source. */
export function linesOf(text: Uint8Array, maxBytes: number = MAX_LINE_BYTES): Lines {
  const lines = lineBuffer(maxBytes);
  lines.push(text);
  lines.finish();
  return lines;
}
