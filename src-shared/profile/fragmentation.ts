// How far free memory is broken up: what of it can still be had in large units (model 3.6).

/** Free pages in blocks of at least 2^order pages; `free[k]` is the number of free blocks of 2^k pages, as buddyinfo lists them. */
export function usableFree(free: readonly number[], order: number): number {
  let pages = 0;
  for (let k = order; k < free.length; k++) pages += free[k]! * 2 ** k;
  return pages;
}

/** Unusable free space index: the share of free pages that no block of at least 2^order pages holds. 0 without free pages. */
export function unusableIndex(free: readonly number[], order: number): number {
  const all = usableFree(free, 0);
  return all === 0 ? 0 : 1 - usableFree(free, order) / all;
}
