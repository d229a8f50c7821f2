// Least and greatest of many 64-bit times, and times with an offset added, all in 32-bit words.
import { type Fill, put64 } from "./columns.ts";

export interface TimeSpan {
  /** Writes recorded time plus offset to row `row`, and remembers the recorded time. */
  put(column: Fill, row: number, low: number, high: number): void;
  /** Remembers a recorded time that no row has. */
  see(low: number, high: number): void;
  /** Recorded times, null before the first. */
  span(): { readonly first: bigint; readonly last: bigint } | null;
}

/** `offset` is what is added to recorded ns. */
export function timeSpan(offset: bigint): TimeSpan {
  const offsetLow = Number(BigInt.asUintN(32, offset));
  const offsetHigh = Number(BigInt.asIntN(32, offset >> 32n));
  // In memory, not in variables, so that the words stay plain integers.
  const words = new Uint32Array([0xffffffff, 0xffffffff, 0, 0]);
  let any = false;
  const see = (low: number, high: number): void => {
    const firstHigh = words[1] as number;
    const lastHigh = words[3] as number;
    if (high < firstHigh || (high === firstHigh && low < (words[0] as number))) {
      words[0] = low;
      words[1] = high;
    }
    if (high > lastHigh || (high === lastHigh && low >= (words[2] as number))) {
      words[2] = low;
      words[3] = high;
    }
    any = true;
  };
  return {
    put(column, row, low, high) {
      const sum = low + offsetLow;
      put64(column, row, sum, high + offsetHigh + (sum > 0xffffffff ? 1 : 0));
      see(low, high);
    },
    see,
    span() {
      if (!any) return null;
      const times = new BigUint64Array(words.buffer);
      return { first: times[0] as bigint, last: times[1] as bigint };
    },
  };
}
