// Entries of KVM's page tables on x86: whether one maps a page, which, and how.

const PRESENT = 1;
const WRITABLE = 2;
const READ_WRITE_EXEC = 0b111;
const LARGE = 1 << 7;
/** Set in every entry that maps, on kernels from 5.13; before, in those that KVM may write to. */
const MAPPED = 1 << 11;
/** In the high word. Entries of device memory: a reserved bit of the address, or KVM's own mark before 5.13. */
const RESERVED_51 = 1 << 19;
const DEVICE_MARK = 3 << 20;
/** An EPT entry that may be written but not read is a mistake on purpose: device memory. */
const MISCONFIGURED = 0b110;

const FRAME_HIGH = 0xf_ffff;
const PAGE_BITS = 12;
const LEVEL_BITS = 9;
const WORD_BITS = 32;

/** Page tables have at most five levels. */
const MOST_LEVELS = 5;

/** What an entry says. */
export interface Spte {
  /** It maps a page; tables and entries of device memory do not. */
  maps: boolean;
  writable: boolean;
  /** Host frame number in words. */
  frameLow: number;
  frameHigh: number;
}

export const spte = (): Spte => ({ maps: false, writable: false, frameLow: 0, frameHigh: 0 });

function isPresent(low: number, high: number): boolean {
  if (low & MAPPED) return true;
  if ((low & READ_WRITE_EXEC) === MISCONFIGURED || (high & DEVICE_MARK) === DEVICE_MARK) return false;
  return (low & PRESENT) !== 0 && !(high & RESERVED_51);
}

/** Reads an entry of a table of `level`: from level 2 on it may be a table or a page. */
export function readSpte(into: Spte, low: number, high: number, level: number): void {
  into.maps = isPresent(low, high) && (level === 1 || (low & LARGE) !== 0);
  into.writable = (low & WRITABLE) !== 0;
  const frameHigh = high & FRAME_HIGH;
  into.frameLow = ((low >>> PAGE_BITS) | (frameHigh << (WORD_BITS - PAGE_BITS))) >>> 0;
  into.frameHigh = frameHigh >>> PAGE_BITS;
}

export const isLevel = (low: number, high: number): boolean => high === 0 && low >= 1 && low <= MOST_LEVELS;

/** Bytes that an entry of a level maps: 4 KiB, 2 MiB, 1 GiB ... */
export const bytesOfLevel = (level: number): number => 2 ** (PAGE_BITS + LEVEL_BITS * (level - 1));
