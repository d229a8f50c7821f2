// Reuse times of a trace: how many references ago each page was used last.
import { grownDoubles } from "../../base/grow.ts";
import { wordTable } from "../../base/word-table.ts";

export interface ReuseTimes {
  /** References since the last use of this page, 0 for its first use. */
  use(low: number, high: number): number;
  readonly references: () => number;
  readonly distinct: () => number;
}

export function reuseTimes(): ReuseTimes {
  const pages = wordTable();
  let lastUse = new Float64Array(1024);
  let now = 0;
  return {
    use(low, high) {
      const known = pages.size();
      const id = pages.orderOf(low, high);
      if (id >= lastUse.length) lastUse = grownDoubles(lastUse, 2 * lastUse.length);
      const time = id < known ? now - lastUse[id]! : 0;
      lastUse[id] = now++;
      return time;
    },
    references: () => now,
    distinct: () => pages.size(),
  };
}
