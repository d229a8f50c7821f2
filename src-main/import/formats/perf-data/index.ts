// perf.data: recordings of `perf record`, in file and pipe mode, of both byte orders, plain and with `-z`.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { type ByteInput, byteInput } from "../../bytes/input.ts";
import type { Detection, ImportContext, Importer, Source } from "../../importer.ts";
import { type Decoder, recordDecoder } from "./decode.ts";
import { factBatch, tellHost } from "./features.ts";
import { feed } from "./feed.ts";
import { byteOrder, PIPE_HEADER_BYTES, readAttrs, readHeader, readStart } from "./header.ts";
import { readSections, readSectionsBehind, type Sections } from "./sections.ts";

/** Data held back until the names behind them are known, where the source cannot be read at any place. */
const MAX_HELD = 1 << 26;
const BLOCK = 1 << 20;

type Batches = AsyncGenerator<ColumnBatch, void, void>;

function detect(head: Uint8Array): Detection | null {
  const order = byteOrder(head);
  if (order === null) return null;
  if (order === "big") return { confidence: 1, why: "starts with 2ELIFREP, perf.data of the other byte order" };
  return { confidence: 1, why: order === "little" ? "starts with PERFILE2" : "starts with PERFFILE" };
}

async function* open(source: Source, context: ImportContext): Batches {
  const input = byteInput(source.chunks());
  const start = await input.read(PIPE_HEADER_BYTES);
  const { little, headerBytes } = readStart(start);
  context.commsFromTasks();
  const decoder = recordDecoder(context, little);
  if (headerBytes === PIPE_HEADER_BYTES) yield* readPipe(input, context, decoder, little);
  else yield* readFile(source, input, start, headerBytes, context, decoder, little);
}

async function* readPipe(input: ByteInput, context: ImportContext, decoder: Decoder, little: boolean): Batches {
  const records = feed(decoder, context, little, PIPE_HEADER_BYTES);
  for await (const piece of input.pieces(Number.MAX_SAFE_INTEGER)) {
    if (context.signal.aborted) return;
    yield* records.take(piece);
  }
  yield* decoder.finish();
  tellHost(decoder.features, context);
  const facts = factBatch(decoder.features);
  if (facts) yield facts;
  const end = records.end();
  if (end !== "whole") context.status(end === "cut" ? "truncated" : "partial");
}

async function* readFile(
  source: Source,
  input: ByteInput,
  start: Uint8Array,
  headerBytes: number,
  context: ImportContext,
  decoder: Decoder,
  little: boolean,
): Batches {
  const rest = await input.read(headerBytes - start.length);
  const header = readHeader(joined(start, rest), little, headerBytes);
  const between = await input.read(header.dataAt - headerBytes);
  for (const { attr, ids } of readAttrs(joined(start, rest, between), header, little)) decoder.events.add(attr, ids);

  const killed = header.dataSize === 0;
  let sections: Sections | null = null;
  if (source.readAt) {
    const readAt = source.readAt.bind(source);
    sections = await readSections(header, little, readAt, source.size);
  }
  const held: Uint8Array[] = [];
  let left = killed ? Number.MAX_SAFE_INTEGER : header.dataSize;
  if (!sections && !killed && header.sections.length) {
    left = await hold(input, held, left);
    if (left === 0) sections = await readSectionsBehind(header, little, input);
  }
  if (sections) decoder.features = sections.features;

  const records = feed(decoder, context, little, header.dataAt);
  for (let block = held.shift(); block; block = held.shift()) {
    if (context.signal.aborted) return;
    yield* records.take(block);
  }
  for await (const piece of input.pieces(left)) {
    if (context.signal.aborted) return;
    yield* records.take(piece);
  }
  yield* decoder.finish();
  const dataWhole = !killed && input.position() >= header.dataAt + header.dataSize;
  if (!sections && dataWhole) {
    sections = await readSectionsBehind(header, little, input);
    tellLate(sections, decoder, context);
  }
  if (sections) yield* tellSections(sections, context);
  const end = records.end();
  if (killed || !dataWhole || !sections?.whole) context.status("truncated");
  else if (end !== "whole") context.status(end === "cut" ? "truncated" : "partial");
}

/** Keeps data in memory up to the limit; returns how many bytes of them are still to come, 0 at the end of the source. */
async function hold(input: ByteInput, held: Uint8Array[], size: number): Promise<number> {
  let left = size;
  for (let bytes = 0; left > 0 && bytes < MAX_HELD; ) {
    const block = await input.read(Math.min(left, BLOCK));
    if (!block.length) return 0;
    held.push(block);
    bytes += block.length;
    left -= block.length;
  }
  return left;
}

function* tellSections(sections: Sections, context: ImportContext): Generator<ColumnBatch, void, void> {
  tellHost(sections.features, context);
  for (const section of sections.tooLarge)
    context.remark({ code: "perf.section_size", excerpt: `section ${section}`, expected: "at most 64 MiB" });
  const facts = factBatch(sections.features);
  if (facts) yield facts;
}

/** Sections that came when the rows were written already. */
function tellLate(sections: Sections, decoder: Decoder, context: ImportContext): void {
  const { clock, events } = sections.features;
  const info = decoder.clock();
  if (clock && info.name !== "perf" && info.name !== "wall")
    context.clockPair(info.name, "wall", clock.clockNs, clock.wallNs);
  if (events.length)
    context.remark({
      code: "perf.late_names",
      excerpt: `names of ${events.length} events after the data`,
      next: "import the file unpacked to have the events under their own names",
    });
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((bytes, part) => bytes + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const perfData: Importer = {
  id: "perf.data",
  title: "Linux perf recording",
  tables: [
    ...["fault", "vm_exit", "mmu", "access", "sched", "region", "loss", "event", "event_field"],
    ...["mapping", "task", "fact"],
  ],
  detect,
  open,
};
