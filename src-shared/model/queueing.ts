// Waiting for a device that guests share, and what stalls do to a guest's speed (model section 4).

/** Mean wait of a queue with Poisson arrivals and one server (Pollaczek and Khinchine); infinite at full load. */
export function meanWait(perSecond: number, meanServiceSeconds: number, meanSquareSeconds: number): number {
  const load = perSecond * meanServiceSeconds;
  return load < 1 ? (perSecond * meanSquareSeconds) / (2 * (1 - load)) : Number.POSITIVE_INFINITY;
}

/** Slowdown when stalls come per second of useful work. */
export const slowdownPerWork = (perSecond: number, stallSeconds: number): number => 1 + perSecond * stallSeconds;

/** Slowdown when stalls were counted per second of wall time; infinite when nothing else happens. */
export function slowdownPerWall(perSecond: number, stallSeconds: number): number {
  const stalled = perSecond * stallSeconds;
  return stalled < 1 ? 1 / (1 - stalled) : Number.POSITIVE_INFINITY;
}
