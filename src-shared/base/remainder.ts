// Splitting a whole number into whole parts by the method of largest remainders.

/**
 * `n` units split in proportion to `weights` (each >= 0): every part gets its whole share, left-over units go to the
 * largest remainders, ties to the lowest index. Exact for whole weights while n · weight stays below 2^53.
 */
export function largestRemainder(n: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (n === 0 || weights.length === 0) return weights.map(() => 0);
  if (!(total > 0)) throw new RangeError("largestRemainder needs a positive sum of weights");
  const remainders = weights.map((weight) => (n * weight) % total);
  const parts = weights.map((weight, i) => Math.round((n * weight - remainders[i]!) / total));
  const left = n - parts.reduce((sum, part) => sum + part, 0);
  const order = weights.map((_, i) => i).sort((a, b) => remainders[b]! - remainders[a]! || a - b);
  for (const i of order.slice(0, left)) parts[i]! += 1;
  return parts;
}
