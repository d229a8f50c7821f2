// How much of the memory equal pages would save, from contents chosen by their hash instead of from all of them.

import type { Band } from "../working-set.ts";
import { type Accuracy, Z90 } from "./accuracy.ts";

export interface SharingEstimate {
  /** Pages, counted exactly. */
  readonly pages: number;
  /** Different contents: estimated. */
  readonly distinct: number;
  /** 1 - distinct / pages, with 90 % bounds. */
  readonly saving: Band;
  /** Its error is the standard deviation of the saving. */
  readonly accuracy: Accuracy;
}

/**
 * Estimate from the contents whose hash lies in a share `fraction` of all hashes (`sampled` of them) and `big` contents
 * that are counted exactly, whatever their hash; `pages` holds all pages. The estimate of the others is sampled / fraction,
 * its variance (D - big)(1 - f)/f. Never sample pages instead of contents: a copy then seldom meets its twin.
 */
function sampledSharing(pages: number, sampled: number, big: number, fraction: number): SharingEstimate {
  const others = sampled / fraction;
  const distinct = others + big;
  const saving = pages > 0 ? 1 - distinct / pages : 0;
  const deviation = pages > 0 ? Math.sqrt((others * (1 - fraction)) / fraction) / pages : 0;
  return {
    pages,
    distinct,
    saving: {
      low: Math.max(0, saving - Z90 * deviation),
      best: Math.max(0, saving),
      high: Math.min(1, saving + Z90 * deviation),
    },
    accuracy: {
      method: "contents chosen by hash",
      sample: sampled + big,
      of: "contents",
      error: pages > 0 ? deviation : null,
      error_is: "standard deviation of the saving, sqrt((D - D_big)(1 - f)/f)/T",
    },
  };
}

/** Copies from which a content is counted exactly. */
const BIG = 200;

/**
 * The same from copies by content: `hash` is the content's, as a share of all hashes in [0, 1). Contents with at least 200
 * copies are counted exactly.
 */
export function sharingBySample(
  contents: Iterable<{ readonly hash: number; readonly copies: number }>,
  fraction: number,
): SharingEstimate {
  let [pages, sampled, big] = [0, 0, 0];
  for (const { hash, copies } of contents) {
    pages += copies;
    if (copies >= BIG) big++;
    else if (hash < fraction) sampled++;
  }
  return sampledSharing(pages, sampled, big, fraction);
}
