// How many different pages a trace holds: exact up to a quarter of a million, then by linear counting, in bounded memory.
import { log } from "../../base/math.ts";
import { type WordTable, wordTable } from "../../base/word-table.ts";

export interface DistinctCounter {
  /** `hash` is the page's `pageHash`, so that it need not be computed twice. */
  add(low: number, high: number, hash: number): void;
  readonly count: () => number;
  readonly exact: () => boolean;
}

const MOST_EXACT = 2 ** 18;
/** Bits of the map: its count is off by about 0.05 % up to 30 million pages, by 1 % with 100 million. */
const MAP_BITS = 23;
const MAP_MASK = 2 ** MAP_BITS - 1;

/** A well mixed word of a page number (the finaliser of MurmurHash3 over both words). */
export function pageHash(low: number, high: number): number {
  let h = Math.imul(low ^ (low >>> 16), 0x85ebca6b);
  h ^= Math.imul(high ^ 0x9e3779b9, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h ^= h >>> 16;
  h = Math.imul(h, 0x165667b1);
  return h ^ (h >>> 15);
}

/**
 * Linear counting (Whang et al. 1990): a page sets the bit that its hash names; of B bits, z are still unset after about
 * B ln(B/z) different pages. The map is kept from the start, beside the exact set as long as that is small.
 */
export function distinctCounter(): DistinctCounter {
  const map = new Int32Array(2 ** (MAP_BITS - 5));
  let set = 0;
  let pages: WordTable | null = wordTable();
  return {
    add(low, high, hash) {
      const bit = hash & MAP_MASK;
      const flag = 1 << bit;
      const word = map[bit >>> 5]!;
      if ((word & flag) === 0) {
        map[bit >>> 5] = word | flag;
        set++;
        // No page that was seen has this bit, so it need not be looked for.
        pages?.add(low, high);
      } else pages?.orderOf(low, high);
      if (pages !== null && pages.size() > MOST_EXACT) pages = null;
    },
    count: () => pages?.size() ?? Math.round(-(2 ** MAP_BITS) * log(1 - Math.min(set, MAP_MASK) / 2 ** MAP_BITS)),
    exact: () => pages !== null,
  };
}
