// Differences of two alternatives on the same draws, replication by replication.
import { nearestRank } from "../../base/percentile.ts";

/** Of value − baseline over pairs with the same number of replication; nearest rank: always differences that occurred. */
export interface Paired {
  readonly pairs: number;
  readonly mean: number;
  readonly p50: number;
  /** 90 % of the differences lie between them. */
  readonly p5: number;
  readonly p95: number;
  /** 95 % of them. */
  readonly p2_5: number;
  readonly p97_5: number;
  readonly verdict: "more" | "fewer" | "same" | "not told apart";
}

/** Values by replication; a single one holds for every replication. */
export type Values = readonly number[];

export const valueAt = (values: Values, replication: number): number =>
  values.length === 1 ? values[0]! : values[replication]!;

/** The longer of two lists of replications; null where they cannot be paired. */
function pairsOf(a: Values, b: Values): number | null {
  const pairs = Math.max(a.length, b.length);
  return [a, b].every(({ length }) => length === 1 || length === pairs) ? pairs : null;
}

/** Throws `RangeError` for lists of different lengths, neither of which is one value. */
export function pairedDifference(values: Values, baseline: Values): Paired {
  const pairs = pairsOf(values, baseline);
  if (pairs === null) throw new RangeError(`${values.length} replications beside ${baseline.length}`);
  const differences = Array.from({ length: pairs }, (_, k) => valueAt(values, k) - valueAt(baseline, k));
  const sorted = [...differences].sort((a, b) => a - b);
  const at = (share: number): number => nearestRank(sorted, share);
  const [p5, p95] = [at(0.05), at(0.95)];
  return {
    pairs,
    mean: differences.reduce((sum, value) => sum + value, 0) / pairs,
    p50: at(0.5),
    p5,
    p95,
    p2_5: at(0.025),
    p97_5: at(0.975),
    verdict: p5 > 0 ? "more" : p95 < 0 ? "fewer" : p5 === 0 && p95 === 0 ? "same" : "not told apart",
  };
}
