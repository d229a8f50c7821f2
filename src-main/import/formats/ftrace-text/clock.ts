// The clock of a text, which does not name it.
import type { ImportContext } from "../../importer.ts";
import type { FtraceHead, TimeKind } from "./head.ts";

const FRACTION = 9;
/** A counter begins with 0 at boot and counts events; cycles of a processor exceed this within a second. */
const MOST_EVENTS = 1_000_000_000;

export interface TextClock {
  /** Of its first event; others are of no use beside it. */
  readonly kind: TimeKind;
  /** Times are ns. */
  readonly timed: boolean;
  /** What is added to recorded ns. */
  readonly offset: bigint;
}

const HOW = "put the capture on the time line (Import page, or plimsoll clock), or record with trace_clock mono";

/** Tells the context the clock of a text by its first event. */
export function clockOf(head: FtraceHead, context: ImportContext): TextClock {
  const kind = head.time;
  const told = (timed: boolean, name: string, stepNs: number): TextClock => ({
    kind,
    timed,
    offset: context.clock({ name, stepNs }),
  });
  const assume = (name: string, expected: string, next: string): void =>
    context.remark({ code: "clock.assumed", excerpt: name, expected, next });
  // Lines without any context have no time.
  if (head.cpu < 0) return told(false, "none", 1);
  if (kind === "relative") return told(true, "none", 1000);
  if (kind === "count") {
    const name = head.high === 0 && head.low < MOST_EVENTS ? "counter" : "tsc";
    assume(name, "times in ns: a text does not say how much time one of these counts is", HOW);
    return told(false, name, 1);
  }
  assume("local", "the name of its clock, which a text does not tell", HOW);
  return told(true, "local", 10 ** (FRACTION - head.digits));
}
