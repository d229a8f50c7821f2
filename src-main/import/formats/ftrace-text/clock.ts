// The clock of a text, which does not name it.
import { type TickTime, tickTime } from "../../bytes/tick-time.ts";
import type { ImportContext } from "../../importer.ts";
import type { FtraceHead, TimeKind } from "./columns.ts";

const FRACTION = 9;
/** A counter begins with 0 at boot and counts events; cycles of a processor exceed this within a second. */
const MOST_EVENTS = 1_000_000_000;

export interface TextClock {
  /** Of its first event; others are of no use beside it. */
  readonly kind: TimeKind;
  /** Its records have times. */
  readonly timed: boolean;
  /** How counts become ns; null for times that are ns. */
  readonly ticks: TickTime | null;
  /** What is added to recorded ns. */
  readonly offset: bigint;
}

const RECORD = "record with trace_clock mono to have times";
const PLACE = "put the capture on the time line (Import page, or plimsoll clock), or record with trace_clock mono";
const RATE = "give the rate with --tsc-mhz (1000 where the numbers are ns), or record with trace_clock mono";

/** Tells the context the clock of a text by its first event. */
export function clockOf(head: FtraceHead, context: ImportContext): TextClock {
  const kind = head.time;
  const told = (timed: boolean, name: string, stepNs: number, hz: number | null = null): TextClock => {
    const offset = context.clock({ name, stepNs });
    return { kind, timed, ticks: hz === null ? null : tickTime(hz, 0n), offset };
  };
  const assume = (name: string, expected: string, next: string): void =>
    context.remark({ code: "clock.assumed", excerpt: name, expected, next });
  // Lines without any context have no time.
  if (head.cpu < 0) return told(false, "none", 1);
  if (kind === "relative") return told(true, "none", 1000);
  if (kind === "ns") {
    assume("local", "the name of its clock, which a text does not tell", PLACE);
    return told(true, "local", 10 ** (FRACTION - head.digits));
  }
  if (head.high === 0 && head.low < MOST_EVENTS) {
    assume("counter", "times: these numbers seem to count events", RECORD);
    return told(false, "counter", 1);
  }
  const hz = context.rate("tsc");
  assume("tsc", hz ? "the name of its clock, which a text does not tell" : "how many of its ticks a second has", RATE);
  return told(hz !== null, "tsc", 1, hz);
}
