// Importer of Xen trace records as text: xentrace_format, xenalyze --dump-all and --dump-no-processing.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { tickTime } from "../../bytes/tick-time.ts";
import type { ImportContext, Importer, Source } from "../../importer.ts";
import { contentLines, headLines } from "../../text/head.ts";
import { importLines } from "../../text/import-lines.ts";
import { pending, rejected, skipped, type Verdict } from "../../text/verdict.ts";
import { XEN_TABLES } from "../xentrace/index.ts";
import { rateOf } from "../xentrace/rate.ts";
import { recordSink } from "../xentrace/sink.ts";
import { DUMPED_LINE, dumpedLines } from "./dumped.ts";
import { FORMATTED_LINE, formattedLines } from "./formatted.ts";
import { RAW_LINE, rawLines } from "./raw.ts";
import { type LineParser, textRecord } from "./record.ts";

interface Spelling {
  readonly why: string;
  readonly line: RegExp;
  readonly parser: () => LineParser;
  /** Ticks of its times a second where the text itself tells that. */
  readonly hz: (line: string) => number | null;
  /** Clock of times in such ticks. */
  readonly clock: string;
}

const NS = 1e9;

const SPELLINGS: readonly Spelling[] = [
  {
    why: "records as xenalyze --dump-no-processing prints them",
    line: RAW_LINE,
    parser: rawLines,
    hz: () => null,
    clock: "tsc",
  },
  {
    why: "records as xentrace_format prints them",
    line: FORMATTED_LINE,
    parser: formattedLines,
    // With the rate given to it, it prints seconds.
    hz: (line) => (FORMATTED_LINE.exec(line)?.[3] === undefined ? null : NS),
    clock: "tsc",
  },
  {
    why: "records as xenalyze --dump-all prints them",
    line: DUMPED_LINE,
    parser: dumpedLines,
    hz: () => NS,
    clock: "relative",
  },
];

const BAD_LINE = rejected("xentrace_text.line", "a record of xentrace_format or xenalyze");
const REMARK = skipped("xenalyze's own words");
const CHANGE = skipped("CPU change");

/** Few of the first lines may be something else: xenalyze mixes its warnings in. */
const LEAST_SHARE = 0.3;

function spellingOf(lines: readonly string[]): Spelling | null {
  const content = contentLines(lines);
  for (const spelling of SPELLINGS) {
    const own = content.filter((line) => spelling.line.test(line)).length;
    if (own > 0 && own >= content.length * LEAST_SHARE) return spelling;
  }
  return null;
}

/** The lines that tell how a text is spelled, and all of its chunks again. */
async function peek(source: Source): Promise<{ head: readonly string[]; chunks: () => AsyncIterable<Uint8Array> }> {
  const iterator = source.chunks()[Symbol.asyncIterator]();
  const parts: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < HEAD_BYTES) {
    const { done, value } = await iterator.next();
    if (done) break;
    parts.push(value.slice());
    bytes += value.length;
  }
  const head = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    head.set(part, at);
    at += part.length;
  }
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield head;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  }
  return { head: headLines(head.subarray(0, HEAD_BYTES), 2000) ?? [], chunks };
}
const HEAD_BYTES = 65_536;

async function* open(source: Source, context: ImportContext): AsyncGenerator<ColumnBatch, void, void> {
  const { head, chunks } = await peek(source);
  const spelling = spellingOf(head) ?? (SPELLINGS[0] as Spelling);
  const first = head.find((line) => spelling.line.test(line)) ?? "";
  const own = spelling.hz(first);
  const { hz, clock } = own === null ? rateOf(context, null) : { hz: own, clock: spelling.clock };
  const time = tickTime(hz, context.clock({ name: clock, stepNs: 1 }));
  const parser = spelling.parser();
  const sink = recordSink(context, time, parser);
  const record = textRecord();
  let current = -1;

  function line(text: string): Verdict {
    const what = parser.parse(text, record);
    if (what === "remark") return REMARK;
    if (what === "not a record") return BAD_LINE;
    if (record.cpu >= MOST_CPUS) return BAD_LINE;
    const isWindow = what === "window";
    if (isWindow && parser.ordered) return CHANGE;
    if (isWindow || record.cpu !== current) sink.window(record.cpu, isWindow);
    current = record.cpu;
    if (isWindow) return CHANGE;
    if (record.who !== undefined) sink.runs(record.who);
    sink.put(record.event, record.n, record.words, 0, record.timed, record.low, record.high);
    // The sink counts what it takes.
    return pending;
  }
  const output = { batches: () => sink.batches() };
  yield* importLines({ ...source, chunks }, context, output, { line });
  yield* sink.finish();
}
const MOST_CPUS = 16_384;

export const xentraceText: Importer = {
  id: "xentrace-text",
  title: "Xen trace records as text (xentrace_format, xenalyze)",
  notes: {
    made: "`xentrace_format formats < FILE`, `xenalyze --dump-all FILE`, `xenalyze --dump-no-processing FILE`",
    accuracy:
      "the rows of the recording as far as the text carries them: all words of records that xentrace_format does not know and of `--dump-no-processing`; `--dump-all` leaves records out and has times from its first record on",
    limits:
      "xentrace_format does not say when the first record was lost; of `--dump-all` records without a documented shape are counted by their first words",
  },
  tables: XEN_TABLES,
  detect(head) {
    const found = spellingOf(headLines(head, 400) ?? []);
    return found ? { confidence: 0.95, why: found.why } : null;
  },
  open,
};
