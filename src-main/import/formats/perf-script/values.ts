// What stands behind the event of a counted page fault: addresses in columns.
import { BLANK, readHex, skipBlanks, TAB } from "../../trace-events/text-scan.ts";

const CLOSE_PAREN = 41;

/** perf prints addresses right-aligned in so many columns. */
const WIDTH = 16;

/** An address in words; `known` is false where it was not printed. */
export interface Address {
  known: boolean;
  /** Low word first. */
  readonly words: Uint32Array;
}

export const noAddress = (): Address => ({ known: false, words: new Uint32Array(2) });

const endsWord = (bytes: Uint8Array, at: number, end: number): boolean =>
  at >= end || bytes[at] === BLANK || bytes[at] === TAB;

/** Reads a whole word of hexadecimal digits; returns its end, -1 where the word is something else. */
function readWord(address: Address, bytes: Uint8Array, from: number, end: number): number {
  const at = readHex(address.words, 0, bytes, from, end);
  return at > from && endsWord(bytes, at, end) ? at : -1;
}

/** The instruction behind the file of the data address, where perf prints files: most lines have it there. */
function findIpBehindFile(ip: Address, bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from + 1; at < end; at++) {
    if (bytes[at] !== BLANK || bytes[at - 1] !== CLOSE_PAREN) continue;
    const word = skipBlanks(bytes, at, end);
    const behind = readWord(ip, bytes, word, end);
    if (behind > 0 && word - at >= WIDTH + 1 - (behind - word)) return true;
    at = word;
  }
  return false;
}

/** An address of the full width behind a symbol and its file: `addr sym (dso) IP sym (dso)`. */
function findIp(ip: Address, bytes: Uint8Array, from: number, end: number): boolean {
  let at = from;
  while (at < end) {
    const word = skipBlanks(bytes, at, end);
    const behind = readWord(ip, bytes, word, end);
    // Right-aligned: what is left of the column is blank, so that no word of a symbol is taken for an address.
    if (behind > 0 && word - at >= WIDTH + 1 - (behind - word)) return true;
    at = word;
    while (at < end && bytes[at] !== BLANK && bytes[at] !== TAB) at++;
  }
  return false;
}

/**
 * Reads the columns behind `EVENT:`. The data address stands directly behind the colon and a blank, the instruction
 * behind one blank more: the width tells which of the two a first number is. Where somebody squeezed the columns, a
 * single number is the instruction. Returns false when a number may have been cut off by the end of the text.
 */
export function readAddresses(
  addr: Address,
  ip: Address,
  bytes: Uint8Array,
  colon: number,
  end: number,
  ended: boolean,
): boolean {
  addr.known = false;
  ip.known = false;
  const first = skipBlanks(bytes, colon + 1, end);
  const behind = readWord(addr, bytes, first, end);
  if (behind < 0) return true;
  const width = behind - colon - 1;
  const aligned = width === WIDTH + 1 || width === WIDTH + 2;
  if (!aligned && !ended && behind === end) return false;
  if (width === WIDTH + 2) {
    moveTo(ip, addr);
    return true;
  }
  ip.known = findIpBehindFile(ip, bytes, behind, end) || findIp(ip, bytes, behind, end);
  if (!aligned && !ip.known) ip.known = readWord(ip, bytes, skipBlanks(bytes, behind, end), end) > 0;
  if (aligned || ip.known) addr.known = true;
  else moveTo(ip, addr);
  return true;
}

function moveTo(ip: Address, addr: Address): void {
  ip.known = true;
  ip.words.set(addr.words);
}

/**
 * The address of the first frame of a call chain, on a line of its own. For frames in files perf prints the place in
 * the file, so only the kernel's addresses, which lie in the upper half, are addresses.
 */
export function readFrame(ip: Address, bytes: Uint8Array, start: number, end: number): boolean {
  return readWord(ip, bytes, skipBlanks(bytes, start, end), end) > 0 && (ip.words[1] as number) >= 0x8000_0000;
}
