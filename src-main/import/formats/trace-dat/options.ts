// Options of a trace.dat file: clock, offsets, counters of the kernel, guests and where instances and sections lie.
import { type Walker, walker } from "../../trace-events/tracing-data.ts";
import { MOST_CPUS } from "./recording.ts";
import { type CpuStat, readStat } from "./stats.ts";

/** Numbers of the options, which in version 7 are those of the sections too. */
export const OPTION = {
  DONE: 0,
  DATE: 1,
  CPUSTAT: 2,
  BUFFER: 3,
  TRACECLOCK: 4,
  UNAME: 5,
  OFFSET: 7,
  CPUCOUNT: 8,
  VERSION: 9,
  TIME_SHIFT: 12,
  GUEST: 13,
  TSC2NSEC: 14,
  HEADER_INFO: 16,
  FTRACE_EVENTS: 17,
  EVENT_FORMATS: 18,
  CMDLINES: 21,
  BUFFER_TEXT: 22,
} as const;

/** Trace data of one CPU as a buffer of version 7 lists it. */
export interface ListedCpu {
  readonly cpu: number;
  readonly offset: number;
  readonly size: number;
}

/** A buffer with its place: the top one has no name, the others are instances. */
export interface ListedBuffer {
  readonly name: string;
  readonly offset: number;
  readonly text: boolean;
  /** The rest only in version 7. */
  readonly clock: string | null;
  readonly pageBytes: number | null;
  readonly cpus: readonly ListedCpu[];
}

/** A guest that was traced together with its host. */
export interface TracedGuest {
  readonly name: string;
  /** Thread of the host by vCPU. */
  readonly threads: readonly { readonly vcpu: number; readonly tid: number }[];
}

/** Corrections of one vCPU's clock: what to add at some times, by which factor to multiply. */
export interface ClockSamples {
  readonly times: readonly bigint[];
  readonly offsets: readonly bigint[];
  readonly scalings: readonly bigint[];
  readonly fractions: readonly bigint[];
}

export interface TimeShift {
  readonly flags: number;
  readonly cpus: readonly ClockSamples[];
}

export interface Options {
  /** What to add to times in ns for wall time. */
  date: bigint | null;
  /** What to add to times in ns, by the wish of whoever recorded. */
  offset: bigint | null;
  clock: string | null;
  uname: string | null;
  program: string | null;
  cpuCount: number | null;
  tsc: { readonly mult: number; readonly shift: number } | null;
  shift: TimeShift | null;
  readonly stats: CpuStat[];
  readonly guests: TracedGuest[];
  readonly buffers: ListedBuffer[];
  /** Offsets of sections by their number; only in version 7. */
  readonly sections: Map<number, number>;
  /** Options that make no sense, by number. */
  readonly damaged: Set<number>;
}

export const noOptions = (): Options => ({
  date: null,
  offset: null,
  clock: null,
  uname: null,
  program: null,
  cpuCount: null,
  tsc: null,
  shift: null,
  stats: [],
  guests: [],
  buffers: [],
  sections: new Map(),
  damaged: new Set(),
});

/** More instances than a kernel runs beside each other. */
const MOST_BUFFERS = 1024;

const decoder = new TextDecoder();
const textOf = (bytes: Uint8Array): string => {
  const end = bytes.indexOf(0);
  return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end));
};

/** A number as C's strtoll reads it: decimal, or hexadecimal behind 0x, or octal behind 0; null where there is none. */
export function cNumber(text: string): bigint | null {
  const [, sign = "", hex, octal, decimal] = /^\s*([-+]?)(?:0[xX]([0-9a-fA-F]+)|0([0-7]+)|(\d+))/.exec(text) ?? [];
  const digits = hex !== undefined ? `0x${hex}` : octal !== undefined ? `0o${octal}` : decimal;
  if (digits === undefined || digits.length > 24) return null;
  return sign === "-" ? -BigInt(digits) : BigInt(digits);
}

/** The clock in brackets of `[local] global counter`; a name alone is the clock itself. */
export function chosenClock(text: string): string | null {
  return /\[([^\]\s]+)\]/.exec(text)?.[1] ?? /^\s*([\w-]+)\s*$/.exec(text)?.[1] ?? null;
}

function readBuffer(walk: Walker, sections: boolean, text: boolean): ListedBuffer | null {
  const offset = walk.number(8);
  const name = walk.string();
  if (offset === null || name === null) return null;
  if (!sections) return { name, offset, text, clock: null, pageBytes: null, cpus: [] };
  const clock = walk.string();
  if (clock === null) return null;
  if (text) return { name, offset, text, clock, pageBytes: null, cpus: [] };
  const pageBytes = walk.number(4);
  const count = walk.number(4);
  const cpus: ListedCpu[] = [];
  if (count === null || count > MOST_CPUS) return null;
  for (let i = 0; i < count; i++) {
    const cpu = walk.number(4);
    const at = walk.number(8);
    const size = walk.number(8);
    if (cpu === null || at === null || size === null) return null;
    cpus.push({ cpu, offset: at, size });
  }
  return { name, offset, text, clock, pageBytes, cpus };
}

