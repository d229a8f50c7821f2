// The start of a perf.data file: byte order, mode, and where everything lies.
import { failure } from "../../../../src-shared/base/errors.ts";
import { type EventAttr, readAttr } from "./attr.ts";

export const PIPE_HEADER_BYTES = 16;
const FILE_HEADER_BYTES = 104;
/** Header of files from before the feature sections. */
const OLD_HEADER_BYTES = 72;

/** Everything before the data is held in memory: some bytes for each event and CPU. */
const MAX_BEFORE_DATA = 1 << 26;

/** Bit by which a 32-bit writer's feature bits are told from a 64-bit writer's. */
const HOSTNAME = 3;

const SAME_ORDER = "PERFILE2";
const OTHER_ORDER = "2ELIFREP";
const FIRST_VERSION = "PERFFILE";

export interface FileHeader {
  readonly attrBytes: number;
  readonly attrsAt: number;
  readonly attrsSize: number;
  readonly dataAt: number;
  /** 0 when the recorder was killed before it could tell. */
  readonly dataSize: number;
  /** Feature sections, ascending. */
  readonly sections: readonly number[];
}

/** Byte order of a perf.data file by its first 8 bytes, null where it is none. */
export function byteOrder(start: Uint8Array): "little" | "big" | "old" | null {
  const magic = new TextDecoder("latin1").decode(start.subarray(0, 8));
  if (magic === SAME_ORDER) return "little";
  if (magic === OTHER_ORDER) return "big";
  return magic === FIRST_VERSION ? "old" : null;
}

const damaged = (what: string, offset: number) =>
  failure("perf.header", what, {
    where: { offset: String(offset) },
    expected: "the header of a perf.data file",
    next: "record again, or copy the file again",
  });

/** Byte order and size of the header; throws `perf.header` or `perf.version` where it cannot be read. */
export function readStart(start: Uint8Array): { little: boolean; headerBytes: number } {
  const order = byteOrder(start);
  if (order === "old")
    throw failure("perf.version", "a perf.data file of version 1", {
      expected: "version 2, written by perf since Linux 2.6.36",
      next: "convert it with the perf that wrote it",
    });
  if (order === null || start.length < PIPE_HEADER_BYTES)
    throw damaged("the file ends within its header", start.length);
  const little = order === "little";
  const size = new DataView(start.buffer, start.byteOffset).getBigUint64(8, little);
  if (size === BigInt(PIPE_HEADER_BYTES)) return { little, headerBytes: PIPE_HEADER_BYTES };
  if (size !== BigInt(FILE_HEADER_BYTES) && size !== BigInt(OLD_HEADER_BYTES))
    throw damaged(`a header of ${size} bytes`, 8);
  return { little, headerBytes: Number(size) };
}

/** Bits of the feature bitmap, which some writers wrote in words of 32 bits. */
function sectionsOf(view: DataView, little: boolean): number[] {
  const bits = (wordBytes: 4 | 8): number[] => {
    const found: number[] = [];
    for (let bit = 0; bit < 256; bit++) {
      const word = Math.floor(bit / (8 * wordBytes)) * wordBytes;
      const byte = little ? (bit >> 3) % wordBytes : wordBytes - 1 - ((bit >> 3) % wordBytes);
      if ((view.getUint8(72 + word + byte) >> (bit & 7)) & 1) found.push(bit);
    }
    return found;
  };
  const found = bits(8);
  if (little || found.includes(HOSTNAME)) return found;
  const other = bits(4);
  return other.includes(HOSTNAME) ? other : found;
}

/** Reads the header of file mode; throws `perf.header` where it makes no sense. */
export function readHeader(header: Uint8Array, little: boolean, headerBytes: number): FileHeader {
  if (header.length < headerBytes) throw damaged("the file ends within its header", header.length);
  const view = new DataView(header.buffer, header.byteOffset, header.length);
  const u64 = (at: number): number => Number(view.getBigUint64(at, little));
  const dataAt = u64(40);
  if (dataAt < headerBytes || dataAt > MAX_BEFORE_DATA) throw damaged(`data at offset ${dataAt}`, 40);
  return {
    attrBytes: u64(16),
    attrsAt: u64(24),
    attrsSize: u64(32),
    dataAt,
    dataSize: u64(48),
    sections: headerBytes === FILE_HEADER_BYTES ? sectionsOf(view, little) : [],
  };
}

/** More events than any recording has; also bounds the ids, which damaged attrs can claim again and again. */
export const MAX_EVENTS = 1 << 14;

/** Each attr is followed by the place of its ids. */
const IDS_BYTES = 16;
const MIN_ATTR_BYTES = 64;

/** The recorded events, from all that lies before the data; those that reach beyond it are left out. */
export function readAttrs(
  before: Uint8Array,
  header: FileHeader,
  little: boolean,
): { attr: EventAttr; ids: bigint[] }[] {
  const view = new DataView(before.buffer, before.byteOffset, before.length);
  const found: { attr: EventAttr; ids: bigint[] }[] = [];
  const stride = header.attrBytes;
  if (stride < MIN_ATTR_BYTES + IDS_BYTES) return found;
  let idsLeft = before.length / 8;
  const end = Math.min(header.attrsAt + header.attrsSize, before.length);
  for (let at = header.attrsAt; at + stride <= end && found.length < MAX_EVENTS; at += stride) {
    const attr = readAttr(view, at, stride - IDS_BYTES, little);
    const idsAt = Number(view.getBigUint64(at + stride - IDS_BYTES, little));
    const idsSize = Number(view.getBigUint64(at + stride - IDS_BYTES + 8, little));
    const ids: bigint[] = [];
    const idsEnd = Math.min(idsAt + idsSize, before.length);
    for (let id = idsAt; id + 8 <= idsEnd && idsLeft-- > 0; id += 8) ids.push(view.getBigUint64(id, little));
    found.push({ attr, ids });
  }
  return found;
}
