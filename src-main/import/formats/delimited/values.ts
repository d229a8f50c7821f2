// Values of delimited text read from bytes: times of any unit, addresses, decimals, flags; nothing is made per field.

/** What a field holds: a value, nothing, or something that makes no sense in its column. */
export const FIELD = { value: 0, empty: 1, bad: 2 } as const;
export type FieldState = (typeof FIELD)[keyof typeof FIELD];

/** 64 bits as two words. */
export interface Words {
  low: number;
  high: number;
}
export const words = (): Words => ({ low: 0, high: 0 });

const WORD = 0x1_0000_0000;
const DOT = 46;
const COMMA = 44;
const MINUS = 45;
const PLUS = 43;

const HEX = new Int8Array(256).fill(-1);
for (let i = 0; i < 10; i++) HEX[48 + i] = i;
for (let i = 0; i < 6; i++) HEX[65 + i] = HEX[97 + i] = 10 + i;

/** Appends a digit; false where 63 bits are exceeded. */
function shiftIn(into: Words, digit: number): boolean {
  const low = into.low * 10 + digit;
  const carry = Math.floor(low / WORD);
  into.low = low - carry * WORD;
  into.high = into.high * 10 + carry;
  return into.high < 0x8000_0000;
}

/** Reads digits with a fraction, scaled by 10^`places`; further digits of the fraction are cut off. */
export function readScaled(bytes: Uint8Array, start: number, end: number, places: number, into: Words): FieldState {
  if (start === end) return FIELD.empty;
  into.low = 0;
  into.high = 0;
  let left = -1;
  let digits = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if ((byte === DOT || byte === COMMA) && left < 0) {
      left = places;
      continue;
    }
    if (byte < 48 || byte > 57) return FIELD.bad;
    digits++;
    if (left === 0) continue;
    if (left > 0) left--;
    if (!shiftIn(into, byte - 48)) return FIELD.bad;
  }
  for (let i = left < 0 ? places : left; i > 0; i--) if (!shiftIn(into, 0)) return FIELD.bad;
  return digits > 0 ? FIELD.value : FIELD.bad;
}

/** Reads a whole number of up to 64 bits, decimal, or hexadecimal after 0x or where the column is (`hex`). */
export function readWhole(bytes: Uint8Array, start: number, end: number, hex: boolean, into: Words): FieldState {
  if (start === end) return FIELD.empty;
  const marked = end - start > 2 && bytes[start] === 48 && ((bytes[start + 1] as number) | 32) === 120;
  if (!hex && !marked) {
    const state = readScaled(bytes, start, end, 0, into);
    for (let at = start; state === FIELD.value && at < end; at++)
      if (bytes[at] === DOT || bytes[at] === COMMA) return FIELD.bad;
    return state;
  }
  into.low = 0;
  into.high = 0;
  for (let at = marked ? start + 2 : start; at < end; at++) {
    const digit = HEX[bytes[at] as number] as number;
    if (digit < 0 || into.high > 0x0fff_ffff) return FIELD.bad;
    into.high = ((into.high << 4) | (into.low >>> 28)) >>> 0;
    into.low = ((into.low << 4) | digit) >>> 0;
  }
  return FIELD.value;
}

/** The last decimal that `readDecimal` read. */
export const decimal = { value: 0 };

/** Up to 15 digits divided by a power of ten are rounded once, and so correctly. */
const EXACT_DIGITS = 15;

/** Reads a decimal number with a point or a comma into `decimal.value`. */
export function readDecimal(bytes: Uint8Array, start: number, end: number): FieldState {
  if (start === end) return FIELD.empty;
  const sign = bytes[start] === MINUS || bytes[start] === PLUS ? 1 : 0;
  let value = 0;
  let digits = 0;
  let places = -1;
  for (let at = start + sign; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte >= 48 && byte <= 57) {
      value = value * 10 + byte - 48;
      digits++;
      if (places >= 0) places++;
    } else if ((byte === DOT || byte === COMMA) && places < 0) places = 0;
    else return readOther(bytes, start, end);
  }
  if (digits === 0 || digits > EXACT_DIGITS) return readOther(bytes, start, end);
  const size = places > 0 ? value / 10 ** places : value;
  decimal.value = bytes[start] === MINUS ? -size : size;
  return FIELD.value;
}

/** Exponents and long numbers, by way of a text. */
function readOther(bytes: Uint8Array, start: number, end: number): FieldState {
  const text = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 64))).replace(",", ".");
  const value = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  decimal.value = value;
  return Number.isFinite(value) ? FIELD.value : FIELD.bad;
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\s*(?:Z|UTC|([+-])(\d\d):?(\d\d))?$/;
/** 63 bits of ns since 1970 end in 2262. */
const LAST_YEAR = 2261;

/** Reads a moment of ISO 8601 as ns since 1970; without a zone it is UTC. */
export function readMoment(bytes: Uint8Array, start: number, end: number, into: Words): FieldState {
  if (start === end) return FIELD.empty;
  const found = ISO.exec(String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 48))));
  if (!found || end - start > 48) return FIELD.bad;
  const [, year, month, day, hour, minute, second, fraction = "", sign, zoneHours = 0, zoneMinutes = 0] = found;
  const y = Number(year);
  if (y < 1970 || y > LAST_YEAR) return FIELD.bad;
  const ms = Date.UTC(y, Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const zone = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000 * (sign === "-" ? -1 : 1);
  if (!isCalendarDay(ms, Number(month), Number(day)) || ms < zone) return FIELD.bad;
  const ns = BigInt(ms - zone) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
  into.low = Number(ns & 0xffff_ffffn);
  into.high = Number(ns >> 32n);
  return FIELD.value;
}

/** The 31st of February would become a day in March. */
function isCalendarDay(ms: number, month: number, day: number): boolean {
  const date = new Date(ms);
  return date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
}

/** Yes and no in their usual words: 1 and 0 above `bad`, as FLAG and FLAG + 1. */
export const FLAG = 4;
export function readFlag(bytes: Uint8Array, start: number, end: number): number {
  if (start === end) return FIELD.empty;
  const letter = (bytes[start] as number) | 32;
  const single = end === start + 1;
  if (single && (bytes[start] === 48 || bytes[start] === 49)) return FLAG + (bytes[start] as number) - 48;
  const length = end - start;
  // t, true, y, yes; f, false, n, no
  if (letter === 116 && (single || length === 4)) return FLAG + 1;
  if (letter === 121 && (single || length === 3)) return FLAG + 1;
  if (letter === 102 && (single || length === 5)) return FLAG;
  return letter === 110 && (single || length === 2) ? FLAG : FIELD.bad;
}
