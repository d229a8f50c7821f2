// perf.data: recordings of `perf record`, in file and pipe mode, of both byte orders, plain and with `-z`.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { type ByteInput, byteInput } from "../../bytes/input.ts";
import type { Detection, Hint, ImportContext, Importer, RandomAccess, Source } from "../../importer.ts";
import { type Decoder, recordDecoder } from "./decode.ts";
import { isPart, isPartName, partOfDirectory } from "./directory.ts";
import { factBatch, tellHost } from "./features.ts";
import { feed } from "./feed.ts";
import { byteOrder, PIPE_HEADER_BYTES, readAttrs, readHeader, readStart } from "./header.ts";
import { type ReadAt, readSections, type Sections } from "./sections.ts";

const BLOCK = 1 << 20;

type Batches = AsyncGenerator<ColumnBatch, void, void>;

/** A content in order, and at any place: names and formats of the events stand behind the data. */
interface Content {
  readonly name: string;
  readonly input: ByteInput;
  readonly readAt: ReadAt;
  readonly size: number | null;
}

async function* blocksOf(content: RandomAccess): AsyncGenerator<Uint8Array, void, void> {
  const block = new Uint8Array(BLOCK);
  for (let at = 0; at < content.size; ) {
    const read = await content.read(block, at);
    if (read === 0) return;
    yield block.subarray(0, read);
    at += read;
  }
}

async function contentOf(source: Source): Promise<Content> {
  const { name } = source;
  if (source.readAt)
    return { name, input: byteInput(source.chunks()), readAt: source.readAt.bind(source), size: source.size };
  const content = await source.random();
  const readAt: ReadAt = async (offset, length) => {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, content.size - offset)));
    return bytes.subarray(0, bytes.length ? await content.read(bytes, offset) : 0);
  };
  return { name, input: byteInput(blocksOf(content)), readAt, size: content.size };
}

function detect(head: Uint8Array, hint: Hint): Detection | null {
  const order = byteOrder(head);
  if (order === null)
    return isPart(head, hint.name) ? { confidence: 0.9, why: "records of perf, in a file of a folder" } : null;
  if (order === "big") return { confidence: 1, why: "starts with 2ELIFREP, perf.data of the other byte order" };
  return { confidence: 1, why: order === "little" ? "starts with PERFILE2" : "starts with PERFFILE" };
}

async function* open(source: Source, context: ImportContext): Batches {
  const content = await contentOf(source);
  const { input } = content;
  const start = await input.read(PIPE_HEADER_BYTES);
  if (byteOrder(start) === null && isPartName(source.name)) throw partOfDirectory(source.name);
  const { little, headerBytes } = readStart(start);
  context.commsFromTasks();
  const decoder = recordDecoder(context, little);
  if (headerBytes === PIPE_HEADER_BYTES) yield* readPipe(input, context, decoder, little);
  else yield* readFile(content, start, headerBytes, context, decoder, little);
}

async function* readPipe(input: ByteInput, context: ImportContext, decoder: Decoder, little: boolean): Batches {
  const records = feed(decoder, context, little, PIPE_HEADER_BYTES);
  for await (const piece of input.pieces(Number.MAX_SAFE_INTEGER)) {
    if (context.signal.aborted) return;
    yield* records.take(piece);
  }
  tellHost(decoder.features, context);
  const facts = factBatch(decoder.features);
  if (facts) yield facts;
  yield* decoder.finish();
  const end = records.end();
  if (end !== "whole") context.status(end === "cut" ? "truncated" : "partial");
}

async function* readFile(
  { input, readAt, size, name }: Content,
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
  const sections = await readSections(header, little, readAt, size);
  decoder.features = sections.features;
  if (sections.features.inDirectory) throw partOfDirectory(name);

  const records = feed(decoder, context, little, header.dataAt);
  for await (const piece of input.pieces(killed ? Number.MAX_SAFE_INTEGER : header.dataSize)) {
    if (context.signal.aborted) return;
    yield* records.take(piece);
  }
  const dataWhole = !killed && input.position() >= header.dataAt + header.dataSize;
  yield* tellSections(sections, context);
  // What exits say of the host's virtualisation is said last.
  yield* decoder.finish();
  const end = records.end();
  if (killed || !dataWhole || !sections.whole) context.status("truncated");
  else if (end !== "whole") context.status(end === "cut" ? "truncated" : "partial");
}

function* tellSections(sections: Sections, context: ImportContext): Generator<ColumnBatch, void, void> {
  tellHost(sections.features, context);
  for (const section of sections.tooLarge)
    context.remark({ code: "perf.section_size", excerpt: `section ${section}`, expected: "at most 64 MiB" });
  const facts = factBatch(sections.features);
  if (facts) yield facts;
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
  notes: {
    made: "`perf record -e page-faults -d -c 1 -p PID`, `perf record -e kvm:* -a`, file or pipe (`-o -`), any compression",
    accuracy:
      "every record as perf counts it; times in ns of the clock that was asked for; counts by event, thread and CPU equal `perf script` on the captures of this project",
    limits: "call chains, registers and AUX data are counted and not kept; version 1 (before Linux 2.6.39) is refused",
  },
  tables: [
    ...["fault", "vm_exit", "mmu", "access", "sched", "region", "loss", "event", "event_field"],
    ...["mapping", "task", "fact"],
  ],
  detect,
  open,
};
