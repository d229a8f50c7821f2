// Numbers and blanks in the bytes of a line.

export const BLANK = 32;
const TAB = 9;
const MINUS = 45;
export const ZERO = 48;
const NINE = 57;

export const isDigit = (byte: number): boolean => byte >= ZERO && byte <= NINE;
export const isBlank = (byte: number): boolean => byte === BLANK || byte === TAB;

/** Start of the digits that end at `end`, -1 for none or for more than a number of 32 bits has. */
export function digitsBefore(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && isDigit(bytes[at - 1] as number)) at--;
  return at === end || end - at > 10 ? -1 : at;
}

export function numberAt(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + (bytes[at] as number) - ZERO;
  return value;
}

/** Behind the last byte before `end` that is no blank. */
export function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(bytes[at - 1] as number)) at--;
  return at;
}

/** Skips what perf prints before a guest's samples: `VM:    1 VCPU:000 `. */
export function skipGuest(bytes: Uint8Array, start: number, end: number): number {
  const V = 86;
  if (bytes[start] !== V) return start;
  let at = start;
  const skip = (name: string, padded: boolean): void => {
    let next = at;
    for (let i = 0; i < name.length; i++) if (bytes[next++] !== name.charCodeAt(i)) return;
    if (padded) while (next < end && bytes[next] === BLANK) next++;
    const digits = next;
    while (next < end && isDigit(bytes[next] as number)) next++;
    if (next > digits && bytes[next] === BLANK) at = next + 1;
  };
  skip("VM:", true);
  skip("VCPU:", false);
  return at;
}

/** A thread or process number that ends at `end`; its start, -1 for none. */
export function signedBefore(bytes: Uint8Array, start: number, end: number): number {
  const at = digitsBefore(bytes, start, end);
  return at > start && bytes[at - 1] === MINUS ? at - 1 : at;
}

export const signedAt = (bytes: Uint8Array, start: number, end: number): number =>
  (bytes[start] === MINUS ? -numberAt(bytes, start + 1, end) : numberAt(bytes, start, end)) | 0;
