// Text of UTF-16, told by its first two bytes, as UTF-8; other text passes as it is, without its mark.

const isLittle = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xfe;
const isBig = (bytes: Uint8Array): boolean => bytes[0] === 0xfe && bytes[1] === 0xff;
const isMarked8 = (bytes: Uint8Array): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

/** The head of a text as UTF-8. */
export function headAsUtf8(head: Uint8Array): Uint8Array {
  if (isMarked8(head)) return head.subarray(3);
  if (!isLittle(head) && !isBig(head)) return head;
  const text = new TextDecoder(isLittle(head) ? "utf-16le" : "utf-16be").decode(head.subarray(0, head.length & ~1));
  return new TextEncoder().encode(text);
}

/** The chunks of a text as UTF-8. */
export async function* asUtf8(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  let begun = false;
  let held = new Uint8Array(0);
  for await (const chunk of chunks) {
    let piece = chunk;
    if (!begun) {
      const joined = new Uint8Array(held.length + chunk.length);
      joined.set(held);
      joined.set(chunk, held.length);
      held = joined;
      if (held.length < 3) continue;
      begun = true;
      if (isLittle(held) || isBig(held)) decoder = new TextDecoder(isLittle(held) ? "utf-16le" : "utf-16be");
      piece = isMarked8(held) ? held.subarray(3) : held;
    }
    if (piece.length > 0) yield decoder ? encoder.encode(decoder.decode(piece, { stream: true })) : piece;
  }
  if (!begun) yield held;
  const rest = decoder?.decode();
  if (rest) yield encoder.encode(rest);
}
