// The pages of every CPU, held a few at a time: however many CPUs there are, memory stays within a budget.
import type { RandomAccess } from "../../importer.ts";
import { ZERO_WORD } from "../../trace-events/contract.ts";
import { readBytes, taker } from "./content.ts";
import type { CpuData, RingBuffer } from "./recording.ts";
import type { Compression } from "./start.ts";
import type { Convert } from "./times.ts";
import type { Unpack } from "./unpack.ts";

/** Memory for pages of all CPUs together. */
const BUDGET_BYTES = 96 << 20;
/** What is read of one CPU at a time where there are few. */
const MOST_FRAME_BYTES = 1 << 18;
/** Recorders make chunks of some pages; a larger one than this is damage. */
const MOST_CHUNK_BYTES = 1 << 26;

/** Memory with consecutive pages of one CPU. */
export interface Frame {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** The same memory in words of the machine's own order. */
  readonly words: Uint32Array;
}

/** One CPU of one buffer on its way through its pages. */
export interface Lane {
  /** Its place among the lanes: of records with one time that of the lower one comes first. */
  readonly order: number;
  readonly cpu: number;
  /** Name of the buffer, empty for the top one. */
  readonly buffer: string;
  readonly pageBytes: number;
  readonly compression: Compression;
  /** Offset of the first byte behind its data; chunks end by their number, and with the content. */
  readonly until: number;
  /** Null where stamps are ns already. */
  readonly convert: Convert | null;
  /** False where its clock is not that of the others. */
  readonly timed: boolean;

  /** Null while its pages are not in memory. */
  frame: Frame | null;
  /** Bytes of the frame that are pages of this lane. */
  filled: number;
  /** Where the frame's content comes from: an offset, or a chunk and how much of it lies before the frame. */
  from: number;
  skip: number;
  /** Offset of what comes behind the frame, or behind its chunk. */
  next: number;
  /** Chunks behind the present one; -1 before their number was read. */
  chunks: number;
  /** Bytes of the present chunk. */
  chunkBytes: number;
  /** Packed bytes that were read ahead, and their offset. */
  ahead: Uint8Array;
  aheadAt: number;

  /** Start of the present page in the frame, next header and end of its data. */
  page: number;
  at: number;
  end: number;
  /** Payload of the present record. */
  payload: number;
  payloadEnd: number;
  /** Stamp of the present record, and its time in ns. */
  stampLow: number;
  stampHigh: number;
  timeLow: number;
  timeHigh: number;

  /** Thread of the last record that was taken, and its place among all; -2: none yet. */
  tid: number;
  thread: number;

  /** Records lost before the present one, not told yet; `lostUnknown`: more, nobody knows how many. */
  lost: number;
  lostUnknown: boolean;
  /** Sums over all of its pages. */
  records: number;
  marked: number;
  /** Time of the last record that was taken, once there was one. */
  lastLow: number;
  lastHigh: number;
}

const NOTHING = new Uint8Array(0);

/** A lane at its start. Sizes beyond the content are cut. */
export function newLane(
  order: number,
  data: CpuData,
  buffer: RingBuffer,
  size: number,
  convert: Convert | null,
  timed: boolean,
): Lane {
  return {
    order,
    cpu: data.cpu,
    buffer: buffer.name,
    pageBytes: buffer.pageBytes,
    compression: buffer.compression,
    until: buffer.compression === "none" ? Math.min(data.offset + data.size, size) : size,
    convert,
    timed,
    frame: null,
    filled: 0,
    from: data.offset,
    skip: 0,
    next: data.offset,
    chunks: -1,
    chunkBytes: 0,
    ahead: NOTHING,
    aheadAt: 0,
    page: 0,
    at: 0,
    end: 0,
    payload: 0,
    payloadEnd: 0,
    stampLow: ZERO_WORD,
    stampHigh: ZERO_WORD,
    timeLow: ZERO_WORD,
    timeHigh: ZERO_WORD,
    tid: 0,
    thread: -2,
    lost: 0,
    lostUnknown: false,
    records: 0,
    marked: 0,
    lastLow: ZERO_WORD,
    lastHigh: ZERO_WORD,
  };
}

/** What came of asking for pages. `cut`: the content ends before what was announced. */
export type Loaded = "pages" | "over" | "cut" | "damaged";

export interface Pages {
  /** Loads the pages behind those that were read. */
  load(lane: Lane): Promise<Loaded>;
  /** Leaves a chunk that makes no sense; false where nothing behind it can be found. */
  skip(lane: Lane): boolean;
  /** Loads again the pages that had to make room for others; false where they are not there any more. */
  reload(lane: Lane): Promise<boolean>;
}

function newFrame(bytes: number): Frame {
  const memory = new Uint8Array(bytes);
  return { bytes: memory, view: new DataView(memory.buffer), words: new Uint32Array(memory.buffer) };
}

