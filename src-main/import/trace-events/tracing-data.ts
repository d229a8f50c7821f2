// The head that perf.data and trace.dat share: page header, event formats, symbols, texts and names of threads.
import { type EventFormat, readFormat } from "./formats.ts";

/** Walks over bytes; everything is null once they do not hold what was announced. */
export interface Walker {
  at: number;
  little: boolean;
  octet(): number | null;
  number(length: 4 | 8): number | null;
  /** Bytes behind their length. */
  block(lengthBytes: 4 | 8): Uint8Array | null;
  /** A text behind its length. */
  text(lengthBytes: 4 | 8): string | null;
  /** A text that ends with a zero byte. */
  string(): string | null;
}

export function walker(bytes: Uint8Array, start = 0, littleEndian = true): Walker {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const decoder = new TextDecoder();
  const take = (length: number): number | null => {
    if (length > bytes.length - self.at) return null;
    self.at += length;
    return self.at - length;
  };
  const self: Walker = {
    at: start,
    little: littleEndian,
    octet() {
      const from = take(1);
      return from === null ? null : (bytes[from] as number);
    },
    number(length) {
      const from = take(length);
      if (from === null) return null;
      return length === 4 ? view.getUint32(from, self.little) : Number(view.getBigUint64(from, self.little));
    },
    block(lengthBytes) {
      const length = self.number(lengthBytes);
      const from = length === null ? null : take(length);
      return from === null ? null : bytes.subarray(from, self.at);
    },
    text(lengthBytes) {
      const found = self.block(lengthBytes);
      return found === null ? null : decoder.decode(found);
    },
    string() {
      const end = bytes.indexOf(0, self.at);
      if (end < 0) return null;
      const found = decoder.decode(bytes.subarray(self.at, end));
      self.at = end + 1;
      return found;
    },
  };
  return self;
}

/** Format of the ring buffer's pages, and of the records in them. */
export interface PageHeaders {
  readonly page: string;
  readonly event: string;
}

/** `header_page` and `header_event`; null where they are not there. */
export function readPageHeaders(walk: Walker): PageHeaders | null {
  if (walk.string() !== "header_page") return null;
  const page = walk.text(8);
  if (page === null || walk.string() !== "header_event") return null;
  const event = walk.text(8);
  return event === null ? null : { page, event };
}

type Formats = Map<number, EventFormat>;

/** Adds the formats that stand in a row behind their number; false where the data end before. */
function readBlocks(walk: Walker, system: string, into: Formats): boolean {
  const count = walk.number(4);
  for (let i = 0; i < (count ?? 0); i++) {
    const text = walk.text(8);
    if (text === null) return false;
    const format = readFormat(system, text);
    if (format) into.set(format.id, format);
  }
  return count !== null;
}

/** Formats of ftrace's own events; false where the data end before. */
export const readFtraceFormats = (walk: Walker, into: Formats): boolean => readBlocks(walk, "ftrace", into);

/** Formats of the events of all systems; false where the data end before. */
export function readSystemFormats(walk: Walker, into: Formats): boolean {
  const systems = walk.number(4);
  for (let i = 0; i < (systems ?? 0); i++) {
    const system = walk.string();
    if (system === null || !readBlocks(walk, system, into)) return false;
  }
  return systems !== null;
}

/** Names of threads by their number, from lines `PID COMM`. */
export function readCommandLines(text: string): Map<number, string> {
  const names = new Map<number, string>();
  for (const line of text.split("\n")) {
    const [, pid, comm] = /^(\d+) (.*)$/.exec(line) ?? [];
    if (pid !== undefined && comm !== undefined) names.set(Number(pid), comm);
  }
  return names;
}

export const TRACING_MAGIC = "\x17\x08\x44tracing";

/** Everything between the version and whatever the container has of its own. */
export interface TracingData {
  /** `0.6` in perf.data, `6` or `7` in trace.dat. */
  readonly version: string;
  readonly little: boolean;
  /** Bytes of a `long` of the recording program. */
  readonly longBytes: number;
  readonly pageSize: number;
  readonly pages: PageHeaders | null;
  /** By the number that the recording kernel gave them. */
  readonly formats: ReadonlyMap<number, EventFormat>;
  readonly commands: ReadonlyMap<number, string>;
  /** False where the data end before everything was there; what was read is kept. */
  readonly whole: boolean;
  /** Index of the first byte behind them. */
  readonly end: number;
}

/** Reads the whole head as perf.data and trace.dat of version 6 hold it; null where it does not begin as one. */
export function readTracingData(bytes: Uint8Array): TracingData | null {
  const magic = new TextDecoder("latin1").decode(bytes.subarray(0, TRACING_MAGIC.length));
  if (magic !== TRACING_MAGIC) return null;
  const walk = walker(bytes, TRACING_MAGIC.length);
  const version = walk.string() ?? "";
  walk.little = walk.octet() === 0;
  const longBytes = walk.octet() ?? 0;
  const pageSize = walk.number(4) ?? 0;
  const pages = readPageHeaders(walk);
  const formats: Formats = new Map();
  let whole = pages !== null && readFtraceFormats(walk, formats) && readSystemFormats(walk, formats);
  // Symbols and printk's formats have lengths of 4 bytes, names of threads of 8; the oldest files have no names.
  whole = whole && walk.block(4) !== null && walk.block(4) !== null;
  const named = whole && version !== "0.5" ? walk.text(8) : "";
  return {
    version,
    little: walk.little,
    longBytes,
    pageSize,
    pages,
    formats,
    commands: readCommandLines(named ?? ""),
    whole: whole && named !== null,
    end: walk.at,
  };
}
