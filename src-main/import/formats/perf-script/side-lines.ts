// Lines that tell of records beside the samples: `PERF_RECORD_...`.
import { isDigit } from "../../trace-events/text-scan.ts";

const SIDE = "PERF_RECORD_";

/** Whether the word at `start` names a record beside the samples. */
export function isSideName(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start <= SIDE.length || bytes[start] !== 80) return false;
  for (let i = 0; i < SIDE.length; i++) if (bytes[start + i] !== SIDE.charCodeAt(i)) return false;
  return true;
}

/** `COMM`, `MMAP2`, `FORK` ... */
export function sideKind(bytes: Uint8Array, start: number, end: number): string {
  let at = start + SIDE.length;
  let kind = "";
  for (; at < end && kind.length < 24; at++) {
    const byte = bytes[at] as number;
    if (!((byte >= 65 && byte <= 90) || isDigit(byte) || byte === 95)) break;
    kind += String.fromCharCode(byte);
  }
  return kind;
}

const LOST = /^ lost (\d{1,15})\b/;
const MAX_LOST = 40;

/** Records that a line says were lost, null where it does not; `from` is behind the record's name. */
export function lostRecords(bytes: Uint8Array, from: number, end: number): number | null {
  const found = LOST.exec(new TextDecoder().decode(bytes.subarray(from, Math.min(end, from + MAX_LOST))));
  return found ? Number(found[1]) : null;
}
