// Reads the program headers of an ELF core. QEMU's headers are right in few fields; only those are trusted.

/** A PT_LOAD: file range and guest physical range, in bytes. */
export interface Segment {
  readonly offset: number;
  readonly fileBytes: number;
  readonly memoryBytes: number;
  readonly gpa: number;
  readonly vaddr: number;
}

export interface CoreHeader {
  /** Offset, entry size and count of the program headers; a count of 0xffff stands in section 0 instead. */
  readonly programOffset: number;
  readonly entryBytes: number;
  readonly entries: number;
  readonly sectionOffset: number;
}

/** Bytes of the file's header. */
export const CORE_HEADER_BYTES = 64;
/** Bytes of section 0 that are read for the count. */
export const SECTION_BYTES = 48;
const ENTRY_BYTES = 56;
export const COUNT_ELSEWHERE = 0xffff;
const PT_LOAD = 1;

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
/** Offsets beyond 2^53 lose digits here, and lie outside of every file anyway. */
const u64 = (data: DataView, at: number): number =>
  data.getUint32(at + 4, true) * 4294967296 + data.getUint32(at, true);

export const isElf = (head: Uint8Array): boolean =>
  head.length >= 20 && head[0] === 0x7f && head[1] === 0x45 && head[2] === 0x4c && head[3] === 0x46;

/** 64-bit, little-endian, type CORE. */
export const isCore = (head: Uint8Array): boolean =>
  isElf(head) && head[4] === 2 && head[5] === 1 && head[16] === 4 && head[17] === 0;

export function coreHeader(head: Uint8Array): CoreHeader {
  const data = view(head);
  return {
    programOffset: u64(data, 32),
    sectionOffset: u64(data, 40),
    entryBytes: data.getUint16(54, true),
    entries: data.getUint16(56, true),
  };
}

/** Whether entries are long enough to hold what is read of them. */
export const entriesFit = (header: CoreHeader): boolean => header.entryBytes >= ENTRY_BYTES;

/** sh_info of section 0. */
export const countOfSection = (section: Uint8Array): number => view(section).getUint32(44, true);

/** The PT_LOAD entries of a table, in its order; those without bytes in the file too. */
export function loadSegments(table: Uint8Array, entryBytes: number, entries: number): Segment[] {
  const data = view(table);
  const segments: Segment[] = [];
  for (let i = 0; i < entries; i++) {
    const at = i * entryBytes;
    if (data.getUint32(at, true) !== PT_LOAD) continue;
    segments.push({
      offset: u64(data, at + 8),
      vaddr: u64(data, at + 16),
      gpa: u64(data, at + 24),
      fileBytes: u64(data, at + 32),
      memoryBytes: u64(data, at + 40),
    });
  }
  return segments;
}