/** Bytes of a frame: whole pages of any of the lanes, not many more than there are. */
function frameBytes(lanes: readonly Lane[]): number {
  let page = 1;
  let data = 1;
  for (const lane of lanes) {
    page = Math.max(page, lane.pageBytes);
    data = Math.max(data, lane.compression === "none" ? lane.until - lane.from : MOST_FRAME_BYTES);
  }
  const wanted = Math.min(MOST_FRAME_BYTES, BUDGET_BYTES / Math.max(1, lanes.length), data + page - 1);
  return Math.max(1, Math.floor(wanted / page)) * page;
}

export function pagesOf(access: RandomAccess, lanes: readonly Lane[], little: boolean, unpack: Unpack): Pages {
  const size = frameBytes(lanes);
  const most = Math.max(2, Math.floor(BUDGET_BYTES / size));
  const holders: Lane[] = [];
  let oldest = 0;

  /** A frame of its own, at the cost of the lane that has had one the longest. */
  function hold(lane: Lane): Frame {
    if (lane.frame) return lane.frame;
    if (holders.length < most) {
      holders.push(lane);
      lane.frame = newFrame(size);
      return lane.frame;
    }
    const other = holders[oldest] as Lane;
    holders[oldest] = lane;
    oldest = (oldest + 1) % most;
    lane.frame = other.frame;
    other.frame = null;
    return lane.frame as Frame;
  }

  async function loadPlain(lane: Lane): Promise<Loaded> {
    const wanted = Math.min(size, lane.until - lane.from);
    const frame = hold(lane);
    lane.filled = await access.read(frame.bytes.subarray(0, wanted), lane.from);
    return lane.filled < wanted ? "cut" : "pages";
  }

  /** Packed bytes of a lane: as many are read ahead as a frame has. Fewer than asked for only at the end. */
  async function packedBytesAt(lane: Lane, offset: number, length: number): Promise<Uint8Array> {
    const from = offset - lane.aheadAt;
    if (from >= 0 && from + length <= lane.ahead.length) return lane.ahead.subarray(from, from + length);
    const bytes = await readBytes(access, offset, Math.max(length, size));
    lane.ahead = bytes.length <= size ? bytes : NOTHING;
    lane.aheadAt = offset;
    return bytes.subarray(0, length);
  }

  async function loadChunk(lane: Lane): Promise<Loaded> {
    const head = await packedBytesAt(lane, lane.from, 8);
    if (head.length < 8) return "cut";
    const view = new DataView(head.buffer, head.byteOffset, 8);
    const packedBytes = view.getUint32(0, little);
    lane.chunkBytes = view.getUint32(4, little);
    lane.next = lane.from + 8 + packedBytes;
    const isChunk = packedBytes > 0 && lane.chunkBytes > 0 && lane.chunkBytes % lane.pageBytes === 0;
    if (!isChunk || Math.max(packedBytes, lane.chunkBytes) > MOST_CHUNK_BYTES) {
      lane.chunks = 0;
      return "damaged";
    }
    if (lane.next > lane.until) return "cut";
    const packed = await packedBytesAt(lane, lane.from + 8, packedBytes);
    const bytes = packed.length < packedBytes ? null : unpack(packed, lane.chunkBytes);
    if (!bytes) return "damaged";
    const { bytes: to } = hold(lane);
    const held = bytes.subarray(lane.skip, lane.skip + size);
    to.set(held);
    lane.filled = held.length;
    return "pages";
  }

  /** The chunk behind the present one; false behind the last. */
  async function nextChunk(lane: Lane): Promise<boolean> {
    if (lane.chunks < 0) {
      lane.chunks = (await taker(access, lane.next, little).number(4)) ?? 0;
      lane.next += 4;
    }
    if (lane.chunks === 0) return false;
    lane.chunks--;
    lane.from = lane.next;
    lane.skip = 0;
    return true;
  }

  return {
    async load(lane) {
      lane.page = 0;
      lane.at = 0;
      lane.end = 0;
      if (lane.compression === "none") {
        lane.from += lane.filled;
        return lane.from >= lane.until ? "over" : loadPlain(lane);
      }
      lane.skip += lane.filled;
      lane.filled = 0;
      if (lane.skip >= lane.chunkBytes && !(await nextChunk(lane))) return "over";
      return loadChunk(lane);
    },
    skip(lane) {
      lane.skip = lane.chunkBytes;
      lane.filled = 0;
      return lane.chunks > 0;
    },
    async reload(lane) {
      const { filled } = lane;
      await (lane.compression === "none" ? loadPlain(lane) : loadChunk(lane));
      return lane.frame !== null && lane.filled === filled;
    },
  };
}
