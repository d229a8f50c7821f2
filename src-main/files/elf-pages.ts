// Pages of a loaded image: which may be written, and the bytes of those that may not.
import { PAGE_BYTES } from "../../src-shared/base/units.ts";
import type { ElfImage, ElfSegment } from "./elf.ts";

interface Range {
  readonly from: number;
  readonly until: number;
}

export interface LoadedPages {
  /** Pages that may only be read. */
  readonly fixed: number;
  /** Read-only pages in order of address; each array is valid until the next. */
  readOnly(): Generator<Uint8Array>;
  /** Pages of which at least a byte may be written, zeros of bss included. */
  readonly writable: number;
}

/**
 * Where a segment may be written. One that is writable and executable at once, as many unikernels have, is told apart by its
 * sections; what lies behind the last of them may be written.
 */
function writableParts(segment: ElfSegment, image: ElfImage): Range[] {
  if (!segment.writable) return [];
  const end = segment.address + segment.memoryBytes;
  const inside = image.sections.filter(
    (s) => s.bytes > 0 && s.address >= segment.address && s.address + s.bytes <= end,
  );
  if (!segment.executable || !inside.some((section) => section.executable))
    return [{ from: segment.address, until: end }];
  const last = Math.max(...inside.map((section) => section.address + section.bytes));
  const parts = inside
    .filter((section) => section.writable)
    .map((s) => ({ from: s.address, until: s.address + s.bytes }));
  return last < end ? [...parts, { from: last, until: end }] : parts;
}

const pageOf = (address: number): number => Math.floor(address / PAGE_BYTES);
/** Page behind the last one of a range. */
const behind = (address: number): number => Math.ceil(address / PAGE_BYTES);

/** Ranges of page numbers, ascending, joined where they touch. */
function joined(ranges: readonly Range[]): Range[] {
  const pages = ranges
    .filter(({ from, until }) => until > from)
    .map(({ from, until }) => ({ from: pageOf(from), until: behind(until) }))
    .sort((a, b) => a.from - b.from);
  const result: { from: number; until: number }[] = [];
  for (const range of pages) {
    const last = result.at(-1);
    if (last && range.from <= last.until) last.until = Math.max(last.until, range.until);
    else result.push({ ...range });
  }
  return result;
}

/** What is in `ranges` and not in `without`; both ascending. */
function less(ranges: readonly Range[], without: readonly Range[]): Range[] {
  return ranges.flatMap(({ from, until }) => {
    const parts: Range[] = [];
    let at = from;
    for (const hole of without) {
      if (hole.until <= at || hole.from >= until) continue;
      if (hole.from > at) parts.push({ from: at, until: hole.from });
      at = Math.max(at, hole.until);
    }
    return at < until ? [...parts, { from: at, until }] : parts;
  });
}

/** A loader puts the bytes of the file at their addresses; all else in a page is zero. */
export function loadedPages(image: ElfImage, bytes: Uint8Array): LoadedPages {
  const all = joined(image.segments.map((s) => ({ from: s.address, until: s.address + s.memoryBytes })));
  const writable = joined(image.segments.flatMap((segment) => writableParts(segment, image)));
  const fixed = less(all, writable);
  const count = (ranges: readonly Range[]): number => ranges.reduce((sum, { from, until }) => sum + until - from, 0);
  return {
    fixed: count(fixed),
    writable: count(writable),
    *readOnly() {
      const page = new Uint8Array(PAGE_BYTES);
      for (const { from, until } of fixed)
        for (let at = from; at < until; at++) {
          page.fill(0);
          for (const segment of image.segments) copyInto(page, at * PAGE_BYTES, segment, bytes);
          yield page;
        }
    },
  };
}

function copyInto(page: Uint8Array, address: number, segment: ElfSegment, bytes: Uint8Array): void {
  const from = Math.max(address, segment.address);
  const until = Math.min(address + PAGE_BYTES, segment.address + segment.fileBytes);
  if (from >= until) return;
  const offset = segment.offset + from - segment.address;
  page.set(bytes.subarray(offset, offset + until - from), from - address);
}
