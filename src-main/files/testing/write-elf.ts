// Writes small ELF images byte by byte, of either class and byte order, for tests.

export interface TestSection {
  readonly name: string;
  readonly address: number;
  readonly bytes: Uint8Array;
  /** SHF_WRITE 1, SHF_ALLOC 2, SHF_EXECINSTR 4. */
  readonly flags: number;
  /** Zeros that are not in the file. */
  readonly noBits?: boolean;
}

export interface TestSegment {
  readonly address: number;
  readonly bytes: Uint8Array;
  /** Bytes in memory where more than in the file. */
  readonly memory?: number;
  /** PF_X 1, PF_W 2, PF_R 4. */
  readonly flags: number;
  /** PT_LOAD unless said. */
  readonly type?: number;
}

export interface TestElf {
  readonly wide: boolean;
  readonly little: boolean;
  /** ET_EXEC unless said. */
  readonly type?: number;
  readonly segments: readonly TestSegment[];
  readonly sections?: readonly TestSection[];
}

export function writeElf({ wide, little, type = 2, segments, sections = [] }: TestElf): Uint8Array {
  const headerBytes = wide ? 64 : 52;
  const segmentBytes = wide ? 56 : 32;
  const sectionBytes = wide ? 64 : 40;
  const names = `\0${sections.map((s) => `${s.name}\0`).join("")}.shstrtab\0`;
  const segmentsAt = headerBytes;
  let at = segmentsAt + segments.length * segmentBytes;
  const offsets = segments.map((segment) => {
    const offset = at;
    at += segment.bytes.length;
    return offset;
  });
  const namesAt = at;
  at += names.length;
  const sectionsAt = at;
  const count = sections.length > 0 ? sections.length + 2 : 0;
  const file = new Uint8Array(sectionsAt + count * sectionBytes);
  const view = new DataView(file.buffer);
  const half = (place: number, value: number): void => view.setUint16(place, value, little);
  const word = (place: number, value: number): void => view.setUint32(place, value, little);
  const long = (place: number, value: number): void => {
    if (wide) view.setBigUint64(place, BigInt(value), little);
    else word(place, value);
  };
  file.set([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, little ? 1 : 2, 1]);
  half(16, type);
  half(18, 62);
  word(20, 1);
  long(wide ? 32 : 28, segmentsAt);
  long(wide ? 40 : 32, count > 0 ? sectionsAt : 0);
  const counts = wide ? 52 : 40;
  [headerBytes, segmentBytes, segments.length, sectionBytes, count, count > 0 ? count - 1 : 0].forEach((value, i) => {
    half(counts + 2 * i, value);
  });
  segments.forEach((segment, i) => {
    const place = segmentsAt + i * segmentBytes;
    word(place, segment.type ?? 1);
    word(place + (wide ? 4 : 24), segment.flags);
    long(place + (wide ? 8 : 4), offsets[i]!);
    long(place + (wide ? 16 : 8), segment.address);
    long(place + (wide ? 24 : 12), segment.address);
    long(place + (wide ? 32 : 16), segment.bytes.length);
    long(place + (wide ? 40 : 20), segment.memory ?? segment.bytes.length);
    file.set(segment.bytes, offsets[i]!);
  });
  file.set(new TextEncoder().encode(names), namesAt);
  const section = (
    i: number,
    name: number,
    kind: number,
    flags: number,
    address: number,
    offset: number,
    size: number,
  ): void => {
    const place = sectionsAt + i * sectionBytes;
    word(place, name);
    word(place + 4, kind);
    long(place + 8, flags);
    long(place + (wide ? 16 : 12), address);
    long(place + (wide ? 24 : 16), offset);
    long(place + (wide ? 32 : 20), size);
  };
  if (count > 0) {
    sections.forEach((s, i) => {
      section(i + 1, names.indexOf(`\0${s.name}\0`) + 1, s.noBits ? 8 : 1, s.flags, s.address, 0, s.bytes.length);
    });
    section(count - 1, names.indexOf(".shstrtab"), 3, 0, 0, namesAt, names.length);
  }
  return file;
}
