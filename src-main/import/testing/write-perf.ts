// Writes perf.data files for tests, field by field from the format's description and without the importer's code.

/** Bits of `sample_type` in the order in which a sample's fields are written. */
export const FIELDS = {
  IDENTIFIER: 16,
  IP: 0,
  TID: 1,
  TIME: 2,
  ADDR: 3,
  ID: 6,
  STREAM_ID: 9,
  CPU: 7,
  PERIOD: 8,
  READ: 4,
  CALLCHAIN: 5,
  RAW: 10,
  BRANCH_STACK: 11,
  REGS_USER: 12,
  STACK_USER: 13,
  WEIGHT: 14,
  DATA_SRC: 15,
  TRANSACTION: 17,
  REGS_INTR: 18,
  PHYS_ADDR: 19,
  CGROUP: 21,
  DATA_PAGE_SIZE: 22,
  CODE_PAGE_SIZE: 23,
  AUX: 20,
} as const;
export type Field = keyof typeof FIELDS;

export interface WrittenEvent {
  readonly name: string;
  readonly type: number;
  readonly config: bigint;
  readonly fields: readonly Field[];
  readonly readFormat?: number;
  readonly attrBytes?: number;
  readonly clockId?: number;
}

export interface WrittenSample {
  readonly event: number;
  readonly ip: bigint;
  readonly pid: number;
  readonly tid: number;
  readonly time: bigint;
  readonly addr: bigint;
  readonly cpu: number;
  readonly raw?: Uint8Array;
}

/** Grows bytes in one byte order. */
export function byteWriter(big: boolean) {
  const parts: Buffer[] = [];
  const self = {
    bytes: (b: Uint8Array) => {
      parts.push(Buffer.from(b));
      return self;
    },
    u16(v: number) {
      const b = Buffer.alloc(2);
      if (big) b.writeUInt16BE(v);
      else b.writeUInt16LE(v);
      return self.bytes(b);
    },
    u32(v: number) {
      const b = Buffer.alloc(4);
      if (big) b.writeUInt32BE(v >>> 0);
      else b.writeUInt32LE(v >>> 0);
      return self.bytes(b);
    },
    u64(v: bigint | number) {
      const b = Buffer.alloc(8);
      const x = BigInt.asUintN(64, BigInt(v));
      if (big) b.writeBigUInt64BE(x);
      else b.writeBigUInt64LE(x);
      return self.bytes(b);
    },
    /** A text and zeros up to a multiple of `unit` bytes. */
    text(s: string, unit: number) {
      const b = Buffer.alloc(Math.ceil((Buffer.byteLength(s) + 1) / unit) * unit);
      b.write(s);
      return self.bytes(b);
    },
    done: (): Buffer => Buffer.concat(parts),
  };
  return self;
}

export const idOf = (event: number): bigint => 0x1_0000_0400n + BigInt(event);

const typeBits = (fields: readonly Field[]): bigint => fields.reduce((bits, f) => bits | (1n << BigInt(FIELDS[f])), 0n);

/** Flags mmap, comm, task, sample_id_all, mmap2 and perhaps use_clockid; bit fields run the other way in big-endian files. */
function flagBytes(big: boolean, clock: boolean): Uint8Array {
  const bytes = new Uint8Array(8);
  for (const bit of [8, 9, 13, 18, 23, ...(clock ? [25] : [])])
    bytes[bit >> 3]! |= 1 << (big ? 7 - (bit & 7) : bit & 7);
  return bytes;
}

export function attrBytes(event: WrittenEvent, big: boolean): Buffer {
  const size = event.attrBytes ?? 128;
  const w = byteWriter(big).u32(event.type).u32(size).u64(event.config).u64(1).u64(typeBits(event.fields));
  w.u64(event.readFormat ?? 0).bytes(flagBytes(big, event.clockId !== undefined));
  w.bytes(new Uint8Array(92 - 48))
    .u32(event.clockId ?? 0)
    .bytes(new Uint8Array(64));
  return w.done().subarray(0, size);
}

export function record(big: boolean, type: number, misc: number, body: Uint8Array): Buffer {
  return byteWriter(big)
    .u32(type)
    .u16(misc)
    .u16(8 + body.length)
    .bytes(body)
    .done();
}

/** A sample with every field of its event; fields that carry nothing of interest have fillers of varying length. */
export function sampleRecord(big: boolean, event: WrittenEvent, sample: WrittenSample): Buffer {
  const w = byteWriter(big);
  const filler = Number(sample.time % 5n);
  const list = (n: number, words = 1): void => {
    w.u64(n);
    for (let i = 0; i < n * words; i++) w.u64(0x4000 + i);
  };
  const write: Record<Field, () => void> = {
    IDENTIFIER: () => w.u64(idOf(sample.event)),
    IP: () => w.u64(sample.ip),
    TID: () => w.u32(sample.pid).u32(sample.tid),
    TIME: () => w.u64(sample.time),
    ADDR: () => w.u64(sample.addr),
    ID: () => w.u64(idOf(sample.event)),
    STREAM_ID: () => w.u64(77),
    CPU: () => w.u32(sample.cpu).u32(0),
    PERIOD: () => w.u64(1),
    READ: () => {
      const format = event.readFormat ?? 0;
      const value = (): void => {
        w.u64(5);
        if (format & 4) w.u64(idOf(sample.event));
        if (format & 16) w.u64(0);
      };
      const times = (): void => {
        if (format & 1) w.u64(9);
        if (format & 2) w.u64(9);
      };
      if (format & 8) {
        w.u64(filler);
        times();
        for (let i = 0; i < filler; i++) value();
        return;
      }
      w.u64(5);
      times();
      if (format & 4) w.u64(idOf(sample.event));
      if (format & 16) w.u64(0);
    },
    CALLCHAIN: () => list(filler),
    RAW: () => {
      const raw = sample.raw ?? new Uint8Array(4 + 8 * filler);
      w.u32(raw.length).bytes(raw);
    },
    BRANCH_STACK: () => list(filler, 3),
    REGS_USER: () => w.u64(0),
    STACK_USER: () => w.u64(8).u64(0).u64(8),
    WEIGHT: () => w.u64(3),
    DATA_SRC: () => w.u64(0x100142),
    TRANSACTION: () => w.u64(0),
    REGS_INTR: () => w.u64(0),
    PHYS_ADDR: () => w.u64(0x1000),
    CGROUP: () => w.u64(1),
    DATA_PAGE_SIZE: () => w.u64(4096),
    CODE_PAGE_SIZE: () => w.u64(4096),
    AUX: () => w.u64(8).u64(0),
  };
  for (const field of Object.keys(FIELDS) as Field[]) if (event.fields.includes(field)) write[field]();
  return record(big, 9, 2, w.done());
}

