// How many different pages a trace holds: exact up to a million, then by linear counting, in bounded memory.
import { log } from "../../base/math.ts";
import { wordTable } from "../../base/word-table.ts";

export interface DistinctCounter {
  add(low: number, high: number): void;
  readonly count: () => number;
  readonly exact: () => boolean;
}

const MOST_EXACT = 2 ** 20;
/** Bits of the map: with 100 million pages its count is off by about 0.1 %. */
const MAP_BITS = 25;

/** A well mixed word of a page number (the finaliser of MurmurHash3 over both words). */
export function pageHash(low: number, high: number, salt: number): number {
  let h = low ^ salt;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h ^= Math.imul(high ^ 0x9e3779b9, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h ^= h >>> 16;
  h = Math.imul(h, 0x165667b1);
  return (h ^ (h >>> 15)) >>> 0;
}

/**
 * Linear counting (Whang et al. 1990): a page sets the bit that its hash names; of B bits, z are still unset after about
 * B ln(B/z) different pages.
 */
export function distinctCounter(): DistinctCounter {
  let pages: ReturnType<typeof wordTable> | null = wordTable();
  let map: Uint32Array | null = null;
  let set = 0;
  const mark = (low: number, high: number): void => {
    const bit = pageHash(low, high, 0x3c6ef372) >>> (32 - MAP_BITS);
    const word = map![bit >>> 5]!;
    const flag = 1 << (bit & 31);
    if (word & flag) return;
    map![bit >>> 5] = word | flag;
    set++;
  };
  return {
    add(low, high) {
      if (!pages) {
        mark(low, high);
        return;
      }
      pages.orderOf(low, high);
      if (pages.size() <= MOST_EXACT) return;
      map = new Uint32Array(2 ** (MAP_BITS - 5));
      pages.each(mark);
      pages = null;
    },
    count: () =>
      pages ? pages.size() : Math.round(-(2 ** MAP_BITS) * log(1 - Math.min(set, 2 ** MAP_BITS - 1) / 2 ** MAP_BITS)),
    exact: () => pages !== null,
  };
}
