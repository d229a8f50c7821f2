// Writes trace.dat files for tests, field by field from the format's description and without the importer's code.
import { deflateSync } from "node:zlib";
import { byteWriter } from "./write-perf.ts";

/** Byte order and size of a kernel's `long`. */
export interface Machine {
  readonly big?: boolean;
  readonly longBytes?: 4 | 8;
}

/** What stands in a page. Deltas are to what stands before. */
export type Item =
  /** A record; `long` writes its length in a word of its own even if it is short. */
  | { readonly data: Uint8Array; readonly delta?: number; readonly long?: boolean }
  /** Time goes on by more than a record's 27 bits. */
  | { readonly extend: bigint }
  /** The time itself, of which 59 bits are written. */
  | { readonly stamp: bigint }
  /** A record that was discarded after it was written. */
  | { readonly discarded: number; readonly delta: number }
  /** Nothing follows on this page. */
  | { readonly rest: true };

export interface WrittenPage {
  readonly time: bigint;
  readonly items: readonly Item[];
  /** Records lost before the page: how many, or that nobody knows. */
  readonly lost?: number | "unknown";
  /** Bytes of data that the page claims, where not its own. */
  readonly claims?: number;
}

const head = (big: boolean, kind: number, delta: number): number =>
  big ? ((kind << 27) | delta) >>> 0 : ((delta << 5) | kind) >>> 0;

function itemBytes(item: Item, big: boolean): Buffer {
  const w = byteWriter(big);
  if ("rest" in item) return w.u32(head(big, 29, 0)).done();
  if ("discarded" in item)
    return w
      .u32(head(big, 29, item.delta))
      .u32(item.discarded)
      .bytes(new Uint8Array(item.discarded - 4))
      .done();
  if ("extend" in item)
    return w
      .u32(head(big, 30, Number(item.extend & 0x7ffffffn)))
      .u32(Number(item.extend >> 27n))
      .done();
  if ("stamp" in item)
    return w
      .u32(head(big, 31, Number(item.stamp & 0x7ffffffn)))
      .u32(Number((item.stamp >> 27n) & 0xffffffffn))
      .done();
  const { data, delta = 0, long = false } = item;
  const padded = Buffer.concat([data, new Uint8Array((4 - (data.length % 4)) % 4)]);
  if (!long && padded.length <= 112)
    return w
      .u32(head(big, padded.length / 4, delta))
      .bytes(padded)
      .done();
  return w
    .u32(head(big, 0, delta))
    .u32(data.length + 4)
    .bytes(padded)
    .done();
}

/** One page of the ring buffer. */
export function pageBytes(page: WrittenPage, size: number, { big = false, longBytes = 8 }: Machine = {}): Buffer {
  const long = (w: ReturnType<typeof byteWriter>, value: number) => (longBytes === 8 ? w.u64(value) : w.u32(value));
  const data = Buffer.concat(page.items.map((item) => itemBytes(item, big)));
  const flags = page.lost === undefined ? 0 : page.lost === "unknown" ? 0x80000000 : 0xc0000000;
  const w = byteWriter(big).u64(page.time);
  long(w, (page.claims ?? data.length) + flags).bytes(data);
  if (typeof page.lost === "number") long(w, page.lost);
  const used = w.done();
  if (used.length > size) throw new Error(`${used.length} bytes do not fit in a page of ${size}`);
  return Buffer.concat([used, new Uint8Array(size - used.length)]);
}

export interface WrittenField {
  readonly type: string;
  readonly name: string;
  readonly offset: number;
  readonly size: number;
  readonly signed?: boolean;
}

const COMMON: readonly WrittenField[] = [
  { type: "unsigned short", name: "common_type", offset: 0, size: 2 },
  { type: "unsigned char", name: "common_flags", offset: 2, size: 1 },
  { type: "unsigned char", name: "common_preempt_count", offset: 3, size: 1 },
  { type: "int", name: "common_pid", offset: 4, size: 4, signed: true },
];

const line = (f: WrittenField): string =>
  `\tfield:${f.type} ${f.name};\toffset:${f.offset};\tsize:${f.size};\tsigned:${f.signed ? 1 : 0};\n`;

/** The kernel's text of an event's format. */
export const formatText = (name: string, id: number, fields: readonly WrittenField[]): string =>
  `name: ${name}\nID: ${id}\nformat:\n${COMMON.map(line).join("")}\n${fields.map(line).join("")}\nprint fmt: "%s", "${name}"\n`;

const headerPage = (longBytes: 4 | 8, size: number): string => {
  const data = 8 + longBytes;
  return [
    { type: "u64", name: "timestamp", offset: 0, size: 8 },
    { type: "local_t", name: "commit", offset: 8, size: longBytes, signed: true },
    { type: "int", name: "overwrite", offset: 8, size: 1, signed: true },
    { type: "char", name: "data", offset: data, size: size - data },
  ]
    .map(line)
    .join("");
};

