// Reads statically linked ELF images of 32 and 64 bits in both byte orders: segments and sections, every offset checked.
import { failure, type PlimsollError } from "../../src-shared/base/errors.ts";

export interface ElfSegment {
  readonly offset: number;
  readonly address: number;
  readonly fileBytes: number;
  readonly memoryBytes: number;
  readonly writable: boolean;
  readonly executable: boolean;
}

/** A section that takes room in memory. */
export interface ElfSection {
  readonly name: string;
  readonly address: number;
  readonly bytes: number;
  readonly writable: boolean;
  readonly executable: boolean;
}

export interface ElfImage {
  readonly segments: readonly ElfSegment[];
  /** Empty where the image was stripped of its section table. */
  readonly sections: readonly ElfSection[];
}

const [PT_LOAD, PT_DYNAMIC, PT_INTERP] = [1, 2, 3] as const;
const [PF_EXECUTE, PF_WRITE] = [1, 2] as const;
const [SHF_WRITE, SHF_ALLOC, SHF_EXECUTE, SHF_THREAD] = [1, 2, 4, 0x400] as const;
const SHT_NOBITS = 8;
const DT_NEEDED = 1;
const IN_SECTION_0 = 0xffff;
const EXPECTED = "a statically linked ELF program (type EXEC, or DYN without interpreter and needed libraries)";

/** Types of ELF files that are no image, by number. */
const OTHER_TYPES: Readonly<Record<number, readonly [code: string, what: string, next: string]>> = {
  1: ["layout.not_linked", "is an object file that was not linked", "name the linked image instead"],
  4: [
    "layout.core",
    "is a core: the memory of a running machine",
    "import it into a project, where its real pages count",
  ],
};

/** Numbers of a file at checked places; 64-bit values beyond 2^53 lie outside of every file. */
interface Fields {
  readonly wide: boolean;
  half(at: number): number;
  word(at: number): number;
  /** An address or offset: 4 bytes, or 8 where the file is of 64 bits. */
  long(at: number): number;
}

/** Parses an image. Errors (exit 3): layout.not_elf, layout.not_linked, layout.core, layout.dynamic, layout.damaged. */
export function readElf(bytes: Uint8Array, file: string): ElfImage {
  const refuse = (code: string, what: string, next: string, offset = 0): PlimsollError =>
    failure(code, `${file} ${what}`, { where: { file, offset: String(offset) }, expected: EXPECTED, next });
  if (bytes.length < 20 || bytes[0] !== 0x7f || bytes[1] !== 0x45 || bytes[2] !== 0x4c || bytes[3] !== 0x46)
    throw refuse("layout.not_elf", "is no ELF file", "name the image that was linked, not a packed or other file");
  const [kind, order] = [bytes[4], bytes[5]];
  if ((kind !== 1 && kind !== 2) || (order !== 1 && order !== 2))
    throw refuse("layout.damaged", "has an ELF header of no known class or byte order", "link or copy it again", 4);
  const damaged = (at: number): PlimsollError =>
    refuse("layout.damaged", `ends before what its headers name (byte ${at})`, "copy it again: it seems cut", at);
  const fields = fieldsOf(bytes, kind === 2, order === 1, damaged);
  const type = fields.half(16);
  const other = OTHER_TYPES[type];
  if (other) throw refuse(other[0], other[1], other[2], 16);
  if (type !== 2 && type !== 3)
    throw refuse("layout.not_elf", `is of the unknown ELF type ${type}`, "name a linked image", 16);

  const headers = headersOf(fields);
  const segments: ElfSegment[] = [];
  for (let i = 0; i < headers.segments; i++) {
    const at = headers.segmentsAt + i * headers.segmentBytes;
    const kindOfSegment = fields.word(at);
    if (kindOfSegment === PT_INTERP || (kindOfSegment === PT_DYNAMIC && needsLibraries(fields, at)))
      throw refuse("layout.dynamic", "is linked dynamically: its libraries are not in it", "link it statically", at);
    if (kindOfSegment === PT_LOAD) segments.push(segmentOf(fields, at, bytes.length, damaged));
  }
  if (segments.length === 0)
    throw refuse("layout.damaged", "has no segment that is loaded", "name a linked image", headers.segmentsAt);
  return { segments, sections: sectionsOf(fields, headers, bytes, damaged) };
}

