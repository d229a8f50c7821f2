// Lines that are events, handed to the sink of trace events.
import type { Lines } from "../../bytes/lines.ts";
import type { ImportContext } from "../../importer.ts";
import { fieldValues, type TraceEvent, type TraceSink, traceMoment } from "../../trace-events/contract.ts";
import { traceSink } from "../../trace-events/sink.ts";
import { traceText } from "../../trace-events/text-events.ts";
import type { TextLosses } from "../../trace-events/text-losses.ts";
import type { TextThreads } from "../../trace-events/text-threads.ts";
import type { TextClock } from "./clock.ts";
import type { FtraceHead } from "./columns.ts";

/** What trace-cmd calls the entries of the function tracer, which the kernel prints without a name. */
const FUNCTION = "function";

export interface FtraceRecords {
  readonly sink: TraceSink;
  /** Takes a line; false where it cannot be an event, or was cut. */
  put(head: FtraceHead, lines: Lines): boolean;
}

export function ftraceRecords(
  context: ImportContext,
  threads: TextThreads,
  losses: TextLosses,
  clock: TextClock,
): FtraceRecords {
  const sink = traceSink(context, clock.offset);
  const text = traceText(sink);
  const moment = traceMoment();
  const nothing = fieldValues();
  let functions: TraceEvent | null = null;

  return {
    sink,
    put(head, lines) {
      const isEvent = head.kind === "event";
      if (isEvent && !text.read(lines, head.eventStart, head.eventEnd, head.eventEnd + 1)) return false;
      moment.seq = lines.number;
      moment.timed = head.time === clock.kind && clock.timed;
      if (clock.ticks && moment.timed) clock.ticks.set(moment, head.low, head.high);
      else {
        moment.low = head.low;
        moment.high = head.high;
      }
      moment.cpu = head.cpu;
      moment.tid = head.tid;
      moment.task = threads.of(head, lines.bytes);
      losses.before(moment, sink);
      if (isEvent) text.put(moment);
      else {
        functions ??= sink.event(FUNCTION, []);
        sink.put(functions, moment, nothing);
      }
      return true;
    },
  };
}
