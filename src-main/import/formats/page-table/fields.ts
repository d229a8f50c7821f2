// Reads the fields of a table's rows from bytes: numbers, digests and flags, without a string or object per field.

/** Result of reading a field: it holds a value, it is empty, or it makes no sense. */
export const FIELD = { value: 0, empty: 1, bad: 2 } as const;
export type FieldState = (typeof FIELD)[keyof typeof FIELD];

const HEX = new Int8Array(256).fill(-1);
for (let i = 0; i < 10; i++) HEX[48 + i] = i;
for (let i = 0; i < 6; i++) HEX[65 + i] = HEX[97 + i] = 10 + i;

/** The last value read: 64 bits as two words. */
export interface NumberField {
  low: number;
  high: number;
}

/** Reads an unsigned number of up to 64 bits, decimal or hexadecimal after 0x. */
export function readNumber(bytes: Uint8Array, start: number, end: number, into: NumberField): FieldState {
  if (start === end) return FIELD.empty;
  into.high = 0;
  if (end - start > 2 && bytes[start] === 48 && ((bytes[start + 1] as number) | 32) === 120)
    return readHexNumber(bytes, start + 2, end, into);
  let low = 0;
  let high = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit < 0 || digit > 9) return FIELD.bad;
    low = low * 10 + digit;
    if (low > 0xffffffff || high > 0) {
      const carry = Math.floor(low / 4294967296);
      low -= carry * 4294967296;
      high = high * 10 + carry;
      if (high > 0xffffffff) return FIELD.bad;
    }
  }
  into.low = low;
  into.high = high;
  return FIELD.value;
}

function readHexNumber(bytes: Uint8Array, start: number, end: number, into: NumberField): FieldState {
  let low = 0;
  let high = 0;
  for (let at = start; at < end; at++) {
    const digit = HEX[bytes[at] as number] as number;
    if (digit < 0 || high > 0x0fffffff) return FIELD.bad;
    high = ((high << 4) | (low >>> 28)) >>> 0;
    low = ((low << 4) | digit) >>> 0;
  }
  into.low = low;
  into.high = high;
  return FIELD.value;
}

/** Digits of a digest that are kept: 128 bits; longer digests keep their first 128. */
export const DIGEST_DIGITS = 32;
/** A shorter digest than 64 bits tells no contents apart. */
const LEAST_DIGITS = 16;

/** Eight digits as a word; a negative digit among them makes `badDigits` negative. */
function readWord(bytes: Uint8Array, at: number): number {
  const a = HEX[bytes[at] as number] as number;
  const b = HEX[bytes[at + 1] as number] as number;
  const c = HEX[bytes[at + 2] as number] as number;
  const d = HEX[bytes[at + 3] as number] as number;
  const e = HEX[bytes[at + 4] as number] as number;
  const f = HEX[bytes[at + 5] as number] as number;
  const g = HEX[bytes[at + 6] as number] as number;
  const h = HEX[bytes[at + 7] as number] as number;
  badDigits |= a | b | c | d | e | f | g | h;
  return (a << 28) | (b << 24) | (c << 20) | (d << 16) | (e << 12) | (f << 8) | (g << 4) | h;
}
let badDigits = 0;

/**
 * Reads a hexadecimal digest into four words, the least significant first, so that the number prints as the digest.
 * A digest of fewer than 32 digits fills the low words.
 */
export function readDigest(bytes: Uint8Array, start: number, end: number, into: Uint32Array, word: number): FieldState {
  const digits = end - start;
  if (digits === 0) return FIELD.empty;
  badDigits = 0;
  if (digits < DIGEST_DIGITS) return readShortDigest(bytes, start, end, into, word);
  into[word + 3] = readWord(bytes, start);
  into[word + 2] = readWord(bytes, start + 8);
  into[word + 1] = readWord(bytes, start + 16);
  into[word] = readWord(bytes, start + 24);
  for (let i = start + DIGEST_DIGITS; i < end; i++) badDigits |= HEX[bytes[i] as number] as number;
  return badDigits < 0 ? FIELD.bad : FIELD.value;
}

function readShortDigest(bytes: Uint8Array, start: number, end: number, into: Uint32Array, word: number): FieldState {
  if (end - start < LEAST_DIGITS) return FIELD.bad;
  into[word] = into[word + 1] = into[word + 2] = into[word + 3] = 0;
  let slot = word;
  for (let at = end; at > start; at -= 8) {
    let value = 0;
    for (let i = Math.max(start, at - 8); i < at; i++) {
      const digit = HEX[bytes[i] as number] as number;
      badDigits |= digit;
      value = (value << 4) | digit;
    }
    into[slot++] = value;
  }
  return badDigits < 0 ? FIELD.bad : FIELD.value;
}

/** Reads 0, 1, and words that begin like true, yes, false, no; the flag stands in bit 0 of what is returned above `bad`. */
export function readFlag(bytes: Uint8Array, start: number, end: number): number {
  if (start === end) return FIELD.empty;
  const first = bytes[start] as number;
  if (end === start + 1 && (first === 48 || first === 49)) return FLAG + (first - 48);
  const letter = first | 32;
  if (letter === 116 || letter === 121) return FLAG + 1;
  if (letter === 102 || letter === 110) return FLAG;
  return FIELD.bad;
}
/** `readFlag` gives FLAG for false and FLAG + 1 for true. */
export const FLAG = 4;
