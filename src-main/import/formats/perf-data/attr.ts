// perf_event_attr, and where the fields of its samples and of the trailers of other records lie.

/** Bits of `sample_type` that are looked at. */
const IP = 0;
const TID = 1;
const TIME = 2;
const ADDR = 3;
const READ = 4;
const CALLCHAIN = 5;
const ID = 6;
const CPU = 7;
const PERIOD = 8;
const STREAM_ID = 9;
const RAW = 10;
const BRANCH_STACK = 11;
const REGS_USER = 12;
const STACK_USER = 13;
const WEIGHT = 14;
const DATA_SRC = 15;
const IDENTIFIER = 16;
const WEIGHT_STRUCT = 24;

/** Bits of the flag word. */
const SAMPLE_ID_ALL = 18;
const USE_CLOCKID = 25;

/** Of `branch_sample_type`: each list of branches starts with a number of its own. */
const BRANCH_INDEX = 17;

/** Types of events. */
export const HARDWARE = 0;
export const SOFTWARE = 1;
export const TRACEPOINT = 2;
export const CACHE = 3;
export const RAW_EVENT = 4;
export const BREAKPOINT = 5;

const HEADER_BYTES = 8;

/** One recorded event as the file describes it. Places are bytes from the start of the record, -1 where not recorded. */
export interface EventAttr {
  readonly type: number;
  readonly config: bigint;
  /** POSIX clock id, null for the kernel's own perf clock. */
  readonly clockId: number | null;
  /** Records other than samples carry a trailer with thread, time and event. */
  readonly sampleIdAll: boolean;
  readonly identifier: boolean;
  readonly id: number;
  readonly ip: number;
  readonly tid: number;
  readonly time: number;
  readonly addr: number;
  readonly cpu: number;
  readonly period: number;
  /** First byte behind the fields of fixed size; a sample is at least that long. */
  readonly fixed: number;
  readonly read: boolean;
  readonly readFormat: number;
  readonly callchain: boolean;
  readonly raw: boolean;
  readonly branches: boolean;
  readonly branchIndex: boolean;
  /** How many registers a sample holds, -1 where it has none at all. */
  readonly userRegisters: number;
  readonly userStack: boolean;
  readonly weight: boolean;
  readonly dataSource: boolean;
  /** Places in the trailer, in bytes back from the end of the record; 0 where not recorded. */
  readonly trailerId: number;
  readonly trailerTime: number;
  readonly trailerCpu: number;
  /** Length of the trailer. */
  readonly trailerBytes: number;
}

/** Bit fields of a file of the other byte order run the other way. */
const flag = (view: DataView, at: number, bit: number, little: boolean): boolean =>
  ((view.getUint8(at + (bit >> 3)) >> (little ? bit & 7 : 7 - (bit & 7))) & 1) === 1;

const bits = (word: number): number => {
  let count = 0;
  for (let left = word; left !== 0; left &= left - 1) count++;
  return count;
};

/** Reads an attr of at most `length` bytes at `at`; fields that an older, shorter attr lacks are 0. */
export function readAttr(view: DataView, at: number, length: number, little: boolean): EventAttr {
  const told = length >= 8 ? view.getUint32(at + 4, little) || 64 : 0;
  const size = Math.min(length, told);
  const u32 = (offset: number): number => (offset + 4 <= size ? view.getUint32(at + offset, little) : 0);
  const low = (offset: number): number => u32(little ? offset : offset + 4);
  const flagged = (bit: number): boolean => size >= 48 && flag(view, at + 40, bit, little);
  const sampleType = low(24);
  const has = (bit: number): boolean => ((sampleType >>> bit) & 1) === 1;
  return {
    type: u32(0),
    config: size >= 16 ? view.getBigUint64(at + 8, little) : 0n,
    clockId: flagged(USE_CLOCKID) ? u32(92) | 0 : null,
    sampleIdAll: flagged(SAMPLE_ID_ALL),
    ...places(sampleType),
    read: has(READ),
    readFormat: low(32),
    callchain: has(CALLCHAIN),
    raw: has(RAW),
    branches: has(BRANCH_STACK),
    branchIndex: ((low(72) >>> BRANCH_INDEX) & 1) === 1,
    userRegisters: has(REGS_USER) ? bits(u32(80)) + bits(u32(84)) : -1,
    userStack: has(STACK_USER),
    weight: has(WEIGHT) || has(WEIGHT_STRUCT),
    dataSource: has(DATA_SRC),
  };
}

