// Cuts a stream of bytes into the pages of the ranges that an image's headers name.
import { PAGE_BYTES, type PageSink } from "./pages.ts";

/** Pages that follow one another in the file and in the guest. */
export interface PageRange {
  /** Byte offset in the file of the first page. */
  readonly offset: number;
  readonly gfn: number;
  /** May be Infinity: as many as there are. */
  readonly pages: number;
}

export interface PageStream {
  /** Takes the next bytes of the file from `from` on; stops early when the sink is full. Returns where. */
  feed(chunk: Uint8Array, from: number): number;
  /** What is missing at the end of the file: pages of ranges not reached, and the bytes of a page that was begun. */
  end(): { readonly missingPages: number; readonly tailBytes: number; readonly position: number };
}

/** `ranges` must not overlap and must be in the order of their offsets; `start` is the file offset of the first byte fed. */
export function pageStream(ranges: readonly PageRange[], sink: PageSink, start = 0): PageStream {
  const carry = new Uint8Array(PAGE_BYTES);
  let carried = 0;
  let position = start;
  let index = 0;
  /** Pages of the current range already given. */
  let done = 0;

  function give(range: PageRange, bytes: Uint8Array, at: number): void {
    sink.add(range.gfn + done, bytes, at);
    if (++done < range.pages) return;
    index++;
    done = 0;
  }

  /** Completes a page that began in an earlier chunk; returns the bytes used. */
  function complete(range: PageRange, chunk: Uint8Array, at: number): number {
    const step = Math.min(PAGE_BYTES - carried, chunk.length - at);
    carry.set(chunk.subarray(at, at + step), carried);
    carried += step;
    if (carried === PAGE_BYTES) {
      carried = 0;
      give(range, carry, 0);
    }
    return step;
  }

  function step(chunk: Uint8Array, at: number): number {
    const range = ranges[index];
    const left = chunk.length - at;
    if (!range) return left;
    const wanted = range.offset + done * PAGE_BYTES;
    if (carried === 0 && position < wanted) return Math.min(left, wanted - position);
    if (carried > 0 || left < PAGE_BYTES) return complete(range, chunk, at);
    give(range, chunk, at);
    return PAGE_BYTES;
  }

  return {
    feed(chunk, from) {
      let at = from;
      while (at < chunk.length && !sink.full()) {
        const used = step(chunk, at);
        at += used;
        position += used;
      }
      return at;
    },
    end() {
      let missing = 0;
      for (let i = index; i < ranges.length; i++) {
        const pages = (ranges[i] as PageRange).pages;
        if (Number.isFinite(pages)) missing += pages - (i === index ? done : 0);
      }
      return { missingPages: missing, tailBytes: carried, position };
    },
  };
}
