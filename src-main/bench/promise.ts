// Results of what a person waits for, against what is promised.
import type { Result } from "./measure.ts";

type Quantile = "median" | "p95" | "worst";

/** Of repeats in any order: the median, what 95 in 100 are at most, and the worst; the promise is about `of`. */
export function promised(
  id: string,
  what: string,
  unit: string,
  values: readonly number[],
  atMost: number,
  of: Quantile = "median",
): Result {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  const found = { median: at(0.5), p95: at(0.95), worst: at(1) };
  return {
    ...{ id, what, records: values.length, bytes: 0, cpu_seconds: 0, rate_per_cpu_second: 0 },
    wall_seconds: unit === "ms" ? found.median / 1000 : 0,
    ...{ peak_pss_bytes: null, peer: null },
    promise: { unit, ...found, of, at_most: atMost, kept: found[of] <= atMost },
  };
}