/** The trailer that every record but a sample has. */
export function trailer(
  big: boolean,
  event: WrittenEvent,
  number: number,
  who: { pid: number; tid: number; time: bigint },
) {
  const w = byteWriter(big);
  const has = (f: Field): boolean => event.fields.includes(f);
  if (has("TID")) w.u32(who.pid).u32(who.tid);
  if (has("TIME")) w.u64(who.time);
  if (has("ID")) w.u64(idOf(number));
  if (has("STREAM_ID")) w.u64(77);
  if (has("CPU")) w.u32(0).u32(0);
  if (has("IDENTIFIER")) w.u64(idOf(number));
  return w.done();
}

export interface WrittenFile {
  readonly big?: boolean;
  readonly events: readonly WrittenEvent[];
  readonly records: readonly Uint8Array[];
  /** Leaves out EVENT_DESC. */
  readonly nameless?: boolean;
  /** The recorder was killed: no data size, no sections. */
  readonly killed?: boolean;
  /** Further sections by their number. */
  readonly sections?: ReadonlyMap<number, Uint8Array>;
}

function eventDescription(file: WrittenFile, big: boolean): Buffer {
  const w = byteWriter(big).u32(file.events.length).u32(128);
  for (const [i, event] of file.events.entries()) {
    w.bytes(attrBytes({ ...event, attrBytes: 128 }, big)).u32(1);
    w.u32(64).text(event.name, 64).u64(idOf(i));
  }
  return w.done();
}

/** A file as `perf record -o FILE` leaves it. */
export function perfFile(file: WrittenFile): Buffer {
  const big = file.big ?? false;
  const stride = 16 + Math.max(...file.events.map((e) => e.attrBytes ?? 128));
  const attrsAt = 104 + 8 * file.events.length;
  const dataAt = attrsAt + stride * file.events.length;
  const data = Buffer.concat(file.records);
  const sections = new Map(file.sections);
  sections.set(3, byteWriter(big).u32(64).text("testhost", 64).done());
  if (!file.nameless) sections.set(12, eventDescription(file, big));
  const numbers = [...sections.keys()].sort((a, b) => a - b);
  const w = byteWriter(big).bytes(Buffer.from(big ? "2ELIFREP" : "PERFILE2"));
  w.u64(104)
    .u64(stride)
    .u64(attrsAt)
    .u64(stride * file.events.length)
    .u64(dataAt);
  w.u64(file.killed ? 0 : data.length)
    .u64(0)
    .u64(0);
  w.u64(numbers.reduce((bits, n) => bits | (1n << BigInt(n)), 0n))
    .u64(0)
    .u64(0)
    .u64(0);
  for (const i of file.events.keys()) w.u64(idOf(i));
  for (const [i, event] of file.events.entries()) {
    const attr = attrBytes(event, big);
    w.bytes(attr)
      .bytes(new Uint8Array(stride - 16 - attr.length))
      .u64(104 + 8 * i)
      .u64(8);
  }
  w.bytes(data);
  if (file.killed) return w.done();
  let at = dataAt + data.length + 16 * numbers.length;
  for (const n of numbers) {
    const length = (sections.get(n) as Uint8Array).length;
    w.u64(at).u64(length);
    at += length;
  }
  for (const n of numbers) w.bytes(sections.get(n) as Uint8Array);
  return w.done();
}

/** A stream as `perf record -o -` writes it. */
export function perfPipe(file: WrittenFile): Buffer {
  const big = file.big ?? false;
  const w = byteWriter(big)
    .bytes(Buffer.from(big ? "2ELIFREP" : "PERFILE2"))
    .u64(16);
  for (const [i, event] of file.events.entries())
    w.bytes(record(big, 64, 0, byteWriter(big).bytes(attrBytes(event, big)).u64(idOf(i)).done()));
  for (const [n, bytes] of file.sections ?? [])
    w.bytes(
      record(
        big,
        80,
        0,
        byteWriter(big)
          .u64(n)
          .bytes(bytes)
          .bytes(new Uint8Array(-bytes.length & 7))
          .done(),
      ),
    );
  if (!file.nameless)
    for (const [i, event] of file.events.entries())
      w.bytes(record(big, 78, 0, byteWriter(big).u64(2).u64(idOf(i)).text(event.name, 8).done()));
  for (const r of file.records) w.bytes(r);
  return w.done();
}
