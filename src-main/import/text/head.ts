// The first lines of a source, for detection: only of what is text, some damaged bytes aside.

/** Bytes that an importer sees of a source; a head of this size was cut somewhere. */
const HEAD_BYTES = 65_536;

/** C0 controls that occur in text: tab, newline, form feed, carriage return, escape. */
const TEXT_CONTROLS: readonly number[] = [9, 10, 12, 13, 27];

/** Share of bytes that may be no text: a flipped bit must not hide a file, and binary data have far more. */
const DAMAGED_SHARE = 0.01;

const MOST_LINES = 2000;

/** Every importer looks at the same head: its lines are made once. */
const known = new WeakMap<Uint8Array, readonly string[] | null>();

/** First lines without their line ends, or null if this is not UTF-8 text. A line cut by the head's end is left out. */
export function headLines(head: Uint8Array, most = 400): readonly string[] | null {
  let lines = known.get(head);
  if (lines === undefined) {
    lines = readLines(head);
    known.set(head, lines);
  }
  return lines && most < lines.length ? lines.slice(0, most) : lines;
}

const isTextControl = new Uint8Array(256);
for (const byte of TEXT_CONTROLS) isTextControl[byte] = 1;

function readLines(head: Uint8Array): string[] | null {
  let wrong = 0;
  for (let i = 0; i < head.length; i++) {
    const byte = head[i] as number;
    if (byte < 32 && isTextControl[byte] === 0) wrong++;
  }
  if (wrong > head.length * DAMAGED_SHARE) return null;
  const whole = head.length < HEAD_BYTES;
  const end = whole ? head.length : head.lastIndexOf(10) + 1;
  const text = new TextDecoder().decode(head.subarray(0, end));
  for (let at = text.indexOf("\uFFFD"); at >= 0; at = text.indexOf("\uFFFD", at + 1)) wrong++;
  if (wrong > head.length * DAMAGED_SHARE) return null;
  return text
    .split("\n", MOST_LINES)
    .map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line))
    .filter((line, i, all) => line !== "" || i < all.length - 1);
}

/** Lines that carry something: neither blank nor a `#` comment. */
export const contentLines = (lines: readonly string[]): string[] =>
  lines.filter((line) => line.trim() !== "" && !line.startsWith("#"));
