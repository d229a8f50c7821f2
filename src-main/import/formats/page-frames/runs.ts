// Lines `R INDEX COUNT FLAGS PFN KPAGEFLAGS` read from bytes, all numbers hexadecimal: pages in a row that are alike.

/** What the flags and kpageflags of a run say of its pages. */
export interface Run {
  /** First page, counted from the start of the mapping. */
  index: number;
  pages: number;
  /** Backed by a frame; frames of a run follow one another. */
  present: boolean;
  swapped: boolean;
  /** Frame of the first page in two words; 0 where it was hidden from the recorder. */
  frameLow: number;
  frameHigh: number;
  ksm: boolean;
  /** On the kernel's page of zeros. */
  zeroPage: boolean;
}

export const emptyRun = (): Run => ({
  index: 0,
  pages: 0,
  present: false,
  swapped: false,
  frameLow: 0,
  frameHigh: 0,
  ksm: false,
  zeroPage: false,
});

/** Bits of /proc/kpageflags (the kernel's pagemap document). */
const KPF_KSM = 1 << 21;
const KPF_ZERO_PAGE = 1 << 24;
const SPACE = 32;
/** Page numbers above 2^52 are no addresses. */
const MOST_INDEX_HIGH = 2 ** 20;

const HEX = new Int8Array(256).fill(-1);
for (let i = 0; i < 10; i++) HEX[48 + i] = i;
for (let i = 0; i < 6; i++) HEX[65 + i] = HEX[97 + i] = 10 + i;

/** Where the last field ended, and its value. */
const field = { end: 0, low: 0, high: 0 };

/** Reads a hexadecimal field from `at` on; false where there is none of at most 64 bits. */
function readHex(bytes: Uint8Array, at: number, until: number): boolean {
  let low = 0;
  let high = 0;
  let digits = 0;
  let i = at;
  for (; i < until && bytes[i] !== SPACE; i++) {
    const digit = HEX[bytes[i] as number] as number;
    if (digit < 0 || ++digits > 16) return false;
    high = ((high << 4) | (low >>> 28)) >>> 0;
    low = ((low << 4) | digit) >>> 0;
  }
  field.end = i + 1;
  field.low = low;
  field.high = high;
  return digits > 0;
}

/** Takes a line apart into `into`; false where it is no run. */
export function readRun(bytes: Uint8Array, start: number, end: number, into: Run): boolean {
  if (bytes[start] !== 82 || bytes[start + 1] !== SPACE) return false;
  if (!readHex(bytes, start + 2, end) || field.high >= MOST_INDEX_HIGH) return false;
  into.index = field.high * 0x1_0000_0000 + field.low;
  if (!readHex(bytes, field.end, end) || field.high > 0) return false;
  into.pages = field.low;
  into.present = into.swapped = false;
  let at = field.end;
  for (; at < end && bytes[at] !== SPACE; at++) {
    if (bytes[at] === 80) into.present = true;
    else if (bytes[at] === 83) into.swapped = true;
    else if (bytes[at] !== 70 && bytes[at] !== 88 && bytes[at] !== 68) return false;
  }
  if (!readHex(bytes, at + 1, end)) return false;
  into.frameLow = field.low;
  into.frameHigh = field.high;
  if (!readHex(bytes, field.end, end)) return false;
  into.ksm = (field.low & KPF_KSM) !== 0;
  into.zeroPage = (field.low & KPF_ZERO_PAGE) !== 0;
  return into.pages > 0 && field.end > end;
}
