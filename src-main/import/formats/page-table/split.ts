// Finds the fields of a row, without the blanks and quotes around them.

const QUOTE = 34;
const SPACE = 32;

export interface FieldCutter {
  /** Finds all fields of a row; false when there are not as many as columns. */
  split(bytes: Uint8Array, start: number, end: number): boolean;
  /** Where each field of the row begins, and the byte behind it. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Tells how long a field usually is: a delimiter just there is taken for its end, without a look at what is before. */
  expect(field: number, length: number): void;
}

export function fieldCutter(delimiter: number, columns: number): FieldCutter {
  const starts = new Int32Array(columns);
  const ends = new Int32Array(columns);
  let longField = -1;
  let longLength = 0;

  function trim(bytes: Uint8Array, field: number): void {
    let from = starts[field] as number;
    let to = ends[field] as number;
    if (to === from || ((bytes[from] as number) > QUOTE && (bytes[to - 1] as number) > QUOTE)) return;
    while (from < to && bytes[from] === SPACE) from++;
    while (to > from && bytes[to - 1] === SPACE) to--;
    if (to - from >= 2 && bytes[from] === QUOTE && bytes[to - 1] === QUOTE) {
      from++;
      to--;
    }
    starts[field] = from;
    ends[field] = to;
  }

  function split(bytes: Uint8Array, start: number, end: number): boolean {
    let field = 0;
    starts[0] = start;
    for (let at = start; at < end; at++) {
      if (bytes[at] !== delimiter) continue;
      if (field === columns - 1) return false;
      ends[field++] = at;
      starts[field] = at + 1;
      if (field === longField && bytes[at + 1 + longLength] === delimiter && at + 1 + longLength < end)
        at += longLength;
    }
    if (field !== columns - 1) return false;
    ends[field] = end;
    for (let i = 0; i < columns; i++) trim(bytes, i);
    return true;
  }

  function expect(field: number, length: number): void {
    longField = field;
    longLength = length;
  }

  return { split, starts, ends, expect };
}