function readGuest(walk: Walker): TracedGuest | null {
  const name = walk.string();
  const traceId = walk.number(8);
  const count = walk.number(4);
  if (name === null || traceId === null || count === null || count > MOST_CPUS) return null;
  const threads: { vcpu: number; tid: number }[] = [];
  for (let i = 0; i < count; i++) {
    const vcpu = walk.number(4);
    const tid = walk.number(4);
    if (vcpu === null || tid === null) return null;
    threads.push({ vcpu: vcpu | 0, tid: tid | 0 });
  }
  return { name, threads };
}

function readTimeShift(bytes: Uint8Array, little: boolean): TimeShift | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 16) return null;
  const count = view.getUint32(12, little);
  let at = 16;
  const longs = (n: number): bigint[] | null => {
    if (n > (bytes.length - at) / 8) return null;
    return Array.from({ length: n }, () => {
      at += 8;
      return view.getBigInt64(at - 8, little);
    });
  };
  const cpus: ClockSamples[] = [];
  for (let i = 0; i < count; i++) {
    if (at + 4 > bytes.length) return null;
    const n = view.getUint32(at, little);
    at += 4;
    const [times, offsets, scalings] = [longs(n), longs(n), longs(n)];
    if (!times || !offsets || !scalings) return null;
    cpus.push({ times, offsets, scalings, fractions: times.map(() => 0n) });
  }
  const flags = view.getUint32(8, little);
  if (at === bytes.length) return { flags, cpus };
  const whole = cpus.map((cpu) => ({ ...cpu, fractions: longs(cpu.times.length) ?? cpu.fractions }));
  return { flags, cpus: whole };
}

/** Takes one option; false where its data make no sense. Options that say nothing of the events are passed over. */
function take(options: Options, id: number, bytes: Uint8Array, little: boolean, sections: boolean): boolean {
  const walk = walker(bytes, 0, little);
  switch (id) {
    case OPTION.DATE: {
      const microseconds = cNumber(textOf(bytes));
      options.date = microseconds === null ? options.date : microseconds * 1000n;
      return microseconds !== null;
    }
    case OPTION.OFFSET: {
      const ns = cNumber(textOf(bytes));
      options.offset = ns === null ? options.offset : ns;
      return ns !== null;
    }
    case OPTION.CPUSTAT:
      readStat(textOf(bytes), options.stats);
      return true;
    case OPTION.BUFFER:
    case OPTION.BUFFER_TEXT: {
      const buffer = readBuffer(walk, sections, id === OPTION.BUFFER_TEXT);
      const cpus = options.buffers.reduce((sum, known) => sum + known.cpus.length, buffer?.cpus.length ?? 0);
      if (!buffer || cpus > MOST_CPUS || options.buffers.length === MOST_BUFFERS) return false;
      options.buffers.push(buffer);
      return true;
    }
    case OPTION.TRACECLOCK:
      options.clock = chosenClock(textOf(bytes)) ?? options.clock;
      return true;
    case OPTION.UNAME:
      options.uname = textOf(bytes);
      return true;
    case OPTION.VERSION:
      options.program = textOf(bytes);
      return true;
    case OPTION.CPUCOUNT:
      options.cpuCount = walk.number(4);
      return options.cpuCount !== null;
    case OPTION.GUEST: {
      const guest = readGuest(walk);
      if (guest) options.guests.push(guest);
      return guest !== null;
    }
    case OPTION.TIME_SHIFT:
      options.shift = readTimeShift(bytes, little);
      return options.shift !== null;
    case OPTION.TSC2NSEC: {
      const mult = walk.number(4);
      const shift = walk.number(4);
      if (mult && shift !== null && shift < 64) options.tsc = { mult, shift };
      return options.tsc !== null;
    }
    case OPTION.HEADER_INFO:
    case OPTION.FTRACE_EVENTS:
    case OPTION.EVENT_FORMATS:
    case OPTION.CMDLINES: {
      const offset = walk.number(8);
      if (offset !== null) options.sections.set(id, offset);
      return offset !== null;
    }
    default:
      return true;
  }
}

/** Takes one option into `options`. `sections`: the file is of version 7, whose buffers tell more. */
export function takeOption(options: Options, id: number, bytes: Uint8Array, little: boolean, sections: boolean): void {
  if (!take(options, id, bytes, little, sections)) options.damaged.add(id);
}
