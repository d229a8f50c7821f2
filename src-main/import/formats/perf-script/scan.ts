// Parts of a head that only perf prints.
import { BLANK, digitsBefore, isDigit, MINUS, numberAt } from "../../trace-events/text-scan.ts";

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
