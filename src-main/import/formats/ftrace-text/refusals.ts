// Texts of the kernel's tracer that are recognised and not read: they do not name their events.
import type { RefusedFormat } from "../../refusals.ts";
import { contentLines, headLines } from "../../text/head.ts";

const TITLE = /^# tracer: (\S+)/;
const LOOK_AT_LINES = 60;

/** What `options/raw` and `options/hex` make of an event. */
const NUMBERS = [/^\d+ \d+ \d+ (?:type|# \d+):? ?\d*/, /^[0-9a-f]{8} [0-9a-f]{8} [0-9a-f]{16} /];

/** Tracer and first lines of a text of the kernel's tracer; null for other contents. */
function tracerOf(head: Uint8Array): { readonly tracer: string; readonly first: string | undefined } | null {
  const lines = headLines(head, LOOK_AT_LINES);
  const tracer = TITLE.exec(lines?.[0] ?? "")?.[1];
  return lines && tracer ? { tracer, first: contentLines(lines)[0] } : null;
}

export const refusedTracerTexts: readonly RefusedFormat[] = [
  {
    id: "ftrace-numbers",
    what: "a trace that was printed with the option raw or hex, without the names of events",
    test: (head: Uint8Array): boolean => {
      const first = tracerOf(head)?.first;
      return first !== undefined && NUMBERS.some((numbers) => numbers.test(first));
    },
    next: "write 0 to options/raw, options/hex and options/bin of the tracer and read the trace again",
  },
  {
    id: "ftrace-graph",
    what: "a trace of the tracer function_graph, which tells of functions only",
    test: (head: Uint8Array): boolean => tracerOf(head)?.tracer === "function_graph",
    next: "record events: write nop to current_tracer, 1 to events/kvm/enable, and read the trace again",
  },
];
