// What captured guests tell of guests that nobody captured: how often a content is met again, how far their mean may be off.
import type { CapturedHost } from "../profile/host.ts";
import { leaveOneOut } from "./captured.ts";

/** How contents that one captured guest has alone go on when further guests come. */
export interface MetAgain {
  /** Chance that such a content stands in a given further guest, mean over all of them. */
  readonly chance: number;
  /** Most that the share of them may be which any number of further guests ever holds. */
  readonly share: number;
  /** Captured guests with contents: up to that many the captures themselves tell what is shared. */
  readonly guests: number;
}

/**
 * chance = 2 Q2 / ((K − 1) Q1 + 2 Q2) for K guests, Q1 contents in one of them and Q2 in two (Good-Turing for incidences; Chao
 * 1987); for two guests it is the leave-one-out coverage. Whether few of these contents are common or all of them are rare the
 * captures cannot tell; `share` bounds that by the leave-one-out coverage of all contents, which common ones make higher than
 * that of contents seen once. Null below two guests.
 */
export function metAgain(host: CapturedHost): MetAgain | null {
  if (!host.patterns) return null;
  const inGuests = [0, 0, 0];
  const holding = new Set<number>();
  for (const { copies, contents } of host.patterns) {
    const holders = copies.flatMap((n, g) => (n > 0 ? [g] : []));
    for (const g of holders) holding.add(g);
    if (holders.length <= 2) inGuests[holders.length]! += contents;
  }
  const guests = holding.size;
  const coverage = leaveOneOut(host);
  if (guests < 2 || !coverage) return null;
  const [, once, twice] = inGuests as [number, number, number];
  const chance = once > 0 ? (2 * twice) / ((guests - 1) * once + 2 * twice) : 0;
  return { chance, share: coverage.best, guests };
}

/** 95th percentile of Student's t for 1 to 12 degrees of freedom, then of the normal distribution with Fisher's expansion. */
const T95 = [6.314, 2.92, 2.353, 2.132, 2.015, 1.943, 1.895, 1.86, 1.833, 1.812, 1.796, 1.782];
const Z95 = 1.645;

function student95(freedom: number): number {
  const known = T95[freedom - 1];
  if (known !== undefined) return known;
  return Z95 + (Z95 ** 3 + Z95) / (4 * freedom) + (5 * Z95 ** 5 + 16 * Z95 ** 3 + 3 * Z95) / (96 * freedom * freedom);
}

/**
 * How much wider a 90 % interval of a mean is than its percentile bootstrap says when only `guests` were drawn: the bootstrap's
 * variance is (K − 1) / K of the unbiased one, and the mean follows Student's t with K − 1 degrees of freedom.
 */
export function bootstrapStretch(guests: number): number {
  return guests < 2 ? 1 : (Math.sqrt(guests / (guests - 1)) * student95(guests - 1)) / Z95;
}
