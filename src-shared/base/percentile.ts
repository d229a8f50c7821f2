// Percentiles by nearest rank: always a value that occurred.

/** The smallest value with at least `share` (0..1) of the ascending values at or below it; NaN without values. */
export function nearestRank(sorted: ArrayLike<number>, share: number): number {
  const n = sorted.length;
  if (n === 0) return Number.NaN;
  // 0.07 · 100 is 7.000000000000001 in doubles and must not become rank 8.
  const rank = Math.ceil(share * n - 1e-9);
  return sorted[Math.min(n, Math.max(1, rank)) - 1]!;
}
