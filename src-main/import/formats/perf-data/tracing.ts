// The tracing data of a perf.data file: names of its tracepoints, and where the fields of page faults lie.
import { isFaultTracepoint } from "./event-names.ts";

/** Place of a field in a tracepoint's payload. */
export interface TraceField {
  readonly offset: number;
  readonly size: number;
}

export interface Tracepoint {
  /** `kmem:mm_page_alloc`. */
  readonly name: string;
  /** Fields by name; only read for tracepoints that become rows of their own. */
  readonly fields: ReadonlyMap<string, TraceField>;
}

export interface TracingData {
  readonly pageSize: number;
  /** By the id that the recording kernel gave them, which is the config of their attr. */
  readonly tracepoints: ReadonlyMap<number, Tracepoint>;
}

const FIELD = /^\tfield:[^;]*?(\w+)(?:\[[^\]]*\])?;\toffset:(\d+);\tsize:(\d+);/gm;

function fieldsOf(format: string): Map<string, TraceField> {
  const fields = new Map<string, TraceField>();
  for (const [, name, offset, size] of format.matchAll(FIELD))
    fields.set(name as string, { offset: Number(offset), size: Number(size) });
  return fields;
}

/** Walks over bytes; everything is null once they do not hold what was announced. */
function walker(bytes: Uint8Array, start: number) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const text = new TextDecoder("latin1");
  let at = start;
  let little = true;
  const take = (length: number): number | null => {
    if (length > bytes.length - at) return null;
    at += length;
    return at - length;
  };
  const number = (length: 4 | 8): number | null => {
    const from = take(length);
    if (from === null) return null;
    return length === 4 ? view.getUint32(from, little) : Number(view.getBigUint64(from, little));
  };
  return {
    order(isLittle: boolean) {
      little = isLittle;
    },
    octet: (): number | null => {
      const from = take(1);
      return from === null ? null : (bytes[from] as number);
    },
    number,
    /** A text behind its length. */
    block(lengthBytes: 4 | 8): string | null {
      const length = number(lengthBytes);
      const from = length === null ? null : take(length);
      return from === null ? null : text.decode(bytes.subarray(from, at));
    },
    /** A text that ends with a zero byte. */
    string(): string | null {
      const end = bytes.indexOf(0, at);
      if (end < 0) return null;
      const found = text.decode(bytes.subarray(at, end));
      at = end + 1;
      return found;
    },
  };
}

function add(found: Map<number, Tracepoint>, system: string, format: string): void {
  const name = /^name: (\S+)/m.exec(format)?.[1];
  const id = /^ID: (\d+)/m.exec(format)?.[1];
  if (!name || !id) return;
  const full = `${system}:${name}`;
  found.set(Number(id), { name: full, fields: isFaultTracepoint(full) ? fieldsOf(format) : new Map() });
}

/** Reads a TRACING_DATA section as far as it goes; null where it does not begin as one. */
export function readTracingData(bytes: Uint8Array): TracingData | null {
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 10));
  if (start !== "\x17\x08\x44tracing") return null;
  const walk = walker(bytes, 10);
  const tracepoints = new Map<number, Tracepoint>();
  walk.string();
  walk.order(walk.octet() === 0);
  walk.octet();
  const pageSize = walk.number(4) ?? 0;
  const result: TracingData = { pageSize, tracepoints };
  for (let page = 0; page < 2; page++) {
    if (walk.string() === null || walk.block(8) === null) return result;
  }
  const own = walk.number(4) ?? 0;
  for (let i = 0; i < own; i++) {
    const format = walk.block(8);
    if (format === null) return result;
    add(tracepoints, "ftrace", format);
  }
  const systems = walk.number(4) ?? 0;
  for (let i = 0; i < systems; i++) {
    const system = walk.string();
    const events = walk.number(4);
    if (system === null || events === null) return result;
    for (let k = 0; k < events; k++) {
      const format = walk.block(8);
      if (format === null) return result;
      add(tracepoints, system, format);
    }
  }
  return result;
}
