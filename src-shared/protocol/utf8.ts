// How long a text is in UTF-8, without making it: what files and file systems count.

/** Bytes of a text in UTF-8; half a surrogate pair counts as its replacement, 3 bytes. */
export function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
