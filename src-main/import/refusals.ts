// Formats that are recognised and not read: each says what it is and what to give instead.
import { refusedTracerTexts } from "./formats/ftrace-text/refusals.ts";
import { refusedImages } from "./formats/memory-image/refusals.ts";
import { versionOf as traceVersionOf } from "./formats/trace-dat/start.ts";

export interface RefusedFormat {
  readonly id: string;
  /** What it is, to stand behind "is". */
  readonly what: string;
  /** Looks at the first 64 KiB. */
  readonly test: (head: Uint8Array) => boolean;
  /** What the user can do. */
  readonly next: string;
}

const starts = (head: Uint8Array, bytes: readonly number[], at = 0): boolean =>
  bytes.every((byte, i) => head[at + i] === byte);
const codes = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
const TRACING = [0x17, 0x08, 0x44, ...codes("tracing")];

const refusedTraces: readonly RefusedFormat[] = [
  {
    id: "perf-version-1",
    what: "a perf.data file of version 1, from before Linux 2.6.39",
    test: (head) => starts(head, codes("PERFFILE")),
    next: "record again with a newer perf",
  },
  {
    id: "tracing-data",
    what: "the event formats of a trace without its events",
    test: (head) => starts(head, TRACING) && starts(head, codes("0."), TRACING.length),
    next: "give the perf.data or trace.dat file itself",
  },
  {
    id: "trace.dat",
    what: "a trace.dat file of a version before 6",
    test: (head) => (traceVersionOf(head) ?? 6) < 6,
    next: "convert it with the trace-cmd that wrote it, or record again",
  },
  {
    id: "xenalyze-summary",
    what: "a summary of xenalyze, which holds no records",
    test: (head) =>
      starts(head, codes("Total time: ")) &&
      new TextDecoder().decode(head.subarray(0, 80)).includes("(using cpu speed "),
    next: "give the recording itself, or what xenalyze --dump-all prints",
  },
  {
    id: "damon-record",
    what: "a record of an early damo",
    test: (head) => starts(head, codes("damon_recfmt_ver")),
    next: "convert it with the damo that wrote it, or record again",
  },
];

/** Most specific first. */
export const refusals: readonly RefusedFormat[] = [...refusedTraces, ...refusedTracerTexts, ...refusedImages];
