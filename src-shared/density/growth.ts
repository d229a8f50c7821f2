// Which guests come as N grows: entries share N by largest remainder, so a guest may also leave again.
import { largestRemainder } from "../base/remainder.ts";

/** The steps from no guest upwards, worked out as far as they were asked for. */
export interface Growth {
  /** Works the steps out up to N = n. */
  extendTo(n: number): void;
  /** Changes of step n (from n - 1 to n guests): indices from[n - 1] … from[n] - 1 into the two lists. */
  readonly from: readonly number[];
  /** Entry of each change. */
  readonly entry: readonly number[];
  /** Guest of the entry that comes, or ~guest for one that leaves. */
  readonly ordinal: readonly number[];
}

/** Growth of a mix with whole weights, one for each entry. */
export function createGrowth(weights: readonly number[]): Growth {
  const from = [0];
  const entry: number[] = [];
  const ordinal: number[] = [];
  let counts = weights.map(() => 0);
  const step = (n: number): void => {
    const next = weights.length === 1 ? [n] : largestRemainder(n, weights);
    for (let i = 0; i < next.length; i++) {
      for (let leaving = counts[i]! - 1; leaving >= next[i]!; leaving--) {
        entry.push(i);
        ordinal.push(~leaving);
      }
      for (let coming = counts[i]!; coming < next[i]!; coming++) {
        entry.push(i);
        ordinal.push(coming);
      }
    }
    counts = next;
    from.push(entry.length);
  };
  return {
    extendTo: (n) => {
      while (from.length <= n) step(from.length);
    },
    from,
    entry,
    ordinal,
  };
}
