// A trace.dat file made from a seed, as input of the bench: guests that fault, exit by exit.
import { closeSync, openSync, writeSync } from "node:fs";
import { numbers } from "./generate.ts";

const PAGE_BYTES = 4096;
const PAGES_A_WRITE = 256;
const CPUS = 2;
/** vCPU threads on each CPU. */
const THREADS = 4;

interface Field {
  readonly type: string;
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

const line = ({ type, name, offset, size }: Field): string =>
  `\tfield:${type} ${name};\toffset:${offset};\tsize:${size};\tsigned:${type === "int" ? 1 : 0};\n`;
const COMMON: readonly Field[] = [
  { type: "unsigned short", name: "common_type", offset: 0, size: 2 },
  { type: "unsigned char", name: "common_flags", offset: 2, size: 1 },
  { type: "unsigned char", name: "common_preempt_count", offset: 3, size: 1 },
  { type: "int", name: "common_pid", offset: 4, size: 4 },
];

interface Event {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  readonly fields: readonly Field[];
  readonly print: string;
}

const vcpu = (offset: number): Field => ({ type: "unsigned int", name: "vcpu_id", offset, size: 4 });
const u64 = (name: string, offset: number): Field => ({ type: "u64", name, offset, size: 8 });
const u32 = (name: string, offset: number): Field => ({ type: "u32", name, offset, size: 4 });
const rip = (name: string, offset: number): Field => ({ type: "unsigned long", name, offset, size: 8 });

/** As Linux 6.1 has them on x86. */
const EXIT: Event = {
  id: 2127,
  name: "kvm_exit",
  bytes: 60,
  fields: [
    { type: "unsigned int", name: "exit_reason", offset: 8, size: 4 },
    rip("guest_rip", 16),
    u32("isa", 24),
    u64("info1", 32),
    u64("info2", 40),
    u32("intr_info", 48),
    u32("error_code", 52),
    vcpu(56),
  ],
  print: '"vcpu %u reason %u rip 0x%lx", REC->vcpu_id, REC->exit_reason, REC->guest_rip',
};
const FAULT: Event = {
  id: 2124,
  name: "kvm_page_fault",
  bytes: 40,
  fields: [vcpu(8), rip("guest_rip", 16), u64("fault_address", 24), u64("error_code", 32)],
  print:
    '"vcpu %u rip 0x%lx address 0x%016llx error_code 0x%llx", REC->vcpu_id, REC->guest_rip, REC->fault_address, REC->error_code',
};
const ENTRY: Event = {
  id: 2120,
  name: "kvm_entry",
  bytes: 28,
  fields: [vcpu(8), rip("rip", 16), { type: "bool", name: "immediate_exit", offset: 24, size: 1 }],
  print: '"vcpu %u, rip 0x%lx", REC->vcpu_id, REC->rip',
};
const EVENTS = [EXIT, FAULT, ENTRY] as const;

function word(value: number, bytes: 2 | 4 | 8): Buffer {
  const out = Buffer.alloc(bytes);
  out.writeUIntLE(value % 2 ** 32, 0, bytes === 2 ? 2 : 4);
  if (bytes === 8) out.writeUInt32LE(Math.floor(value / 2 ** 32), 4);
  return out;
}
const text = (value: string): Buffer => Buffer.from(`${value}\0`, "latin1");
const block = (value: string): Buffer => Buffer.concat([word(value.length, 8), Buffer.from(value)]);

const HEADER_PAGE = [
  u64("timestamp", 0),
  { type: "local_t", name: "commit", offset: 8, size: 8 },
  { type: "int", name: "overwrite", offset: 8, size: 1 },
  { type: "char", name: "data", offset: 16, size: 4080 },
]
  .map(line)
  .join("");

/** Everything of a file of version 6 before its pages, which begin where it ends. */
function head(bytes: readonly number[]): Buffer {
  const formats = EVENTS.map((event) =>
    block(
      `name: ${event.name}\nID: ${event.id}\nformat:\n${COMMON.map(line).join("")}\n${event.fields.map(line).join("")}\nprint fmt: ${event.print}\n`,
    ),
  );
  const names = Array.from({ length: CPUS * THREADS }, (_, i) => `${1000 + i} CPU ${i % THREADS}/KVM\n`).join("");
  const parts = [
    Buffer.from("\x17\x08\x44tracing6\0\0\x08", "latin1"),
    word(PAGE_BYTES, 4),
    text("header_page"),
    block(HEADER_PAGE),
    text("header_event"),
    block("# compressed entry header\n"),
    word(0, 4),
    word(1, 4),
    text("kvm"),
    word(formats.length, 4),
    ...formats,
    word(0, 4),
    word(0, 4),
    block(names),
    word(CPUS, 4),
    Buffer.from("options  \0", "latin1"),
    word(4, 2),
    word(7, 4),
    text("[mono]"),
    word(0, 2),
    Buffer.from("flyrecord\0", "latin1"),
  ];
  const clock = block("[mono]");
  const used = parts.reduce((sum, part) => sum + part.length, 0) + 16 * CPUS + clock.length;
  const start = Math.ceil(used / PAGE_BYTES) * PAGE_BYTES;
  let at = start;
  const table = bytes.flatMap((size) => {
    at += size;
    return [word(at - size, 8), word(size, 8)];
  });
  return Buffer.concat([...parts, ...table, clock, Buffer.alloc(start - used)]);
}

/** Writes the pages of one CPU; returns how many bytes they have. */
function writePages(file: number, position: number, records: number, cpu: number, next: () => number): number {
  const pages = Buffer.alloc(PAGES_A_WRITE * PAGE_BYTES);
  let page = 0;
  let at = PAGE_BYTES;
  let time = 5_000_000_000 + cpu;
  let written = 0;
  const flush = (): void => {
    writeSync(file, pages, 0, page * PAGE_BYTES, position + written);
    written += page * PAGE_BYTES;
    pages.fill(0);
    page = 0;
  };
  let thread = 0;
  for (let i = 0; i < records; i++) {
    const event = EVENTS[i % EVENTS.length] as Event;
    if (i % EVENTS.length === 0) thread = next() >>> 30;
    const from = page * PAGE_BYTES;
    if (at + 4 + event.bytes > from + PAGE_BYTES) {
      if (i > 0) page++;
      if (page === PAGES_A_WRITE) flush();
      at = page * PAGE_BYTES + 16;
      pages.writeUInt32LE(time % 2 ** 32, at - 16);
      pages.writeUInt32LE(Math.floor(time / 2 ** 32), at - 12);
    }
    const delta = 300 + (next() >>> 20);
    time += delta;
    pages.writeUInt32LE(((delta << 5) | (event.bytes / 4)) >>> 0, at);
    pages.writeUInt16LE(event.id, at + 4);
    pages.writeUInt32LE(1000 + cpu * THREADS + thread, at + 8);
    if (event === EXIT) {
      pages.writeUInt32LE(0x400, at + 12);
      pages.writeUInt32LE(2, at + 4 + 24);
      pages.writeUInt32LE(6, at + 4 + 32);
      pages.writeUInt32LE(thread, at + 4 + 56);
    } else {
      pages.writeUInt32LE(thread, at + 12);
      pages.writeUInt32LE(0x81000000 + (next() >>> 12), at + 4 + 16);
    }
    if (event === FAULT) {
      pages.writeUInt32LE((next() & ~0xfff) >>> 0, at + 4 + 24);
      pages.writeUInt32LE(6, at + 4 + 32);
      pages.writeUInt32LE(1, at + 4 + 36);
    }
    at += 4 + event.bytes;
    pages.writeUInt32LE(at - page * PAGE_BYTES - 16, page * PAGE_BYTES + 8);
  }
  if (records > 0) page++;
  flush();
  return written;
}

/** Writes a trace.dat of `records` exits, faults and entries of guests on two CPUs; returns its size in bytes. */
export function writeTraceDat(path: string, records: number, seed = 1): number {
  const next = numbers(seed);
  const file = openSync(path, "w");
  const start = head(Array.from({ length: CPUS }, () => 0)).length;
  let position = start;
  const sizes = Array.from({ length: CPUS }, (_, cpu) => {
    const own = Math.floor(records / CPUS) + (cpu < records % CPUS ? 1 : 0);
    const bytes = writePages(file, position, own, cpu, next);
    position += bytes;
    return bytes;
  });
  writeSync(file, head(sizes), 0, start, 0);
  closeSync(file);
  return position;
}
