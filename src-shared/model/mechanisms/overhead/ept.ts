// Second-level page tables (EPT, NPT) of a guest.

const FANOUT = 512;
const SMALL_PER_LARGE = 512;

/** Levels of tables above 4 KiB leaves; one less above 2 MiB leaves. */
const LEVELS = 4;

/**
 * Table pages that map `pages` guest pages with leaves of 4 KiB, or of 2 MiB (`largeLeaves`):
 * ceil(n/512) + ceil(n/512²) + … over four levels, without the last one for large leaves (model 3.9).
 */
export function eptPages(pages: number, largeLeaves: boolean): number {
  if (pages <= 0) return 0;
  let entries = largeLeaves ? Math.ceil(pages / SMALL_PER_LARGE) : pages;
  let tables = 0;
  for (let level = largeLeaves ? 1 : 0; level < LEVELS; level++) {
    entries = Math.ceil(entries / FANOUT);
    tables += entries;
  }
  return tables;
}
