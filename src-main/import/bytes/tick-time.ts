// Times counted in ticks of a clock of known rate, as ns: in 32-bit words, exact to the ns for a hundred days.
import { type Fill, put64 } from "./columns.ts";

const WORD = 0x1_0000_0000;

export interface TickTime {
  /** Writes a recorded time, with the offset added, to row `row`, and remembers it. */
  put(column: Fill, row: number, low: number, high: number): void;
  /** Remembers a recorded time that no row has. */
  remember(low: number, high: number): void;
  /** Ns from one moment to another; sums of neighbouring spans are exact. */
  between(low: number, high: number, untilLow: number, untilHigh: number): number;
  /** A recorded time with the offset added. */
  at(low: number, high: number): bigint;
  /** The same in words. */
  set(to: { low: number; high: number }, low: number, high: number): void;
  /** Least and greatest time that was put, in recorded ns; null before the first. */
  span(): { readonly first: bigint; readonly last: bigint } | null;
}

/** `hz` ticks a second; `offset` is what is added to recorded ns. */
export function tickTime(hz: number, offset: bigint): TickTime {
  const nsPerTick = 1e9 / hz;
  const whole = BigInt(Math.max(1, Math.round(hz)));
  // In memory, not in variables, so that the words stay plain integers: the first time in ticks, and its t.
  const words = new Uint32Array(4);
  let begun = false;
  let recorded = 0n;
  let least = 0;
  let greatest = 0;

  /** Ns since the first time that was seen. */
  const since = (low: number, high: number): number =>
    Math.floor(((high - (words[1] as number)) * WORD + (low - (words[0] as number))) * nsPerTick);

  function begin(low: number, high: number): void {
    begun = true;
    words[0] = low;
    words[1] = high;
    const ticks = (BigInt(words[1] as number) << 32n) | BigInt(words[0] as number);
    recorded = (ticks * 1_000_000_000n) / whole;
    const t = BigInt.asUintN(64, recorded + offset);
    words[2] = Number(t & 0xffffffffn);
    words[3] = Number(t >> 32n);
  }

  const now = { low: 0, high: 0 };
  function seen(ns: number): void {
    if (ns < least) least = ns;
    else if (ns > greatest) greatest = ns;
  }
  const set: TickTime["set"] = (to, low, high) => {
    if (!begun) begin(low, high);
    const ns = since(low, high);
    seen(ns);
    const above = Math.floor(ns / WORD);
    const sum = ns - above * WORD + (words[2] as number);
    to.low = sum >>> 0;
    to.high = (above + (words[3] as number) + (sum >= WORD ? 1 : 0)) >>> 0;
  };

  return {
    set,
    remember(low, high) {
      if (!begun) begin(low, high);
      seen(since(low, high));
    },
    put(column, row, low, high) {
      set(now, low, high);
      put64(column, row, now.low, now.high);
    },
    between: (low, high, untilLow, untilHigh) => since(untilLow, untilHigh) - since(low, high),
    at(low, high) {
      if (!begun) begin(low, high);
      return BigInt.asIntN(64, recorded + offset + BigInt(since(low, high)));
    },
    span: () => (begun ? { first: recorded + BigInt(least), last: recorded + BigInt(greatest) } : null),
  };
}
