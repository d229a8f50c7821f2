// Transcendent memory as Xen 4.11 codes it (xen/common/tmem.c, tmem_control.c): who is evicted, when a put may be done.
import { defaultOf } from "../../parameters.ts";

const TRIES = 10;

/** What a client holds of all ephemeral pages, and what its weight is of all weights. */
export interface ClientShare {
  readonly clientPages: number;
  readonly globalPages: number;
  readonly weight: number;
  readonly weights: number;
}

/**
 * Whether a client is over its quota. `literal` is the test as written, which is true when it holds less than its weight's
 * share; `intended` is what its name says. Shares are whole percents, cut, as there.
 */
export function isOverQuota(share: ClientShare, reading: "literal" | "intended"): boolean {
  const { clientPages, globalPages, weight, weights } = share;
  if (weights === 0 || weight === 0 || clientPages === 0 || globalPages === 0) return false;
  const all = Math.floor((globalPages * 100) / clientPages);
  const fair = Math.floor((weights * 100) / weight);
  return reading === "literal" ? all > fair : all < fair;
}

/** What happens before an ephemeral page is put: evictions that found a page, tries that found none, and whether it goes on. */
export function makeRoom(
  freePages: number,
  ephemeralPages: number,
): {
  readonly evictions: number;
  readonly failedTries: number;
  readonly done: boolean;
} {
  const least = defaultOf("tmem.min_free_pages");
  let [free, left, evictions, failedTries] = [freePages, ephemeralPages, 0, 0];
  while (free < least && failedTries < TRIES) {
    if (left > 0) [free, left, evictions] = [free + 1, left - 1, evictions + 1];
    else failedTries++;
  }
  return { evictions, failedTries, done: free >= least };
}

/** Evictions when Xen itself asks for 2^order pages and the pool's own free list is empty: single pages only. */
export const relinquished = (order: number, ephemeralPages: number): number | null =>
  order > 0 ? null : Math.min(TRIES, ephemeralPages);

/** Whether a persistent put may take a page: it counts against the domain's maximum, however much the host has free. */
export const persistentPutAllowed = (domainPages: number, maxPages: number, hostFree: number): boolean =>
  domainPages < maxPages && hostFree > 0;
