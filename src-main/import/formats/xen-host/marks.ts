// Lines that tell the time stamp counter beside the clocks of the host, and what was done then.
import type { ImportContext } from "../../importer.ts";
import { int63Of } from "../../text/numbers.ts";
import type { StampClock } from "../../text/stamp.ts";

export const MARK = /^MARK tsc=(\d+) real=(\d+)\.(\d{1,9}) mono=(\d+)\.(\d{1,9})(?: (.*))?$/;
/** What a mark says that only stamps the lines below it. */
const STAMP_ONLY = /^(?:series|snap(?: \S+)?)?$/;

/** A rate from marks that lie closer together is no better than that of others. */
const LEAST_SPAN_NS = 1_000_000_000n;
const MOST_PAIRS = 4096;

export interface Mark {
  readonly t: bigint | null;
  /** What was done, null where the mark only stamps other lines. */
  readonly label: string | null;
}

export interface Marks {
  /** Null where the line is no mark that can be read. */
  read(text: string): Mark | null;
  /** Tells the pairs of clocks, and the rate of the counter where nobody told it before. */
  end(): void;
}

export function createMarks(context: ImportContext, clock: StampClock): Marks {
  const pairs: { readonly ticks: bigint; readonly wallNs: bigint }[] = [];
  let last: (typeof pairs)[number] | null = null;

  /** Ticks a second between the first mark and the last one. */
  function measured(): number | null {
    const first = pairs[0];
    if (!first || !last || last.wallNs - first.wallNs < LEAST_SPAN_NS || last.ticks <= first.ticks) return null;
    return (Number(last.ticks - first.ticks) / Number(last.wallNs - first.wallNs)) * 1e9;
  }

  return {
    read(text) {
      const [, tsc, wall = "", wallPart = "", mono = "", monoPart = "", label = ""] = MARK.exec(text) ?? [];
      const ticks = int63Of(tsc);
      const wallNs = int63Of(wall + wallPart.padEnd(9, "0"));
      const monoNs = int63Of(mono + monoPart.padEnd(9, "0"));
      if (ticks === null || wallNs === null || monoNs === null) return null;
      last = { ticks, wallNs };
      if (pairs.length < MOST_PAIRS) pairs.push(last);
      const stamp = { wallNs, monoNs, bootNs: null, guest: null, pid: null, path: null };
      return { t: clock.time(stamp), label: STAMP_ONLY.test(label) ? null : label };
    },
    end() {
      const told = context.rate("tsc");
      const hz = told ?? measured();
      if (hz === null) return;
      if (told === null) context.tellRate("tsc", hz);
      const whole = BigInt(Math.max(1, Math.round(hz)));
      for (const { ticks, wallNs } of pairs) context.clockPair("tsc", "wall", (ticks * 1_000_000_000n) / whole, wallNs);
    },
  };
}