function fieldsOf(bytes: Uint8Array, wide: boolean, little: boolean, damaged: (at: number) => PlimsollError): Fields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const need = (at: number, count: number): void => {
    if (!(at >= 0 && at + count <= bytes.length)) throw damaged(at);
  };
  const word = (at: number): number => {
    need(at, 4);
    return view.getUint32(at, little);
  };
  return {
    wide,
    half: (at) => {
      need(at, 2);
      return view.getUint16(at, little);
    },
    word,
    long: (at) => (wide ? word(at + (little ? 4 : 0)) * 2 ** 32 + word(at + (little ? 0 : 4)) : word(at)),
  };
}

interface Headers {
  readonly segments: number;
  readonly segmentsAt: number;
  readonly segmentBytes: number;
  readonly sections: number;
  readonly sectionsAt: number;
  readonly sectionBytes: number;
  /** Number of the section that holds the names. */
  readonly names: number;
}

/** Counts too large for the header stand in section 0. */
function headersOf({ wide, half, word, long }: Fields): Headers {
  const segmentsAt = long(wide ? 32 : 28);
  const sectionsAt = long(wide ? 40 : 32);
  const counts = wide ? 54 : 42;
  const [segmentBytes, segments, sectionBytes, sections, names] = [0, 2, 4, 6, 8].map((at) => half(counts + at)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const zero = sectionsAt > 0;
  return {
    segmentsAt,
    segmentBytes,
    sectionsAt,
    sectionBytes,
    segments: segments === IN_SECTION_0 && zero ? word(sectionsAt + (wide ? 44 : 28)) : segments,
    sections: sections === 0 && zero ? long(sectionsAt + (wide ? 32 : 20)) : sections,
    names: names === IN_SECTION_0 && zero ? word(sectionsAt + (wide ? 40 : 24)) : names,
  };
}

function segmentOf(
  { wide, word, long }: Fields,
  at: number,
  fileBytes: number,
  damaged: (at: number) => PlimsollError,
): ElfSegment {
  const flags = word(at + (wide ? 4 : 24));
  const segment = {
    offset: long(at + (wide ? 8 : 4)),
    address: long(at + (wide ? 16 : 8)),
    fileBytes: long(at + (wide ? 32 : 16)),
    memoryBytes: long(at + (wide ? 40 : 20)),
    writable: (flags & PF_WRITE) !== 0,
    executable: (flags & PF_EXECUTE) !== 0,
  };
  if (segment.offset + segment.fileBytes > fileBytes || segment.fileBytes > segment.memoryBytes) throw damaged(at);
  return segment;
}

/** Whether a dynamic segment names libraries; a program that only moves itself (static PIE) does not. */
function needsLibraries(fields: Fields, at: number): boolean {
  const { wide, long } = fields;
  const from = long(at + (wide ? 8 : 4));
  const bytes = long(at + (wide ? 32 : 16));
  const step = wide ? 16 : 8;
  for (let entry = from; entry + step <= from + bytes; entry += step) {
    const tag = long(entry);
    if (tag === DT_NEEDED) return true;
    if (tag === 0) return false;
  }
  return false;
}

function sectionsOf(
  fields: Fields,
  headers: Headers,
  bytes: Uint8Array,
  damaged: (at: number) => PlimsollError,
): ElfSection[] {
  const { wide, word, long } = fields;
  if (headers.sectionsAt === 0 || headers.sections === 0) return [];
  const place = (i: number): number => headers.sectionsAt + i * headers.sectionBytes;
  if (place(headers.sections) > bytes.length) throw damaged(headers.sectionsAt);
  const namesAt = headers.names < headers.sections ? long(place(headers.names) + (wide ? 24 : 16)) : bytes.length;
  const nameAt = (offset: number): string => {
    const from = Math.min(bytes.length, namesAt + offset);
    const end = bytes.indexOf(0, from);
    return new TextDecoder().decode(bytes.subarray(from, Math.min(end < 0 ? bytes.length : end, from + 256)));
  };
  const sections: ElfSection[] = [];
  for (let i = 1; i < headers.sections; i++) {
    const at = place(i);
    const flags = long(at + 8);
    const kind = word(at + 4);
    // Room for a thread's own zeros is taken in the thread, not here.
    if ((flags & SHF_ALLOC) === 0 || ((flags & SHF_THREAD) !== 0 && kind === SHT_NOBITS)) continue;
    sections.push({
      name: nameAt(word(at)),
      address: long(at + (wide ? 16 : 12)),
      bytes: long(at + (wide ? 32 : 20)),
      writable: (flags & SHF_WRITE) !== 0,
      executable: (flags & SHF_EXECUTE) !== 0,
    });
  }
  return sections;
}
