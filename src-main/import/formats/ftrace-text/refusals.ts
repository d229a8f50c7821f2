// Texts of the kernel's tracer that are recognised and not read.
import type { RefusedFormat } from "../../refusals.ts";
import { headLines } from "../../text/head.ts";

const TITLE = /^# tracer: (\S+)/;
const LOOK_AT_LINES = 60;

/** The tracer of a text of the kernel's tracer; null for other contents. */
const tracerOf = (head: Uint8Array): string | null =>
  TITLE.exec(headLines(head, LOOK_AT_LINES)?.[0] ?? "")?.[1] ?? null;

export const refusedTracerTexts: readonly RefusedFormat[] = [
  {
    id: "ftrace-graph",
    what: "a trace of the tracer function_graph, which tells of functions only",
    test: (head: Uint8Array): boolean => tracerOf(head) === "function_graph",
    next: "record events: write nop to current_tracer, 1 to events/kvm/enable, and read the trace again",
  },
];
