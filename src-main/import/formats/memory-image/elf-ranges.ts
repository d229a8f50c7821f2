// Plans which pages of an ELF core are read: whole pages of segments that overlap neither in the file nor in the guest.
import type { Segment } from "./elf-headers.ts";
import { PAGE_BYTES } from "./pages.ts";
import type { PageRange } from "./stream.ts";

/** A part of the dump that becomes no rows, and why. */
export interface LeftOut {
  readonly code: "image.absent" | "image.unaligned" | "image.overlap" | "image.address";
  readonly segment: Segment;
  readonly bytes: number;
}

export interface ElfPlan {
  /** In file order. */
  readonly ranges: readonly PageRange[];
  readonly leftOut: readonly LeftOut[];
}

/** Guest physical addresses have at most 52 bits. */
const ADDRESS_LIMIT = 2 ** 52;

/** The whole pages of a segment; absent memory (filesz below memsz) is unknown, not zero. */
function planSegment(segment: Segment): { range: PageRange | null; leftOut: LeftOut[] } {
  const leftOut: LeftOut[] = [];
  const note = (code: LeftOut["code"], bytes: number): void => {
    if (bytes > 0) leftOut.push({ code, segment, bytes });
  };
  if (segment.gpa + segment.memoryBytes > ADDRESS_LIMIT || segment.gpa + segment.fileBytes > ADDRESS_LIMIT) {
    note("image.address", Math.max(1, segment.fileBytes));
    return { range: null, leftOut };
  }
  note("image.absent", segment.memoryBytes - segment.fileBytes);
  const lead = Math.min(segment.fileBytes, (PAGE_BYTES - (segment.gpa % PAGE_BYTES)) % PAGE_BYTES);
  const pages = Math.floor((segment.fileBytes - lead) / PAGE_BYTES);
  note("image.unaligned", segment.fileBytes - pages * PAGE_BYTES);
  const range = { offset: segment.offset + lead, gfn: (segment.gpa + lead) / PAGE_BYTES, pages };
  return { range: pages > 0 ? range : null, leftOut };
}

/** Marks the ranges that overlap an earlier one, by what `start` and `length` say; keeps the others. */
function withoutOverlaps(
  ranges: readonly PlannedRange[],
  start: (range: PageRange) => number,
  unit: number,
  leftOut: LeftOut[],
): PlannedRange[] {
  const ordered = [...ranges].sort((a, b) => start(a.range) - start(b.range) || a.order - b.order);
  let end = 0;
  return ordered.filter((planned) => {
    const { range, segment } = planned;
    if (start(range) < end) {
      leftOut.push({ code: "image.overlap", segment, bytes: range.pages * PAGE_BYTES });
      return false;
    }
    end = start(range) + range.pages * unit;
    return true;
  });
}

interface PlannedRange {
  readonly range: PageRange;
  readonly segment: Segment;
  readonly order: number;
}

export function planElf(segments: readonly Segment[]): ElfPlan {
  const leftOut: LeftOut[] = [];
  const planned: PlannedRange[] = [];
  segments.forEach((segment, order) => {
    const one = planSegment(segment);
    leftOut.push(...one.leftOut);
    if (one.range) planned.push({ range: one.range, segment, order });
  });
  const apart = withoutOverlaps(planned, (range) => range.gfn, 1, leftOut);
  const readable = withoutOverlaps(apart, (range) => range.offset, PAGE_BYTES, leftOut);
  return { ranges: readable.map((one) => one.range), leftOut };
}

/** A core of a process: it has addresses of the process only, its physical ones are all 0. */
export const isProcessCore = (segments: readonly Segment[]): boolean => {
  const filled = segments.filter((segment) => segment.fileBytes > 0);
  return filled.length > 1 && filled.every((segment) => segment.gpa === 0);
};

/** BIOS and option ROMs of a PC: memory of the machine that is no RAM of the guest. */
export const isRom = (segment: Segment): boolean =>
  (segment.gpa >= 0xc0000 && segment.gpa + segment.memoryBytes <= 0x100000) ||
  (segment.gpa >= 0xfff00000 && segment.gpa + segment.memoryBytes <= 0x100000000);
