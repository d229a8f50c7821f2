// Version 7: sections of the file, found through a chain of options; each may be compressed.
import type { RandomAccess } from "../../importer.ts";
import type { EventFormat } from "../../trace-events/formats.ts";
import {
  readCommandLines,
  readFtraceFormats,
  readPageHeaders,
  readSystemFormats,
  type Walker,
  walker,
} from "../../trace-events/tracing-data.ts";
import { MOST_HEAD_BYTES, MOST_OPTION_BYTES, readBytes, taker } from "./content.ts";
import { noOptions, OPTION, type Options, takeOption } from "./options.ts";
import { isPageSize, pageLayout, type Recording, type RingBuffer } from "./recording.ts";
import { recoverBuffer } from "./recover.ts";
import { damagedHead, type Start } from "./start.ts";
import type { Unpack } from "./unpack.ts";

const SECTION_HEADER_BYTES = 16;
const COMPRESSED = 1;

/** Recorders write some three sections of options; a chain without end is damage. */
const MOST_LINKS = 4096;
const MOST_OPTIONS = 1 << 17;

const WANTED: ReadonlySet<number> = new Set(Object.values(OPTION));

/** Reads one section of options; gives the offset of the next one, 0 at the last, null where it is not whole. */
async function readLink(
  access: RandomAccess,
  offset: number,
  options: Options,
  little: boolean,
  count: { left: number },
): Promise<number | null> {
  const from = taker(access, offset, little);
  if ((await from.number(2)) !== OPTION.DONE) return null;
  from.at = offset + SECTION_HEADER_BYTES;
  while (count.left-- > 0) {
    const id = await from.number(2);
    const size = await from.number(4);
    if (id === null || size === null) return null;
    if (id === OPTION.DONE) return size === 8 ? from.number(8) : 0;
    if (!WANTED.has(id) || size > MOST_OPTION_BYTES) {
      from.at += size;
      continue;
    }
    const bytes = await from.take(size);
    if (!bytes) return null;
    takeOption(options, id, bytes, little, true);
  }
  return null;
}

/** Follows the chain of options; false where it breaks off. */
async function readOptions(access: RandomAccess, start: Start, options: Options): Promise<boolean> {
  const seen = new Set<number>();
  const count = { left: MOST_OPTIONS };
  for (let offset: number | null = start.optionsAt; offset !== 0; ) {
    if (offset === null || seen.has(offset) || seen.size === MOST_LINKS) return false;
    seen.add(offset);
    offset = await readLink(access, offset, options, start.little, count);
  }
  return true;
}

/** Content of a section, unpacked; null where it is not there or not whole. */
async function readSection(
  access: RandomAccess,
  options: Options,
  id: number,
  start: Start,
  unpack: Unpack,
): Promise<Walker | null> {
  const offset = options.sections.get(id);
  if (offset === undefined) return null;
  const head = await readBytes(access, offset, SECTION_HEADER_BYTES + 8);
  if (head.length < SECTION_HEADER_BYTES) return null;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  if (view.getUint16(0, start.little) !== id) return null;
  const from = offset + SECTION_HEADER_BYTES;
  if (!(view.getUint16(2, start.little) & COMPRESSED)) {
    const size = Number(view.getBigUint64(8, start.little));
    return walker(await readBytes(access, from, Math.min(size, MOST_HEAD_BYTES)), 0, start.little);
  }
  if (head.length < SECTION_HEADER_BYTES + 8) return null;
  const packedBytes = view.getUint32(SECTION_HEADER_BYTES, start.little);
  const bytes = view.getUint32(SECTION_HEADER_BYTES + 4, start.little);
  if (Math.max(packedBytes, bytes) > MOST_HEAD_BYTES) return null;
  const packed = await readBytes(access, from + 8, packedBytes);
  const unpacked = packed.length < packedBytes ? null : unpack(packed, bytes);
  return unpacked && walker(unpacked, 0, start.little);
}

/** Whether the trace data of a buffer are compressed, as the header of their section says. */
async function compressionAt(access: RandomAccess, offset: number, start: Start): Promise<RingBuffer["compression"]> {
  const head = await readBytes(access, offset, 4);
  if (head.length < 4) return start.compression;
  const flags = new DataView(head.buffer, head.byteOffset, 4).getUint16(2, start.little);
  return flags & COMPRESSED ? start.compression : "none";
}

async function buffersOf(access: RandomAccess, options: Options, start: Start): Promise<RingBuffer[]> {
  const buffers: RingBuffer[] = [];
  for (const { name, clock, offset, pageBytes, cpus, text } of options.buffers) {
    if (text) continue;
    const compression = await compressionAt(access, offset, start);
    const size = pageBytes !== null && isPageSize(pageBytes) ? pageBytes : start.pageBytes;
    buffers.push({ name, clock: clock || null, pageBytes: size, compression, cpus });
  }
  return buffers;
}

async function textOf(access: RandomAccess, options: Options, start: Start): Promise<Recording["text"]> {
  const listed = options.buffers.find((buffer) => buffer.text);
  if (!listed) return null;
  const from = taker(access, listed.offset + 8, start.little);
  const size = (await from.number(8)) ?? 0;
  const compression = await compressionAt(access, listed.offset, start);
  return { offset: from.at, size: Math.min(size, access.size - from.at), compression };
}

/** Reads everything but the events. Throws `trace.header` where the formats of the events are not there. */
export async function readVersion7(access: RandomAccess, start: Start, unpack: Unpack): Promise<Recording> {
  const options = noOptions();
  const chained = await readOptions(access, start, options);
  const section = (id: number): Promise<Walker | null> => readSection(access, options, id, start, unpack);
  const head = await section(OPTION.HEADER_INFO);
  const pages = head && readPageHeaders(head);
  const formats = new Map<number, EventFormat>();
  const own = await section(OPTION.FTRACE_EVENTS);
  const events = await section(OPTION.EVENT_FORMATS);
  const ownRead = own ? readFtraceFormats(own, formats) : !options.sections.has(OPTION.FTRACE_EVENTS);
  const eventsRead = events ? readSystemFormats(events, formats) : !options.sections.has(OPTION.EVENT_FORMATS);
  let whole = pages !== null && ownRead && eventsRead;
  if (formats.size === 0)
    throw damagedHead("the file ends before its formats of events, or they make no sense", start.optionsAt);
  const names = await section(OPTION.CMDLINES);
  const layout = pageLayout(pages?.page ?? "");
  const buffers = await buffersOf(access, options, start);
  const text = await textOf(access, options, start);
  if (!buffers.length && !text) {
    const recovered = await recoverBuffer(access, start, options, layout);
    if (recovered) buffers.push(recovered);
    whole = false;
  }
  return {
    little: start.little,
    layout,
    formats,
    commands: readCommandLines(names?.text(8) ?? ""),
    options,
    buffers,
    text,
    whole: whole && chained,
  };
}
