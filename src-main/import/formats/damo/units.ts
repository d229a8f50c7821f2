// Numbers as damo writes them: with commas between thousands, sizes and times with units, several units in one time.

const COMMA = 44;
const MINUS = 45;

/** The last number read: 64 bits as two words. */
export interface Whole {
  low: number;
  high: number;
  negative: boolean;
}

export const whole = (): Whole => ({ low: 0, high: 0, negative: false });

/** Reads a whole number of up to 64 bits, with or without commas; false where the bytes are none. */
export function readWhole(bytes: Uint8Array, start: number, end: number, into: Whole): boolean {
  into.negative = bytes[start] === MINUS;
  let low = 0;
  let high = 0;
  let digits = 0;
  for (let at = into.negative ? start + 1 : start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === COMMA && digits > 0) continue;
    if (byte < 48 || byte > 57) return false;
    digits++;
    low = low * 10 + byte - 48;
    const carry = Math.floor(low / 0x1_0000_0000);
    low -= carry * 0x1_0000_0000;
    high = high * 10 + carry;
    if (high > 0xffff_ffff) return false;
  }
  into.low = low;
  into.high = high;
  return digits > 0;
}

const textOf = (bytes: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 200)));

const NUMBER = /^(-?[\d,]*\.?\d+(?:[eE][+-]?\d+)?)\s*([A-Za-z%]*)$/;

/** A number and its unit; null where the text is none. */
function measure(text: string): { number: number; unit: string } | null {
  const [, digits, unit] = NUMBER.exec(text.trim()) ?? [];
  if (digits === undefined || unit === undefined) return null;
  const number = Number(digits.replaceAll(",", ""));
  return Number.isFinite(number) ? { number, unit } : null;
}

/** damo's own table: KB is as much as KiB. */
const SIZES: ReadonlyMap<string, number> = new Map(
  ["", "K", "M", "G", "T", "P", "E"].flatMap((prefix, power): [string, number][] =>
    (prefix === "" ? ["", "B"] : [prefix, `${prefix}B`, `${prefix}iB`]).map((unit) => [unit, 2 ** (10 * power)]),
  ),
);

/** Reads an address or size: a whole number, or one with a unit, `4.000 KiB`. */
export function readSize(bytes: Uint8Array, start: number, end: number, into: Whole): boolean {
  if (readWhole(bytes, start, end, into)) return !into.negative;
  const found = measure(textOf(bytes, start, end));
  const unit = SIZES.get(found?.unit ?? "?");
  if (!found || unit === undefined || found.number < 0) return false;
  const size = Math.round(found.number * unit);
  if (size >= 2 ** 64) return false;
  into.negative = false;
  into.high = Math.floor(size / 0x1_0000_0000);
  into.low = size % 0x1_0000_0000;
  return true;
}

const plain = whole();

/** A count or a share, as a double; NaN where the bytes are none. */
export function readNumber(bytes: Uint8Array, start: number, end: number): number {
  if (!readWhole(bytes, start, end, plain)) return measure(textOf(bytes, start, end))?.number ?? Number.NaN;
  const size = plain.high * 0x1_0000_0000 + plain.low;
  return plain.negative ? -size : size;
}

/** ns of what damo calls usec. */
export const MICROSECOND = 1000n;

const NS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
};
const PART = /(-?\d[\d,]*(?:\.(\d+))?)\s*(ns|us|ms|s|m|h|d)(?=\s|$)/g;

/** `1 h 2.5 s` in ns; null where the text is no such time. */
function unitsNs(text: string): bigint | null {
  if (text.replace(PART, "").trim() !== "" || text.trim() === "") return null;
  let sum = 0n;
  for (const [, digits = "", fraction = "", unit = ""] of text.matchAll(PART)) {
    const scale = 10n ** BigInt(fraction.length);
    sum += (BigInt(digits.replace(/[,.]/g, "")) * (NS[unit] as bigint)) / scale;
  }
  return sum;
}

/** A time in ns; a number without a unit counts `plainNs` each. Null where the bytes are none, or not a 63-bit one. */
export function readTime(bytes: Uint8Array, start: number, end: number, plainNs: bigint): bigint | null {
  const text = textOf(bytes, start, end);
  const bare = /^-?\d[\d,]*$/.test(text) ? BigInt(text.replaceAll(",", "")) * plainNs : null;
  const part = bare ?? unitsNs(text) ?? fractionNs(text, plainNs);
  return part === null || part < -(1n << 62n) || part >= 1n << 63n ? null : part;
}

/** `5000.0`: Python writes whole numbers so once they were divided. */
function fractionNs(text: string, plainNs: bigint): bigint | null {
  const found = measure(text);
  return found && found.unit === "" && Math.abs(found.number) < 2 ** 63
    ? BigInt(Math.round(found.number * Number(plainNs)))
    : null;
}