/** Every fixed field is 8 bytes; the order is that of the kernel's writer. */
function places(sampleType: number) {
  const has = (bit: number): boolean => ((sampleType >>> bit) & 1) === 1;
  let at = HEADER_BYTES;
  const place = (bit: number): number => {
    if (!has(bit)) return -1;
    at += 8;
    return at - 8;
  };
  const identifier = place(IDENTIFIER);
  const ip = place(IP);
  const tid = place(TID);
  const time = place(TIME);
  const addr = place(ADDR);
  const id = place(ID);
  place(STREAM_ID);
  const cpu = place(CPU);
  const period = place(PERIOD);

  let back = 0;
  const placeBack = (bit: number): number => {
    if (!has(bit)) return 0;
    back += 8;
    return back;
  };
  const lastIdentifier = placeBack(IDENTIFIER);
  const trailerCpu = placeBack(CPU);
  placeBack(STREAM_ID);
  const lastId = placeBack(ID);
  const trailerTime = placeBack(TIME);
  placeBack(TID);
  return {
    identifier: identifier >= 0,
    id: identifier >= 0 ? identifier : id,
    ip,
    tid,
    time,
    addr,
    cpu,
    period,
    fixed: at,
    trailerId: lastIdentifier || lastId,
    trailerTime,
    trailerCpu,
    trailerBytes: back,
  };
}

const READ_ENABLED = 1;
const READ_RUNNING = 2;
const READ_ID = 4;
const READ_GROUP = 8;
const READ_LOST = 16;

/** Values of a group read beyond this are damage: a group has at most some hundred events. */
const MAX_COUNT = 8192;

/** A count of 8 bytes, -1 where it cannot be true. */
export function countAt(view: DataView, at: number, end: number, little: boolean): number {
  if (at + 8 > end || view.getUint32(little ? at + 4 : at, little) !== 0) return -1;
  const count = view.getUint32(little ? at : at + 4, little);
  return count <= MAX_COUNT ? count : -1;
}

/** First byte behind the values of counters and the call chain, in the view; -1 where they do not fit. */
export function behindFixed(view: DataView, start: number, end: number, attr: EventAttr, little: boolean): number {
  let at = start + attr.fixed;
  if (attr.read) {
    const format = attr.readFormat;
    const times = (format & READ_ENABLED ? 8 : 0) + (format & READ_RUNNING ? 8 : 0);
    const value = 8 + (format & READ_ID ? 8 : 0) + (format & READ_LOST ? 8 : 0);
    if (format & READ_GROUP) {
      const members = countAt(view, at, end, little);
      if (members < 0) return -1;
      at += 8 + times + members * value;
    } else at += times + value;
  }
  if (attr.callchain) {
    const frames = countAt(view, at, end, little);
    if (frames < 0) return -1;
    at += 8 + 8 * frames;
  }
  return at;
}

/** Where the payload of a tracepoint sample starts in the view; -1 where the sample has none. */
export function rawPlace(view: DataView, start: number, end: number, attr: EventAttr, little: boolean): number {
  if (!attr.raw) return -1;
  const at = behindFixed(view, start, end, attr, little);
  if (at < 0 || at + 4 > end) return -1;
  const size = view.getUint32(at, little);
  return size > 0 && at + 4 + size <= end ? at + 4 : -1;
}
