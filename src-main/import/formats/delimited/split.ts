// Fields of a row of delimited text, with quotes as spreadsheets write them: nothing is copied but quoted fields.

const QUOTE = 34;
const SPACE = 32;
const TAB = 9;

export interface RowSplitter {
  /** Splits a row; false where it has not as many fields as columns, or a quote that does not end. */
  split(bytes: Uint8Array, start: number, end: number): boolean;
  /** Field `i` of the row lies from `starts[i]` to `ends[i]` in `bytes(i)`. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  bytes(field: number): Uint8Array;
}

/** `delimiter` is a byte; blanks between fields may stand many in a row. */
export function rowSplitter(delimiter: number, columns: number): RowSplitter {
  const starts = new Int32Array(columns);
  const ends = new Int32Array(columns);
  const quoted = new Uint8Array(columns);
  let text: Uint8Array = new Uint8Array(0);
  let unquoted = new Uint8Array(256);
  let used = 0;

  const isPadding = (byte: number | undefined): boolean => byte === SPACE || (byte === TAB && delimiter !== TAB);
  /** Copies a quoted field without its quotes; returns the byte behind its last quote, -1 where it does not end. */
  const unquote = (bytes: Uint8Array, at: number, end: number, field: number): number => {
    quoted[field] = 1;
    starts[field] = used;
    for (let i = at + 1; i < end; i++) {
      const byte = bytes[i] as number;
      if (byte === QUOTE) {
        if (bytes[i + 1] !== QUOTE || i + 1 >= end) {
          ends[field] = used;
          return i + 1;
        }
        i++;
      }
      if (used === unquoted.length) {
        const larger = new Uint8Array(2 * used);
        larger.set(unquoted);
        unquoted = larger;
      }
      unquoted[used++] = byte;
    }
    return -1;
  };

  return {
    starts,
    ends,
    bytes: (field) => (quoted[field] === 1 ? unquoted : text),
    split(bytes, start, end) {
      text = bytes;
      used = 0;
      let field = 0;
      let at = start;
      let last = end;
      if (delimiter === SPACE) while (last > at && bytes[last - 1] === SPACE) last--;
      for (;;) {
        if (field === columns) return false;
        while (at < last && isPadding(bytes[at])) at++;
        quoted[field] = 0;
        if (at < last && bytes[at] === QUOTE) {
          at = unquote(bytes, at, last, field);
          if (at < 0) return false;
          while (at < last && bytes[at] !== delimiter) if (!isPadding(bytes[at++])) return false;
        } else {
          const from = at;
          while (at < last && bytes[at] !== delimiter) at++;
          let to = at;
          while (to > from && isPadding(bytes[to - 1])) to--;
          starts[field] = from;
          ends[field] = to;
        }
        field++;
        if (at >= last) return field === columns;
        at++;
      }
    },
  };
}
