// Messages as bytes: JSON whose typed arrays lie behind it, so that columns travel as buffers on every transport.

// Layout, little-endian: u32 length of the JSON text, the text in UTF-8, zeros up to a multiple of 8, then each buffer,
// padded to a multiple of 8. In the text a typed array is {COLUMN: [kind, byte offset of its buffer, elements]}.

/** Of the standard of all shells; the language's own library does not name them. */
declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new (label: string, options: { fatal: boolean }) => { decode(bytes: Uint8Array): string };

/** A key that no scenario and no result has. */
const COLUMN = "\u0000column";

const KINDS = {
  f64: Float64Array,
  f32: Float32Array,
  i32: Int32Array,
  u8: Uint8Array,
  u32: Uint32Array,
  i64: BigInt64Array,
} as const;
type Kind = keyof typeof KINDS;
type Column = InstanceType<(typeof KINDS)[Kind]>;

/** Longest frame that is taken: more than any reply holds. */
export const MOST_FRAME_BYTES = 64 * 2 ** 20;

const kindOf = (value: unknown): Kind | null => {
  for (const [kind, type] of Object.entries(KINDS)) if (value instanceof type) return kind as Kind;
  return null;
};

const padded = (bytes: number): number => (bytes + 7) & ~7;

/** A message as one frame. Values are what JSON holds, and the typed arrays of `KINDS` anywhere in it. */
export function encodeFrame(message: object): Uint8Array<ArrayBuffer> {
  const columns: Column[] = [];
  let behind = 0;
  const text = JSON.stringify(message, (_key, value: unknown) => {
    const kind = kindOf(value);
    if (kind === null) return value;
    const column = value as Column;
    columns.push(column);
    const at = behind;
    behind += padded(column.byteLength);
    return { [COLUMN]: [kind, at, column.length] };
  });
  const json = new TextEncoder().encode(text);
  const start = padded(4 + json.length);
  const frame = new Uint8Array(start + behind);
  new DataView(frame.buffer).setUint32(0, json.length, true);
  frame.set(json, 4);
  let at = start;
  for (const column of columns) {
    frame.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at += padded(column.byteLength);
  }
  return frame;
}

/** The message of a frame; its columns are copies of their own. Throws an Error for bytes that are none. */
export function decodeFrame(frame: Uint8Array): unknown {
  if (frame.byteLength < 4 || frame.byteLength > MOST_FRAME_BYTES)
    throw new RangeError("a frame of this length is none");
  const length = new DataView(frame.buffer, frame.byteOffset, 4).getUint32(0, true);
  if (4 + length > frame.byteLength) throw new RangeError("the frame is cut short");
  const start = padded(4 + length);
  const text = new TextDecoder("utf-8", { fatal: true }).decode(frame.subarray(4, 4 + length));
  return JSON.parse(text, (_key, value: unknown) => column(value, frame, start));
}

function column(value: unknown, frame: Uint8Array, start: number): unknown {
  const place = (value as { [COLUMN]?: unknown } | null)?.[COLUMN];
  if (!Array.isArray(place)) return value;
  const [kind, offset, length] = place as [unknown, unknown, unknown];
  const type = typeof kind === "string" && Object.hasOwn(KINDS, kind) ? KINDS[kind as Kind] : null;
  if (!type || !isCount(offset) || !isCount(length)) throw new RangeError("a column of this kind is none");
  const from = start + offset;
  const until = from + length * type.BYTES_PER_ELEMENT;
  if (until > frame.byteLength) throw new RangeError("a column lies behind the frame's end");
  // Node's own kind of Uint8Array would slice without copying.
  const bytes = new Uint8Array(until - from);
  bytes.set(frame.subarray(from, until));
  return new type(bytes.buffer);
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