export interface WrittenBuffer {
  /** Empty for the top buffer. */
  readonly name?: string;
  readonly clock?: string;
  /** Pages by CPU; null: the CPU is not listed, which only version 7 can. */
  readonly cpus: readonly (readonly WrittenPage[] | null)[];
  /** Chunks of so many pages in compressed files. */
  readonly chunkPages?: number;
}

export interface WrittenTrace extends Machine {
  readonly version: 6 | 7;
  readonly compression?: "none" | "zstd" | "zlib";
  readonly pageSize?: number;
  readonly formats: readonly { readonly system: string; readonly text: string }[];
  readonly commands?: string;
  readonly symbols?: string;
  readonly buffers: readonly WrittenBuffer[];
  readonly options?: readonly (readonly [id: number, bytes: Uint8Array])[];
}

/** A zstd frame of blocks that are stored as they are, or of one byte again and again. */
export function storedZstd(bytes: Uint8Array): Buffer {
  const w = byteWriter(false).u32(0xfd2fb528).bytes(Uint8Array.of(0, 0x58));
  const most = 1 << 17;
  for (let at = 0; at < bytes.length || at === 0; at += most) {
    const block = bytes.subarray(at, at + most);
    const last = at + most >= bytes.length ? 1 : 0;
    const same = block.length > 4 && block.every((byte) => byte === block[0]);
    const header = last | ((same ? 1 : 0) << 1) | (block.length << 3);
    w.bytes(Uint8Array.of(header & 255, (header >> 8) & 255, header >> 16)).bytes(same ? block.subarray(0, 1) : block);
  }
  return w.done();
}

const packers = { none: (b: Uint8Array) => Buffer.from(b), zstd: storedZstd, zlib: (b: Uint8Array) => deflateSync(b) };

const text = (value: string): Buffer => Buffer.from(`${value}\0`);

/** Formats by system: a number of bytes before each. */
function formatBlocks(trace: WrittenTrace): { own: Buffer; events: Buffer } {
  const big = trace.big ?? false;
  const block = (w: ReturnType<typeof byteWriter>, value: string) =>
    w.u64(Buffer.byteLength(value)).bytes(Buffer.from(value));
  const own = trace.formats.filter((f) => f.system === "ftrace");
  const ownBytes = byteWriter(big).u32(own.length);
  for (const format of own) block(ownBytes, format.text);
  const systems = [...new Set(trace.formats.map((f) => f.system))].filter((system) => system !== "ftrace");
  const events = byteWriter(big).u32(systems.length);
  for (const system of systems) {
    const of = trace.formats.filter((f) => f.system === system);
    events.bytes(text(system)).u32(of.length);
    for (const format of of) block(events, format.text);
  }
  return { own: ownBytes.done(), events: events.done() };
}

function headerInfo(trace: WrittenTrace, size: number): Buffer {
  const page = Buffer.from(headerPage(trace.longBytes ?? 8, size));
  const event = Buffer.from("# compressed entry header\n");
  const w = byteWriter(trace.big ?? false);
  return w
    .bytes(text("header_page"))
    .u64(page.length)
    .bytes(page)
    .bytes(text("header_event"))
    .u64(event.length)
    .bytes(event)
    .done();
}

/** Bytes at offsets that are only known as the file grows. */
function growing(big: boolean, start: Uint8Array) {
  const parts: Buffer[] = [Buffer.from(start)];
  let size = start.length;
  const self = {
    size: () => size,
    add(bytes: Uint8Array) {
      parts.push(Buffer.from(bytes));
      size += bytes.length;
    },
    align(unit: number) {
      self.add(new Uint8Array((unit - (size % unit)) % unit));
    },
    patch(at: number, value: number) {
      const whole = self.done();
      whole.set(byteWriter(big).u64(value).done(), at);
      parts.splice(0, parts.length, whole);
    },
    done: (): Buffer => Buffer.concat(parts),
  };
  return self;
}

function startBytes(trace: WrittenTrace, size: number): Buffer {
  const w = byteWriter(trace.big ?? false).bytes(Buffer.from("\x17\x08\x44tracing", "latin1"));
  w.bytes(text(String(trace.version))).bytes(Uint8Array.of(trace.big ? 1 : 0, trace.longBytes ?? 8));
  return w.u32(size).done();
}

const pagesOf = (trace: WrittenTrace, pages: readonly WrittenPage[], size: number): Buffer =>
  Buffer.concat(pages.map((page) => pageBytes(page, size, trace)));

