// Which idle instance is worth least to keep: greedy-dual by frequency, cost and size (FaasCache, ASPLOS 2021; model 3.8).

/**
 * Priority of an instance that is used now: clock + calls · cost of a cold start / size. The clock is the priority of what was
 * evicted last, so that instances age. Cost and size in any units, the same for all.
 */
export const greedyDual = (clock: number, calls: number, coldCost: number, size: number): number =>
  clock + (calls * coldCost) / Math.max(size, 1);
