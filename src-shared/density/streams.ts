// The random streams of density: what each draw is for, and how replications and guests are numbered.
import { philox } from "../base/rng.ts";

/** First counter word's purpose of each kind of draw (model section 8). */
export const purposes = { guests: 32, coverage: 33, blocks: 34, bursts: 35, overhead: 36, recordings: 37 } as const;

const INNER_BITS = 14;
const GUEST_BITS = 21;

/** Most guests a search looks at; guest numbers inside an entry stay below it. */
export const MAX_GUESTS = 2 ** GUEST_BITS - 1;

/** One number for (outer, inner): below 2^24, the same inner run whatever the number of runs. */
export const runNumber = (outer: number, inner: number): number => (outer << INNER_BITS) | inner;

/** One number for guest `ordinal` of the entry with this rank. */
export const guestNumber = (rank: number, ordinal: number): number => ((rank << GUEST_BITS) | ordinal) >>> 0;

/** Four random words of one draw of one guest in one run. */
export function drawWords(
  seed: number,
  purpose: number,
  run: number,
  guest: number,
  epoch: number,
  draw: number,
  out: Uint32Array,
): void {
  philox(seed >>> 0, Math.floor(seed / 4294967296), draw, epoch, guest, purpose | (run << 8), out);
}
