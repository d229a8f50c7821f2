// Walks over the records of a ring-buffer page: stamps add up, padding and extended stamps are no records.
import type { Frame, Lane } from "./lanes.ts";
import type { PageLayout } from "./recording.ts";

/** Bits of a page's commit word. */
const DATA_BYTES = 0xfffff;
const COUNT_STORED = 1 << 30;
const RECORDS_LOST = 1 << 31;

/** Kinds of headers; smaller numbers count the words of a record's data. */
const LONG = 0;
const PADDING = 29;
const TIME_EXTEND = 30;
const TIME_STAMP = 31;

/** Bits of a stamp that an absolute one does not hold. */
const STAMP_TOP = 0xf8000000;
const WORD = 2 ** 32;

/** What makes no sense, at an index of the lane's frame. */
export type Report = (lane: Lane, code: "trace.page" | "trace.record" | "trace.cut_record", at: number) => void;

export interface PageWalk {
  /** Goes to the lane's next record; false where its frame holds no further one. */
  next(lane: Lane): boolean;
}

export function pageWalk(layout: PageLayout, little: boolean, report: Report): PageWalk {
  /** Low and high word of numbers of 64 bits. */
  const low = little ? 0 : 4;
  const high = little ? 4 : 0;
  const commitLow = layout.commitBytes === 8 ? layout.commit + low : layout.commit;

  /** Opens the page at `page`; false where the frame ends before its data. */
  function open(lane: Lane, { view }: Frame): boolean {
    const { page, filled } = lane;
    if (page + layout.data > filled) {
      if (page < filled) report(lane, "trace.cut_record", page);
      lane.page = filled;
      return false;
    }
    lane.stampLow = view.getUint32(page + layout.time + low, little);
    lane.stampHigh = view.getUint32(page + layout.time + high, little);
    const commit = view.getUint32(page + commitLow, little);
    const bytes = commit & DATA_BYTES;
    lane.at = page + layout.data;
    lane.end = lane.at + bytes;
    if (layout.data + bytes > lane.pageBytes) {
      report(lane, "trace.page", page);
      lane.end = lane.at;
      return true;
    }
    if (commit & RECORDS_LOST) lossMark(lane, view, (commit & COUNT_STORED) !== 0);
    return true;
  }

  /** Records were lost before this page; how many stands behind its data, where there was room. */
  function lossMark(lane: Lane, view: DataView, stored: boolean): void {
    const at = lane.end;
    const isThere = at + layout.commitBytes <= Math.min(lane.page + lane.pageBytes, lane.filled);
    const count = stored && isThere ? view.getUint32(layout.commitBytes === 8 ? at + low : at, little) : 0;
    const upper = stored && isThere && layout.commitBytes === 8 ? view.getUint32(at + high, little) : 0;
    // More than 2^48 records were never written; such a count is damage.
    if (count === 0 || upper > 0xffff) lane.lostUnknown = true;
    else {
      lane.lost += count + upper * WORD;
      lane.marked += count + upper * WORD;
    }
  }

  /** The page is left: it ends, or makes no sense from here on. */
  function leave(lane: Lane, code: "trace.record" | "trace.cut_record" | null): void {
    if (code) report(lane, code, lane.at);
    lane.page += lane.pageBytes;
    lane.end = 0;
    lane.at = 0;
  }

  const read = ({ words, view }: Frame, at: number): number =>
    little ? (words[at >> 2] as number) : view.getUint32(at, false);

  return {
    next(lane) {
      const frame = lane.frame as Frame;
      for (;;) {
        if (lane.at >= lane.end) {
          if (lane.end > 0) leave(lane, null);
          if (!open(lane, frame)) return false;
          continue;
        }
        const { at } = lane;
        const end = lane.end < lane.filled ? lane.end : lane.filled;
        if (at + 4 > end) {
          leave(lane, end < lane.end ? "trace.cut_record" : "trace.record");
          continue;
        }
        const head = read(frame, at);
        const kind = little ? head & 31 : head >>> 27;
        const delta = little ? head >>> 5 : head & 0x7ffffff;
        if (kind === PADDING && delta === 0) {
          leave(lane, null);
          continue;
        }
        // Records of one to 28 words need no further word to be understood.
        const isShort = kind > LONG && kind < PADDING;
        if (!isShort && at + 8 > end) {
          leave(lane, end < lane.end ? "trace.cut_record" : "trace.record");
          continue;
        }
        const second = isShort ? 0 : read(frame, at + 4);
        if (kind === TIME_STAMP) {
          absolute(lane, delta, second);
          lane.at = at + 8;
          continue;
        }
        const stamp = lane.stampLow + delta + (kind === TIME_EXTEND ? (second << 27) >>> 0 : 0);
        lane.stampLow = stamp >>> 0;
        if (stamp >= WORD) lane.stampHigh = (lane.stampHigh + Math.floor(stamp / WORD)) >>> 0;
        if (kind === TIME_EXTEND) {
          lane.stampHigh = (lane.stampHigh + (second >>> 5)) >>> 0;
          lane.at = at + 8;
          continue;
        }
        const from = isShort ? at + 4 : at + 8;
        const next = isShort ? from + 4 * kind : kind === PADDING ? at + 4 + second : at + 4 + ((second + 3) & ~3);
        if (next < from || next > end) {
          leave(lane, end < lane.end ? "trace.cut_record" : "trace.record");
          continue;
        }
        lane.at = (next + 3) & ~3;
        if (kind === PADDING) continue;
        lane.payload = from;
        lane.payloadEnd = isShort ? next : at + 4 + second;
        return true;
      }
    },
  };
}

/** An absolute stamp of 59 bits; its top ones are those of the stamp before, unless it has wrapped around since. */
function absolute(lane: Lane, delta: number, second: number): void {
  const low = (delta | (second << 27)) >>> 0;
  let high = ((second >>> 5) | (lane.stampHigh & STAMP_TOP)) >>> 0;
  const back = high < lane.stampHigh || (high === lane.stampHigh && low < lane.stampLow);
  if (lane.stampHigh & STAMP_TOP && back) high = (high + 0x8000000) >>> 0;
  lane.stampLow = low;
  lane.stampHigh = high;
}
