// The common loop of the line-based text importers: lines in, verdicts counted, batches out.
import type { ColumnBatch } from "../../../src-shared/capture/batch.ts";
import { readLines } from "../bytes/lines.ts";
import type { ImportContext, Source } from "../importer.ts";
import type { Output } from "./output.ts";
import { count, rejected, type Verdict } from "./verdict.ts";

export interface LineReader {
  /** Takes one line without its newline; `number` counts from 1. */
  line(text: string, number: number): Verdict;
  /** The text is over. */
  end?(): void;
  /** The format's last line may lack its newline and is then judged like any other. */
  readonly openEnd?: boolean;
}

const TOO_LONG = rejected("text.line_too_long", "lines of at most 1 MiB");
const CUT = rejected("text.cut_line", "a newline at the end: the last line may be cut in the middle of a number");

/**
 * Feeds every line to the reader and yields what it has put into `output`. A last line without a newline is not used,
 * because a cut number cannot be told from a whole one; the capture is then marked truncated.
 */
export async function* importLines(
  source: Source,
  context: ImportContext,
  output: Pick<Output, "batches">,
  reader: LineReader,
): AsyncGenerator<ColumnBatch, void, void> {
  const decoder = new TextDecoder();
  for await (const lines of readLines(source.chunks())) {
    if (context.signal.aborted) return;
    while (lines.next()) {
      const text = decoder.decode(lines.bytes.subarray(lines.start, lines.end));
      const torn = !lines.ended && !reader.openEnd;
      if (torn) context.status("truncated");
      const verdict = lines.cut ? TOO_LONG : torn ? CUT : reader.line(text, lines.number);
      count(context, verdict, text, lines.number, lines.offset);
    }
    yield* output.batches(false);
  }
  reader.end?.();
  yield* output.batches(true);
}
