// Which accesses the fast tier serves: pages by heat, hottest first, or anywhere; and the mean time of an access.

/** Pages of one heat and the share of all accesses that go to them. */
export interface HeatClass {
  readonly pages: number;
  readonly accessShare: number;
}

/** Share of accesses that `fast` pages of fast memory serve when the hottest pages (first in the list) are placed there. */
export function hottestFirstHit(classes: readonly HeatClass[], fast: number): number {
  let [left, hit] = [fast, 0];
  for (const { pages, accessShare } of classes) {
    const placed = Math.min(pages, left);
    if (pages > 0) hit += (accessShare * placed) / pages;
    left -= placed;
  }
  return hit;
}

/** The same when pages lie anywhere. */
export function anywhereHit(classes: readonly HeatClass[], fast: number): number {
  const pages = classes.reduce((sum, heat) => sum + heat.pages, 0);
  return pages > 0 ? Math.min(1, fast / pages) : 1;
}

/** Mean access time in the unit of the latencies. */
export const meanAccess = (hit: number, fastLatency: number, slowLatency: number): number =>
  hit * fastLatency + (1 - hit) * slowLatency;