function version6(trace: WrittenTrace, size: number): Buffer {
  const big = trace.big ?? false;
  const file = growing(big, startBytes(trace, size));
  const { own, events } = formatBlocks(trace);
  const w = byteWriter(big).bytes(headerInfo(trace, size)).bytes(own).bytes(events);
  const [symbols, names] = [Buffer.from(trace.symbols ?? ""), Buffer.from(trace.commands ?? "")];
  w.u32(symbols.length).bytes(symbols).u32(0).u64(names.length).bytes(names);
  w.u32(trace.buffers[0]?.cpus.length ?? 0).bytes(Buffer.from("options  \0"));
  file.add(w.done());
  for (const [id, bytes] of trace.options ?? [])
    file.add(byteWriter(big).u16(id).u32(bytes.length).bytes(bytes).done());
  const places: number[] = [];
  for (const { name = "" } of trace.buffers.slice(1)) {
    file.add(
      byteWriter(big)
        .u16(3)
        .u32(8 + text(name).length)
        .done(),
    );
    places.push(file.size());
    file.add(byteWriter(big).u64(0).bytes(text(name)).done());
  }
  file.add(byteWriter(big).u16(0).done());
  for (const [i, buffer] of trace.buffers.entries()) {
    if (i > 0) file.patch(places[i - 1] as number, file.size());
    file.add(Buffer.from("flyrecord\0"));
    const table = file.size();
    file.add(new Uint8Array(16 * buffer.cpus.length));
    const clock = Buffer.from(`[${buffer.clock ?? "local"}]`);
    file.add(byteWriter(big).u64(clock.length).bytes(clock).done());
    file.align(size);
    for (const [cpu, pages] of buffer.cpus.entries()) {
      const bytes = pagesOf(trace, pages ?? [], size);
      file.patch(table + 16 * cpu, file.size());
      file.patch(table + 16 * cpu + 8, bytes.length);
      file.add(bytes);
    }
  }
  return file.done();
}

function chunks(trace: WrittenTrace, pages: Buffer, pageSize: number, chunkPages: number): Buffer {
  const big = trace.big ?? false;
  const step = pageSize * chunkPages;
  const w = byteWriter(big).u32(Math.ceil(pages.length / step));
  for (let at = 0; at < pages.length; at += step) {
    const bytes = pages.subarray(at, at + step);
    const packed = packers[trace.compression ?? "none"](bytes);
    w.u32(packed.length).u32(bytes.length).bytes(packed);
  }
  return w.done();
}

function version7(trace: WrittenTrace, size: number): Buffer {
  const big = trace.big ?? false;
  const compression = trace.compression ?? "none";
  const packed = compression !== "none";
  const start = byteWriter(big).bytes(startBytes(trace, size)).bytes(text(compression)).bytes(text("1.0"));
  const file = growing(big, start.u64(0).done());
  const link = { at: file.size() - 8 };
  const section = (id: number, bytes: Buffer): number => {
    const at = file.size();
    const content = packed
      ? byteWriter(big)
          .u32(packers[compression](bytes).length)
          .u32(bytes.length)
          .bytes(packers[compression](bytes))
          .done()
      : bytes;
    file.add(
      byteWriter(big)
        .u16(id)
        .u16(packed ? 1 : 0)
        .u32(0)
        .u64(content.length)
        .bytes(content)
        .done(),
    );
    return at;
  };
  const options = (list: readonly (readonly [number, Uint8Array])[]): void => {
    file.patch(link.at, file.size());
    const w = byteWriter(big);
    for (const [id, bytes] of list) w.u16(id).u32(bytes.length).bytes(bytes);
    w.u16(0).u32(8).u64(0);
    file.add(byteWriter(big).u16(0).u16(0).u32(0).u64(w.done().length).bytes(w.done()).done());
    link.at = file.size() - 8;
  };
  const place = (at: number): Buffer => byteWriter(big).u64(at).done();
  const { own, events } = formatBlocks(trace);
  const names = Buffer.from(trace.commands ?? "");
  const sections: [number, Buffer][] = [
    [16, headerInfo(trace, size)],
    [17, own],
    [18, events],
    [
      19,
      byteWriter(big)
        .u32(Buffer.byteLength(trace.symbols ?? ""))
        .bytes(Buffer.from(trace.symbols ?? ""))
        .done(),
    ],
    [21, byteWriter(big).u64(names.length).bytes(names).done()],
  ];
  const found = sections.map(([id, bytes]): [number, Uint8Array] => [id, place(section(id, bytes))]);
  options([...found, ...(trace.options ?? [])]);
  const listed: [number, Uint8Array][] = [];
  for (const { name = "", clock = "local", cpus, chunkPages = 10 } of trace.buffers) {
    const at = file.size();
    file.add(
      byteWriter(big)
        .u16(3)
        .u16(packed ? 1 : 0)
        .u32(0)
        .u64(0)
        .done(),
    );
    const list = byteWriter(big);
    let n = 0;
    file.align(size);
    for (const [cpu, pages] of cpus.entries()) {
      if (!pages) continue;
      n++;
      file.align(size);
      const bytes = pagesOf(trace, pages, size);
      const content = packed ? chunks(trace, bytes, size, chunkPages) : bytes;
      list
        .u32(cpu)
        .u64(file.size())
        .u64(content.length - (packed ? 4 : 0));
      file.add(content);
    }
    file.patch(at + 8, file.size() - at - 16);
    const w = byteWriter(big).u64(at).bytes(text(name)).bytes(text(clock)).u32(size).u32(n).bytes(list.done());
    listed.push([3, w.done()]);
  }
  options(listed);
  return file.done();
}

/** A whole file. */
export function traceFile(trace: WrittenTrace): Buffer {
  const size = trace.pageSize ?? 4096;
  return trace.version === 6 ? version6(trace, size) : version7(trace, size);
}
